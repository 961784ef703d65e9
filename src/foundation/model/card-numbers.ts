/** What tells a payment card's number from other digits: check digit, issuer prefixes with their lengths, and the IBAN it is mistaken for. */

/** ISO/IEC 7812-1 annex B. `digits` are ASCII. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 0x30;
    if (digit < 0 || digit > 9) return false;
    const weighted = i % 2 === 1 ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}

interface Network {
  /** Inclusive ranges of the first digits, all of one width. */
  prefixes: [low: string, high: string][];
  lengths: number[];
}

const NETWORKS: Network[] = [
  { prefixes: [['4', '4']], lengths: [16, 19, 13] }, // Visa
  { prefixes: [['51', '55']], lengths: [16] }, // Mastercard
  { prefixes: [['2221', '2720']], lengths: [16] }, // Mastercard, since 2017
  {
    prefixes: [
      ['34', '34'],
      ['37', '37'],
    ],
    lengths: [15],
  }, // American Express
  {
    prefixes: [
      ['36', '36'],
      ['38', '39'],
    ],
    lengths: [14, 16, 19],
  }, // Diners Club
  { prefixes: [['300', '305']], lengths: [14, 16, 19] }, // Diners Club
  { prefixes: [['3528', '3589']], lengths: [16, 19] }, // JCB
  {
    prefixes: [
      ['2131', '2131'],
      ['1800', '1800'],
    ],
    lengths: [15],
  }, // JCB, old
  {
    prefixes: [
      ['60', '60'],
      ['62', '62'],
      ['64', '65'],
    ],
    lengths: [16, 17, 18, 19],
  }, // Discover, UnionPay, RuPay
  { prefixes: [['81', '82']], lengths: [16, 17, 18, 19] }, // UnionPay, RuPay
  {
    prefixes: [
      ['50', '50'],
      ['56', '58'],
      ['63', '63'],
      ['66', '69'],
    ],
    lengths: [13, 14, 15, 16, 17, 18, 19],
  }, // Maestro, Elo, Verve
  { prefixes: [['2200', '2204']], lengths: [16, 17, 18, 19] }, // Mir
  {
    prefixes: [
      ['9792', '9792'],
      ['8600', '8600'],
      ['9860', '9860'],
    ],
    lengths: [16],
  }, // Troy, Uzcard, Humo
];

/** Begins and measures as the numbers of a known network do. */
export function isNetworkNumber(digits: string): boolean {
  return NETWORKS.some(
    ({ prefixes, lengths }) =>
      lengths.includes(digits.length) &&
      prefixes.some(([low, high]) => {
        const start = digits.slice(0, low.length);
        return start >= low && start <= high;
      }),
  );
}

/** Whether the digits at `at` are the check digits of an IBAN: two capitals before them, and modulo 97 over all of it (ISO 13616-1). */
export function ibanEnd(text: string, at: number): number | null {
  const country = text.slice(Math.max(0, at - 2), at);
  if (!/^[A-Z]{2}$/.test(country) || /[\p{L}\p{N}]/u.test(text.charAt(at - 3))) return null;
  let account = '';
  let longest: number | null = null;
  for (let i = at; i < text.length && account.length <= 32; i += 1) {
    const character = text.charAt(i);
    if (character === ' ' && text.charAt(i + 1) !== ' ') continue;
    if (!/[0-9A-Z]/.test(character)) break;
    account += character;
    const ends = !/[0-9A-Za-z]/.test(text.charAt(i + 1));
    if (ends && account.length >= 13 && remainder97(account.slice(2) + country + account.slice(0, 2)) === 1)
      longest = i + 1;
  }
  return longest;
}

/** Modulo 97 of the letters as two digits each, piece by piece so that no number grows large. */
function remainder97(rearranged: string): number {
  let remainder = 0;
  for (const character of rearranged) {
    const value = parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}
