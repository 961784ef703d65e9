/** Whether a team's customers are asked how it went, how long after closing, and how often at most. */
import { z } from 'zod';

export const TeamSurvey = z.strictObject({
  on: z.boolean().default(false),
  /** After closing; shorter than the reopen window, in which the answer must come. */
  delayMinutes: z.number().int().min(0).max(2_880).default(10),
  /** A contact is asked once in so many days, whichever team closed. */
  everyDays: z.number().int().min(1).max(365).default(30),
});
export type TeamSurvey = z.infer<typeof TeamSurvey>;
