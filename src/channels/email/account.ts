/** One mailbox as it is configured: where its two servers are, how it signs in, and how its mail looks. */
import { z } from 'zod';
import { SendFault, type ChannelAccount } from '../channel';
import { PROVIDERS, type Provider } from './providers';

const host = z
  .string()
  .trim()
  .regex(
    /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/,
    'must be the name of a server, such as imap.example.com',
  );
const domain = host;

/** `none` sends the password readable by everybody on the way: for a server on this very machine alone. */
const Security = z.enum(['tls', 'starttls', 'none'], 'must be tls, starttls or none');
const Server = z
  .strictObject({ host, port: z.number().int().min(1).max(65_535), security: Security.default('tls') })
  .refine(
    (server) => server.security !== 'none' || /^(localhost|127(\.\d{1,3}){3})$/.test(server.host),
    'security none is for a server on this machine alone',
  );

const Settings = z
  .strictObject({
    /** Fills in what is known of a provider. */
    provider: z.enum(Object.keys(PROVIDERS) as [Provider, ...Provider[]]).optional(),
    imap: Server.optional(),
    smtp: Server.optional(),
    /** The name to sign in with; the address when left out. */
    user: z.string().trim().min(1).max(200).optional(),
    auth: z.enum(['password', 'oauth2']).default('password'),
    /** With oauth2: where an access token is had for the refresh token, and as whom. */
    tokenUrl: z.url({ protocol: /^https?$/ }).optional(),
    clientId: z.string().trim().min(1).max(300).optional(),
    /** Mails that leave in a second at most; 0.5: one in two seconds. */
    perSecond: z.number().min(0.001).max(1_000).optional(),
    /** Our own agents are told of handoffs from here, and from no other account of this channel; customers are not written to first. */
    staff: z.boolean().optional(),
    folder: z.string().trim().min(1).max(200).default('INBOX'),
    /** Beside the address in From; an agent's name stands before it. */
    fromName: z.string().trim().min(1).max(100).optional(),
    signature: z.string().trim().max(2_000).optional(),
    /** The mailbox takes name+anything@: answers then name what they answer even where a mail program drops the headers. */
    plusAddress: z.boolean().optional(),
    /** How the receiving server signs its Authentication-Results (RFC 8601), such as mx.google.com; only then are they believed. */
    authservId: domain.optional(),
    /** Copies what is sent into the folder of sent mail. Providers that do it themselves have it off. */
    appendToSent: z.boolean().optional(),
    /** Signs what is sent, with the secret dkimKey; for servers that do not sign by themselves. */
    dkim: z.strictObject({ domain, selector: z.string().regex(/^[A-Za-z0-9._-]{1,63}$/) }).optional(),
  })
  .superRefine((settings, ctx) => {
    for (const server of ['imap', 'smtp'] as const) {
      if (!settings.provider && !settings[server]) {
        ctx.addIssue({ code: 'custom', path: [server], message: 'is needed unless a provider is named' });
      }
    }
    if (settings.auth === 'oauth2') {
      if (!settings.clientId) ctx.addIssue({ code: 'custom', path: ['clientId'], message: 'is needed with oauth2' });
      if (!settings.tokenUrl && !(settings.provider && PROVIDERS[settings.provider].tokenUrl)) {
        ctx.addIssue({ code: 'custom', path: ['tokenUrl'], message: 'is needed with oauth2' });
      }
    }
  });

export const EmailSettings: z.ZodType<Record<string, unknown>> = Settings;

export const EmailSecrets = z.strictObject({
  password: z.string().min(1).max(1_000).optional(),
  clientSecret: z.string().min(1).max(1_000).optional(),
  refreshToken: z.string().min(1).max(4_000).optional(),
  /** PEM. */
  dkimKey: z.string().min(1).max(10_000).optional(),
}) as unknown as z.ZodType<Record<string, string>>;

/** Lower case, as it is compared; the local part too, which no server in use tells apart. */
export const EmailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email('must be an email address, such as support@example.com'));

export type ServerAddress = z.infer<typeof Server>;

export interface Mailbox {
  address: string;
  imap: ServerAddress;
  smtp: ServerAddress;
  user: string;
  auth: { kind: 'password'; password: string } | OAuth;
  folder: string;
  fromName: string | null;
  signature: string | null;
  plusAddress: boolean;
  authservId: string | null;
  appendToSent: boolean;
  dkim: { domain: string; selector: string; key: string } | null;
}

export interface OAuth {
  kind: 'oauth2';
  tokenUrl: string;
  clientId: string;
  clientSecret: string | null;
  refreshToken: string;
}

/** Throws a SendFault that names what is missing. */
export function mailboxOf(account: ChannelAccount): Mailbox {
  const settings = Settings.parse(account.settings);
  const known = settings.provider ? PROVIDERS[settings.provider] : null;
  const imap = settings.imap ?? known?.imap;
  const smtp = settings.smtp ?? known?.smtp;
  if (!imap || !smtp) throw new SendFault('permanent', 'The account names no server.');
  const { dkim } = settings;
  const { dkimKey } = account.secrets;
  return {
    address: account.address,
    imap,
    smtp,
    user: settings.user ?? account.address,
    auth: authOf(settings, account.secrets, known?.tokenUrl),
    folder: settings.folder,
    fromName: settings.fromName ?? null,
    signature: settings.signature || null,
    plusAddress: settings.plusAddress ?? known?.plusAddress ?? false,
    authservId: settings.authservId ?? known?.authservId ?? null,
    appendToSent: settings.appendToSent ?? known?.appendToSent ?? true,
    dkim: dkim && dkimKey ? { ...dkim, key: dkimKey } : null,
  };
}

function authOf(
  settings: z.infer<typeof Settings>,
  secrets: Record<string, string>,
  tokenUrl: string | undefined,
): Mailbox['auth'] {
  if (settings.auth === 'password') {
    if (!secrets['password']) throw new SendFault('permanent', 'No password is set for this mailbox.');
    return { kind: 'password', password: secrets['password'] };
  }
  const url = settings.tokenUrl ?? tokenUrl;
  if (!url || !settings.clientId) throw new SendFault('permanent', 'The account says not where its token is had.');
  if (!secrets['refreshToken']) throw new SendFault('permanent', 'No refresh token is set for this mailbox.');
  return {
    kind: 'oauth2',
    tokenUrl: url,
    clientId: settings.clientId,
    clientSecret: secrets['clientSecret'] ?? null,
    refreshToken: secrets['refreshToken'],
  };
}
