/** The one hours engine: when a team is there, and when it is there next. Local wall-clock times, right over daylight saving. */
import { DateTime } from 'luxon';

export interface Hours {
  /** day 1 = Monday … 7 = Sunday; HH:MM of the team's time zone; `to` at or before `from` ends on the next day. Empty: always open. */
  weekly: { day: number; from: string; to: string }[];
  /** Whole local days on which no shift begins; `date` as YYYY-MM-DD. */
  holidays: { date: string; name: string }[];
}

interface Span {
  start: DateTime;
  end: DateTime;
}

export function isOpen(hours: Hours, timeZone: string, at: Date): boolean {
  const now = DateTime.fromJSDate(at, { zone: timeZone });
  if (hours.weekly.length === 0) return !isHoliday(hours, now);
  // A shift that began yesterday may still run.
  return [now.minus({ days: 1 }), now].some((day) =>
    spansOf(hours, day).some((span) => span.start <= now && now < span.end),
  );
}

/** The next moment at which the team is there; `at` itself when it is open; null when no opening lies within a year. */
export function nextOpening(hours: Hours, timeZone: string, at: Date): Date | null {
  if (isOpen(hours, timeZone, at)) return at;
  const now = DateTime.fromJSDate(at, { zone: timeZone });
  for (let offset = 0; offset <= 366; offset += 1) {
    const day = now.startOf('day').plus({ days: offset });
    if (hours.weekly.length === 0) {
      if (offset > 0 && !isHoliday(hours, day)) return day.toJSDate();
      continue;
    }
    const next = spansOf(hours, day)
      .map((span) => span.start)
      .filter((start) => start > now)
      .sort((a, b) => a.toMillis() - b.toMillis())[0];
    if (next) return next.toJSDate();
  }
  return null;
}

/** Since when the team has been there for so many minutes, closed hours left out; null where that is longer ago than two months. */
export function openFor(hours: Hours, timeZone: string, minutes: number, at: Date): Date | null {
  let left = minutes * 60_000;
  let until: DateTime = DateTime.fromJSDate(at, { zone: timeZone });
  const today = until.startOf('day');
  for (let offset = 0; offset <= 62; offset += 1) {
    const day = today.minus({ days: offset });
    const spans = hours.weekly.length > 0 ? spansOf(hours, day) : wholeDay(hours, day);
    for (const { start, end } of spans.sort((a, b) => b.end.toMillis() - a.end.toMillis())) {
      // Shifts may overlap: each minute counts once.
      const there = DateTime.min(end, until).diff(start).toMillis();
      if (there <= 0) continue;
      if (there >= left) return DateTime.min(end, until).minus(left).toJSDate();
      left -= there;
      until = start;
    }
  }
  return null;
}

/** When the team will have been there for so many minutes from `from` on; null where that lies more than a year ahead. */
export function openUntil(hours: Hours, timeZone: string, minutes: number, from: Date): Date | null {
  let left = minutes * 60_000;
  let since: DateTime = DateTime.fromJSDate(from, { zone: timeZone });
  const today = since.startOf('day');
  // A shift that began yesterday may still run.
  for (let offset = -1; offset <= 366; offset += 1) {
    const day = today.plus({ days: offset });
    const spans = hours.weekly.length > 0 ? spansOf(hours, day) : wholeDay(hours, day);
    for (const { start, end } of spans.sort((a, b) => a.start.toMillis() - b.start.toMillis())) {
      const begin = DateTime.max(start, since);
      const there = end.diff(begin).toMillis();
      if (there <= 0) continue;
      if (there >= left) return begin.plus(left).toJSDate();
      left -= there;
      since = end;
    }
  }
  return null;
}

function wholeDay(hours: Hours, day: DateTime): Span[] {
  return isHoliday(hours, day) ? [] : [{ start: day, end: day.plus({ days: 1 }) }];
}

/** E.g. "Monday 09:00" in the team's zone, or "09:00" when that is today; in the reader's language. */
export function sayOpening(opening: Date, timeZone: string, now: Date, language: string): string {
  const local = DateTime.fromJSDate(opening, { zone: timeZone }).setLocale(language);
  const today = DateTime.fromJSDate(now, { zone: timeZone });
  if (local.hasSame(today, 'day')) return local.toFormat('HH:mm');
  const days = local.startOf('day').diff(today.startOf('day'), 'days').days;
  return days < 7 ? local.toFormat('cccc HH:mm') : local.toFormat('d LLLL HH:mm');
}

function spansOf(hours: Hours, day: DateTime): Span[] {
  if (isHoliday(hours, day)) return [];
  return hours.weekly
    .filter((shift) => shift.day === day.weekday)
    .map((shift) => {
      const start = at(day, shift.from);
      const end = at(day, shift.to);
      return { start, end: end > start ? end : at(day.plus({ days: 1 }), shift.to) };
    });
}

/** "24:00" is the midnight that ends the day. */
function at(day: DateTime, clock: string): DateTime {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  if (hour === 24) return day.startOf('day').plus({ days: 1 });
  return day.set({ hour, minute, second: 0, millisecond: 0 });
}

function isHoliday(hours: Hours, day: DateTime): boolean {
  const date = day.toISODate();
  return hours.holidays.some((holiday) => holiday.date === date);
}
