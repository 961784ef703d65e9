/** What retrieval and the policy are worth on labelled cases; pure, so that a change is measured before it is believed. */
import type { Decision, Policy, PolicyInput } from '../../foundation/model/policy';
import { decide } from '../escalation/decide';
import { buildIndex } from '../knowledge/search-index';
import type { Article, SearchIndex } from '../knowledge/search-index';
import type { EscalationCase, KnowledgeCase } from './cases';

export interface KnowledgeFigures {
  questions: number;
  /** The right article first; among the first three; mean reciprocal rank. */
  first: number;
  firstThree: number;
  reciprocal: number;
  /** Share that is sure enough to be answered, and the share of those that is right. */
  answered: number;
  answeredRight: number;
  /** Share that is answered although the right article is missing. */
  nearMiss: number;
  milliseconds: number;
}

const ANSWERS = 0.5;

/** `now`: a clock in milliseconds. */
export function measureKnowledge(
  articles: readonly Article[],
  cases: readonly KnowledgeCase[],
  now: () => number,
): KnowledgeFigures {
  const index = buildIndex(articles);
  const began = now();
  const results = cases.map((each) => ({ each, nearest: index.nearest(each.input.question) }));
  const milliseconds = (now() - began) / Math.max(1, cases.length);
  const ranks = results.map(({ each, nearest }) =>
    nearest.hits.findIndex((hit) => each.labels.relevant_docs.includes(hit.articleId)),
  );
  const answered = results.filter(({ nearest }) => nearest.probability >= ANSWERS);
  const right = answered.filter(({ each, nearest }) =>
    each.labels.relevant_docs.includes(nearest.hits[0]?.articleId ?? ''),
  );
  return {
    questions: cases.length,
    first: share(ranks.filter((rank) => rank === 0).length, cases.length),
    firstThree: share(ranks.filter((rank) => rank >= 0 && rank < 3).length, cases.length),
    reciprocal: share(
      ranks.reduce((sum, rank) => sum + (rank >= 0 ? 1 / (rank + 1) : 0), 0),
      cases.length,
    ),
    answered: share(answered.length, cases.length),
    answeredRight: share(right.length, answered.length),
    nearMiss: nearMiss(articles, cases),
    milliseconds,
  };
}

/** The same questions with their articles taken away: nothing should be sure of them. */
function nearMiss(articles: readonly Article[], cases: readonly KnowledgeCase[]): number {
  const indexes = new Map<string, SearchIndex>();
  const wrong = cases.filter(({ input, labels }) => {
    const key = labels.relevant_docs.join(' ');
    let index = indexes.get(key);
    if (!index) {
      index = buildIndex(articles.filter((article) => !labels.relevant_docs.includes(article.id)));
      indexes.set(key, index);
    }
    return index.nearest(input.question).probability >= ANSWERS;
  });
  return share(wrong.length, cases.length);
}

export interface EscalationFigures {
  cases: number;
  precision: number;
  recall: number;
  f1: number;
  /** Share of the ordinary cases that a person would have been called for. */
  falseAlarms: number;
  wrong: { id: string; missed: boolean; rule: string | null }[];
}

/** `reason`: only cases of this reason count as positive, the other positives are left out, and only the request for a human counts as found. */
export function measureEscalation(
  cases: readonly EscalationCase[],
  policy: Policy,
  articles: readonly Article[],
  reason?: string,
): EscalationFigures {
  const index = buildIndex(articles);
  const wrong: EscalationFigures['wrong'] = [];
  let [hits, alarms, misses, quiet] = [0, 0, 0, 0];
  for (const each of cases) {
    const positive = each.derived.escalate === 'yes';
    if (each.derived.escalate === 'skip' || (reason && positive && each.derived.reason !== reason)) continue;
    const decision = firstHandoff(each, policy, index, reason === 'explicit_human');
    if (positive && decision) hits += 1;
    else if (positive) misses += 1;
    else if (decision) alarms += 1;
    else quiet += 1;
    if (positive !== (decision !== null)) wrong.push({ id: each.id, missed: positive, rule: decision?.rule ?? null });
  }
  const precision = share(hits, hits + alarms);
  const recall = share(hits, hits + misses);
  return {
    cases: hits + alarms + misses + quiet,
    precision,
    recall,
    f1: share(2 * precision * recall, precision + recall),
    falseAlarms: share(alarms, alarms + quiet),
    wrong,
  };
}

function firstHandoff(each: EscalationCase, policy: Policy, index: SearchIndex, human: boolean): Decision | null {
  const turns = typeof each.input === 'string' ? [each.input] : each.input;
  const history: PolicyInput['history'] = [];
  for (const [at, turn] of turns.entries()) {
    const [author, text] =
      typeof turn === 'string'
        ? (['contact', turn] as const)
        : ([turn.role === 'user' ? 'contact' : 'assistant', turn.text] as const);
    const heard = { id: `${each.id}:${at}`, seq: at + 1, author, text };
    if (author === 'contact') {
      const decision = decide(inputFor(heard, history, index), policy);
      const escalates = decision.outcome === 'handoff' || decision.outcome === 'danger';
      const asked = decision.evaluated.some((line) => line.rule === '2-asked-for-human' && line.fired);
      if (human ? asked : escalates) return decision;
    }
    history.push(heard);
  }
  return null;
}

function inputFor(message: PolicyInput['message'], history: PolicyInput['history'], index: SearchIndex): PolicyInput {
  return {
    message,
    history: [...history],
    channel: '',
    account: '',
    contactAttributes: {},
    humanOffered: false,
    unknownAnswers: 0,
    attempts: history.filter((heard) => heard.author === 'assistant').length,
    assistantFailure: null,
    unreadable: false,
    hoursOpen: true,
    nearest: index.nearest(message.text),
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
