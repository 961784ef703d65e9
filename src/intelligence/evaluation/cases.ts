/** Labelled cases, one JSON object a line: what somebody wrote, and what ought to follow. */
import { z } from 'zod';
import { Fault } from '../../foundation/model/fault';

const Turn = z.looseObject({ role: z.string(), text: z.string() });

export const EscalationCase = z
  .looseObject({
    id: z.string(),
    /** One message, the customer's turns, or a dialogue. */
    input: z.union([z.string(), z.array(z.string()), z.array(Turn)]),
    labels: z
      .looseObject({
        lang: z.string().optional(),
        /** Of dialogues: a person was needed, and the other side called for one before this turn. */
        gold_transfer_required: z.boolean().optional(),
        agent_transfer_before_turn: z.number().int().nullish(),
      })
      .default({}),
    derived: z
      .looseObject({
        /** `skip`: left out of the score. */
        escalate: z.enum(['yes', 'no', 'skip']),
        reason: z.string().nullish(),
      })
      .optional(),
  })
  .transform(({ id, input, labels, derived }, context) => {
    if (derived) return { id, input, labels, escalate: derived.escalate, reason: derived.reason ?? null, before: null };
    if (labels.gold_transfer_required === undefined) {
      context.addIssue({ code: 'custom', message: 'says neither derived.escalate nor labels.gold_transfer_required' });
      return z.NEVER;
    }
    const escalate = labels.gold_transfer_required ? ('yes' as const) : ('no' as const);
    const before = labels.gold_transfer_required ? (labels.agent_transfer_before_turn ?? null) : null;
    return { id, input, labels, escalate, reason: labels.gold_transfer_required ? 'transfer' : null, before };
  });
export type EscalationCase = z.infer<typeof EscalationCase>;

export const KnowledgeCase = z.looseObject({
  id: z.string(),
  input: z.looseObject({ question: z.string() }),
  /** None: nothing in the articles answers it. */
  labels: z.looseObject({ relevant_docs: z.array(z.string()) }),
});
export type KnowledgeCase = z.infer<typeof KnowledgeCase>;

/** A conversation, and how it ought to end. */
export const AssistantCase = z.strictObject({
  id: z.string(),
  /** What the customer writes, one message after the other. */
  turns: z.array(z.string().min(1)).min(1),
  /** What is expected of the last turn; a handoff before it is a needless one. */
  expected: z.discriminatedUnion('outcome', [
    z.strictObject({ outcome: z.literal('answer'), articles: z.array(z.string()).min(1) }),
    z.strictObject({ outcome: z.literal('unknown') }),
    z.strictObject({ outcome: z.literal('handoff') }),
  ]),
});
export type AssistantCase = z.infer<typeof AssistantCase>;

/** Every line by the schema; blank lines are skipped, the first wrong one is named. */
export function readLines<T>(text: string, schema: z.ZodType<T>, file: string): T[] {
  return text.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return [];
    const wrong = (why: string): Fault => new Fault('invalid', `${file}:${at + 1} ${why}`);
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw wrong('is not JSON.');
    }
    const read = schema.safeParse(value);
    if (!read.success) throw wrong(`is no such case: ${z.prettifyError(read.error)}`);
    return [read.data];
  });
}
