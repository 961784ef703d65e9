/** The hours engine: local clocks, holidays, nights and daylight saving. */
import { isOpen, openFor, openUntil, nextOpening, sayOpening, type Hours } from '../../src/foundation/model/hours';

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

describe('minutes in which the team is there', () => {
  const weekly = [1, 2, 3, 4, 5].flatMap((day) => [
    { day, from: '09:00', to: '12:00' },
    { day, from: '13:00', to: '17:00' },
  ]);
  const since = (minutes: number, at: string, holidays: Hours['holidays'] = []) =>
    openFor({ weekly, holidays }, 'UTC', minutes, new Date(at))?.toISOString();

  it.each([
    ['within a shift', 15, '2026-11-25T10:00:00Z', '2026-11-25T09:45:00.000Z'],
    ['over a break', 15, '2026-11-25T13:10:00Z', '2026-11-25T11:55:00.000Z'],
    ['over a night', 15, '2026-11-25T09:05:00Z', '2026-11-24T16:50:00.000Z'],
    ['over a weekend', 15, '2026-11-30T09:05:00Z', '2026-11-27T16:50:00.000Z'],
    ['after hours', 15, '2026-11-25T22:00:00Z', '2026-11-25T16:45:00.000Z'],
  ])('are counted %s', (_what, minutes, at, expected) => {
    expect(since(minutes, at)).toBe(expected);
  });

  it('are none on a holiday', () => {
    expect(since(15, '2026-11-25T10:00:00Z', [{ date: '2026-11-25', name: 'X' }])).toBe('2026-11-24T16:45:00.000Z');
  });

  it('are all where a team is always there', () => {
    expect(openFor({ weekly: [], holidays: [] }, 'UTC', 90, new Date('2026-11-25T00:30:00Z'))?.toISOString()).toBe(
      '2026-11-24T23:00:00.000Z',
    );
  });

  it('count once where shifts overlap or run past midnight', () => {
    const hours = {
      weekly: [
        { day: 2, from: '22:00', to: '02:00' },
        { day: 3, from: '00:00', to: '03:00' },
      ],
      holidays: [],
    };
    expect(openFor(hours, 'UTC', 240, new Date('2026-11-25T05:00:00Z'))?.toISOString()).toBe(
      '2026-11-24T23:00:00.000Z',
    );
  });

  it('are never enough where nobody ever is there', () => {
    const holidays = [{ date: '2026-11-25', name: 'X' }];
    expect(
      openFor(
        { weekly: [{ day: 3, from: '09:00', to: '09:10' }], holidays },
        'UTC',
        600,
        new Date('2026-11-25T10:00:00Z'),
      ),
    ).toBeNull();
  });
});

describe('a time within hours', () => {
  const until = (minutes: number, from: string, hours = office, zone = berlin) =>
    openUntil(hours, zone, minutes, new Date(from))?.toISOString();

  it.each([
    ['within a shift', 60, '2026-11-25T09:00:00Z', '2026-11-25T10:00:00.000Z'],
    ['to its very end', 60, '2026-11-25T15:00:00Z', '2026-11-25T16:00:00.000Z'],
    ['over a night', 60, '2026-11-25T15:30:00Z', '2026-11-26T08:30:00.000Z'],
    ['over a weekend', 60, '2026-11-27T15:30:00Z', '2026-11-30T08:30:00.000Z'],
    ['from before opening', 60, '2026-11-25T03:00:00Z', '2026-11-25T09:00:00.000Z'],
    ['over a holiday and a weekend', 60, '2026-12-24T15:30:00Z', '2026-12-28T08:30:00.000Z'],
  ])('lies %s', (_what, minutes, from, expected) => {
    expect(until(minutes, from)).toBe(expected);
  });

  it('counts real minutes over both changes of the clock', () => {
    const night: Hours = { weekly: [{ day: 7, from: '00:00', to: '06:00' }], holidays: [] };
    // 29 March 2026: 02:00 is 03:00, so 00:00 to 06:00 has five hours; 25 October: 03:00 is 02:00, so it has seven.
    expect(until(4 * 60, '2026-03-28T23:00:00Z', night)).toBe('2026-03-29T03:00:00.000Z');
    expect(until(6 * 60, '2026-03-28T23:00:00Z', night)).toBe('2026-04-04T23:00:00.000Z');
    expect(until(6 * 60, '2026-10-24T22:00:00Z', night)).toBe('2026-10-25T04:00:00.000Z');
  });

  it('is none where a team never comes, and at once where it never goes', () => {
    const never: Hours = { weekly: [{ day: 1, from: '09:00', to: '09:00' }], holidays: [] };
    expect(openUntil({ weekly: [], holidays: [] }, 'UTC', 90, new Date('2026-11-25T23:30:00Z'))?.toISOString()).toBe(
      '2026-11-26T01:00:00.000Z',
    );
    expect(until(30 * 24 * 60 * 60, '2026-11-25T09:00:00Z', never)).toBeUndefined();
  });
});
