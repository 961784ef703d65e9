/** Laws of the decision: the order of the policy, who chooses the team, what is recorded, and what it costs. */
import fc from 'fast-check';
import type { Nearest, Policy, PolicyInput, Rule } from '../../src/foundation/model/policy';
import { decide } from '../../src/intelligence/escalation/decide';

const POLICY: Policy = {
  danger: { enabled: true, text: 'Call 112.' },
  askedForHuman: { enabled: true },
  hardTopics: { enabled: true },
  topics: {
    dispute: { severity: 'hard', team: 'Disputes', meanwhile: 'You can freeze your card in the app.' },
    asked_for_human: { severity: 'hard', team: 'Front desk' },
    cancellation: { severity: 'soft' },
  },
  failureSignals: 2,
  languages: ['en', 'de'],
  rules: [],
};
const NOTHING: Nearest = { probability: 0, hits: [] };
const ordinary = (probability: number): Nearest => ({ probability, hits: [{ articleId: 'a', title: 'A', score: 2 }] });
const marked = (probability: number, reason: 'fraud' | 'cancellation', severity: 'hard' | 'soft'): Nearest => ({
  probability,
  hits: [{ articleId: 'a', title: 'A', score: 2, topic: { reason, severity, team: 'Security' } }],
});

const input = (text: string, change: Partial<PolicyInput> = {}): PolicyInput => ({
  message: { id: 'm9', seq: 9, author: 'contact', text },
  history: [],
  channel: 'sms',
  account: 'Main',
  contactAttributes: {},
  humanOffered: false,
  unknownAnswers: 0,
  attempts: 0,
  assistantFailure: null,
  unreadable: false,
  hoursOpen: true,
  nearest: NOTHING,
  ...change,
});
const answered: PolicyInput['history'] = [
  { id: 'm1', seq: 1, author: 'contact', text: 'the transfer to my landlord has not arrived' },
  { id: 'm2', seq: 2, author: 'assistant', text: 'A transfer takes a day.' },
];

describe('the order', () => {
  test('danger comes before the wish for a person and every matter', () => {
    const decision = decide(input('I want a human or I kill myself, this charge is not mine'), POLICY);
    expect(decision).toMatchObject({
      outcome: 'danger',
      reason: 'danger',
      rule: '1-danger',
      priority: 9,
      meanwhile: null,
    });
  });

  test('the wish for a person decides, and the hard matter chooses team, line and urgency', () => {
    const decision = decide(input('this charge is not mine, let me talk to a person'), POLICY);
    expect(decision).toMatchObject({
      outcome: 'handoff',
      reason: 'asked_for_human',
      rule: '2-asked-for-human',
      team: 'Disputes',
      meanwhile: 'You can freeze your card in the app.',
      priority: 6,
    });
    expect(decision.evaluated.filter((line) => line.fired).map((line) => line.rule)).toEqual([
      '2-asked-for-human',
      '3-hard-topic',
    ]);
    expect(decision.evidence).toHaveLength(2);
    expect(decision.counterfactual).toContain('it would still have gone to a human: the matter is "dispute"');
  });

  test('without a hard matter the wish has its own team', () => {
    expect(decide(input('human please'), POLICY)).toMatchObject({ team: 'Front desk', priority: 4, meanwhile: null });
  });

  test('a handoff outranks an offer that comes earlier in the order', () => {
    const rule: Rule = {
      id: 'vip',
      name: 'VIP',
      enabled: true,
      match: 'all',
      conditions: [{ field: 'contact.attribute', name: 'tier', operator: 'equals', value: 'gold' }],
      then: { outcome: 'handoff', team: 'VIP desk', priority: 8 },
    };
    const decision = decide(input('this is ridiculous', { contactAttributes: { tier: 'Gold' } }), {
      ...POLICY,
      rules: [rule],
    });
    expect(decision).toMatchObject({ outcome: 'handoff', reason: 'rule', rule: 'vip', team: 'VIP desk', priority: 8 });
  });
});

describe('a yes', () => {
  test('accepts an offered person, and means nothing otherwise', () => {
    expect(decide(input('yes please', { humanOffered: true }), POLICY)).toMatchObject({
      outcome: 'handoff',
      reason: 'asked_for_human',
    });
    expect(decide(input('yes please'), POLICY).outcome).toBe('continue');
  });
});

describe('a hard matter', () => {
  test('in plain words is handed off whatever the nearest article is', () => {
    expect(decide(input('I never made this payment', { nearest: ordinary(0.95) }), POLICY).outcome).toBe('handoff');
  });
  test('that only the nearest article knows is handed off', () => {
    const decision = decide(
      input('I think there is a crook at work', { nearest: marked(0.4, 'fraud', 'hard') }),
      POLICY,
    );
    expect(decision).toMatchObject({ outcome: 'handoff', reason: 'fraud', team: 'Security' });
  });
  test('that an article hardly resembles is not', () => {
    expect(decide(input('good morning', { nearest: marked(0.1, 'fraud', 'hard') }), POLICY).outcome).toBe('continue');
  });
  test('that is only hinted at makes an offer beside the answer', () => {
    expect(decide(input('a lawyer needs a letter from you', { nearest: ordinary(0.8) }), POLICY).outcome).toBe(
      'offer_human',
    );
  });
  test('that is asked about as a rule is answered and a person offered', () => {
    expect(decide(input('what is your dispute policy?', { nearest: ordinary(0.8) }), POLICY).outcome).toBe(
      'offer_human',
    );
  });
  test('that happened is handed off although a rule is asked for', () => {
    const text = 'someone made a payment with my card, what is your dispute policy?';
    expect(decide(input(text, { nearest: ordinary(0.8) }), POLICY).outcome).toBe('handoff');
  });
  test('stays hard when a policy calls it soft', () => {
    const soft: Policy = { ...POLICY, topics: { dispute: { severity: 'soft' } } };
    expect(
      decide(input('did I not pay already? I never made this payment', { nearest: ordinary(0.9) }), soft).outcome,
    ).toBe('handoff');
  });
});

describe('a soft matter', () => {
  const sure = marked(0.8, 'cancellation', 'soft');
  test('is answered when it is a question and the answer is known, and a person is offered', () => {
    expect(decide(input('how do I close my account?', { nearest: sure }), POLICY)).toMatchObject({
      outcome: 'offer_human',
      reason: 'cancellation',
    });
  });
  test('is handed off when it is an order', () => {
    expect(decide(input('close my account', { nearest: sure }), POLICY).outcome).toBe('handoff');
  });
  test('is handed off when the answer is not known', () => {
    expect(decide(input('how do I close my account?'), POLICY).outcome).toBe('handoff');
  });
  test('becomes hard when the policy says so', () => {
    const hard: Policy = { ...POLICY, topics: { cancellation: { severity: 'hard' } } };
    expect(decide(input('how do I close my account?', { nearest: sure }), hard)).toMatchObject({
      outcome: 'handoff',
      rule: '3-hard-topic',
    });
  });
});

describe('failure', () => {
  const about = (text: string, change: Partial<PolicyInput> = {}) =>
    decide(input(text, { history: answered, attempts: 1, ...change }), POLICY);

  test('by one sign offers a person and says what is missing', () => {
    const decision = about("that didn't help");
    expect(decision.outcome).toBe('offer_human');
    expect(decision.counterfactual).toContain('One more sign of failure');
  });
  test('by two signs hands off, with both messages as evidence', () => {
    const decision = about("the transfer to my landlord has still not arrived, that didn't help");
    expect(decision).toMatchObject({ outcome: 'handoff', reason: 'repeated_failure' });
    expect(decision.evidence.map((piece) => piece.messageId)).toEqual(['m9', 'm1', 'm9']);
  });
  test('by a second "I don’t know" is one sign, by a third two', () => {
    expect(about('and the garden?', { unknownAnswers: 1 }).outcome).toBe('continue');
    expect(about('and the garden?', { unknownAnswers: 2 }).outcome).toBe('offer_human');
    expect(about('and the garden?', { unknownAnswers: 3 }).outcome).toBe('handoff');
  });
  test('needs as many signs as the policy says', () => {
    const strict = { ...POLICY, failureSignals: 1 };
    expect(decide(input("that didn't help", { history: answered, attempts: 1 }), strict).outcome).toBe('handoff');
  });
  test('cannot happen before the assistant has spoken', () => {
    expect(decide(input('my card still does not work'), POLICY).outcome).toBe('continue');
  });
});

test('a failed assistant hands off', () => {
  expect(decide(input('hello', { assistantFailure: 'timeout' }), POLICY)).toMatchObject({
    outcome: 'handoff',
    reason: 'assistant_failed',
  });
});

test('what cannot be read goes to a person, with words beside it a person is offered', () => {
  expect(decide(input('', { unreadable: true }), POLICY)).toMatchObject({ outcome: 'handoff', reason: 'not_readable' });
  expect(decide(input('what is this fee?', { unreadable: true }), POLICY)).toMatchObject({
    outcome: 'offer_human',
    reason: 'not_readable',
  });
  for (const words of [
    'please see the attached receipt',
    'Anbei im Anhang die Rechnung',
    'adjunto la factura',
    'voir pièce jointe',
  ]) {
    expect(decide(input(words, { unreadable: true }), POLICY)).toMatchObject({
      outcome: 'handoff',
      reason: 'not_readable',
    });
    expect(decide(input(words), POLICY).reason).not.toBe('not_readable');
  }
});

test('a language the business does not speak offers a person', () => {
  expect(decide(input('где моя карта', { language: 'ru' }), POLICY)).toMatchObject({
    outcome: 'offer_human',
    reason: 'unsupported_language',
  });
  expect(decide(input('wo ist meine Karte', { language: 'de' }), POLICY).outcome).toBe('continue');
});

describe('a rule of the business', () => {
  const rule = (change: Partial<Rule>): Policy => ({
    ...POLICY,
    rules: [
      { id: 'r', name: 'R', enabled: true, match: 'all', conditions: [], then: { outcome: 'handoff' }, ...change },
    ],
  });
  test.each<[string, Rule['conditions'][number], Partial<PolicyInput>, boolean]>([
    ['a whole word', { field: 'text', operator: 'contains_word', value: 'loan' }, {}, true],
    ['not a part of one', { field: 'text', operator: 'contains_word', value: 'oan' }, {}, false],
    ['a part where that is meant', { field: 'text', operator: 'contains', value: 'OAN' }, {}, true],
    ['any of several, accents aside', { field: 'text', operator: 'matches_any', value: ['x', 'quéstion'] }, {}, true],
    ['the channel', { field: 'channel', operator: 'equals', value: 'sms' }, {}, true],
    ['another channel', { field: 'channel', operator: 'not_equals', value: 'sms' }, {}, false],
    ['closed hours', { field: 'hours.open', operator: 'equals', value: false }, { hoursOpen: false }, true],
    ['enough attempts', { field: 'attempts', operator: 'at_least', value: 3 }, { attempts: 3 }, true],
    ['too few attempts', { field: 'attempts', operator: 'at_least', value: 3 }, { attempts: 2 }, false],
    ['the language', { field: 'language', operator: 'matches_any', value: ['de', 'en'] }, { language: 'en' }, true],
    [
      'a number in an attribute',
      { field: 'contact.attribute', name: 'worth', operator: 'at_least', value: 100 },
      { contactAttributes: { worth: '250' } },
      true,
    ],
    [
      'an attribute that is not there',
      { field: 'contact.attribute', name: 'worth', operator: 'at_least', value: 0 },
      {},
      false,
    ],
  ])('sees %s', (_name, condition, change, fires) => {
    const decision = decide(input('a question about my loan', change), rule({ conditions: [condition] }));
    expect(decision.outcome).toBe(fires ? 'handoff' : 'continue');
  });

  const both: Rule['conditions'] = [
    { field: 'text', operator: 'contains_word', value: 'loan' },
    { field: 'channel', operator: 'equals', value: 'web' },
  ];
  test('asks for all or any, as it says', () => {
    expect(decide(input('my loan'), rule({ conditions: both })).outcome).toBe('continue');
    expect(decide(input('my loan'), rule({ conditions: both, match: 'any' })).outcome).toBe('handoff');
  });
  test('points at the words', () => {
    expect(decide(input('my LOAN!'), rule({ conditions: both.slice(0, 1) })).evidence).toEqual([
      { messageId: 'm9', start: 3, end: 7 },
    ]);
  });
  test('that is switched off or empty never fires', () => {
    expect(decide(input('my loan'), rule({ conditions: both.slice(0, 1), enabled: false })).outcome).toBe('continue');
    expect(decide(input('my loan'), rule({})).outcome).toBe('continue');
  });
});

describe('every decision', () => {
  const anything = fc.record({
    text: fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.constantFrom('human', 'I lost my card', 'close my account', "that didn't help!", ''),
    ),
    unknownAnswers: fc.nat(4),
    probability: fc.double({ min: 0, max: 1, noNaN: true }),
    humanOffered: fc.boolean(),
  });
  test('replays to the same result, and its evidence lies within the message', () => {
    fc.assert(
      fc.property(anything, ({ text, unknownAnswers, probability, humanOffered }) => {
        const given = input(text, {
          unknownAnswers,
          humanOffered,
          nearest: marked(probability, 'fraud', 'hard'),
          history: answered,
        });
        const frozen = JSON.stringify(given);
        const decision = decide(given, POLICY);
        expect(JSON.stringify(given)).toBe(frozen);
        expect(decide(JSON.parse(frozen) as PolicyInput, POLICY)).toEqual(decision);
        for (const piece of decision.evidence.filter(({ messageId }) => messageId === 'm9')) {
          expect(piece.start).toBeGreaterThanOrEqual(0);
          expect(piece.end).toBeLessThanOrEqual(text.length);
          expect(piece.start).toBeLessThanOrEqual(piece.end);
        }
        expect((decision.reason === null) === (decision.outcome === 'continue')).toBe(true);
        expect(decision.counterfactual).toMatch(/\.$/);
      }),
      { numRuns: 200 },
    );
  });

  test('copies no words of the customer', () => {
    const decision = decide(input('zebracrossing, let me talk to a person about my zebracrossing'), POLICY);
    expect(JSON.stringify(decision)).not.toContain('zebra');
  });

  test('lists every rule of the order that was looked at', () => {
    expect(decide(input('hello'), POLICY).evaluated.map((line) => line.rule)).toEqual([
      '1-danger',
      '2-asked-for-human',
      '3-hard-topic',
      '4-soft-topic',
      '5-repeated-failure',
      '6-assistant-failed',
      '8-not-readable',
      '9-language',
    ]);
  });
});

test('a hostile text of 100 KB costs no time that a stranger could use', () => {
  const pieces = [
    'talk to ',
    'I want ',
    'no ',
    '(',
    '\u0301',
    '😀',
    "don't ",
    'A!',
    'card lost a b c ',
    'is there a ',
    'transfer to wrong ',
    'a',
    'how do i ',
    'kill ',
  ];
  const texts = pieces.map((piece) => piece.repeat(Math.ceil(100_000 / piece.length)));
  const cost = (text: string): number => {
    const began = process.cpuUsage();
    decide(input(text, { history: [{ id: 'a', seq: 1, author: 'contact', text }, ...answered] }), POLICY);
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1_000;
  };
  texts.forEach(cost);
  // The least of three: other work of the machine is not what is measured.
  for (const text of texts) expect(Math.min(cost(text), cost(text), cost(text))).toBeLessThan(500);
});
