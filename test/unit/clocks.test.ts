/** What a customer is owed by when, in the hours of the team. */
import { clocks, type Wait } from '../../src/foundation/model/clocks';
import type { Hours } from '../../src/foundation/model/hours';

const berlin = 'Europe/Berlin';
const office: Hours = {
  weekly: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' })),
  holidays: [{ date: '2026-12-25', name: 'Christmas Day' }],
};
const targets = { first: 30, next: 60, resolution: 480 };
const run = (wait: Partial<Wait>, hours = office) =>
  clocks({ requestedAt: null, firstReplyAt: null, waitingSince: null, ...wait }, targets, hours, berlin).map(
    ({ kind, dueAt }) => `${kind} ${dueAt.toISOString()}`,
  );
const at = (iso: string): Date => new Date(iso);

it('none runs while nobody was asked for', () => {
  expect(run({ waitingSince: at('2026-11-24T10:00:00Z') })).toEqual([]);
});

it('the first words and the end are owed from the request on, the earliest first', () => {
  expect(run({ requestedAt: at('2026-11-24T10:00:00Z'), waitingSince: at('2026-11-24T10:00:00Z') })).toEqual([
    'first 2026-11-24T10:30:00.000Z',
    'resolution 2026-11-25T10:00:00.000Z',
  ]);
});

it('closed hours, weekends and holidays do not count, and summer time does not shift them', () => {
  // Thursday 16:45 in Berlin; Friday is Christmas Day.
  expect(run({ requestedAt: at('2026-12-24T15:45:00Z') })[0]).toBe('first 2026-12-28T08:15:00.000Z');
  // Friday before the clocks go forward: 15 minutes are left of that day, 15 of Monday at UTC+2.
  expect(run({ requestedAt: at('2026-03-27T15:45:00Z') })[0]).toBe('first 2026-03-30T07:15:00.000Z');
});

it('after the first words the next ones are owed while the customer waits', () => {
  const answered = { requestedAt: at('2026-11-24T10:00:00Z'), firstReplyAt: at('2026-11-24T10:10:00Z') };
  expect(run(answered)).toEqual(['resolution 2026-11-25T10:00:00.000Z']);
  expect(run({ ...answered, waitingSince: at('2026-11-24T11:00:00Z') })).toEqual([
    'next 2026-11-24T12:00:00.000Z',
    'resolution 2026-11-25T10:00:00.000Z',
  ]);
});

it('who chose a time is owed nothing before it', () => {
  expect(run({ requestedAt: at('2026-11-24T08:00:00Z'), waitingSince: at('2026-11-24T13:00:00Z') })).toEqual([
    'first 2026-11-24T13:30:00.000Z',
    'resolution 2026-11-25T13:00:00.000Z',
  ]);
});
