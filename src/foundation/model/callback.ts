/** Times at which a person could write to a customer who does not want to wait: whole hours in which the team is there. Pure. */
import { DateTime } from 'luxon';
import { openUntil, nextOpening, sayOpening, type Hours } from './hours';

/** A person writes within this from the chosen time on. */
export const CALLBACK_MINUTES = 60;
/** The first one is at least so far off: who wants it sooner waits. */
const SOONEST_MINUTES = 60;
const MOST = 3;
/** Between two that are offered, so that they are a choice. */
const APART_HOURS = 3;
const LOOK_HOURS = 14 * 24;

/** At most three, the earliest first; the last one on another day where the others are on one. */
export function callbackTimes(hours: Hours, timeZone: string, now: Date): Date[] {
  const times: DateTime[] = [];
  let hour = DateTime.fromJSDate(now, { zone: timeZone }).plus({ minutes: SOONEST_MINUTES });
  if (hour.minute > 0 || hour.second > 0 || hour.millisecond > 0) hour = hour.startOf('hour').plus({ hours: 1 });
  for (let looked = 0; looked < LOOK_HOURS && times.length < MOST; looked += 1, hour = hour.plus({ hours: 1 })) {
    if (!staysOpen(hours, timeZone, hour)) continue;
    const last = times.at(-1);
    const sameDay = last?.hasSame(hour, 'day') ?? false;
    if (last && hour.diff(last, 'hours').hours < APART_HOURS) continue;
    if (times.length === MOST - 1 && sameDay) continue;
    times.push(hour);
  }
  return times.map((time) => time.toJSDate());
}

/** "Monday 16:00-17:00", in the reader's language. */
export function sayCallback(from: Date, timeZone: string, now: Date, language: string): string {
  const until = DateTime.fromJSDate(from, { zone: timeZone }).plus({ minutes: CALLBACK_MINUTES });
  return `${sayOpening(from, timeZone, now, language)}-${until.toFormat('HH:mm')}`;
}

/** The team is there for the whole of what is promised. */
function staysOpen(hours: Hours, timeZone: string, hour: DateTime): boolean {
  const from = hour.toJSDate();
  if (nextOpening(hours, timeZone, from)?.getTime() !== from.getTime()) return false;
  return openUntil(hours, timeZone, CALLBACK_MINUTES, from)?.getTime() === from.getTime() + CALLBACK_MINUTES * 60_000;
}
