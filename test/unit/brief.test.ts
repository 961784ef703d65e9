/** The brief: every claim points to a message that has it. */
import type { Heard } from '../../src/foundation/model/policy';
import { briefForPhone, buildBrief, masked } from '../../src/pipeline/handoff/brief';

const heard: Heard[] = [
  { id: '1', seq: 1, author: 'contact', text: 'hello' },
  { id: '2', seq: 2, author: 'assistant', text: 'Hello! How can I help?' },
  { id: '3', seq: 3, author: 'contact', text: 'There is a payment of $84.50 from yesterday, my name is Ada Example' },
  { id: '4', seq: 4, author: 'contact', text: 'order number: AB-1234, card •••• 4242' },
  { id: '5', seq: 5, author: 'contact', text: 'this charge is not mine' },
];
const brief = buildBrief({ reason: 'dispute', detail: null, heard, seq: 5, mood: null });

describe('a brief', () => {
  it('finds the facts that were given, each with its message', () => {
    expect(brief.facts).toEqual(
      expect.arrayContaining([
        { label: 'Amount', value: '$84.50', seq: 3 },
        { label: 'Date', value: 'yesterday', seq: 3 },
        { label: 'Name', value: 'Ada Example', seq: 3 },
        { label: 'Reference', value: 'AB-1234', seq: 4 },
        { label: 'Card', value: '4242', seq: 4 },
      ]),
    );
  });

  it('claims nothing that its message does not hold', () => {
    const words = new Map(heard.map((message) => [message.seq, message.text]));
    for (const claim of [...brief.wants, ...brief.tried])
      expect(words.get(claim.seq)).toContain(claim.text.replace(/…$/u, ''));
    for (const fact of brief.facts) expect(words.get(fact.seq)).toContain(fact.value);
  });

  it('begins with what they want, not with the greeting, and has the words that decided', () => {
    expect(brief.wants.map((want) => want.seq)).toEqual([3, 4, 5]);
  });

  it('says what was tried and why now', () => {
    expect(brief.tried).toEqual([{ text: 'Hello! How can I help?', seq: 2 }]);
    expect(brief.why).toBe('The customer disputes a transaction.');
  });

  it('fits on a phone', () => {
    const long = buildBrief({ reason: 'dispute', detail: 'x'.repeat(500), heard, seq: 5, mood: null });
    expect(briefForPhone(long, { most: 110, lines: false }).length).toBeLessThanOrEqual(110);
  });

  it('leaves names, cards and mail addresses out of a text message, and masks numbers', () => {
    const said = briefForPhone(brief, { most: 700, lines: false });
    expect(said).not.toMatch(/Ada|4242/u);
    expect(said).toMatch(/AB-1234/u);
    expect(masked('call +1 202 555 0142 or DE89 3704 0044 0532 0130 00, a.b@example.org, on 2026-03-02')).toBe(
      'call *0142 or *3000, a*@example.org, on 2026-03-02',
    );
  });

  it('does not take "order status" for a reference', () => {
    const status = buildBrief({
      reason: 'agent',
      detail: null,
      heard: [{ id: '1', seq: 1, author: 'contact', text: 'my order: status please' }],
      seq: 1,
      mood: null,
    });
    expect(status.facts).toEqual([]);
  });
});
