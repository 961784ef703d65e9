/** What finding an answer costs among 1,000, 4,000 and 12,000 articles, and what building the index does; no database takes part. */
import { buildIndex, type Article } from '../../src/intelligence/knowledge/search-index';
import type { Bench } from '../harness/bench';
import { median, percentile, type Row } from '../harness/figures';

const SIZES = [1_000, 4_000, 12_000];
const QUERIES = 200;
/** As large as the words of a business with many articles; some are said often, most seldom. */
const VOCABULARY = 9_000;
const LIMIT_MS = 10;

export function retrieval({ rounds, say }: Bench): Promise<Row[]> {
  const rows = SIZES.map((size) => {
    const random = numbers(size);
    const articles = Array.from({ length: size }, (_, at) => article(at, random));
    const began = performance.now();
    const index = buildIndex(articles);
    const built = performance.now() - began;
    // Half in the words of an article, half in any.
    const queries = Array.from({ length: QUERIES }, (_, n) => {
      const own = articles[Math.floor(random() * size)]?.phrasings[n % 5] ?? '';
      return n % 2 ? `${own} please` : `how can I ${sentence(random, 9)}?`;
    });
    const p50: number[] = [];
    const p99: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const each = queries.map((query) => {
        const start = performance.now();
        index.search(query, 3);
        return performance.now() - start;
      });
      if (round > 0) {
        p50.push(median(each));
        p99.push(percentile(each, 0.99));
      }
      say(`retrieval among ${size} articles, round ${round} of ${rounds}`);
    }
    const limit = size === SIZES[0] ? LIMIT_MS : null;
    return {
      number: 'r',
      scenario: `an answer among ${size.toLocaleString('en')} articles, p50`,
      against: '',
      values: p50,
      unit: 'ms',
      better: 'smaller',
      floor: limit,
      goal: limit,
      detail: `p99 ${median(p99).toFixed(2)} ms; index built in ${built.toFixed(0)} ms; ${QUERIES} questions a round`,
    } satisfies Row;
  });
  return Promise.resolve(rows);
}

/** Five phrasings and some hundred words, as articles have. */
function article(at: number, random: () => number): Article {
  return {
    id: String(at),
    title: sentence(random, 5),
    body: Array.from({ length: 8 }, () => `${sentence(random, 14)}.`).join(' '),
    phrasings: Array.from({ length: 5 }, () => `how do I ${sentence(random, 6)}`),
    url: null,
    language: 'en',
    topic: null,
  };
}

function sentence(random: () => number, words: number): string {
  return Array.from({ length: words }, () => word(Math.floor(VOCABULARY * random() ** 3))).join(' ');
}

/** Sounds enough that runs of letters are about as rare as in a language. */
const ONSETS = 'b br c ch d f g gr h j l m n p pr qu r s st t tr v w z'.split(' ');
const VOWELS = 'a e i o u ea ou'.split(' ');
const CODAS = ['', 'n', 'r', 'st', 'l', 'ck', 'm'];

/** The same word for the same number. */
function word(number: number): string {
  let rest = number + 1;
  let made = '';
  while (rest > 0) {
    for (const sounds of [ONSETS, VOWELS, CODAS]) {
      made += sounds[rest % sounds.length] ?? '';
      rest = Math.floor(rest / sounds.length);
    }
  }
  return made.padEnd(4, 'o');
}

/** A fixed row of numbers from 0 to 1, so that every run asks the same. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
