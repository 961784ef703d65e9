/** The hours engine: local clocks, holidays, nights and daylight saving. */
import { isOpen, nextOpening, sayOpening, type Hours } from '../../src/foundation/model/hours';

const office: Hours = {
  weekly: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' })),
  holidays: [{ date: '2026-12-25', name: 'Christmas Day' }],
};
const berlin = 'Europe/Berlin';

describe('hours', () => {
  it('open and close on the local clock, the end not included', () => {
    expect(isOpen(office, berlin, new Date('2026-11-23T07:59:59Z'))).toBe(false);
    expect(isOpen(office, berlin, new Date('2026-11-23T08:00:00Z'))).toBe(true);
    expect(isOpen(office, berlin, new Date('2026-11-23T16:00:00Z'))).toBe(false);
  });

  it('stay right over the change to summer time', () => {
    const sunday: Hours = { weekly: [{ day: 7, from: '09:00', to: '12:00' }], holidays: [] };
    // 29 March 2026: clocks go from 02:00 to 03:00 in Berlin, so 09:00 is 07:00 UTC.
    expect(isOpen(sunday, berlin, new Date('2026-03-29T07:00:00Z'))).toBe(true);
    expect(isOpen(sunday, berlin, new Date('2026-03-29T06:59:00Z'))).toBe(false);
    expect(nextOpening(sunday, berlin, new Date('2026-03-28T12:00:00Z'))?.toISOString()).toBe(
      '2026-03-29T07:00:00.000Z',
    );
  });

  it('let a night shift run into the next day', () => {
    const night: Hours = { weekly: [{ day: 5, from: '22:00', to: '06:00' }], holidays: [] };
    expect(isOpen(night, 'UTC', new Date('2026-11-28T05:59:00Z'))).toBe(true); // a Saturday
    expect(isOpen(night, 'UTC', new Date('2026-11-28T06:00:00Z'))).toBe(false);
  });

  it('are closed on holidays and name the next day on which somebody is there', () => {
    expect(isOpen(office, berlin, new Date('2026-12-25T10:00:00Z'))).toBe(false);
    expect(nextOpening(office, berlin, new Date('2026-12-25T10:00:00Z'))?.toISOString()).toBe(
      '2026-12-28T08:00:00.000Z',
    );
  });

  it('without a week are always open, but for holidays', () => {
    const always: Hours = { weekly: [], holidays: [{ date: '2026-12-25', name: 'Christmas Day' }] };
    expect(isOpen(always, 'UTC', new Date('2026-12-24T23:59:00Z'))).toBe(true);
    expect(isOpen(always, 'UTC', new Date('2026-12-25T12:00:00Z'))).toBe(false);
    expect(nextOpening(always, 'UTC', new Date('2026-12-25T12:00:00Z'))?.toISOString()).toBe(
      '2026-12-26T00:00:00.000Z',
    );
  });

  it('know when nobody ever comes', () => {
    const never: Hours = { weekly: [{ day: 1, from: '09:00', to: '10:00' }], holidays: [] };
    const allMondays = Array.from({ length: 60 }, (_, week) =>
      new Date(Date.UTC(2026, 10, 23 + 7 * week)).toISOString().slice(0, 10),
    );
    const closed = { ...never, holidays: allMondays.map((date) => ({ date, name: 'closed' })) };
    expect(nextOpening(closed, 'UTC', new Date('2026-11-22T12:00:00Z'))).toBeNull();
  });

  it('say today by the clock, this week by the day, later by the date', () => {
    const now = new Date('2026-11-23T06:00:00Z');
    expect(sayOpening(new Date('2026-11-23T08:00:00Z'), berlin, now, 'en')).toBe('09:00');
    expect(sayOpening(new Date('2026-11-24T08:00:00Z'), berlin, now, 'en')).toBe('Tuesday 09:00');
    expect(sayOpening(new Date('2026-12-28T08:00:00Z'), berlin, now, 'de')).toBe('28 Dezember 09:00');
  });
});
