/** Card numbers and their security codes are masked before anything is stored; the last four digits stay. Pure, linear in the length. */
import { ibanEnd, isNetworkNumber, passesLuhn } from './card-numbers';
import { toAsciiDigits } from './digits';

/** A maximal row of digits: where it lies in the text, and its digits in ASCII. */
interface Group {
  start: number;
  end: number;
  digits: string;
}

/** Groups `first` to `last` are one number. */
interface Found {
  first: number;
  last: number;
}

const SHORTEST = 13;
const LONGEST = 19;
/** Sixteen first: "4111 1111 1111 1111 123" is a number with its code, not a number of nineteen. */
const LENGTHS = [16, 15, 14, 19, 18, 17, 13];
/** How people and cards space a number out. */
const SHAPES = new Set(
  '4-4-4-4 4-6-5 4-6-4 5-5-5 8-8 4-4-8 8-4-4 4-8-4 4-12 12-4 6-10 6-13 4-4-4-1 4-4-5 4-4-4-3 4-4-4-4-1 4-4-4-4-2 4-4-4-4-3'.split(
    ' ',
  ),
);
const SHAPE_STARTS = new Set([4, 5, 6, 8, 12]);
const MOST_GROUPS = 5;

/** Between groups of one number: white space, dashes, dots, slashes, commas, invisible characters. */
const SEPARATOR = /^[\s\-\u2010-\u2015\u2212._/\\|,*·•\u00ad\u200b-\u200d\u2060\ufeff\ufe0f\u20e3]{1,6}$/;
const LONGEST_SEPARATOR = 6;
/** Words between groups ("4111 1111 and then 1111 1111"). */
const LONGEST_FILLER = 24;

/** Names of the code that mean nothing else. */
const CODE_NAME = String.raw`cv[vcnd]2?|csc|karten-?pr(?:ü|ue|u)fnummer|cryptogramme(?:\s+visuel)?`;
/** Names that mean it where a card number stands beside them. */
const CODE_NAME_BESIDE = String.raw`${CODE_NAME}|cid|(?:security|card|verification|sicherheits|pr(?:ü|ue)f)[\s-]?(?:code|number|value|nummer)|c[oó]digo\s+de\s+(?:seguridad|seguran[cç]a)|code\s+de\s+s[eé]curit[eé]|codice\s+di\s+sicurezza`;
const JOINS = 'is|the|my|as|for|est|le|mon|es|el|mi|ist|mein|meine|der|die|è|il|mio|é|o|meu';
// Digits behind X are the four that an earlier masking left.
const nameThenCode = (names: string): RegExp =>
  new RegExp(
    String.raw`(?<![\p{L}\p{N}])(?:${names})(?!\p{L})(?:(?!XX)[^\p{Nd}\n]){0,24}(?<!X)(?<code>\p{Nd}{3,4})(?!\p{Nd})`,
    'dgiu',
  );
const codeThenName = (names: string): RegExp =>
  new RegExp(
    String.raw`(?<!\p{Nd}|X[^\p{L}\p{N}]{0,6})(?<code>\p{Nd}{3,4})[ \t(:=-]{1,3}(?:(?:${JOINS}) ){0,3}(?:${names})(?!\p{L}|[^\p{Nd}\n]{0,24}\p{Nd}{3,4}(?!\p{Nd}))`,
    'dgiu',
  );
const CODES = [nameThenCode(CODE_NAME), codeThenName(CODE_NAME)];
const CODES_BESIDE = [nameThenCode(CODE_NAME_BESIDE), codeThenName(CODE_NAME_BESIDE)];
const MENTIONS_CODE = new RegExp(CODE_NAME, 'i');
/** What may stand right behind a number: its expiry, then its code of three digits (four for American Express), but no amount. */
const TAIL =
  /[\s,;|:/-]{1,4}(?:(?:exp\p{L}{0,8}|valid\p{L}{0,2}(?: thru| until)?|g[uü]ltig(?: bis)?|cad\p{L}{0,9}|val\p{L}{0,7}|scad\p{L}{0,6})?[\s.:]{0,3}(?:\p{Nd}{1,2} ?[/.-] ?\p{Nd}{2,4}|\p{Nd}{4})[\s,;|:/-]{1,4})?(?<code>\p{Nd}{3,4})(?!\p{Nd})(?![\s.,]{0,2}(?:[€$£¥₹%]|eur|usd|gbp|chf|brl|dollar|euro|pound|peso|real|reais))/diuy;

/**
 * `text` with every digit of a card number but its last four replaced by X, and a security code beside it (or named as one) by X.
 * A number of 13–19 digits that passes Luhn is a card when it is written in one piece or spaced as cards are; spaced otherwise, or
 * with words between, it must also begin and measure as an issuer's numbers do. Digits of every script count. What stands behind
 * a "+" is a phone number, what passes ISO 13616 an IBAN. A number split over two messages is not seen.
 */
export function maskCards(text: string): string {
  if (!worthLooking(text)) return text;
  const groups = digitGroups(text);
  const hidden: [start: number, end: number][] = [];
  const cards = findCards(text, groups);
  for (const { first, last } of cards) hideNumber(text, groups.slice(first, last + 1), hidden);
  for (const pattern of cards.length > 0 ? CODES_BESIDE : CODES) {
    for (const match of text.matchAll(pattern)) {
      const range = match.indices?.groups?.['code'];
      // "4111 1111 1111 1111 cvv 123": the code is not the four digits that stay.
      if (range && !cards.some(({ first, last }) => within(range, groups[first], groups[last]))) hidden.push(range);
    }
  }
  return hidden.length === 0 ? text : hide(text, hidden);
}

/** The same for every text inside a value that is stored as JSON; whole numbers too. */
export function maskCardsDeep(value: unknown): unknown {
  if (typeof value === 'string') return maskCards(value);
  if (typeof value === 'number') {
    const written = Number.isInteger(value) ? String(value) : '';
    return maskCards(written) === written ? value : maskCards(written);
  }
  if (Array.isArray(value)) return value.map(maskCardsDeep);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [maskCards(key), maskCardsDeep(inner)]));
  }
  return value;
}

/** Nearly every message leaves here: fewer digits than a card has, and no name of a code. */
function worthLooking(text: string): boolean {
  let digits = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    // Beyond ASCII every character from the first foreign digit on may be one.
    if ((code >= 0x30 && code <= 0x39) || code >= 0x660) digits += 1;
    if (digits >= SHORTEST) return true;
  }
  return digits >= 3 && MENTIONS_CODE.test(text);
}

function digitGroups(text: string): Group[] {
  return Array.from(text.matchAll(/\p{Nd}+/gu), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    digits: toAsciiDigits(match[0]),
  }));
}

/** Surest first: one piece, then a card's own spacing, then any even spacing, then words between; no group counts twice. */
function findCards(text: string, groups: readonly Group[]): Found[] {
  let iban = 0;
  const taken = groups.map((group) => {
    iban = ibanEnd(text, group.start) ?? iban;
    return group.start < iban;
  });
  const found: Found[] = [];
  for (const search of [onePiece, cardSpacing, evenSpacing, wordsBetween]) {
    for (let i = 0; i < groups.length; i += 1) {
      const number = taken[i] ? null : search(text, groups, i);
      if (!number || taken.slice(number.first, number.last + 1).includes(true)) continue;
      taken.fill(true, number.first, number.last + 1);
      found.push(number);
    }
  }
  return found;
}

type Search = (text: string, groups: readonly Group[], first: number) => Found | null;

const onePiece: Search = (text, groups, first) => (isCard(text, groups, first, first) ? { first, last: first } : null);

const cardSpacing: Search = (text, groups, first) =>
  shaped(text, groups, first, (between) => between.length <= LONGEST_SEPARATOR && SEPARATOR.test(between), false);

/** X: what an earlier masking left. */
const wordsBetween: Search = (text, groups, first) =>
  shaped(text, groups, first, (between) => between.length <= LONGEST_FILLER && !between.includes('XX'), true);

/** A whole run with one and the same separator, e.g. digit by digit. */
const evenSpacing: Search = (text, groups, first) => {
  const between = gap(text, groups, first + 1);
  if (!SEPARATOR.test(between) || gap(text, groups, first) === between) return null;
  let last = first;
  while (last + 1 < groups.length && gap(text, groups, last + 1) === between) last += 1;
  return last - first < LONGEST && isCard(text, groups, first, last, true) ? { first, last } : null;
};

function shaped(
  text: string,
  groups: readonly Group[],
  first: number,
  joins: (between: string) => boolean,
  networkOnly: boolean,
): Found | null {
  if (!SHAPE_STARTS.has(groups[first]?.digits.length ?? 0)) return null;
  const lastByLength = new Map<number, number>();
  let shape = '';
  let length = 0;
  for (let last = first; last < Math.min(groups.length, first + MOST_GROUPS) && length < LONGEST; last += 1) {
    if (last > first && !joins(gap(text, groups, last))) break;
    const size = groups[last]?.digits.length ?? 0;
    length += size;
    shape += last > first ? `-${size}` : String(size);
    if (SHAPES.has(shape)) lastByLength.set(length, last);
  }
  for (const wanted of LENGTHS) {
    const last = lastByLength.get(wanted);
    if (last !== undefined && isCard(text, groups, first, last, networkOnly)) return { first, last };
  }
  return null;
}

function within(range: [number, number], first: Group | undefined, last: Group | undefined): boolean {
  return first !== undefined && last !== undefined && range[0] >= first.start && range[1] <= last.end;
}

/** The text between group `i` and the one before it. */
function gap(text: string, groups: readonly Group[], i: number): string {
  const left = groups[i - 1];
  const right = groups[i];
  return left && right ? text.slice(left.end, Math.min(right.start, left.end + LONGEST_FILLER + 1)) : '';
}

function isCard(text: string, groups: readonly Group[], first: number, last: number, networkOnly = false): boolean {
  const digits = groups
    .slice(first, last + 1)
    .map((group) => group.digits)
    .join('');
  if (digits.length < SHORTEST || digits.length > LONGEST || digits.startsWith('0')) return false;
  // ITU-T E.164: at most 15 digits behind the plus.
  if (digits.length <= 15 && text.charAt((groups[first]?.start ?? 0) - 1) === '+') return false;
  return passesLuhn(digits) && (!networkOnly || isNetworkNumber(digits));
}

function hideNumber(text: string, groups: readonly Group[], hidden: [number, number][]): void {
  let left = groups.reduce((sum, group) => sum + group.digits.length, 0) - 4;
  for (const group of groups) {
    const width = (group.end - group.start) / group.digits.length; // two units a digit in the mathematical sets
    const here = Math.min(left, group.digits.length);
    if (here > 0) hidden.push([group.start, group.start + here * width]);
    left -= here;
  }
  const last = groups.at(-1);
  if (!last) return;
  TAIL.lastIndex = last.end;
  const range = TAIL.exec(text)?.indices?.groups?.['code'];
  const number = groups.map((group) => group.digits).join('');
  if (range && toAsciiDigits(text.slice(...range)).length === (/^3[47]\d{13}$/.test(number) ? 4 : 3))
    hidden.push(range);
}

function hide(text: string, ranges: [number, number][]): string {
  ranges.sort((a, b) => a[0] - b[0]);
  let masked = '';
  let at = 0;
  for (const [start, end] of ranges) {
    if (start < at) continue;
    masked += text.slice(at, start) + 'X'.repeat(toAsciiDigits(text.slice(start, end)).length);
    at = end;
  }
  return masked + text.slice(at);
}
