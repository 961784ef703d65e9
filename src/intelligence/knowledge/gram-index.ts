/** Cosine of character n-grams between a query and fixed texts, weighted by rarity; finds words of any language, misspelled ones too. */
import type { Steps } from './steps';
import { characterGrams } from './words';

export interface GramIndex {
  /** For each owner the best cosine (0…1) of its texts. */
  cosines(query: string): Float64Array;
}

/** `texts`: each belongs to an owner (0 … owners−1); an owner may have several and counts by its nearest one. */
export function* buildGramIndex(texts: readonly { owner: number; text: string }[], owners: number): Steps<GramIndex> {
  const ids = new Map<string, number>();
  // Plain numbers side by side: an object for each would be millions of them.
  const postings: { texts: number[]; weights: number[] }[] = [];
  for (const [number, { text }] of texts.entries()) {
    for (const [gram, count] of characterGrams(text)) {
      let id = ids.get(gram);
      if (id === undefined) {
        id = postings.length;
        ids.set(gram, id);
        postings.push({ texts: [], weights: [] });
      }
      const list = postings[id];
      list?.texts.push(number);
      list?.weights.push(1 + Math.log(count));
    }
    yield;
  }

  const idfs = postings.map((list) => Math.log(1 + texts.length / list.texts.length));
  const unseen = Math.log(1 + texts.length);
  const norms = new Float64Array(texts.length);
  for (const [id, list] of postings.entries()) {
    const idf = idfs[id] ?? 0;
    for (const [at, text] of list.texts.entries()) {
      norms[text] = (norms[text] ?? 0) + ((list.weights[at] ?? 0) * idf) ** 2;
    }
    if (id % 32 === 0) yield;
  }
  const packed: { texts: Uint32Array; weights: Float32Array }[] = [];
  for (const [id, list] of postings.entries()) {
    const idf = idfs[id] ?? 0;
    packed.push({
      texts: Uint32Array.from(list.texts),
      weights: Float32Array.from(
        list.texts,
        (text, at) => ((list.weights[at] ?? 0) * idf) / Math.sqrt(norms[text] ?? 1),
      ),
    });
    list.texts = list.weights = [];
    if (id % 32 === 0) yield;
  }
  const ownerOf = Uint32Array.from(texts, ({ owner }) => owner);

  return {
    cosines: (query) => {
      const dots = new Float64Array(texts.length);
      let length = 0;
      for (const [gram, count] of characterGrams(query)) {
        const id = ids.get(gram);
        const weight = (1 + Math.log(count)) * (id === undefined ? unseen : (idfs[id] ?? 0));
        length += weight ** 2;
        const list = id === undefined ? undefined : packed[id];
        if (!list) continue;
        for (let at = 0; at < list.texts.length; at += 1) {
          const text = list.texts[at] ?? 0;
          dots[text] = (dots[text] ?? 0) + weight * (list.weights[at] ?? 0);
        }
      }
      const best = new Float64Array(owners);
      const scale = length > 0 ? 1 / Math.sqrt(length) : 0;
      for (let text = 0; text < dots.length; text += 1) {
        const cosine = (dots[text] ?? 0) * scale;
        const owner = ownerOf[text] ?? 0;
        if (cosine > (best[owner] ?? 0)) best[owner] = cosine;
      }
      return best;
    },
  };
}
