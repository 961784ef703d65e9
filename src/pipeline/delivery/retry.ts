/** When a send that surely did not happen is tried again. Pure. */

/** Tries before a delivery fails for good: about 40 minutes in all. */
export const MAX_ATTEMPTS = 10;
const FIRST_MS = 2_000;
const LONGEST_MS = 10 * 60_000;

/**
 * Milliseconds until the next try after `attempts` tries, or null when it is given up.
 * A provider's Retry-After is a floor, and the spread (`random` in 0..1, at most a fifth) keeps many from returning at once.
 */
export function retryDelay(attempts: number, random: number, retryAfterMs = 0): number | null {
  if (attempts >= MAX_ATTEMPTS) return null;
  const backOff = Math.min(FIRST_MS * 2 ** Math.max(0, attempts - 1), LONGEST_MS);
  return Math.max(backOff, retryAfterMs) * (1 + random / 5);
}
