/** BM25 over a fixed set of texts: the share of each query term by how rare it is and how often the text says it. */
import type { Steps } from './steps';

const K1 = 1.2;
const B = 0.75;

interface Posting {
  entry: number;
  weight: number;
}

export interface Bm25 {
  /** How rare a term is; for a term that no text has, the highest value. */
  idf: (term: string) => number;
  has: (entry: number, term: string) => boolean;
  /** Adds `factor` × the score of each text to `into`, which has one place per text. */
  score: (query: readonly string[], into: Float64Array, factor: number) => void;
}

/** `texts`: the terms of each text, in the order of its entry number. */
export function* buildBm25(texts: readonly (readonly string[])[]): Steps<Bm25> {
  const total = texts.reduce((sum, text) => sum + text.length, 0);
  const average = total / Math.max(1, texts.length) || 1;
  const postings = new Map<string, Posting[]>();
  const sets: ReadonlySet<string>[] = [];
  for (const [entry, text] of texts.entries()) {
    const counts = new Map<string, number>();
    for (const term of text) counts.set(term, (counts.get(term) ?? 0) + 1);
    const norm = K1 * (1 - B + (B * text.length) / average);
    for (const [term, count] of counts) {
      const list = postings.get(term);
      const posting = { entry, weight: (count * (K1 + 1)) / (count + norm) };
      if (list) list.push(posting);
      else postings.set(term, [posting]);
    }
    sets.push(new Set(counts.keys()));
    yield;
  }
  const idf = (term: string): number => {
    const count = postings.get(term)?.length ?? 0;
    return Math.log(1 + (texts.length - count + 0.5) / (count + 0.5));
  };
  return {
    idf,
    has: (entry, term) => sets[entry]?.has(term) ?? false,
    score: (query, into, factor) => {
      for (const term of new Set(query)) {
        const list = postings.get(term);
        if (!list) continue;
        const rarity = idf(term) * factor;
        for (const { entry, weight } of list) into[entry] = (into[entry] ?? 0) + rarity * weight;
      }
    },
  };
}
