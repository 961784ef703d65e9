/** What retrieval is worth on questions whose right article is known; pure but for the clock. */
import { ANSWERS, SUGGESTS, TITLES } from '../assistant/embedded-assistant';
import { buildIndex } from '../knowledge/search-index';
import type { Article, SearchIndex } from '../knowledge/search-index';
import type { KnowledgeCase } from './cases';

/** Shares from 0 to 1, of the questions that some article answers. */
export interface KnowledgeFigures {
  questions: number;
  /** The right article first; among the first three; mean reciprocal rank among ten. */
  r1: number;
  r3: number;
  mrr10: number;
  /** Share of all questions that is sure enough to be answered, and the share of those that is right. */
  answered: number;
  answeredRight: number;
  /** Of the questions that get titles to choose from: the right one is among them. */
  suggestedRight: number;
  /** Share that is answered although the right article was taken away, or there never was one. */
  answeredWithout: number;
  msPerQuestion: number;
}

/** `now`: a clock in milliseconds. */
export function measureKnowledge(
  articles: readonly Article[],
  cases: readonly KnowledgeCase[],
  now: () => number,
): KnowledgeFigures {
  const index = buildIndex(articles);
  const began = now();
  const results = cases.map((each) => {
    const found = index.search(each.input.question, 10);
    const at = found.findIndex(({ article }) => each.labels.relevant_docs.includes(article.id));
    return { answerable: each.labels.relevant_docs.length > 0, rank: at < 0 ? Infinity : at + 1, found };
  });
  const msPerQuestion = (now() - began) / Math.max(1, cases.length);
  const sure = ({ found }: (typeof results)[number]): number => found[0]?.probability ?? 0;
  const known = results.filter(({ answerable }) => answerable);
  const answered = results.filter((each) => sure(each) >= ANSWERS);
  const suggested = results.filter((each) => sure(each) >= SUGGESTS && sure(each) < ANSWERS);
  const upTo = (rank: number, of: typeof results): number =>
    share(of.filter((each) => each.rank <= rank).length, of.length);
  return {
    questions: cases.length,
    r1: upTo(1, known),
    r3: upTo(3, known),
    mrr10: share(
      known.reduce((sum, { rank }) => sum + 1 / rank, 0),
      known.length,
    ),
    answered: share(answered.length, results.length),
    answeredRight: upTo(1, answered),
    suggestedRight: upTo(TITLES, suggested),
    answeredWithout: answeredWithout(articles, cases),
    msPerQuestion,
  };
}

/** The same questions with their articles taken away: nothing should be sure of them. */
function answeredWithout(articles: readonly Article[], cases: readonly KnowledgeCase[]): number {
  const indexes = new Map<string, SearchIndex>();
  const without = (key: string): SearchIndex => buildIndex(articles.filter(({ id }) => !key.split('\n').includes(id)));
  const wrong = cases.filter(({ input, labels }) => {
    const key = labels.relevant_docs.join('\n');
    const index = indexes.get(key) ?? without(key);
    indexes.set(key, index);
    return index.nearest(input.question).probability >= ANSWERS;
  });
  return share(wrong.length, cases.length);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
