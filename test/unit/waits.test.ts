/** Expected waits: what is said against what then happens, in queues that are drawn by chance. */
import { callbackTimes, sayCallback } from '../../src/foundation/model/callback';
import type { Hours } from '../../src/foundation/model/hours';
import { expectedWait, measureWaits, sayWait, type Outcome, type PastWait } from '../../src/foundation/model/waits';

/** Mulberry32: the same draws on every machine. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Customers come and agents take them in turn, both at exponential times; what each was told, and what they waited. */
function queue({ load, agents, seed }: { load: number; agents: number; seed: number }): Outcome[] {
  const draw = random(seed);
  const after = (mean: number): number => -Math.log(1 - draw()) * mean;
  const service = 300;
  const free = Array.from({ length: agents }, () => 0);
  const past: (PastWait & { known: number })[] = [];
  const waiting: { from: number; until: number }[] = [];
  const outcomes: Outcome[] = [];
  let now = 0;
  for (let customer = 0; customer < 4_000; customer += 1) {
    now += after(service / agents / load);
    const before = waiting.filter(({ until }) => until > now);
    const ahead = before.length;
    const oldest = now - Math.min(now, ...before.map(({ from }) => from));
    const told = expectedWait(past.filter(({ known }) => known <= now).slice(-60), ahead, oldest);
    free.sort((a, b) => a - b);
    // Nobody answers in the instant in which they are free.
    const start = Math.max(now, free[0] ?? 0) + 10 + after(20);
    free[0] = start + after(service);
    const seconds = start - now;
    if (told) outcomes.push({ ...told, seconds });
    past.push({ ahead, seconds, known: start });
    waiting.push({ from: now, until: start });
    if (waiting.length > 400) waiting.shift();
  }
  return outcomes;
}

describe('what is said of a wait', () => {
  it.each([
    ['a quiet team', { load: 0.6, agents: 3, seed: 1 }],
    ['a busy team', { load: 0.9, agents: 5, seed: 2 }],
    ['one person alone', { load: 0.8, agents: 1, seed: 3 }],
  ])('holds for most: %s', (_name, of) => {
    const { cases, within, later } = measureWaits(queue(of));
    expect(cases).toBeGreaterThan(3_900);
    expect(within).toBeGreaterThan(0.65);
    expect(later).toBeLessThan(0.25);
  });

  it('is nothing while too little is known, or when it would be longer than a shift', () => {
    const seven = Array.from({ length: 7 }, () => ({ ahead: 0, seconds: 60 }));
    expect(expectedWait(seven, 0, 0)).toBeNull();
    expect(expectedWait([...seven, { ahead: 0, seconds: 60 }], 0, 0)).toEqual({ low: 0, high: 60 });
    expect(
      expectedWait(
        [...seven, ...seven].map((wait) => ({ ...wait, seconds: 40_000 })),
        0,
        0,
      ),
    ).toBeNull();
  });

  it('grows with the place, and with who waits longest now', () => {
    const past = Array.from({ length: 20 }, () => ({ ahead: 0, seconds: 240 }));
    expect(expectedWait(past, 0, 0)).toEqual({ low: 180, high: 300 });
    expect(expectedWait(past, 5, 0)).toEqual({ low: 1_200, high: 1_800 });
    expect(expectedWait(past, 0, 2_000)).toEqual({ low: 180, high: 2_700 });
  });

  it('reads alike in every language', () => {
    expect([
      sayWait({ low: 0, high: 120 }),
      sayWait({ low: 300, high: 600 }),
      sayWait({ low: 3_600, high: 10_800 }),
    ]).toEqual(['0-2 min', '5-10 min', '1-3 h']);
  });
});

describe('times that are offered instead of waiting', () => {
  const office: Hours = {
    weekly: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:30' })),
    holidays: [{ date: '2026-12-25', name: 'Christmas Day' }],
  };
  const times = (now: string): string[] =>
    callbackTimes(office, 'Europe/Berlin', new Date(now)).map((time) =>
      sayCallback(time, 'Europe/Berlin', new Date(now), 'en'),
    );

  it('are whole hours in which the team is there, the last of them on another day', () => {
    expect(times('2026-11-24T08:20:00Z')).toEqual(['11:00-12:00', '14:00-15:00', 'Wednesday 09:00-10:00']);
    expect(times('2026-11-27T16:00:00Z')).toEqual(['Monday 09:00-10:00', 'Monday 12:00-13:00', 'Tuesday 09:00-10:00']);
  });

  it('keep clear of holidays, and are none where nobody ever is there', () => {
    expect(times('2026-12-24T18:00:00Z')[0]).toBe('Monday 09:00-10:00');
    const never: Hours = { weekly: [{ day: 1, from: '09:00', to: '09:30' }], holidays: [] };
    expect(callbackTimes(never, 'UTC', new Date('2026-11-24T08:20:00Z'))).toEqual([]);
  });
});
