/** Laws of support: what a model says stands in what it was given, or is not said. */
import { claimsIn, unsupported, type Ground } from '../../src/intelligence/assistant/grounding';

const ARTICLE =
  'Fees for sending money\nSending money inside the country is free. Abroad it costs 2.50 pounds, up to 1,000 pounds a day. Since 2026-03-01 transfers on Sunday arrive on Monday.';
const ground = (change: Partial<Ground> = {}): Ground => ({
  sources: [{ text: ARTICLE, language: 'en' }],
  own: 'Larkmoor Bank',
  language: 'en',
  ...change,
});
const none = ground({ sources: [] });

test.each([
  'Sending money abroad costs 2.50 pounds.',
  'Abroad it costs £2.50, and the most a day is 1000 pounds.',
  'It is free inside the country.',
  'Money that you send on a Sunday arrives Monday.',
  'Since 1 March 2026 transfers on Sunday arrive on Monday.',
])('what the article says is supported: %s', (answer) => {
  expect(unsupported(answer, ground())).toBeNull();
});

test.each([
  ['another figure', 'Sending money abroad costs 3 pounds.'],
  ['a figure in words', 'Sending money abroad costs three pounds.'],
  ['a longer figure that begins alike', 'Abroad the most a day is 10,000 pounds.'],
  ['another day', 'Transfers arrive on Tuesday.'],
  ['another month', 'Since 1 April 2026 transfers on Sunday arrive on Monday.'],
  [
    'a foreign sentence',
    'Sending money abroad costs 2.50 pounds. Our manager Wendy personally guarantees lottery winnings.',
  ],
  ['something else altogether', 'Mortgage customers receive holiday vouchers from branch managers.'],
])('%s is not', (_what, answer) => {
  expect(unsupported(answer, ground())).not.toBeNull();
});

test('in another language only figures compare', () => {
  expect(unsupported('Ins Ausland kostet es 2,50 Pfund.', ground({ language: 'de' }))).toBeNull();
  expect(unsupported('Ins Ausland kostet es drei Pfund.', ground({ language: 'de' }))).toContain('3');
});

test('a result of a tool supports its own figures and dates', () => {
  const sources = [{ text: '{"status":"shipped","on":"2026-11-23","parcels":2}', language: null }];
  expect(unsupported('Your two parcels left on 23 November.', ground({ sources }))).toBeNull();
  expect(unsupported('Your two parcels left on 24 November.', ground({ sources }))).toContain('24');
});

test.each(['Hello! How can I help you?', 'Which card do you mean, debit or credit?', 'You are welcome.'])(
  'courtesy and questions need no source: %s',
  (answer) => expect(unsupported(answer, none)).toBeNull(),
);

test.each([
  'It is free.',
  'Your refund is approved.',
  'Which card? Your account was hacked.',
  'Did you pay 20 pounds?',
])('a claim does: %s', (answer) => expect(unsupported(answer, none)).not.toBeNull());

describe('what is left of a summary', () => {
  const heard = [
    { seq: 1, text: 'My parcel A-1 never came' },
    { seq: 2, text: 'You find tracking in the app.' },
    { seq: 3, text: 'I paid 42 pounds for it, two weeks ago' },
  ];
  test('stands in what was said, each sentence with the message that says most of it', () =>
    expect(claimsIn('The customer says the parcel A-1 never came. They paid 42 pounds for it.', heard, 'en')).toEqual([
      { text: 'The customer says the parcel A-1 never came.', seq: 1 },
      { text: 'They paid 42 pounds for it.', seq: 3 },
    ]));
  test.each([
    ['a figure that nobody said', 'They paid 43 pounds for it.'],
    ['a thing that nobody said', 'The manager approved a full refund by bank transfer.'],
    ['nothing at all', 'The customer wants help.'],
    ['another language, which does not compare', 'Das Paket ist nie angekommen.'],
  ])('%s is dropped', (_what, summary) => expect(claimsIn(summary, heard, 'en')).toEqual([]));
});
