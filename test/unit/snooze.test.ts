/** Laws of the snooze times: by the team's wall clock, always ahead, never one twice. */
import fc from 'fast-check';
import { localTime, snoozeTimes } from '../../src/foundation/model/snooze';

const times = (now: string, zone: string): Record<string, string> =>
  Object.fromEntries(snoozeTimes(new Date(now), zone).map(({ name, until }) => [name, until.toISOString()]));

test('are those of the team, not of the server', () => {
  expect(times('2026-11-25T10:30:20Z', 'Europe/Berlin')).toEqual({
    hour: '2026-11-25T11:30:00.000Z',
    evening: '2026-11-25T17:00:00.000Z',
    tomorrow: '2026-11-26T08:00:00.000Z',
    monday: '2026-11-30T08:00:00.000Z',
  });
});

test('it is another day already where the team is', () => {
  expect(times('2026-11-25T23:30:00Z', 'Asia/Tokyo')['tomorrow']).toBe('2026-11-27T00:00:00.000Z');
});

test('no evening is offered in the evening, and no Monday on Sunday', () => {
  expect(Object.keys(times('2026-11-29T17:30:00Z', 'UTC'))).toEqual(['hour', 'tomorrow']);
});

test('on Monday the next Monday is meant', () => {
  expect(times('2026-11-30T06:00:00Z', 'UTC')['monday']).toBe('2026-12-07T09:00:00.000Z');
});

test('the morning after the clocks change is nine by the clock', () => {
  expect(times('2026-10-24T12:00:00Z', 'Europe/Berlin')['tomorrow']).toBe('2026-10-25T08:00:00.000Z');
});

test('all lie ahead and follow each other', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
      fc.constantFrom('UTC', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'),
      (now, zone) => {
        const at = snoozeTimes(now, zone)
          .filter(({ name }) => name !== 'hour')
          .map(({ until }) => until.getTime());
        expect(Math.min(...at)).toBeGreaterThan(now.getTime());
        expect(at).toEqual([...new Set(at)].sort((a, b) => a - b));
      },
    ),
  );
});

test('a time of one’s own is by the wall clock of the team; a day that is none is no time', () => {
  expect(localTime('2026-07-01T09:15', 'America/New_York').toISOString()).toBe('2026-07-01T13:15:00.000Z');
  expect(localTime('2026-02-30T09:15', 'UTC').getTime()).toBeNaN();
});
