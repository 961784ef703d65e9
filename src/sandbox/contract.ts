/**
 * What the sandbox's page and the server say to each other, under /sandbox/api.
 *
 * GET  /sandbox/api/phones                → PhoneList
 * GET  /sandbox/api/phones/:id/messages   → PhoneMessages (oldest first)
 * GET  /sandbox/api/media/:id             → the bytes of a file that was sent
 * POST /sandbox/api/phones/:id/messages   NewPhoneMessage → 202 PhoneMessage; its state follows as an event
 * GET  /sandbox/api/faults                → FaultSwitch
 * POST /sandbox/api/faults                FaultSwitch → FaultSwitch
 * GET  /sandbox/api/ledger                → Ledger (newest first)
 * POST /sandbox/api/setups                NumberSetup → NumberSetup; how a number of the business is set up at the provider
 * POST /sandbox/api/approvals             Approval → Approval; what WhatsApp makes of a template that was submitted
 * GET  /sandbox/api/events                → Server-Sent Events, see SandboxEvents
 *
 * Everything answers 404 unless every account is simulated and the mode is not production, and to anybody but this
 * machine. A POST needs `content-type: application/json`. Errors are `{ title, status, detail, errors }`
 * (application/problem+json).
 *
 * Phones live in memory only: after a restart of Baton they are empty, while what was said stays in the inbox.
 */
import { z } from 'zod';

export const PhoneChannel = z.enum(['sms', 'whatsapp']);

/** `<channel>-<digits>`. Any well-formed id is a phone that can write; the list shows the handful that is offered. */
export const PhoneId = z
  .string()
  .regex(/^(sms|whatsapp)-[1-9]\d{6,14}$/, 'must be sms- or whatsapp- and the digits of a phone number');

export const Phone = z.object({
  id: PhoneId,
  /** E.164. Two phones with one number are one person's SMS and WhatsApp. */
  number: z.string(),
  label: z.string(),
  channel: PhoneChannel,
  /** An agent's own phone is for the console: offers arrive here, ACCEPT and DONE leave from here. */
  owner: z.enum(['customer', 'agent']),
  /** The number of the business that it writes to unless told otherwise; null while there is none on its channel. */
  writesTo: z.string().nullable(),
});

/** A number of the business that phones can write to. */
export const BusinessNumber = z.object({ number: z.string(), channel: PhoneChannel, name: z.string() });

export const PhoneList = z.object({
  phones: z.array(Phone),
  /** A phone writes to the numbers of its own channel. */
  business: z.array(BusinessNumber),
  /** The key of a simulated web account, for the chat beside the phones; null when there is none. */
  site: z.string().nullable(),
});

export const PhoneMessage = z.object({
  /** The provider's id (SM…). */
  id: z.string(),
  phoneId: PhoneId,
  /** Seen from the phone: `sent` by it, or `received`. */
  direction: z.enum(['sent', 'received']),
  /** The number of the business at the other end. */
  business: z.string(),
  text: z.string(),
  /** Pictures, sound and other files; `url` answers on this server. */
  media: z.array(z.object({ url: z.string(), mediaType: z.string() })),
  /** A place, a button or a reaction, in words; null for plain messages. */
  extra: z.string().nullable(),
  /** What answers it with one touch (WhatsApp). */
  buttons: z.array(z.string()),
  /**
   * sent: `sending` until Baton's webhook answered 2xx, then `taken`; `lost` when it never did.
   * received: as the provider reports it to Baton: queued, sent, delivered, read (WhatsApp), failed.
   */
  state: z.enum(['sending', 'taken', 'lost', 'queued', 'sent', 'delivered', 'read', 'failed']),
  /** Why it was lost or failed; null otherwise. */
  detail: z.string().nullable(),
  /** True for what the provider writes by itself, as Twilio's answer to STOP. */
  automatic: z.boolean(),
  at: z.iso.datetime(),
});

/** What a phone can send besides words. The files are made up by the sandbox itself. */
export const Sample = z.enum(['picture', 'voice', 'contact', 'document']);

/**
 * `to`: a number of the business on the phone's channel; left out: the phone's `writesTo`. Something must be given.
 * `button`, `location` and `repliesTo` (a message's id) exist on WhatsApp; `reaction` is its text beside `repliesTo`.
 */
export const NewPhoneMessage = z
  .strictObject({
    text: z.string().max(1600).default(''),
    to: z.string().max(40).optional(),
    attach: z.array(Sample).max(10).default([]),
    location: z
      .strictObject({
        latitude: z.number().min(-90).max(90),
        longitude: z.number().min(-180).max(180),
        label: z.string().max(200).optional(),
        address: z.string().max(300).optional(),
      })
      .optional(),
    button: z.strictObject({ text: z.string().min(1).max(100), payload: z.string().max(200) }).optional(),
    repliesTo: z.string().max(64).optional(),
    reaction: z.boolean().default(false),
  })
  .refine(({ text, attach, location, button }) => text !== '' || attach.length > 0 || location || button, {
    message: 'must say or carry something',
    path: ['text'],
  });

export const FaultKind = z.enum([
  'none',
  'rate_limited', // 429 with code 20429 and Retry-After: not processed
  'too_many_requests', // 429 without a code
  'server_error', // 500, not processed, which the sender cannot know
  'accept_then_cut', // taken and delivered, but the line is cut before the answer
  'cut', // the line is cut, nothing taken
  'slow', // taken, answered after slowMs
  'opted_out', // 400 with code 21610
  'outside_window', // taken, then failed with 63016
  'undelivered', // taken, then undelivered with 30003
]);

export const FaultSwitch = z.strictObject({
  kind: FaultKind,
  /** The phone whose messages it strikes, E.164; null: whoever is written to. */
  to: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/u)
    .nullable()
    .default(null),
  /** How many sends it strikes; null: until it is switched off. Counted down to `none`. */
  times: z.number().int().min(1).max(1000).nullable().default(null),
  slowMs: z.number().int().min(0).max(120_000).default(20_000),
  retryAfterSeconds: z.number().int().min(0).max(3600).default(1),
});

/**
 * How a number of the business is set up at the provider, in Twilio's words; what is left out is as it should be. Replaces what was
 * set of the number before.
 */
export const NumberSetup = z.strictObject({
  number: z.string().regex(/^\+[1-9]\d{6,14}$/u),
  /** False: the provider's account has no such number or sender. */
  owned: z.boolean().default(true),
  /** Of the number or sender itself; undefined: Baton's webhook. */
  url: z.string().max(300).optional(),
  method: z.enum(['GET', 'POST']).default('POST'),
  fallbackUrl: z.string().max(300).default(''),
  applicationSid: z.string().max(34).default(''),
  /** The messaging service that holds it; undefined: the one that Baton's account names. */
  service: z
    .string()
    .regex(/^MG[0-9a-f]{32}$/i)
    .nullable()
    .optional(),
  /** Of that service; null: none is entered. */
  serviceUrl: z.string().max(300).nullable().optional(),
  useNumberUrl: z.boolean().default(false),
  countryCode: z.string().length(2).default('US'),
  brand: z.enum(['APPROVED', 'PENDING', 'IN_REVIEW', 'FAILED', 'SUSPENDED']).default('APPROVED'),
  campaign: z.enum(['VERIFIED', 'PENDING', 'IN_PROGRESS', 'FAILED', 'SUSPENDED']).nullable().default('VERIFIED'),
  tollFree: z
    .enum(['TWILIO_APPROVED', 'PENDING_REVIEW', 'IN_REVIEW', 'TWILIO_REJECTED'])
    .nullable()
    .default('TWILIO_APPROVED'),
  sender: z.enum(['ONLINE', 'OFFLINE', 'CREATING', 'PENDING_VERIFICATION', 'TWILIO_REVIEW']).default('ONLINE'),
});

/** `name`: what it was submitted as. */
export const Approval = z.strictObject({
  name: z.string().max(512),
  status: z.enum(['pending', 'approved', 'rejected']),
  reason: z.string().max(300).default(''),
});

/** A request that the emulated provider heard from Baton, or one that it made. */
export const LedgerEntry = z.object({
  at: z.iso.datetime(),
  direction: z.enum(['heard', 'made']),
  what: z.enum(['send', 'list', 'fetch', 'media', 'account', 'setup', 'content', 'webhook', 'status']),
  /** Message id where there is one. */
  messageId: z.string().nullable(),
  /** The HTTP status answered or received; null: the line was cut or never came up. */
  status: z.number().int().nullable(),
  detail: z.string(),
});

export type PhoneChannel = z.infer<typeof PhoneChannel>;
export type Phone = z.infer<typeof Phone>;
export type BusinessNumber = z.infer<typeof BusinessNumber>;
export type PhoneList = z.infer<typeof PhoneList>;
export type Sample = z.infer<typeof Sample>;
export type NewPhoneMessage = z.infer<typeof NewPhoneMessage>;
export type PhoneMessage = z.infer<typeof PhoneMessage>;
export type FaultKind = z.infer<typeof FaultKind>;
export type FaultSwitch = z.infer<typeof FaultSwitch>;
export type Approval = z.infer<typeof Approval>;
export type NumberSetup = z.infer<typeof NumberSetup>;
export type LedgerEntry = z.infer<typeof LedgerEntry>;

export interface PhoneMessages {
  messages: PhoneMessage[];
}
export interface Ledger {
  entries: readonly LedgerEntry[];
}

/** The names and data of the live stream. */
export interface SandboxEvents {
  /** The stream stands; after a reconnect read everything again. */
  ready: Record<string, never>;
  /** New, or changed (same id). */
  message: PhoneMessage;
  faults: FaultSwitch;
}
