/** Hours in which nobody is written to who did not just write. Local wall-clock times. */
import { DateTime } from 'luxon';

export interface Quiet {
  /** HH:MM; `to` at or before `from` is on the next day. The same twice: never quiet. */
  from: string;
  to: string;
}

/** When words that nobody waits for may leave: at once, or when the quiet ends. */
export function afterQuiet({ from, to }: Quiet, timeZone: string, now: Date): Date {
  if (from === to) return now;
  const local = DateTime.fromJSDate(now, { zone: timeZone });
  for (const day of [-1, 0]) {
    const start = at(local.plus({ days: day }), from);
    const sameDay = at(start, to);
    const end = sameDay > start ? sameDay : at(start.plus({ days: 1 }), to);
    if (start <= local && local < end) return end.toJSDate();
  }
  return now;
}

function at(day: DateTime, clock: string): DateTime {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return day.set({ hour, minute, second: 0, millisecond: 0 });
}
