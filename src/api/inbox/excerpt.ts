/** The words that somebody looked for, and where they stand in a text. Pure. */

/** Letters and digits; everything else parts words, as in the index of search.ts. */
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const AROUND = 90;
const MOST_WORDS = 10;
const MOST_MARKS = 20;

export interface Excerpt {
  excerpt: string;
  marks: { start: number; end: number }[];
}

export function wordsOf(query: string): string[] {
  return [...new Set(query.toLowerCase().match(WORD) ?? [])].slice(0, MOST_WORDS);
}

/** Cut around the first hit, at blanks where there are some. A word is hit where it begins one of the text. */
export function excerptOf(text: string, words: readonly string[]): Excerpt {
  const hits = hitsIn(text, words);
  const first = hits[0] ?? { start: 0, end: 0 };
  const from = first.start <= AROUND ? 0 : afterBlank(text, first.start - AROUND, first.start);
  const to = text.length - first.end <= AROUND ? text.length : beforeBlank(text, first.end + AROUND, first.end);
  const lead = from > 0 ? '… ' : '';
  return {
    excerpt: `${lead}${text.slice(from, to)}${to < text.length ? ' …' : ''}`,
    marks: hits
      .filter((hit) => hit.start >= from && hit.end <= to)
      .slice(0, MOST_MARKS)
      .map(({ start, end }) => ({ start: start - from + lead.length, end: end - from + lead.length })),
  };
}

function hitsIn(text: string, words: readonly string[]): { start: number; end: number }[] {
  const longest = [...words].sort((a, b) => b.length - a.length);
  if (longest.length === 0) return [];
  // The words are letters and digits alone: nothing in them means anything to the pattern.
  const pattern = new RegExp(`(?<![\\p{L}\\p{M}\\p{N}])(?:${longest.join('|')})`, 'giu');
  return [...text.matchAll(pattern)].map((hit) => ({ start: hit.index, end: hit.index + hit[0].length }));
}

function afterBlank(text: string, from: number, until: number): number {
  const blank = text.slice(from, until).search(/\s/);
  return blank === -1 ? whole(text, from) : from + blank + 1;
}

function beforeBlank(text: string, to: number, from: number): number {
  const blank = text.slice(from, to).search(/\s\S*$/);
  return blank === -1 ? whole(text, to) : from + blank;
}

/** Never between the halves of one sign. */
function whole(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}
