/** The index of all articles: BM25 and character n-grams, each divided by its best and summed; pure, rebuilt whole when an article changes. */
import type { Audience } from '../../foundation/model/article';
import type { Nearest, Topic } from '../../foundation/model/policy';
import { buildBm25 } from './bm25';
import { probability } from './calibrator';
import type { Features } from './calibrator';
import { buildGramIndex } from './gram-index';
import { atOnce, gently, type Steps } from './steps';
import { terms } from './words';

export interface Article {
  id: string;
  title: string;
  body: string;
  phrasings: readonly string[];
  url: string | null;
  /** ISO 639-1; decides how words are stemmed. */
  language: string;
  /** Set when the article marks a matter for a human. */
  topic: Topic | null;
  /** Kinds of channel on which it may be quoted; none: on all. */
  channels?: readonly string[];
  /** Everyone when left out. */
  audience?: Audience;
}

/** Which articles count; the others are as if they were not there. */
export type Admits = (article: Article) => boolean;

export interface Found {
  article: Article;
  score: number;
  probability: number;
}

export interface SearchIndex {
  readonly size: number;
  /** The nearest articles, best first, at most five, and how sure the first one is. */
  nearest(text: string, admits?: Admits): Nearest;
  /** Articles with the probability of each, best first. */
  search(query: string, count: number, admits?: Admits): Found[];
  /** How rare a term is among the articles, from about 0 to 7; the most for one that none has. */
  rarity(term: string, language: string): number;
}

const KEPT = 5;

/** Building 1,000 articles takes some 100 ms, a query then a few. */
export function buildIndex(articles: readonly Article[]): SearchIndex {
  return atOnce(building(articles));
}

/** The same while others are served: it takes longer, and nobody waits for it. */
export function buildIndexGently(articles: readonly Article[]): Promise<SearchIndex> {
  return gently(building(articles));
}

function* building(articles: readonly Article[]): Steps<SearchIndex> {
  const languages = [...new Set(articles.map((article) => article.language))];
  const heads: string[][] = [];
  const wholes: string[][] = [];
  for (const article of articles) {
    const head = keyed([article.title, ...article.phrasings].join('\n'), article.language);
    heads.push(head);
    wholes.push([...head, ...keyed(article.body, article.language)]);
    yield;
  }
  const headWords = yield* buildBm25(heads);
  const wholeWords = yield* buildBm25(wholes);
  const grams = yield* buildGramIndex(
    articles.flatMap((article, owner) => [article.title, ...article.phrasings].map((text) => ({ owner, text }))),
    articles.length,
  );

  /** The best `count`, and one more to compare the first with. */
  const rank = (text: string, count: number, admits?: Admits): { ranked: Found[]; features: Features | null } => {
    const byLanguage = new Map(languages.map((language) => [language, keyed(text, language)]));
    const query = [...byLanguage.values()].flat();
    const words = new Float64Array(articles.length);
    headWords.score(query, words, 1);
    wholeWords.score(query, words, 0.5);
    const cosines = grams.cosines(text);
    if (admits) {
      articles.forEach((article, at) => {
        if (!admits(article)) words[at] = cosines[at] = 0;
      });
    }
    const bestWords = highest(words);
    const bestCosine = highest(cosines);
    const scores = words.map((value, at) => share(value, bestWords) + share(cosines[at], bestCosine));
    const ranked = bestOf(scores, Math.max(count, 2)).flatMap((at) => {
      const article = articles[at];
      return article ? [{ at, article, score: scores[at] ?? 0 }] : [];
    });
    const top = ranked[0];
    if (!top) return { ranked: [], features: null };
    const own = byLanguage.get(top.article.language) ?? [];
    const features: Features = {
      coverage: covered(own, wholeWords.idf, (term) => wholeWords.has(top.at, term)),
      headCoverage: covered(own, wholeWords.idf, (term) => headWords.has(top.at, term)),
      topCosine: cosines[top.at] ?? 0,
      bestCosine,
      runnerUp: (ranked[1]?.score ?? 0) / top.score,
      bm25: words[top.at] ?? 0,
      terms: own.length,
    };
    const sure = probability(features);
    return { ranked: ranked.map((found) => ({ ...found, probability: (sure * found.score) / top.score })), features };
  };

  return {
    size: articles.length,
    nearest: (text, admits) => {
      const { ranked } = rank(text, KEPT, admits);
      return {
        probability: ranked[0]?.probability ?? 0,
        hits: ranked.slice(0, KEPT).map(({ article, score }) => ({
          articleId: article.id,
          title: article.title,
          score,
          ...(article.topic ? { topic: article.topic } : {}),
        })),
      };
    },
    search: (query, count, admits) => rank(query, count, admits).ranked.slice(0, count),
    rarity: (term, language) => wholeWords.idf(`${language} ${term}`),
  };
}

/** The places of the highest values above nothing, highest first; of equals the first. */
function bestOf(values: Float64Array, count: number): number[] {
  const best: number[] = [];
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    if (value <= 0) continue;
    if (best.length === count && value <= (values[best[count - 1] ?? 0] ?? 0)) continue;
    let place = best.length;
    while (place > 0 && (values[best[place - 1] ?? 0] ?? 0) < value) place -= 1;
    best.splice(place, 0, at);
    if (best.length > count) best.pop();
  }
  return best;
}

/** Terms of one language never meet those of another: a stem means something only in its own. */
function keyed(text: string, language: string): string[] {
  return terms(text, language).map((term) => `${language} ${term}`);
}

function share(value: number | undefined, best: number): number {
  return best > 0 ? (value ?? 0) / best : 0;
}

function highest(values: Float64Array): number {
  return values.reduce((best, value) => Math.max(best, value), 0);
}

function covered(query: readonly string[], idf: (term: string) => number, has: (term: string) => boolean): number {
  let all = 0;
  let met = 0;
  for (const term of new Set(query)) {
    const rarity = idf(term);
    all += rarity;
    if (has(term)) met += rarity;
  }
  return all > 0 ? met / all : 0;
}
