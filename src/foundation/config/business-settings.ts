/** How the business behaves as a whole: the shape of config/business.yaml and of what admins later set. */
import { z } from 'zod';

const minutes = z.number().int().min(1).max(100_000);
const HOST = /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

export const BusinessSettings = z.strictObject({
  name: z.string().trim().min(1).max(100),
  /** What the assistant is told about the business and its tone. */
  instructions: z.string().trim().max(4_000).default(''),
  /** ISO 639-1, the first one is the default. */
  languages: z
    .array(z.string().regex(/^[a-z]{2}$/, 'must be two letters, such as en'))
    .min(1)
    .max(20)
    .default(['en']),
  /** New words within this time of closing reopen the conversation instead of beginning another. */
  reopenHours: z.number().min(0).max(8_760).default(72),
  /** A conversation that the assistant holds closes silently after this, by the pace of its channel. */
  idleCloseMinutes: z.strictObject({ live: minutes, slow: minutes }).default({ live: 240, slow: 4_320 }),
  /** A handoff that waits longer than this while its team is there is shown to everybody who could take it. */
  overdueMinutes: minutes.default(15),
  /** The assistant waits until the customer has been quiet this long, so that three lines get one answer. */
  quietMs: z.number().int().min(0).max(60_000).default(1_500),
  /** Hosts that the assistant may link to; "*.example.com" for all below one. */
  allowedLinkHosts: z
    .array(z.string().regex(HOST, 'must be a host name, such as www.example.com'))
    .max(100)
    .default([]),
});
export type BusinessSettings = z.infer<typeof BusinessSettings>;
