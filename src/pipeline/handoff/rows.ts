/** The rows of handoffs and offers. */
import type { Tx } from '../../foundation/database/database';
import { newId } from '../../foundation/model/ids';
import type { Reason } from '../../foundation/model/policy';
import type { Brief } from './brief';

export interface LiveHandoff {
  id: string;
  state: 'queued' | 'offered' | 'accepted';
  team_id: string;
  agent_id: string | null;
  acknowledged_at: Date | null;
  requested_by: string;
  priority: number;
  reason: Reason;
}

export async function liveHandoff(tx: Tx, conversationId: string): Promise<LiveHandoff | null> {
  const [row] = await tx.query<LiveHandoff>(
    `select id, state, team_id, agent_id, acknowledged_at, requested_by, priority, reason from handoff
      where conversation_id = $1 and state in ('queued', 'offered', 'accepted') for update`,
    [conversationId],
    'handoff_live',
  );
  return row ?? null;
}

export interface NewHandoff {
  conversationId: string;
  episode: number;
  reason: Reason;
  requestedBy: string;
  decisionId: string | null;
  teamId: string;
  preferredAgentId: string | null;
  priority: number;
  brief: Brief;
  seq: number;
}

export async function openHandoff(tx: Tx, handoff: NewHandoff): Promise<string> {
  const id = newId();
  await tx.query(
    `insert into handoff (id, conversation_id, episode, state, reason, requested_by, decision_id, team_id, preferred_agent_id,
                          priority, brief, requested_seq)
     values ($1, $2, $3, 'queued', $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      handoff.conversationId,
      handoff.episode,
      handoff.reason,
      handoff.requestedBy,
      handoff.decisionId,
      handoff.teamId,
      handoff.preferredAgentId,
      handoff.priority,
      JSON.stringify(handoff.brief),
      handoff.seq,
    ],
  );
  return id;
}

/** Binds the handoff to the agent: their offer is accepted (made, when they took it unasked), all others are withdrawn. */
export async function takeHandoff(
  tx: Tx,
  handoffId: string,
  agentId: string,
  endpointId: string | null,
): Promise<void> {
  await tx.query(
    `update handoff set state = 'accepted', agent_id = $2, accepted_at = coalesce(accepted_at, now()) where id = $1`,
    [handoffId, agentId],
  );
  // A colleague's earlier acceptance makes room before the new one is written.
  await endOffers(tx, handoffId, agentId);
  const answered = await tx.query(
    `update offer set state = 'accepted', answered_at = now()
      where handoff_id = $1 and agent_id = $2 and agent_endpoint_id is not distinct from $3 and state = 'open' returning id`,
    [handoffId, agentId, endpointId],
  );
  if (answered.length === 0) {
    await tx.query(
      `insert into offer (id, handoff_id, agent_id, agent_endpoint_id, state, expires_at, answered_at)
       values ($1, $2, $3, $4, 'accepted', now(), now())`,
      [newId(), handoffId, agentId, endpointId],
    );
  }
  await tx.query(`update offer set state = 'withdrawn', answered_at = now() where handoff_id = $1 and state = 'open'`, [
    handoffId,
  ]);
}

/** Whether who holds it asks this agent to take over. */
export async function passedTo(tx: Tx, handoffId: string, agentId: string, holderId: string | null): Promise<boolean> {
  const open = await tx.query(
    `select 1 from offer where handoff_id = $1 and agent_id = $2 and from_agent_id = $3 and state = 'open' and expires_at > now()`,
    [handoffId, agentId, holderId],
  );
  return open.length > 0;
}

/** Withdraws every open or accepted offer, but that of `exceptAgentId`. */
export async function endOffers(tx: Tx, handoffId: string, exceptAgentId: string | null): Promise<void> {
  await tx.query(
    `update offer set state = 'withdrawn', answered_at = coalesce(answered_at, now()), left_at = case when state = 'accepted' then now() end
      where handoff_id = $1 and state in ('open', 'accepted') and ($2::uuid is null or agent_id <> $2)`,
    [handoffId, exceptAgentId],
  );
}

export async function endHandoff(tx: Tx, handoffId: string, state: 'returned' | 'closed' | 'cancelled'): Promise<void> {
  await tx.query(
    `update handoff h set state = $2, ended_at = now(), ended_seq = c.last_seq from conversation c where h.id = $1 and c.id = h.conversation_id`,
    [handoffId, state],
  );
  await tx.query(`update offer set state = 'withdrawn', answered_at = now() where handoff_id = $1 and state = 'open'`, [
    handoffId,
  ]);
}
