/** Card numbers are masked, and nothing else is. */
import fc from 'fast-check';
import { isNetworkNumber, passesLuhn } from '../../src/foundation/model/card-numbers';
import { maskCards, maskCardsDeep } from '../../src/foundation/model/cards';

/** Published test numbers of the networks and of payment providers. */
const NUMBERS = [
  '4111111111111111',
  '4242424242424242',
  '4012888888881881',
  '4222222222222',
  '5555555555554444',
  '5105105105105100',
  '2223003122003222',
  '378282246310005',
  '371449635398431',
  '6011111111111117',
  '6011000990139424',
  '30569309025904',
  '38520000023237',
  '3530111333300000',
  '6200000000000005',
  '6304000000000000',
];

const lastFour = (digits: string): string => 'X'.repeat(digits.length - 4) + digits.slice(-4);
const inGroups = (digits: string, sizes: number[], between: string): string => {
  const groups: string[] = [];
  let at = 0;
  for (const size of sizes) groups.push(digits.slice(at, (at += size)));
  return [...groups, digits.slice(at)].filter(Boolean).join(between);
};
const transliterate = (digits: string, zero: number): string =>
  [...digits].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');

describe('a card number is masked but for its last four', () => {
  test.each(NUMBERS)('%s in one piece', (number) => {
    expect(maskCards(number)).toBe(lastFour(number));
    expect(maskCards(`my card is ${number}, thanks`)).toBe(`my card is ${lastFour(number)}, thanks`);
    expect(maskCards(`card${number}exp`)).toBe(`card${lastFour(number)}exp`);
  });

  test.each([' ', '-', '.', '\n', '\r\n', '  ', ' - ', '\u00a0', '\u2013', '_', '/', ', ', '\u200b', '\t'])(
    'with %j between its groups',
    (between) => {
      for (const number of NUMBERS.filter((each) => each.length === 16)) {
        expect(maskCards(inGroups(number, [4, 4, 4], between))).toBe(inGroups(lastFour(number), [4, 4, 4], between));
      }
      expect(maskCards(inGroups('378282246310005', [4, 6], between))).toBe(
        inGroups(lastFour('378282246310005'), [4, 6], between),
      );
      expect(maskCards(inGroups('30569309025904', [4, 6], between))).toBe(
        inGroups(lastFour('30569309025904'), [4, 6], between),
      );
    },
  );

  test.each([1, 2, 3])('spaced by %i', (size) => {
    const number = '4111111111111111';
    const sizes = Array<number>(Math.floor(16 / size)).fill(size);
    expect(maskCards(`it is ${inGroups(number, sizes, ' ')} ok`)).toBe(
      `it is ${inGroups(lastFour(number), sizes, ' ')} ok`,
    );
  });

  test('with words between', () => {
    expect(maskCards('it starts 4111 1111 and then it goes 1111 1111')).toBe(
      'it starts XXXX XXXX and then it goes XXXX 1111',
    );
    expect(maskCards('4111\nnext 1111\nnext 1111\nlast 1111')).toBe('XXXX\nnext XXXX\nnext XXXX\nlast 1111');
  });

  test.each([
    ['full-width', 0xff10],
    ['Arabic-Indic', 0x0660],
    ['extended Arabic-Indic', 0x06f0],
    ['Devanagari', 0x0966],
    ['bold mathematical', 0x1d7ce],
    ['monospace mathematical', 0x1d7f6],
  ])('in %s digits', (_script, zero) => {
    const number = '4111111111111111';
    expect(maskCards(transliterate(number, zero))).toBe('XXXXXXXXXXXX' + transliterate('1111', zero));
  });

  test('one after the other, several in one message', () => {
    expect(maskCards('4111111111111111 or 5555 5555 5555 4444; 378282246310005.')).toBe(
      'XXXXXXXXXXXX1111 or XXXX XXXX XXXX 4444; XXXXXXXXXXX0005.',
    );
  });

  test('whatever stands around it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NUMBERS),
        fc.string().map(noDigits),
        fc.string().map(noDigits),
        (number, left, right) => {
          fc.pre(!left.endsWith('+'));
          expect(maskCards(`${left} ${number} ${right}`)).not.toContain(number.slice(0, -4));
        },
      ),
    );
  });

  test('every Luhn-valid number of 13 to 19 digits in one piece', () => {
    const luhnValid = fc.stringMatching(/^[1-9][0-9]{11,17}$/).map((head) => {
      const check = [...'0123456789'].find((digit) => passesLuhn(head + digit));
      return head + (check ?? '');
    });
    fc.assert(fc.property(luhnValid, (number) => expect(maskCards(`x ${number} y`)).toBe(`x ${lastFour(number)} y`)));
  });
});

const noDigits = (text: string): string => text.replace(/[\p{Nd}]/gu, '');

describe('the security code goes too', () => {
  test.each([
    ['4111 1111 1111 1111 cvv 123', 'XXXX XXXX XXXX 1111 cvv XXX'],
    ['4111111111111111 CVC: 123 exp 12/26', 'XXXXXXXXXXXX1111 CVC: XXX exp 12/26'],
    ['4111111111111111 12/26 123', 'XXXXXXXXXXXX1111 12/26 XXX'],
    ['4111111111111111, exp 12/2026, 123', 'XXXXXXXXXXXX1111, exp 12/2026, XXX'],
    ['4111 1111 1111 1111 123', 'XXXX XXXX XXXX 1111 XXX'],
    ['378282246310005 1234', 'XXXXXXXXXXX0005 XXXX'],
    ['4111111111111111 security code is 123', 'XXXXXXXXXXXX1111 security code is XXX'],
    ['4111111111111111, código de seguridad 123', 'XXXXXXXXXXXX1111, código de seguridad XXX'],
    ['4111111111111111 Prüfnummer: 123', 'XXXXXXXXXXXX1111 Prüfnummer: XXX'],
    ['my cvv is 123', 'my cvv is XXX'],
    ['123 is my cvv', 'XXX is my cvv'],
    ['cvv2 ９８７', 'cvv2 XXX'],
  ])('%s', (text, masked) => expect(maskCards(text)).toBe(masked));

  test.each([
    'security code 1234 to sign in',
    'what is a cvv?',
    'order 1234, and cvv please',
    'my card, 100 euros, cvv unknown',
  ])('but not: %s', (text) => expect(maskCards(text)).toBe(text));

  test('an amount behind a number is no code', () => {
    expect(maskCards('4111111111111111 100 euros')).toBe('XXXXXXXXXXXX1111 100 euros');
  });
});

describe('what is no card stays', () => {
  test.each([
    ['an order number that fails Luhn', 'order 4111111111111112'],
    ['a number too long', 'tracking 41111111111111111111111'],
    ['a number too short', 'account 411111111111'],
    ['an international phone number', 'call +4915112345678 or +1 415 555 0100'],
    ['phone numbers in a row', '415-555-0100\n415-555-0101\n415-555-0102'],
    ['an IBAN', 'DE89 3704 0044 0532 0130 00'],
    ['an IBAN in one piece', 'GB29NWBK60161331926819 and FR1420041010050500013M02606'],
    ['a date and a time', '2026-11-22 10:15:30.123'],
    ['a UUID', '01a20574-3678-7b52-b4d7-7cadaf1aee53'],
    ['amounts', '1,000.00 2,500.50 3,999.99'],
    ['zeros', '0000000000000000'],
    ['a position', '52.520008, 13.404954'],
    ['a masked number', 'XXXX XXXX XXXX 1111'],
  ])('%s', (_what, text) => expect(maskCards(text)).toBe(text));

  test('masking twice changes nothing more', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...NUMBERS, ' ', 'cvv', '123', '12/26', '\n', 'and')), (parts) => {
        const once = maskCards(parts.join(' '));
        expect(maskCards(once)).toBe(once);
      }),
    );
  });
});

test('values of JSON are masked wherever they lie', () => {
  expect(maskCardsDeep({ a: ['4111111111111111', { b: 5555555555554444 }], c: 12, d: null, e: 52.520008 })).toEqual({
    a: ['XXXXXXXXXXXX1111', { b: 'XXXXXXXXXXXX4444' }],
    c: 12,
    d: null,
    e: 52.520008,
  });
});

test('a network is known by its first digits and its length', () => {
  expect(NUMBERS.filter((number) => !isNetworkNumber(number))).toEqual([]);
  expect(['9111111111111111', '41111111111111', '3782822463100051'].filter(isNetworkNumber)).toEqual([]);
});

/** Milliseconds for `text`, the best of three. */
const cost = (text: string): number =>
  Math.min(
    ...[1, 2, 3].map(() => {
      const start = performance.now();
      maskCards(text);
      return performance.now() - start;
    }),
  );

test.each([
  '1 ',
  '4',
  '4-',
  '4111 1111 1111 1111 ',
  '4111 and ',
  'cvv 12 ',
  '123 cvv ',
  '123 ',
  'DE89',
  ' ',
  'a',
  '+1',
  '٤',
])('the time grows with the length, not with its square: %j', (piece) => {
  const [small, large] = [12_500, 100_000].map((length) => cost(piece.repeat(Math.ceil(length / piece.length))));
  // Eight times the text; a square would take 64 times as long.
  expect(large).toBeLessThan(Math.max(30, (small ?? 0) * 30));
  expect(large).toBeLessThan(1_500);
});
