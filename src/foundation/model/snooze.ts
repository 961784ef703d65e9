/** When a snoozed conversation comes back: the times to choose from, by the wall clock of a team. */
import { DateTime } from 'luxon';

export interface SnoozeTime {
  name: 'hour' | 'evening' | 'tomorrow' | 'monday';
  until: Date;
}

const EVENING = 18;
const MORNING = 9;

/** In their order; the evening only while it is an hour off, Monday only where it is not tomorrow. */
export function snoozeTimes(now: Date, timeZone: string): SnoozeTime[] {
  const local = DateTime.fromJSDate(now, { zone: timeZone });
  const at = (day: DateTime, hour: number): DateTime => day.startOf('day').set({ hour });
  const evening = at(local, EVENING);
  const tomorrow = at(local.plus({ days: 1 }), MORNING);
  const monday = at(local.plus({ days: 8 - local.weekday }), MORNING);
  return [
    { name: 'hour', until: local.plus({ hours: 1 }).startOf('minute').toJSDate() },
    ...(evening.diff(local, 'hours').hours > 1 ? [{ name: 'evening' as const, until: evening.toJSDate() }] : []),
    { name: 'tomorrow', until: tomorrow.toJSDate() },
    ...(monday > tomorrow ? [{ name: 'monday' as const, until: monday.toJSDate() }] : []),
  ];
}

/** "2026-01-31T09:00" on the wall clock there; an invalid date where there is no such day. */
export function localTime(local: string, timeZone: string): Date {
  return DateTime.fromISO(local, { zone: timeZone }).toJSDate();
}
