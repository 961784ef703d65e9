/** How a team's handoffs are offered: in whose turn, how long each way waits, and who is asked when nobody else takes one. */
import { z } from 'zod';

export const STRATEGIES = ['least_busy', 'round_robin', 'longest_idle', 'best_match'] as const;

const minutes = z.number().int().min(1).max(240);

export const TeamRouting = z.strictObject({
  strategy: z.enum(STRATEGIES).default('least_busy'),
  /** Whoever held this contact's last conversation is asked first. */
  lastAgentFirst: z.boolean().default(true),
  /** So long only those are asked who speak the customer's language and know the matter, where the team has any; then everybody. */
  relaxMinutes: z.number().int().min(0).max(240).default(3),
  /** How long an offer waits on each way before the next one is tried. */
  minutes: z.strictObject({ web: minutes, phone: minutes, mail: minutes }).default({ web: 2, phone: 5, mail: 15 }),
  /** Asked when nobody else took it, whatever they hold; colleagues see the name. */
  leadId: z.uuid().nullable().default(null),
});
export type TeamRouting = z.infer<typeof TeamRouting>;
