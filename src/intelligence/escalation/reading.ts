/** A stranger's text made ready for patterns: capped, folded to plain lower-case letters, cut into clauses, with the way back to the original offsets. */
import type { Evidence, Heard } from '../../foundation/model/policy';

export interface Reading {
  messageId: string;
  folded: string;
  clauses: Clause[];
  /** Evidence for folded offsets, in offsets of the original text. */
  evidence: (start: number, end: number) => Evidence;
  whole: () => Evidence;
}

export interface Clause {
  text: string;
  /** Where it begins in the folded text. */
  start: number;
  question: boolean;
}

/** Patterns read this much of a message: the beginning and the end, so that their cost has a bound. */
const HEAD = 3_000;
const TAIL = 1_000;

const DROPPED = /[\p{M}\u00ad\u200b-\u200f\u2060\ufeff]/u;
const APOSTROPHE = /['’‘`´ʼ＇]/;
/** Hyphens part words too ("passez-moi", "self-harm"). */
const BLANK = /[\s\-_*/¿¡‐‑]/;
/** English contractions close up ("dont", "id"); elsewhere an apostrophe parts two words ("l agent"). */
const CONTRACTION = /^['’‘`´ʼ＇](?:t|s|d|m|ll|re|ve)(?![\p{L}])/iu;
/** "My card 4111 1111 1111 1111 was stolen": a long number, masked or not, is no word between two others. */
const LONG_NUMBER = /(?<![\p{L}\d])[\dX](?:[ -]?[\dX]){6,18}(?![\p{L}\d])/gu;
const CLAUSE_END = /[.!?;:,\n()"…—–]|\b(?:but|however|although|pero|aber|sondern|mais|porem)\b/g;

export function read(message: Pick<Heard, 'id' | 'text'>): Reading {
  const { folded, positions } = fold(message.text);
  const end = positions.at(-1);
  positions.push(end === undefined ? 0 : end + 1);
  const at = (offset: number): number => positions[Math.min(offset, positions.length - 1)] ?? 0;
  return {
    messageId: message.id,
    folded,
    clauses: cut(folded),
    evidence: (from, to) => ({ messageId: message.id, start: at(from), end: to > from ? at(to - 1) + 1 : at(from) }),
    whole: () => ({ messageId: message.id, start: 0, end: message.text.length }),
  };
}

function fold(original: string): Folded {
  const text = original.replace(LONG_NUMBER, (number) => ' '.repeat(number.length));
  const cut = text.length > HEAD + TAIL;
  let folded = '';
  const positions: number[] = [];
  let last = ' ';
  const put = (letters: string, position: number): void => {
    for (const letter of letters) {
      if (letter === ' ' && last === ' ') continue;
      folded += letter;
      positions.push(position);
      last = letter;
    }
  };
  for (let at = 0; at < text.length; at += 1) {
    if (cut && at === HEAD) {
      put('\n', at);
      at = text.length - TAIL;
    }
    const unit = text.charAt(at);
    if (unit === '\n' || unit === '\r') put('\n', at);
    else if (BLANK.test(unit)) put(' ', at);
    else if (unit < '\u0080' && unit !== "'" && unit !== '`') put(unit.toLowerCase(), at);
    else if (unit >= '\ud800' && unit <= '\udfff') put(unit, at);
    else if (APOSTROPHE.test(unit)) {
      if (!CONTRACTION.test(text.slice(at, at + 4))) put(' ', at);
    } else if (unit === 'ß') put('ss', at);
    else if (!DROPPED.test(unit)) put(unit.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase(), at);
  }
  return calm({ folded, positions });
}

interface Folded {
  folded: string;
  positions: number[];
}

/** "humannn" and "sooo" are read as they are meant: a letter that stands three times or more counts once. */
function calm({ folded, positions }: Folded): Folded {
  const kept: Folded = { folded: '', positions: [] };
  for (let at = 0; at < folded.length;) {
    const letter = folded.charAt(at);
    let run = 1;
    while (folded[at + run] === letter) run += 1;
    const length = run >= 3 && letter >= 'a' && letter <= 'z' ? 1 : run;
    kept.folded += letter.repeat(length);
    for (let copy = 0; copy < length; copy += 1) kept.positions.push(positions[at + copy] ?? 0);
    at += run;
  }
  return kept;
}

function cut(folded: string): Clause[] {
  const clauses: Clause[] = [];
  let start = 0;
  const add = (end: number, mark: string): void => {
    const raw = folded.slice(start, end);
    const lead = raw.length - raw.trimStart().length;
    const text = raw.trim();
    if (text !== '') clauses.push({ text, start: start + lead, question: mark === '?' });
  };
  for (const match of folded.matchAll(CLAUSE_END)) {
    add(match.index, match[0]);
    start = match.index + match[0].length;
  }
  add(folded.length, '');
  return clauses;
}
