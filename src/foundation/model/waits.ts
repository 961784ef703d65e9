/** How long a customer will wait for a person, from how long others before them did. Pure. */

/** What one customer waited, who had so many before them when they asked. */
export interface PastWait {
  ahead: number;
  /** From the request to the first words of a person. */
  seconds: number;
}

/** In seconds, as they are said; seven of ten waits lay between them. */
export interface Expected {
  /** 0: it may be at once. */
  low: number;
  high: number;
}

/** With fewer than these nothing is said of time. */
const ENOUGH = 8;
const LOWER = 0.15;
const UPPER = 0.85;
/** Minutes that are said: nobody believes in "37". */
const STEPS = [1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480];
/** From here on minutes are said as hours. */
const HOURS_FROM = 120;

/**
 * From waits that began with about as many ahead; where those are too few, all of them, stretched by the place. Who waits
 * longest now (`oldestSeconds`) says that it is slower than it was. Null: not enough is known, or it is longer than a shift.
 */
export function expectedWait(past: readonly PastWait[], ahead: number, oldestSeconds: number): Expected | null {
  if (past.length < ENOUGH) return null;
  const near = past.filter((wait) => Math.abs(wait.ahead - ahead) <= Math.max(1, ahead / 3));
  const seconds =
    near.length >= ENOUGH
      ? near.map((wait) => wait.seconds)
      : past.map((wait) => (wait.seconds * (ahead + 1)) / (wait.ahead + 1));
  seconds.sort((a, b) => a - b);
  const high = STEPS.find((minutes) => minutes * 60 >= Math.max(quantile(seconds, UPPER), oldestSeconds));
  if (high === undefined) return null;
  const low = STEPS.findLast((minutes) => minutes < high && minutes * 60 <= quantile(seconds, LOWER)) ?? 0;
  return { low: low * 60, high: high * 60 };
}

/** "5-10 min", "up to 2 min" as "0-2 min", "2-3 h": read alike in every language, and within GSM-7. */
export function sayWait({ low, high }: Expected): string {
  const [from, to] = [low / 60, high / 60];
  const hours = to >= HOURS_FROM && from % 60 === 0;
  return hours ? `${from / 60}-${to / 60} h` : `${from}-${to} min`;
}

function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? 0;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}

/** What was said of a wait, and what became of it. */
export interface Outcome extends Expected {
  seconds: number;
}

export interface WaitFigures {
  cases: number;
  /** Shares of the cases, from 0 to 1; null without any. */
  within: number | null;
  sooner: number | null;
  later: number | null;
  /** Median distance of a wait from the middle of what was said, in seconds. */
  medianError: number | null;
}

export function measureWaits(outcomes: readonly Outcome[]): WaitFigures {
  const share = (of: (outcome: Outcome) => boolean): number | null =>
    outcomes.length === 0 ? null : outcomes.filter(of).length / outcomes.length;
  const errors = outcomes.map(({ low, high, seconds }) => Math.abs(seconds - (low + high) / 2)).sort((a, b) => a - b);
  return {
    cases: outcomes.length,
    within: share(({ low, high, seconds }) => seconds >= low && seconds <= high),
    sooner: share(({ low, seconds }) => seconds < low),
    later: share(({ high, seconds }) => seconds > high),
    medianError: errors.length === 0 ? null : quantile(errors, 0.5),
  };
}
