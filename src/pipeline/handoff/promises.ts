/** Times by which customers were told to have an answer: each is a row, and ends kept, corrected, broken or void. */
import type { Queryable, Tx } from '../../foundation/database/database';
import { newId } from '../../foundation/model/ids';

export interface NewPromise {
  conversationId: string;
  handoffId: string;
  messageId: string;
  dueAt: Date;
  /** How many earlier times of this wait did not hold. */
  corrections?: number;
}

/** What was promised before is corrected by it. */
export async function promise(tx: Tx, made: NewPromise): Promise<void> {
  await tx.query(
    `update promise set state = 'corrected', settled_at = now() where conversation_id = $1 and state = 'open'`,
    [made.conversationId],
    'promise_correct',
  );
  await tx.query(
    `insert into promise (id, conversation_id, handoff_id, message_id, due_at, corrections) values ($1, $2, $3, $4, $5, $6)`,
    [newId(), made.conversationId, made.handoffId, made.messageId, made.dueAt, made.corrections ?? 0],
    'promise_make',
  );
}

/** A person answered. */
export async function keepPromise(tx: Tx, conversationId: string): Promise<void> {
  await tx.query(
    `update promise set state = case when due_at >= now() then 'kept' else 'broken' end, settled_at = now()
      where conversation_id = $1 and state = 'open'`,
    [conversationId],
    'promise_keep',
  );
}

/** The matter ended without a person. */
export async function voidPromise(tx: Tx, conversationId: string): Promise<void> {
  await tx.query(
    `update promise set state = 'void', settled_at = now() where conversation_id = $1 and state = 'open'`,
    [conversationId],
    'promise_void',
  );
}

export interface OpenPromise {
  conversationId: string;
  handoffId: string;
  dueAt: Date;
  corrections: number;
}

/** Open ones that are due before `before`, the earliest first. */
export function duePromises(q: Queryable, before: Date, limit: number): Promise<OpenPromise[]> {
  return q.query<OpenPromise>(
    `select conversation_id as "conversationId", handoff_id as "handoffId", due_at as "dueAt", corrections
       from promise where state = 'open' and due_at <= $1 order by due_at limit $2`,
    [before, limit],
    'promise_due',
  );
}
