/** How long a failed job waits, and which failures are not its own. Pure. */

const LONGEST_MS = 5 * 60_000;

/** Milliseconds after the `attempt`-th failure (1, 2, …): doubling, between half and all of it by `random` in 0..1. */
export function backOff(attempt: number, firstMs: number, random: number): number {
  return Math.min(LONGEST_MS, firstMs * 2 ** (attempt - 1)) * (0.5 + random / 2);
}

/** The database is away, full or shutting down (SQLSTATE 08, 57P, 53300; pg's own words): no fault of the job, so it does not count as a try. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (/^(08|57P|53300)/.test(code)) return true;
  return /^(Connection terminated|timeout exceeded when trying to connect)/.test(error.message);
}
