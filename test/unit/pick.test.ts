/** Whom a handoff is offered to: laws of the choice. */
import fc from 'fast-check';
import { DANGER, pick, type Candidate, type PastOffer } from '../../src/pipeline/routing/pick';

const person = (agentId: string, change: Partial<Candidate> = {}): Candidate => ({
  agentId,
  online: true,
  onCall: false,
  load: 0,
  capacity: 5,
  idleSince: null,
  endpointIds: [],
  ...change,
});
const plain = { priority: 1, preferredAgentId: null };

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
    expect(pick({ priority: DANGER, preferredAgentId: null }, [gone, there], [])[0]?.agentId).toBe('there');
  });

  it('prefers who knows the matter, even when that one holds more', () => {
    const known = person('known', { load: 4 });
    expect(pick({ priority: 1, preferredAgentId: 'known' }, [person('other'), known], [])[0]).toMatchObject({
      agentId: 'known',
      why: expect.stringContaining('knows the matter'),
    });
  });

  it('rings the phone of somebody who is not on the web', () => {
    const away = person('away', { online: false, endpointIds: ['phone'] });
    expect(pick(plain, [away], [])).toEqual([expect.objectContaining({ agentId: 'away', endpointId: 'phone' })]);
  });

  it('goes to nobody whose hands are full, who is unreachable or who declined', () => {
    const full = person('full', { load: 5 });
    const gone = person('gone', { online: false });
    const declined = person('declined', { endpointIds: ['phone'] });
    const past: PastOffer[] = [{ agentId: 'declined', endpointId: null, state: 'declined' }];
    expect(pick(plain, [full, gone, declined], past)).toEqual([]);
  });

  it('climbs from web to phone to the next agent, one at a time', () => {
    const candidates = [person('a', { endpointIds: ['a-phone'] }), person('b')];
    const past: PastOffer[] = [];
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
    const first = person('first', { onCall: true, load: 99, endpointIds: ['phone'] });
    const second = person('second', { onCall: true, online: false, endpointIds: ['other'] });
    const picks = pick({ priority: DANGER, preferredAgentId: null }, [first, second, person('third')], []);
    expect(picks.map((choice) => choice.endpointId)).toEqual([null, 'phone', 'other']);
  });

  it('is never made twice to one endpoint, and never a second one while one is open', () => {
    const candidate = fc.record({
      agentId: fc.constantFrom('a', 'b', 'c', 'd'),
      online: fc.boolean(),
      onCall: fc.constant(false),
      load: fc.integer({ min: 0, max: 6 }),
      capacity: fc.constant(5),
      idleSince: fc.constant(null),
      endpointIds: fc.uniqueArray(fc.constantFrom('p1', 'p2'), { maxLength: 2 }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(candidate, { selector: (one) => one.agentId }), (candidates) => {
        const past: PastOffer[] = [];
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
