/** Quiet hours on the local clock, over midnight and both changes of the clock. */
import { afterQuiet } from '../../src/foundation/model/quiet';

const night = { from: '21:00', to: '08:00' };
const leaves = (at: string, quiet = night, zone = 'Europe/Berlin') =>
  afterQuiet(quiet, zone, new Date(at)).toISOString();

test.each([
  ['by day at once', '2026-11-25T12:00:00Z', '2026-11-25T12:00:00.000Z'],
  ['in the evening until morning', '2026-11-25T21:30:00Z', '2026-11-26T07:00:00.000Z'],
  ['after midnight until the same morning', '2026-11-26T02:00:00Z', '2026-11-26T07:00:00.000Z'],
  ['to the minute', '2026-11-25T20:00:00Z', '2026-11-26T07:00:00.000Z'],
  ['not a minute longer', '2026-11-26T07:00:00Z', '2026-11-26T07:00:00.000Z'],
  ['over the change to summer time', '2026-03-28T22:00:00Z', '2026-03-29T06:00:00.000Z'],
  ['over the change to winter time', '2026-10-24T21:00:00Z', '2026-10-25T07:00:00.000Z'],
])('%s', (_what, at, expected) => {
  expect(leaves(at)).toBe(expected);
});

test('within one day, and never', () => {
  expect(leaves('2026-11-25T12:30:00Z', { from: '13:00', to: '14:00' })).toBe('2026-11-25T13:00:00.000Z');
  expect(leaves('2026-11-25T22:30:00Z', { from: '00:00', to: '00:00' })).toBe('2026-11-25T22:30:00.000Z');
});
