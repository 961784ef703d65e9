/** Cosine of character n-grams between a query and fixed texts, weighted by rarity; finds words of any language, misspelled ones too. */
import { characterGrams } from './words';

export interface GramIndex {
  /** For each owner the best cosine (0…1) of its texts. */
  cosines(query: string): Float64Array;
}

/** `texts`: each belongs to an owner (0 … owners−1); an owner may have several and counts by its nearest one. */
export function buildGramIndex(texts: readonly { owner: number; text: string }[], owners: number): GramIndex {
  const ids = new Map<string, number>();
  const postings: { text: number; weight: number }[][] = [];
  texts.forEach(({ text }, number) => {
    for (const [gram, count] of characterGrams(text)) {
      let id = ids.get(gram);
      if (id === undefined) {
        id = postings.length;
        ids.set(gram, id);
        postings.push([]);
      }
      postings[id]?.push({ text: number, weight: 1 + Math.log(count) });
    }
  });

  const idfs = postings.map((list) => Math.log(1 + texts.length / list.length));
  const unseen = Math.log(1 + texts.length);
  const norms = new Float64Array(texts.length);
  postings.forEach((list, id) => {
    const idf = idfs[id] ?? 0;
    for (const posting of list) {
      posting.weight *= idf;
      norms[posting.text] = (norms[posting.text] ?? 0) + posting.weight ** 2;
    }
  });
  const packed = postings.map((list) => ({
    texts: Uint32Array.from(list, (posting) => posting.text),
    weights: Float32Array.from(list, (posting) => posting.weight / Math.sqrt(norms[posting.text] ?? 1)),
  }));

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
      texts.forEach(({ owner }, text) => {
        const cosine = (dots[text] ?? 0) * scale;
        if (cosine > (best[owner] ?? 0)) best[owner] = cosine;
      });
      return best;
    },
  };
}
