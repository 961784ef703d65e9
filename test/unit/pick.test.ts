/** Whom a handoff is offered to: laws of the choice. */
import fc from 'fast-check';
import { TeamRouting, STRATEGIES } from '../../src/foundation/config/team-routing';
import { DECLINES } from '../../src/pipeline/routing/eligible';
import type { Candidate, PastOffer, Waiting } from '../../src/pipeline/routing/candidate';
import { DANGER, pick as choose, type Pick } from '../../src/pipeline/routing/pick';

const routing = (change: Partial<TeamRouting> = {}): TeamRouting => ({ ...TeamRouting.parse({}), ...change });
type Past = Omit<PastOffer, 'recent'> & { recent?: boolean };
const recent = (past: readonly Past[]): PastOffer[] => past.map((offer) => ({ recent: true, ...offer }));
const pick = (waiting: Waiting, candidates: readonly Candidate[], past: readonly Past[], rules = routing()): Pick[] =>
  choose(waiting, candidates, recent(past), rules).picks;
const against = (waiting: Waiting, candidates: readonly Candidate[], past: readonly Past[], rules = routing()) =>
  Object.fromEntries(choose(waiting, candidates, recent(past), rules).passed.map(({ agentId, why }) => [agentId, why]));

const person = (agentId: string, change: Partial<Candidate> = {}): Candidate => ({
  agentId,
  inTurn: true,
  online: true,
  onCall: false,
  load: 0,
  capacity: 5,
  liveLoad: 0,
  liveCapacity: null,
  idleSince: null,
  offeredAt: null,
  languages: [],
  skills: [],
  quiet: false,
  endpoints: [],
  ...change,
});
const waiting = (change: Partial<Waiting> = {}): Waiting => ({
  priority: 1,
  preferredAgentId: null,
  lastAgentId: null,
  language: null,
  skill: 'refund',
  pace: 'live',
  waitedSeconds: 0,
  ...change,
});
const plain = waiting();

describe('an offer', () => {
  it('goes to the one who holds least, then to the one idle longest', () => {
    const busy = person('a', { load: 2 });
    const idle = person('b', { load: 1, idleSince: new Date(1_000) });
    const fresher = person('c', { load: 1, idleSince: new Date(2_000) });
    expect(pick(plain, [busy, fresher, idle], [])[0]?.agentId).toBe('b');
  });

  it('of danger goes to whoever is there when nobody on call can be asked', () => {
    const gone = person('gone', { onCall: true, online: false });
    const there = person('there', { load: 5 });
    expect(pick(waiting({ priority: DANGER }), [gone, there], [])[0]?.agentId).toBe('there');
  });

  it('prefers who knows the matter, even when that one holds more', () => {
    const known = person('known', { load: 4 });
    expect(pick(waiting({ preferredAgentId: 'known' }), [person('other'), known], [])[0]).toMatchObject({
      agentId: 'known',
      why: expect.stringContaining('knows the matter'),
    });
  });

  it('rings the phone of somebody who is not on the web', () => {
    const away = person('away', { online: false, endpoints: [{ id: 'phone', way: 'phone' as const }] });
    expect(pick(plain, [away], [])).toEqual([expect.objectContaining({ agentId: 'away', endpointId: 'phone' })]);
  });

  it('goes to nobody whose hands are full, who is unreachable or who declined', () => {
    const full = person('full', { load: 5 });
    const gone = person('gone', { online: false });
    const declined = person('declined', { endpoints: [{ id: 'phone', way: 'phone' as const }] });
    const past: Past[] = [{ agentId: 'declined', endpointId: null, state: 'declined' }];
    expect(pick(plain, [full, gone, declined], past)).toEqual([]);
  });

  it('climbs from web to phone to the next agent, one at a time', () => {
    const candidates = [person('a', { endpoints: [{ id: 'a-phone', way: 'phone' as const }] }), person('b')];
    const past: Past[] = [];
    const asked: string[] = [];
    for (let step = 0; step < 5; step += 1) {
      const [next] = pick(plain, candidates, past);
      if (!next) break;
      asked.push(`${next.agentId}/${next.endpointId ?? 'web'}`);
      past.push({ ...next, state: 'expired' });
    }
    expect(asked).toEqual(['a/web', 'b/web', 'a/a-phone']);
  });

  it('in danger goes to everyone on call at once, whatever they hold', () => {
    const first = person('first', { onCall: true, load: 99, endpoints: [{ id: 'phone', way: 'phone' as const }] });
    const second = person('second', {
      onCall: true,
      online: false,
      endpoints: [{ id: 'other', way: 'phone' as const }],
    });
    const picks = pick(waiting({ priority: DANGER }), [first, second, person('third')], []);
    expect(picks.map((choice) => choice.endpointId)).toEqual([null, 'phone', 'other']);
  });

  it('is never made twice to one endpoint, and never a second one while one is open', () => {
    const candidate = fc.record({
      agentId: fc.constantFrom('a', 'b', 'c', 'd'),
      online: fc.boolean(),
      onCall: fc.constant(false),
      load: fc.integer({ min: 0, max: 6 }),
      capacity: fc.constant(5),
      inTurn: fc.constant(true),
      liveLoad: fc.integer({ min: 0, max: 3 }),
      liveCapacity: fc.constantFrom(null, 2),
      idleSince: fc.constant(null),
      offeredAt: fc.constant(null),
      languages: fc.constantFrom([], ['de'], ['en']),
      skills: fc.constantFrom([], ['refund'], ['fraud']),
      quiet: fc.boolean(),
      endpoints: fc.uniqueArray(
        fc.constantFrom({ id: 'p1', way: 'phone' as const }, { id: 'p2', way: 'mail' as const }),
        { maxLength: 2, selector: (one) => one.id },
      ),
    });
    fc.assert(
      fc.property(fc.uniqueArray(candidate, { selector: (one) => one.agentId }), (candidates) => {
        const past: Past[] = [];
        for (let step = 0; step < 20; step += 1) {
          const picks = pick(plain, candidates, past);
          expect(picks.length).toBeLessThanOrEqual(1);
          const [next] = picks;
          if (!next) return;
          expect(past.some((offer) => offer.agentId === next.agentId && offer.endpointId === next.endpointId)).toBe(
            false,
          );
          past.push({ agentId: next.agentId, endpointId: next.endpointId, state: 'open' });
          expect(pick(plain, candidates, past)).toEqual([]);
          past[past.length - 1] = { agentId: next.agentId, endpointId: next.endpointId, state: 'expired' };
        }
      }),
    );
  });
});

describe('the turn', () => {
  const at = (ms: number) => new Date(ms);

  it('of a round goes to whoever was asked longest ago, however much they hold', () => {
    const rules = routing({ strategy: 'round_robin' });
    const busy = person('a', { load: 4, offeredAt: at(1_000) });
    const idle = person('b', { offeredAt: at(2_000) });
    expect(pick(plain, [idle, busy], [], rules)[0]).toMatchObject({ agentId: 'a', why: 'in turn, on the web' });
    const never = person('c', { load: 3 });
    expect(pick(plain, [idle, busy, never], [], rules)[0]?.agentId).toBe('c');
  });

  it('of idleness goes to whoever took nothing for the longest time', () => {
    const rules = routing({ strategy: 'longest_idle' });
    const first = person('a', { load: 4, idleSince: at(1_000) });
    const second = person('b', { idleSince: at(2_000) });
    expect(pick(plain, [second, first], [], rules)[0]?.agentId).toBe('a');
  });

  it('of knowledge goes to whoever knows such matters, also once everybody may be asked', () => {
    const rules = routing({ strategy: 'best_match' });
    const knows = person('z', { load: 3, skills: ['refund'] });
    const idle = person('a');
    expect(pick(waiting({ waitedSeconds: 3_600 }), [idle, knows], [], rules)[0]?.agentId).toBe('z');
  });

  it('begins with whoever held the last conversation with this contact, unless the team does not want that', () => {
    const last = person('last', { load: 4 });
    const others = [person('a'), last];
    expect(pick(waiting({ lastAgentId: 'last' }), others, [])[0]).toMatchObject({
      agentId: 'last',
      why: 'held the last conversation with this customer, on the web',
    });
    expect(pick(waiting({ lastAgentId: 'last' }), others, [], routing({ lastAgentFirst: false }))[0]?.agentId).toBe(
      'a',
    );
  });

  it('waits as long on each way as the team set', () => {
    const rules = routing({ minutes: { web: 1, phone: 7, mail: 30 } });
    const ways = [
      { id: 'p', way: 'phone' as const },
      { id: 'm', way: 'mail' as const },
    ];
    const past: Past[] = [];
    const seconds: number[] = [];
    for (let step = 0; step < 3; step += 1) {
      const [next] = pick(plain, [person('a', { endpoints: ways })], past, rules);
      if (!next) break;
      seconds.push(next.seconds);
      past.push({ ...next, state: 'expired' });
    }
    expect(seconds).toEqual([60, 420, 1_800]);
  });
});

describe('language and matter', () => {
  const german = person('german', { load: 4, languages: ['de'] });
  const english = person('english', { languages: ['en'] });

  it('come first for a while, and then everybody is asked', () => {
    const full = { ...german, load: 5 };
    expect(pick(waiting({ language: 'de' }), [english, german], [])[0]?.agentId).toBe('german');
    expect(pick(waiting({ language: 'de', waitedSeconds: 179 }), [english, full], [])).toEqual([]);
    expect(against(waiting({ language: 'de' }), [english, full], [])).toEqual({
      english: 'does not speak de',
      german: 'holds 5 of 5',
    });
    expect(pick(waiting({ language: 'de', waitedSeconds: 180 }), [english, full], [])[0]?.agentId).toBe('english');
  });

  it('that nobody has keep nobody waiting', () => {
    expect(pick(waiting({ language: 'fr' }), [english, german], [])[0]?.agentId).toBe('english');
    expect(pick(waiting({ skill: 'fraud' }), [person('a', { skills: ['refund'] })], [])[0]?.agentId).toBe('a');
  });

  it('send a matter to those who know it', () => {
    const knows = person('knows', { load: 4, skills: ['refund'] });
    expect(pick(plain, [person('other'), knows], [])[0]?.agentId).toBe('knows');
    expect(against(plain, [person('other'), knows], [])).toEqual({ other: 'others know the matter better' });
  });
});

describe('an agent', () => {
  it('whose own phone has quiet hours is asked on the web alone, but for danger', () => {
    const asleep = person('asleep', {
      online: false,
      onCall: true,
      quiet: true,
      endpoints: [{ id: 'p', way: 'phone' }],
    });
    expect(pick(plain, [asleep], [])).toEqual([]);
    expect(against(plain, [asleep], [])).toEqual({ asleep: 'not on the web, and has quiet hours' });
    expect(pick(plain, [{ ...asleep, online: true }], [])[0]?.endpointId).toBeNull();
    expect(pick(waiting({ priority: DANGER }), [asleep], [])[0]?.endpointId).toBe('p');
  });

  it('with enough live ones still takes slow ones', () => {
    const chatting = person('chatting', { load: 2, liveLoad: 2, liveCapacity: 2 });
    expect(pick(plain, [chatting], [])).toEqual([]);
    expect(pick(waiting({ pace: 'slow' }), [chatting], [])[0]?.agentId).toBe('chatting');
  });

  it('who declined is asked once more in a later round, and then no more', () => {
    const declined = { agentId: 'a', endpointId: null, state: 'declined' as const };
    expect(pick(plain, [person('a')], [declined])).toEqual([]);
    expect(pick(plain, [person('a')], [{ ...declined, recent: false }])).toHaveLength(1);
    const often = Array.from({ length: DECLINES }, () => ({ ...declined, recent: false }));
    expect(pick(plain, [person('a')], often)).toEqual([]);
  });

  it('who leads the team is asked when everybody else was, whatever they hold', () => {
    const lead = person('lead', { inTurn: false, load: 9 });
    const rules = routing({ leadId: 'lead' });
    const past: Past[] = [];
    const asked: string[] = [];
    for (let step = 0; step < 5; step += 1) {
      const [next] = pick(plain, [lead, person('a'), person('b')], past, rules);
      if (!next) break;
      asked.push(next.agentId);
      past.push({ ...next, state: 'expired' });
    }
    expect(asked).toEqual(['a', 'b', 'lead']);
    // While somebody may be asked in a moment, the lead is not.
    const speaker = person('speaker', { languages: ['de'], load: 5 });
    expect(pick(waiting({ language: 'de' }), [lead, speaker, person('a', { languages: ['en'] })], [], rules)).toEqual(
      [],
    );
  });
});

describe('every choice', () => {
  const candidates = fc.uniqueArray(
    fc.record({
      agentId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      inTurn: fc.boolean(),
      online: fc.boolean(),
      onCall: fc.boolean(),
      load: fc.integer({ min: 0, max: 6 }),
      capacity: fc.constant(5),
      liveLoad: fc.integer({ min: 0, max: 3 }),
      liveCapacity: fc.constantFrom(null, 2),
      idleSince: fc.option(fc.date({ noInvalidDate: true })),
      offeredAt: fc.option(fc.date({ noInvalidDate: true })),
      languages: fc.constantFrom([], ['de'], ['en']),
      skills: fc.constantFrom([], ['refund'], ['fraud']),
      quiet: fc.boolean(),
      endpoints: fc.constantFrom([], [{ id: 'p', way: 'phone' as const }], [{ id: 'm', way: 'mail' as const }]),
    }),
    { selector: (one) => one.agentId },
  );
  const waits = fc.record({
    priority: fc.integer({ min: 0, max: 9 }),
    preferredAgentId: fc.constantFrom(null, 'a'),
    lastAgentId: fc.constantFrom(null, 'b'),
    language: fc.constantFrom(null, 'de', 'en', 'fr'),
    skill: fc.constantFrom('refund', 'fraud', 'dispute'),
    pace: fc.constantFrom('live' as const, 'slow' as const),
    waitedSeconds: fc.integer({ min: 0, max: 600 }),
  });
  const rules = fc
    .record({ strategy: fc.constantFrom(...STRATEGIES), leadId: fc.constantFrom(null, 'e') })
    .map((change) => routing(change));

  it('is the same for the same people in another order', () => {
    fc.assert(
      fc.property(waits, candidates, rules, (wait, people, rule) => {
        expect(
          pick(wait, people.toReversed(), [], rule)
            .map(({ why, ...rest }) => rest)
            .sort(byAgent),
        ).toEqual(
          pick(wait, people, [], rule)
            .map(({ why, ...rest }) => rest)
            .sort(byAgent),
        );
      }),
    );
  });

  it('that asks one says of everybody else why not, and asks nobody with full hands but the lead', () => {
    fc.assert(
      fc.property(waits, candidates, rules, (wait, people, rule) => {
        fc.pre(wait.priority < DANGER);
        const { picks, passed } = choose(wait, people, [], rule);
        const [one] = picks;
        expect([...passed.map(({ agentId }) => agentId), ...(one ? [one.agentId] : [])].sort()).toEqual(
          people.map(({ agentId }) => agentId).sort(),
        );
        expect(passed.every(({ why }) => why.length > 0)).toBe(true);
        const chosen = people.find(({ agentId }) => agentId === one?.agentId);
        if (!chosen || chosen.agentId === rule.leadId) return;
        expect(chosen.inTurn && chosen.load < chosen.capacity).toBe(true);
      }),
    );
  });

  it('finds somebody once language and matter count no more, if anybody of the team is there with a free hand', () => {
    fc.assert(
      fc.property(waits, candidates, rules, (wait, people, rule) => {
        const there = people.some(
          ({ inTurn, online, load, capacity, liveCapacity }) =>
            inTurn && online && load < capacity && liveCapacity === null,
        );
        fc.pre(there);
        expect(pick({ ...wait, waitedSeconds: 100_000 }, people, [], rule).length).toBeGreaterThan(0);
      }),
    );
  });

  const byAgent = (a: { agentId: string; endpointId: string | null }, b: typeof a): number =>
    `${a.agentId}${a.endpointId}`.localeCompare(`${b.agentId}${b.endpointId}`);
});
