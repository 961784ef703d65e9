/** Handing one mail over, and knowing how far it came: what the server may have taken is never sent again blindly. */
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { SendFault } from '../channel';
import type { Mailbox } from './account';
import type { Composed } from './compose';
import { described } from './line-fault';
import type { AccessTokens } from './oauth';

const CONNECT_MS = 10_000;
/** Silence after which the line counts as dead. */
const SILENCE_MS = 15_000;

/** Throws SendFault: `retry` and `permanent` when it surely was not taken, `ambiguous` once its bytes were under way. */
export async function handOver(
  mailbox: Mailbox,
  mail: Composed,
  tokens: AccessTokens,
  signal: AbortSignal,
): Promise<void> {
  await withServer(mailbox, tokens, signal, async (connection) => {
    let underWay = false;
    // Read by the connection once the server said that it waits for the mail, and not before.
    const source = Readable.from(
      (function* () {
        underWay = true;
        yield mail.raw;
      })(),
    );
    const { from, to, token } = mail.envelope;
    try {
      await new Promise<void>((resolve, reject) => {
        connection.once('error', reject);
        connection.send({ from, to: [to], dsn: { envid: token, ret: 'HDRS' } }, source, (error) =>
          error ? reject(error) : resolve(),
        );
      });
    } catch (error) {
      throw refusal(error, underWay);
    }
  });
}

/** Signs in and says good-bye. Throws SendFault. */
export async function greet(mailbox: Mailbox, tokens: AccessTokens, signal: AbortSignal): Promise<void> {
  await withServer(mailbox, tokens, signal, async () => undefined);
}

async function withServer<T>(
  mailbox: Mailbox,
  tokens: AccessTokens,
  signal: AbortSignal,
  work: (connection: SMTPConnection) => Promise<T>,
): Promise<T> {
  const { smtp, auth, user } = mailbox;
  const oauth = auth.kind === 'oauth2' ? await tokens.of(auth, signal) : null;
  if (signal.aborted) throw new SendFault('retry', 'Stopped before it was sent.');
  const connection = new SMTPConnection({
    host: smtp.host,
    port: smtp.port,
    secure: smtp.security === 'tls',
    requireTLS: smtp.security === 'starttls',
    ignoreTLS: smtp.security === 'none',
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    logger: false,
  });
  // An error that comes when nobody waits for anything any more must not end the process.
  connection.on('error', () => undefined);
  const stop = () => connection.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    try {
      await new Promise<void>((resolve, reject) => {
        connection.once('error', reject);
        connection.once('end', () => reject(new Error('The server closed the line.')));
        connection.connect((error) => (error ? reject(error) : resolve()));
      });
      await new Promise<void>((resolve, reject) => {
        connection.once('error', reject);
        connection.once('end', () => reject(new Error('The server closed the line.')));
        const done = (error?: Error | null) => (error ? reject(error) : resolve());
        if (auth.kind === 'password') connection.login({ user, pass: auth.password }, done);
        else connection.login({ user, method: 'XOAUTH2', oauth2: bearer(user, oauth ?? '') }, done);
      });
    } catch (error) {
      throw signInFault(error);
    }
    return await work(connection);
  } finally {
    signal.removeEventListener('abort', stop);
    connection.quit();
    // A server that never says good-bye is left.
    setTimeout(stop, 1_000).unref();
  }
}

/** What the library asks of a token generator; ours is fresh already. */
function bearer(user: string, token: string) {
  return {
    getToken: (_renew: boolean, done: (error: Error | null, token?: string) => void) => done(null, token),
    buildXOAuth2Token: (accessToken: string) =>
      Buffer.from(`user=${user}\x01auth=Bearer ${accessToken}\x01\x01`).toString('base64'),
  } as never;
}

interface SmtpError {
  code?: string;
  responseCode?: number;
  response?: string;
  message?: string;
}

/** Nothing was handed over: the line or the sign-in is at fault, and an admin can mend either. */
function signInFault(error: unknown): SendFault {
  const { code, response } = error as SmtpError;
  const says = code === 'EAUTH' ? `it refused the sign-in (${response ?? code})` : described(error);
  return new SendFault('retry', `The outgoing server (SMTP) cannot be used: ${says}.`, { code, cause: error });
}

function refusal(error: unknown, underWay: boolean): SendFault {
  const { responseCode, response, code } = error as SmtpError;
  const options = { code: responseCode ? String(responseCode) : code, cause: error };
  if (responseCode && responseCode >= 500) {
    return new SendFault('permanent', `The mail server refused it: ${response ?? responseCode}.`, options);
  }
  if (responseCode && responseCode >= 400) {
    return new SendFault('retry', `The mail server does not take it now: ${response ?? responseCode}.`, options);
  }
  if (!underWay) return new SendFault('retry', `The line broke before the mail left: ${described(error)}.`, options);
  return new SendFault('ambiguous', 'The line broke before the mail server answered.', options);
}
