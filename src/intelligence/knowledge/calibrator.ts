/** How sure retrieval may be: a logistic model over seven features of one query, fitted on questions that others wrote. */

export interface Features {
  /** Share of the query's rarity that the best article's whole text covers, 0…1. */
  coverage: number;
  /** The same for its title and phrasings. */
  headCoverage: number;
  /** n-gram cosine of the best article, 0…1. */
  topCosine: number;
  /** The best n-gram cosine of any article, 0…1. */
  bestCosine: number;
  /** Score of the second article divided by that of the first, 0…1. */
  runnerUp: number;
  /** Raw BM25 of the best article. */
  bm25: number;
  /** Meaningful terms of the query. */
  terms: number;
}

/** The probability that the best article answers the query. */
export function probability(features: Features): number {
  const z =
    2.92 * features.coverage -
    1.44 * features.headCoverage +
    3.41 * features.topCosine +
    1.69 * features.bestCosine +
    2.56 * (1 - features.runnerUp) +
    4.88 * Math.min(features.bm25 / 30, 1) +
    0.9 * Math.min(features.terms / 10, 1) -
    // Half a unit stricter than the fit: an answer that is wrong costs more than a question back.
    6.79;
  return 1 / (1 + Math.exp(-z));
}
