/** Labelled cases, one JSON object a line: what somebody wrote, and what ought to follow. */
import { z } from 'zod';
import { Fault } from '../../foundation/model/fault';

const Turn = z.object({ role: z.string(), text: z.string() });

export const EscalationCase = z.object({
  id: z.string(),
  /** One message, the customer's turns, or a dialogue. */
  input: z.union([z.string(), z.array(z.string()), z.array(Turn)]),
  labels: z.looseObject({ lang: z.string().optional() }).default({}),
  derived: z.object({
    /** `skip`: left out of the score. */
    escalate: z.enum(['yes', 'no', 'skip']),
    reason: z.string().nullish(),
  }),
});
export type EscalationCase = z.infer<typeof EscalationCase>;

export const KnowledgeCase = z.object({
  id: z.string(),
  input: z.object({ question: z.string() }),
  labels: z.object({ relevant_docs: z.array(z.string()).min(1) }),
});
export type KnowledgeCase = z.infer<typeof KnowledgeCase>;

export const ArticleLine = z.object({ id: z.string(), title: z.string(), text: z.string() });
export type ArticleLine = z.infer<typeof ArticleLine>;

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
