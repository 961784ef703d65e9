/** Laws of masking: who somebody is does not reach an article; what they ask does. */
import { maskPersonal } from '../../src/foundation/model/personal';

test.each([
  ['write to ana.lopes@example.org please', 'write to [email] please'],
  ['call me at +1 (202) 555-0143 tonight', 'call me at [number] tonight'],
  ['my account 12345678 is locked', 'my account [number] is locked'],
  ['card XXXXXXXXXXXX1111 was declined', 'card [number] was declined'],
  ['IBAN DE89 3704 0044 0532 0130 00 is mine', 'IBAN [number] is mine'],
  ['order TX-48213 never came', 'order [number] never came'],
  ['see https://example.org/u/7?token=abc for it', 'see [link] for it'],
  ['Hi, my name is Ana Lopes and I lost my card', 'Hi, my name is [name] and I lost my card'],
  ['Me llamo Ana, ¿venden tarjetas?', 'Me llamo [name], ¿venden tarjetas?'],
  ['Ich heiße Jörg Weiß und suche', 'Ich heiße [name] und suche'],
  ["Je m'appelle Zoé Martin", "Je m'appelle [name]"],
  ['meu nome é João da Silva', 'meu nome é [name]'],
  ['MY NAME IS ana, this is Bob Miller', 'MY NAME IS [name], this is [name]'],
  ['Mi chiamo Luca Bianchi', 'Mi chiamo [name]'],
])('“%s” says no more who it is', (said, masked) => expect(maskPersonal(said)).toBe(masked));

test.each([
  'I am waiting for my card since 2024, it costs 1,200 euros',
  'do you sell gift cards for 50 dollars?',
  'I’m not sure what APR means, is it 19.9%?',
  'can I open a UK account on 12 May?',
])('“%s” stays as it was said', (said) => expect(maskPersonal(said)).toBe(said));

test('names and addresses that are known are masked wherever they stand, in any case', () => {
  expect(maskPersonal('WILHELMINA here, W. Testperson; tell testperson', ['Wilhelmina Testperson'])).toBe(
    '[name] here, W. [name]; tell [name]',
  );
  expect(maskPersonal('I am at wil@bank', ['wil@bank'])).toBe('I am at [name]');
});

test('a hostile text is masked in time', () => {
  const began = performance.now();
  for (const piece of ['1 ', 'A1-', 'my name is ', 'a@', 'X', 'Aa ', '+(']) maskPersonal(piece.repeat(4_000));
  expect(performance.now() - began).toBeLessThan(2_000);
});
