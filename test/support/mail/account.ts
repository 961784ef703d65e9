/** An email account of the house, wired to the servers of a test. */
import { Secrets } from '../../../src/foundation/config/secrets';
import { newId } from '../../../src/foundation/model/ids';
import { sealAccountSecrets } from '../../../src/foundation/settings/account-secrets';
import { Settings } from '../../../src/foundation/settings/settings';
import type { House } from '../house';
import type { MailHost } from './dovecot';

export interface EmailAccountOptions {
  address?: string;
  settings?: Record<string, unknown>;
  secrets?: Record<string, string>;
  /** The front team's name. */
  team?: string;
}

/** Marked as simulated: it is on this machine, and the demo's sign-ins stay. */
export async function emailAccount(
  house: House,
  incoming: MailHost,
  outgoing: { port: number },
  { address = 'support@larkmoor.example', settings = {}, secrets = {}, team = 'General' }: EmailAccountOptions = {},
): Promise<string> {
  const id = newId();
  const sealed = sealAccountSecrets(house.app.get(Secrets), id, { password: incoming.password, ...secrets });
  await house.db.query(
    `insert into channel_account (id, channel, name, address, team_id, assistant_mode, settings, secrets, simulated)
     values ($1, 'email', $2, $2, (select id from team where name = $3), 'answers', $4, $5, true)`,
    [
      id,
      address,
      team,
      JSON.stringify({
        imap: { host: incoming.host, port: incoming.imapPort, security: 'none' },
        smtp: { host: '127.0.0.1', port: outgoing.port, security: 'none' },
        user: address.split('@')[0],
        auth: 'password',
        folder: 'INBOX',
        fromName: 'Larkmoor Bank',
        authservId: 'mx.larkmoor.example',
        ...settings,
      }),
      sealed,
    ],
  );
  await house.app.get(Settings).reload();
  return id;
}

export interface Written {
  from?: string;
  /** Whether the receiving server vouches for From. */
  vouched?: boolean;
  to?: string;
  subject?: string;
  text?: string;
  headers?: Record<string, string>;
  /** Instead of a text. */
  body?: { type: string; content: string };
}

/** A mail as the receiving server hands it on. */
export function mail({
  from = 'Dana Weber <dana@example.net>',
  vouched = true,
  to = 'support@larkmoor.example',
  subject = 'A question',
  text = 'Hello',
  headers = {},
  body,
}: Written): string {
  const domain = /@([^>\s]+)/.exec(from)?.[1] ?? 'example.net';
  const all: Record<string, string> = {
    ...(vouched
      ? {
          'Authentication-Results': `mx.larkmoor.example; dmarc=pass header.from=${domain}; dkim=pass header.d=${domain}`,
        }
      : {}),
    From: from,
    To: to,
    Subject: subject,
    Date: new Date().toUTCString(),
    'Message-ID': `<${newId()}@example.net>`,
    'MIME-Version': '1.0',
    'Content-Type': body?.type ?? 'text/plain; charset=utf-8',
    ...headers,
  };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `${head.join('\r\n')}\r\n\r\n${body?.content ?? text}\r\n`;
}
