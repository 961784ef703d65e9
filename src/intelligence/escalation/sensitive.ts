/** Sensitive matters of one message: what the words say, what the nearest article says, and what follows when they differ. */
import type { Evidence, Nearest, Policy, Reason, Severity } from '../../foundation/model/policy';
import type { Reading } from './reading';
import { asksAboutRules, isQuestion, recountsEvent, topicsInWords } from './signals/topics';

/** Escalated at once whatever a policy says. */
export const ALWAYS_HARD: ReadonlySet<Reason> = new Set<Reason>([
  'dispute',
  'fraud',
  'lost_or_stolen',
  'legal_threat',
  'complaint',
]);

/** An article about a sensitive matter decides from here on, when it is the nearest of all. */
const ARTICLE_DECIDES = 0.15;
/** From here on an ordinary article counts as an answer. */
const ANSWERS = 0.5;

export interface Sensitive {
  reason: Reason;
  severity: Severity;
  /** What follows: a handoff, an offered human beside the answer, or nothing more than the record. */
  verdict: 'handoff' | 'offer_human';
  team: string | null;
  meanwhile: string | null;
  evidence: Evidence[];
  values: Record<string, string | number | boolean>;
}

/** The gravest first: hard before soft, then in the order of the words' list. */
export function sensitiveMatters(reading: Reading, nearest: Nearest, policy: Policy): Sensitive[] {
  const words = topicsInWords(reading);
  const top = nearest.hits[0];
  const article = top?.topic;
  const reasons = [...new Set<Reason>([...words.map((word) => word.reason), ...(article ? [article.reason] : [])])];
  const aboutRules = asksAboutRules(reading);
  const answered = nearest.probability >= ANSWERS;

  return reasons
    .flatMap((reason): Sensitive[] => {
      const word = words.find((found) => found.reason === reason);
      const marked = article?.reason === reason ? article : undefined;
      const strength = word?.strength ?? 'none';
      const setting = policy.topics[reason];
      const severity = severityOf(reason, setting?.severity, marked?.severity);
      const near = marked !== undefined && nearest.probability >= ARTICLE_DECIDES;
      if (strength === 'none' && !near) return [];
      const values = {
        topic: reason,
        severity,
        words: strength,
        nearest: marked ? 'the same' : article ? article.reason : top ? 'ordinary' : 'none',
        probability: Number(nearest.probability.toFixed(3)),
        asksAboutRules: aboutRules,
      };
      return [
        {
          reason,
          severity,
          verdict: verdict(),
          team: setting?.team ?? marked?.team ?? null,
          meanwhile: setting?.meanwhile ?? marked?.meanwhile ?? null,
          evidence: word ? [word.evidence] : [reading.whole()],
          values,
        },
      ];

      function verdict(): Sensitive['verdict'] {
        if (aboutRules && !(severity === 'hard' && recountsEvent(reading))) return 'offer_human';
        if (severity === 'soft' && answered && isQuestion(reading)) return 'offer_human';
        // Words that only hint need the article's agreement; where they differ a human is offered.
        return strength === 'certain' || near ? 'handoff' : 'offer_human';
      }
    })
    .sort((one, other) => rank(one) - rank(other));
}

function rank(matter: Sensitive): number {
  return (matter.verdict === 'handoff' ? 0 : 2) + (matter.severity === 'hard' ? 0 : 1);
}

function severityOf(reason: Reason, set: Severity | undefined, marked: Severity | undefined): Severity {
  if (ALWAYS_HARD.has(reason)) return 'hard';
  return set ?? marked ?? 'soft';
}
