/** What a customer is owed by when, in the hours of the team: the first words of a person, the next ones, an end. Pure. */
import { openUntil, type Hours } from './hours';

/** Minutes of the team's hours. */
export interface Targets {
  first: number;
  next: number;
  resolution: number;
}

export interface Wait {
  /** When a person was asked for; null: nobody is. */
  requestedAt: Date | null;
  /** The first words of a person since. */
  firstReplyAt: Date | null;
  /** Since when the customer waits for the next words; in the future: when they want to be written to; null: they do not. */
  waitingSince: Date | null;
}

export interface Clock {
  kind: 'first' | 'next' | 'resolution';
  dueAt: Date;
}

/** Those that run, the earliest first. A clock that would end more than a year ahead is none. */
export function clocks(wait: Wait, targets: Targets, hours: Hours, timeZone: string): Clock[] {
  const { requestedAt, firstReplyAt, waitingSince } = wait;
  if (requestedAt === null) return [];
  // Who chose a time is owed nothing before it.
  const from =
    waitingSince !== null && waitingSince > requestedAt && firstReplyAt === null ? waitingSince : requestedAt;
  const running: [Clock['kind'], Date | null, number][] = [
    ['first', firstReplyAt === null ? from : null, targets.first],
    ['next', firstReplyAt === null ? null : waitingSince, targets.next],
    ['resolution', from, targets.resolution],
  ];
  return running
    .flatMap(([kind, since, minutes]) => {
      const dueAt = since && openUntil(hours, timeZone, minutes, since);
      return dueAt ? [{ kind, dueAt }] : [];
    })
    .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
}
