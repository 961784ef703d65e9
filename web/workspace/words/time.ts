/** Times as people say them: ages that tick, clocks and days in the reader's own zone and language. */
import { useSyncExternalStore } from 'react';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** One clock for the whole screen, so that a thousand rows do not own a thousand timers. */
let now = Date.now();
let timer: ReturnType<typeof setInterval> | null = null;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    listeners.forEach((tell) => tell());
  }, 5 * SECOND);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  };
}

/** The current time, fresh every five seconds. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** "now", "40 s", "12 min", "3 h", "5 d". */
export function age(since: string, at: number): string {
  const passed = Math.max(0, at - Date.parse(since));
  if (passed < 10 * SECOND) return 'now';
  if (passed < MINUTE) return `${Math.floor(passed / SECOND / 5) * 5} s`;
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min`;
  if (passed < DAY) return `${Math.floor(passed / HOUR)} h`;
  return `${Math.floor(passed / DAY)} d`;
}

/** The same in full words, for those who hear it. */
export function spokenAge(since: string, at: number): string {
  const passed = Math.max(0, at - Date.parse(since));
  const say = (n: number, unit: string) => `${n} ${unit}${n === 1 ? '' : 's'}`;
  if (passed < MINUTE) return 'less than a minute';
  if (passed < HOUR) return say(Math.floor(passed / MINUTE), 'minute');
  if (passed < DAY) return say(Math.floor(passed / HOUR), 'hour');
  return say(Math.floor(passed / DAY), 'day');
}

const clockFormat = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const dayFormat = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const weekdayFormat = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit' });
const dateFormat = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const fullFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export const clock = (at: string): string => clockFormat.format(new Date(at));
export const fullTime = (at: string): string => fullFormat.format(new Date(at));
export const date = (at: string): string => dateFormat.format(new Date(at));
export const dayKey = (at: string): string => new Date(at).toDateString();

/** "16:30" today, "Fri, 09:00" within a week, else with the date. */
export function comesBack(until: string, today: number): string {
  if (dayKey(until) === new Date(today).toDateString()) return clock(until);
  const near = Date.parse(until) - today < 6 * DAY;
  return (near ? weekdayFormat : fullFormat).format(new Date(until));
}

export function dayName(at: string, today: number): string {
  const key = dayKey(at);
  if (key === new Date(today).toDateString()) return 'Today';
  if (key === new Date(today - DAY).toDateString()) return 'Yesterday';
  return dayFormat.format(new Date(at));
}
