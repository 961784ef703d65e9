/** Laws of the guard against repeating: it finds what was given, in six languages, and is silent where nothing was asked or given. */
import type { Heard } from '../../src/foundation/model/policy';
import { askedAgain } from '../../src/pipeline/handoff/asked-again';

const said = (...texts: string[]): Heard[] =>
  texts.map((text, at) => ({ id: `m${at}`, seq: at + 1, author: 'contact', text }));
const GIVEN = said(
  'My order number is A-10442 and it never came',
  'you can write to ann@example.net',
  'my name is Ann Example',
  'I paid with •••• 4242',
  'that was on 2026-11-03',
);

test.each([
  ['What is your order number?', 'Reference', 'A-10442', 1],
  ['Could you please send us the reference number.', 'Reference', 'A-10442', 1],
  ['¿Cuál es su número de pedido?', 'Reference', 'A-10442', 1],
  ['Wie lautet Ihre Bestellnummer?', 'Reference', 'A-10442', 1],
  ['Quel est le numéro de commande ?', 'Reference', 'A-10442', 1],
  ['Qual é o número do pedido?', 'Reference', 'A-10442', 1],
  ["Qual è il numero d'ordine?", 'Reference', 'A-10442', 1],
  ['May I have your email?', 'Email', 'ann@example.net', 2],
  ['Bitte nennen Sie uns Ihre E-Mail-Adresse.', 'Email', 'ann@example.net', 2],
  ['Pourriez-vous me donner votre adresse e-mail ?', 'Email', 'ann@example.net', 2],
  ['Can I have your full name, please?', 'Name', 'Ann Example', 3],
  ['¿Me dice su nombre?', 'Name', 'Ann Example', 3],
  ['What are the last four digits of the card?', 'Card', '4242', 4],
  ['On which day did you pay?', 'Date', '2026-11-03', 5],
])('%j asks for the %s again', (draft, label, value, seq) =>
  expect(askedAgain(draft, GIVEN)).toEqual([{ label, value, seq }]),
);

test.each([
  'Your order number is on its way to the warehouse.',
  'Is your email still ann@example.net?',
  'I have sent it to your email address.',
  'How can I help you?',
  'Thank you for the order number.',
  'We refund it today.',
])('%j asks for nothing that was given', (draft) => expect(askedAgain(draft, GIVEN)).toEqual([]));

test('what nobody gave may be asked', () => {
  expect(askedAgain('What is your order number?', said('Where is my parcel?'))).toEqual([]);
  const ours: Heard[] = [{ id: 'm', seq: 1, author: 'agent', text: 'Your order number is A-10442.' }];
  expect(askedAgain('What is your order number?', ours)).toEqual([]);
});

test('of two that were given the latest is shown; several questions are each found', () => {
  const twice = said('order number is A-10442', 'sorry, order number is B-20011', 'my name is Ann Example');
  expect(askedAgain('What is your order number? And what is your name?', twice)).toEqual([
    { label: 'Reference', value: 'B-20011', seq: 2 },
    { label: 'Name', value: 'Ann Example', seq: 3 },
  ]);
});
