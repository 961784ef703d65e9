/** How the business behaves as a whole: the shape of config/business.yaml and of what admins later set. */
import { z } from 'zod';

const minutes = z.number().int().min(1).max(100_000);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 21:00');
const HOST = /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** What the assistant with a model may use; over it the embedded assistant answers. */
const cap = (turns: number, tokens: number, cost: number) =>
  z
    .strictObject({
      turns: z.number().int().min(0).max(10_000_000),
      tokens: z.number().int().min(0).max(10_000_000_000),
      cost: z.number().min(0).max(1_000_000),
    })
    .default({ turns, tokens, cost });

export const AssistantCaps = z.strictObject({
  conversation: cap(40, 200_000, 1),
  /** Of one customer, within 24 hours. */
  contact: cap(100, 500_000, 3),
  /** Of everybody, since midnight UTC. */
  day: cap(20_000, 50_000_000, 100),
});

const More = z.string().trim().min(1).max(2_000);

export const BusinessSettings = z.strictObject({
  name: z.string().trim().min(1).max(100),
  /** What the assistant is told about the business and its tone. */
  instructions: z.string().trim().max(4_000).default(''),
  /** Told besides, to customers on this kind of channel or in this language only. */
  instructionsFor: z
    .strictObject({
      channels: z.record(z.string().regex(/^[a-z]{2,20}$/, 'must be a kind of channel, such as sms'), More).default({}),
      languages: z.record(z.string().regex(/^[a-z]{2}$/, 'must be two letters, such as de'), More).default({}),
    })
    .default({ channels: {}, languages: {} }),
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
  /**
   * An agent who holds a conversation answers the customer within so many minutes of the team's hours, by the pace of the channel:
   * then they are reminded, and after as long again it is offered to others.
   */
  replyMinutes: z.strictObject({ live: minutes, slow: minutes }).default({ live: 5, slow: 60 }),
  /** From asking for a person to their first words, in minutes of the team's hours, by the pace of the channel. */
  firstReplyMinutes: z.strictObject({ live: minutes, slow: minutes }).default({ live: 10, slow: 120 }),
  /** From asking for a person to the end of the matter, likewise. */
  resolutionMinutes: z.strictObject({ live: minutes, slow: minutes }).default({ live: 240, slow: 960 }),
  /** Customers who wait for a person. */
  queue: z
    .strictObject({
      /** Who will usually wait at least so long is offered other ways: a time of their choice, or an answer by mail. */
      choicesAfterMinutes: minutes.default(10),
      /** While nobody of the team is there, the assistant still answers what it knows, in matters that are not grave. */
      assistantHelps: z.boolean().default(true),
    })
    .prefault({}),
  /** In these hours of the team's clock nothing leaves that no customer waits for; the same time twice switches it off. */
  quietHours: z.strictObject({ from: clock, to: clock }).default({ from: '21:00', to: '08:00' }),
  /**
   * A mail of ours that is answered from another address shows that its writer has that mail, and may have had it forwarded.
   * `suggest`: agents see it. `join`: an address that is vouched for becomes one of that customer's.
   */
  answersFromElsewhere: z.enum(['suggest', 'join']).default('suggest'),
  /** The assistant waits until the customer has been quiet this long, so that three lines get one answer. */
  quietMs: z.number().int().min(0).max(60_000).default(1_500),
  /** Hosts that the assistant may link to; "*.example.com" for all below one. */
  allowedLinkHosts: z
    .array(z.string().regex(HOST, 'must be a host name, such as www.example.com'))
    .max(100)
    .default([]),
  /** Hosts whose pages may be imported as articles; "*.example.com" for all below one. */
  importHosts: z.array(z.string().regex(HOST, 'must be a host name, such as www.example.com')).max(100).default([]),
  assistantCaps: AssistantCaps.prefault({}),
  /** For a million tokens, in the business's currency: what turns cost is counted by them. */
  modelPrices: z
    .strictObject({
      currency: z.string().trim().min(1).max(8),
      millionTokensIn: z.number().min(0).max(1_000),
      millionTokensOut: z.number().min(0).max(1_000),
    })
    .default({ currency: 'USD', millionTokensIn: 0.4, millionTokensOut: 1.6 }),
});
export type BusinessSettings = z.infer<typeof BusinessSettings>;

/** What the assistant is told about the business when it speaks on this channel in this language. */
export function instructionsOf(
  { instructions, instructionsFor }: Pick<BusinessSettings, 'instructions' | 'instructionsFor'>,
  channel: string,
  language: string,
): string {
  return [instructions, instructionsFor.channels[channel], instructionsFor.languages[language]]
    .filter(Boolean)
    .join('\n');
}
