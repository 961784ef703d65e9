/** Lines to the incoming server: signed in, with one folder open, and words for what goes wrong. */
import { ImapFlow } from 'imapflow';
import { SendFault } from '../channel';
import type { Mailbox } from './account';
import { described } from './line-fault';
import type { AccessTokens } from './oauth';

const CONNECT_MS = 10_000;
/** A dead line is found only by silence: IDLE is renewed more often than this. */
const SILENCE_MS = 5 * 60_000;
const RENEW_IDLE_MS = 4 * 60_000;
/** A command's answer outside of mails. */
const LARGEST_LITERAL = 64 * 1024 * 1024;

/** Throws SendFault('retry') with what to look at. */
export async function openLine(mailbox: Mailbox, tokens: AccessTokens, signal: AbortSignal): Promise<ImapFlow> {
  const { imap, auth, user } = mailbox;
  const credentials =
    auth.kind === 'password' ? { user, pass: auth.password } : { user, accessToken: await tokens.of(auth, signal) };
  const client = new ImapFlow({
    host: imap.host,
    port: imap.port,
    secure: imap.security === 'tls',
    ...(imap.security === 'tls' ? {} : { doSTARTTLS: imap.security === 'starttls' }),
    auth: credentials,
    logger: false,
    disableAutoIdle: true,
    maxIdleTime: RENEW_IDLE_MS,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    maxLiteralSize: LARGEST_LITERAL,
  });
  // Without a listener an error of the socket would end the process; whoever waits hears of it by `close`.
  client.on('error', () => undefined);
  const stop = () => client.close();
  signal.addEventListener('abort', stop, { once: true });
  client.once('close', () => signal.removeEventListener('abort', stop));
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.close();
    const { authenticationFailed, responseText } = error as { authenticationFailed?: boolean; responseText?: string };
    const says = authenticationFailed
      ? `it refused the sign-in (${responseText ?? 'no reason given'})`
      : described(error);
    throw new SendFault('retry', `The incoming server (IMAP) cannot be used: ${says}.`, { cause: error });
  }
}

/** Keeps a copy of what was sent where people look for it. Never throws: the mail has left. */
export async function keepCopy(
  mailbox: Mailbox,
  raw: Buffer,
  tokens: AccessTokens,
  signal: AbortSignal,
): Promise<string | null> {
  let client: ImapFlow | null = null;
  try {
    client = await openLine(mailbox, tokens, signal);
    const folder = await sentFolder(client);
    if (!folder) return 'The mailbox has no folder of sent mail.';
    await client.append(folder, raw, ['\\Seen']);
    return null;
  } catch (error) {
    return described(error);
  } finally {
    client?.close();
  }
}

/** The one that the server marks (RFC 6154), else one by its usual name; null: none. */
export async function sentFolder(client: ImapFlow): Promise<string | null> {
  const folders = await client.list();
  return folders.find((folder) => folder.specialUse === '\\Sent')?.path ?? null;
}
