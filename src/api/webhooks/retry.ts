/** When a webhook that was not taken is sent again. Pure. */

/** The first sending and nine more: over about a day. */
export const ATTEMPTS = 10;
const FIRST_MS = 5_000;
const FACTOR = 4;
const LONGEST_MS = 8 * 3_600_000;

/** Milliseconds after the `attempt`-th failure (1, 2, …), a quarter more or less by `random` in 0..1; null: it was the last. */
export function pauseAfter(attempt: number, random: number): number | null {
  if (attempt >= ATTEMPTS) return null;
  return Math.min(LONGEST_MS, FIRST_MS * FACTOR ** (attempt - 1)) * (0.75 + random / 2);
}
