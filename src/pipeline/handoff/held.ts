/** A conversation, locked for a change: read, judged by the law of conversation.ts, written back. */
import type { Tx } from '../../foundation/database/database';
import { apply, type Command, type ConversationState } from '../../foundation/model/conversation';
import { Fault } from '../../foundation/model/fault';
import { TOUCHED, type Touched } from '../delivery/touch';

export interface Held {
  id: string;
  contact_id: string;
  front_team_id: string;
  team_id: string;
  assignee_id: string | null;
  last_agent_id: string | null;
  holder: ConversationState['holder'];
  status: ConversationState['status'];
  holder_epoch: number;
  last_seq: number;
  covered_seq: number;
  episode: number;
  priority: number;
  channel_account_id: string;
  language: string | null;
}

/** Locks the row until the transaction ends; every writer of a conversation passes here, in ingest or in `say`. */
export async function lock(tx: Tx, conversationId: string): Promise<Held> {
  const [row] = await tx.query<Held>(
    `select id, contact_id, front_team_id, team_id, assignee_id, last_agent_id, holder, status, holder_epoch, last_seq,
            covered_seq, episode, priority, channel_account_id, language
       from conversation where id = $1 for update`,
    [conversationId],
    'conversation_lock',
  );
  if (!row) throw new Fault('not-found', 'There is no such conversation.');
  return row;
}

export function stateOf(held: Held): ConversationState {
  return {
    holder: held.holder,
    status: held.status,
    holderEpoch: held.holder_epoch,
    assigneeId: held.assignee_id,
    teamId: held.team_id,
  };
}

/** Applies a command or throws the law's reason as a conflict. */
export function judge(held: Held, command: Command): ConversationState {
  const verdict = apply(stateOf(held), command);
  if (!verdict.ok) throw new Fault('conflict', verdict.reason);
  return verdict.next;
}

export interface Moved {
  /** 'kept': nothing changes for who waits. */
  waiting: boolean | 'kept';
  priority: number;
  closedBy?: string;
  snoozedUntil?: Date;
}

/** Writes the new state. `waiting`: since now (or longer) somebody waits for a human. */
export async function write(tx: Tx, held: Held, next: ConversationState, moved: Moved): Promise<Touched> {
  const [row] = await tx.query<Touched>(
    `update conversation
        set holder = $2, status = $3, holder_epoch = $4, assignee_id = $5, team_id = $6,
            last_agent_id = coalesce($5, last_agent_id),
            waiting_since = case $7 when 'kept' then waiting_since when 'true' then coalesce(waiting_since, now()) end,
            snoozed_until = case when $3 = 'snoozed' then $10::timestamptz end,
            priority = $8,
            closed_at = case when $3 = 'closed' then now() end,
            closed_by = case when $3 = 'closed' then $9 end,
            episode = episode + case when status = 'closed' and $3 <> 'closed' then 1 else 0 end,
            -- As ingest does when it reopens.
            opened_at = case when status = 'closed' and $3 <> 'closed' then now() else opened_at end,
            revision = revision + 1
      where id = $1
      returning ${TOUCHED}`,
    [
      held.id,
      next.holder,
      next.status,
      next.holderEpoch,
      next.assigneeId,
      next.teamId,
      String(moved.waiting),
      moved.priority,
      moved.closedBy ?? null,
      moved.snoozedUntil ?? null,
    ],
    'conversation_write',
  );
  if (!row) throw new Fault('not-found', 'There is no such conversation.');
  return row;
}
