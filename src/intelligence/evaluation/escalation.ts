/** What the policy is worth on labelled cases; pure, so that a change is measured before it is believed. */
import type { Decision, Policy, PolicyInput } from '../../foundation/model/policy';
import { decide } from '../escalation/decide';
import { buildIndex } from '../knowledge/search-index';
import type { Article, SearchIndex } from '../knowledge/search-index';
import type { EscalationCase } from './cases';

export interface Score {
  /** Cases that ought to be handed off. */
  cases: number;
  precision: number;
  recall: number;
  f1: number;
  /** Share of the ordinary cases that a person would have been called for. */
  falseAlarmRate: number;
}

export interface Mistake {
  id: string;
  /** Why it ought to be handed off; null for a false alarm. */
  missed: string | null;
  rule: string | null;
  /** The words that the decision stands on. */
  evidence: string;
  /** The message that was decided on, or the last one. */
  text: string;
}

export interface EscalationFigures extends Score {
  /** The same for each reason of the labels: found for that reason, and ordinary cases taken for it. */
  byReason: Record<string, Score>;
  mistakes: Mistake[];
}

/** What the labels of others are called here. */
const FAMILIES: Record<string, readonly string[]> = {
  explicit_human: ['asked_for_human'],
  disputed_transaction: ['dispute', 'fraud', 'lost_or_stolen', 'refund'],
  fraud: ['fraud', 'lost_or_stolen', 'dispute'],
  cancellation: ['cancellation', 'refund'],
  complaint: ['complaint', 'legal_threat'],
  distress: ['distress', 'danger'],
};

interface Judged {
  each: EscalationCase;
  decision: Decision | null;
  text: string;
}

export function measureEscalation(
  cases: readonly EscalationCase[],
  policy: Policy,
  articles: readonly Article[],
): EscalationFigures {
  const index = buildIndex(articles);
  const judged = cases.filter(({ escalate }) => escalate !== 'skip').map((each) => judge(each, policy, index));
  const reasons = [...new Set(judged.flatMap(({ each }) => (each.escalate === 'yes' ? (each.reason ?? []) : [])))];
  return {
    ...score(judged, ({ decision }) => decision !== null),
    cases: judged.length,
    byReason: Object.fromEntries(
      reasons.sort().map((reason) => [
        reason,
        score(
          judged.filter(({ each }) => each.escalate === 'no' || each.reason === reason),
          ({ decision }) => decision !== null && isOf(decision, reason),
        ),
      ]),
    ),
    mistakes: judged.flatMap(({ each, decision, text }): Mistake[] => {
      if ((each.escalate === 'yes') === (decision !== null)) return [];
      const missed = each.escalate === 'yes' ? (each.reason ?? 'no reason stated') : null;
      const evidence = decision?.evidence.map(({ start, end }) => text.slice(start, end)).join(' … ') ?? '';
      return [{ id: each.id, missed, rule: decision?.rule ?? null, evidence, text }];
    }),
  };
}

function score(judged: readonly Judged[], found: (judged: Judged) => boolean): Score {
  const count = (escalate: 'yes' | 'no', is: boolean): number =>
    judged.filter((each) => each.each.escalate === escalate && found(each) === is).length;
  const [hits, misses] = [count('yes', true), count('yes', false)];
  const [alarms, quiet] = [count('no', true), count('no', false)];
  const precision = share(hits, hits + alarms);
  const recall = share(hits, hits + misses);
  return {
    cases: hits + misses,
    precision,
    recall,
    f1: share(2 * precision * recall, precision + recall),
    falseAlarmRate: share(alarms, alarms + quiet),
  };
}

function isOf(decision: Decision, reason: string): boolean {
  const family = FAMILIES[reason];
  if (!family) return true;
  if (family.includes(decision.reason ?? '')) return true;
  return decision.evaluated.some(
    ({ fired, rule, values }) =>
      fired &&
      (family.includes(String(values['topic'])) || (rule === '2-asked-for-human' && reason === 'explicit_human')),
  );
}

/** The first message that would have been handed off, up to the turn before which somebody else called for a person. */
function judge(each: EscalationCase, policy: Policy, index: SearchIndex): Judged {
  const turns = typeof each.input === 'string' ? [each.input] : each.input;
  const history: PolicyInput['history'] = [];
  let text = '';
  for (const [at, turn] of turns.entries()) {
    if (each.before !== null && at >= each.before) break;
    const [author, words] =
      typeof turn === 'string'
        ? (['contact', turn] as const)
        : ([turn.role === 'user' ? 'contact' : 'assistant', turn.text] as const);
    const heard = { id: `${each.id}:${at}`, seq: at + 1, author, text: words };
    if (author === 'contact') {
      text = words;
      const decision = decide(inputFor(heard, history, index), policy);
      if (decision.outcome === 'handoff' || decision.outcome === 'danger') return { each, decision, text };
    }
    history.push(heard);
  }
  return { each, decision: null, text };
}

function inputFor(message: PolicyInput['message'], history: PolicyInput['history'], index: SearchIndex): PolicyInput {
  return {
    message,
    history: history.slice(-30),
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
