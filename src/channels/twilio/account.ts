/** What one Twilio account needs to be known: its SID, its tokens, and for simulated ones where the sandbox stands. */
import { z } from 'zod';
import type { ChannelAccount } from '../channel';

const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/;

export const TwilioSettings = z.strictObject({
  accountSid: z.string().regex(/^AC[0-9a-f]{32}$/i, 'must be the Account SID: AC and 32 hexadecimal digits'),
  /** Set when numbers are pooled: Twilio then picks the sender and keeps it for each customer. */
  messagingServiceSid: z
    .string()
    .regex(/^MG[0-9a-f]{32}$/i, 'must be a Messaging Service SID: MG and 32 hexadecimal digits')
    .optional(),
  /** Whether files go as MMS; left out: from North American numbers to such numbers. Elsewhere a link goes out. */
  mms: z.boolean().optional(),
  /** Messages (of a text message its parts) that leave in a second at most; left out: Twilio keeps what is too fast in its own queue. */
  perSecond: z.number().min(0.01).max(1_000).optional(),
  /** Our own agents are told of handoffs from here, and from no other account of this channel; customers are not written to first. */
  staff: z.boolean().optional(),
  /** Heeded for simulated accounts only; a real account always speaks to Twilio. */
  apiBaseUrl: z
    .string()
    .refine((text) => {
      const url = URL.canParse(text) ? new URL(text) : null;
      return url !== null && /^https?:$/.test(url.protocol) && LOOPBACK.test(url.hostname);
    }, 'must be an address on this machine, such as http://127.0.0.1:3000/sandbox/twilio')
    .optional(),
});

const token = z.string().regex(/^[\x21-\x7e]{16,128}$/, 'must be the Auth Token as the Twilio console shows it');

export const TwilioSecrets = z
  .strictObject({
    authToken: token,
    /** During a rotation Twilio may still sign with the one before. */
    previousAuthToken: token.optional(),
  })
  .transform(({ authToken, previousAuthToken }): Record<string, string> =>
    previousAuthToken ? { authToken, previousAuthToken } : { authToken },
  );

/** E.164, or the short code of the countries that have them. */
export const PhoneNumber = z
  .string()
  .transform((text) => text.replace(/^whatsapp:/, '').replace(/[\s().-]/g, ''))
  .pipe(z.string().regex(/^(\+[1-9]\d{6,14}|\d{3,8})$/, 'must be a phone number such as +15550100'));

export interface TwilioAccess {
  accountSid: string;
  messagingServiceSid: string | null;
  /** The token to sign in with; empty when none is configured. */
  authToken: string;
  apiBaseUrl: string | null;
}

/** Reads without checking again: what is stored passed the schemas, and what did not is refused at its first use. */
export function accessOf(account: ChannelAccount): TwilioAccess {
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  return {
    accountSid: text(account.settings['accountSid']) ?? '',
    messagingServiceSid: text(account.settings['messagingServiceSid']),
    authToken: account.secrets['authToken'] ?? '',
    apiBaseUrl: account.simulated ? text(account.settings['apiBaseUrl']) : null,
  };
}

/** The tokens that a genuine request may be signed with, the current one first. None configured: none. */
export function tokensOf(account: ChannelAccount): string[] {
  return [account.secrets['authToken'], account.secrets['previousAuthToken']].flatMap((one) => one || []);
}
