/** The handoff of a conversation and the decision behind it, as an agent reads them. */
import { readEvidence } from '../../conversations/transcript/evidence';
import type { Queryable } from '../../foundation/database/database';
import type { Evidence } from '../../foundation/model/policy';
import { presenceOf } from '../../foundation/model/presence';
import type { ConversationDetail } from '../http/contract';

type Handoff = NonNullable<ConversationDetail['handoff']>;
type Decision = NonNullable<ConversationDetail['decision']>;

interface HandoffRow extends Omit<Handoff, 'requestedAt' | 'acceptedAt' | 'endedAt' | 'nudgedAt' | 'promisedBy'> {
  decisionId: string | null;
  requestedAt: Date;
  acceptedAt: Date | null;
  endedAt: Date | null;
  nudgedAt: Date | null;
  promisedBy: Date | null;
}

/** The live handoff, else the last one. */
export async function readHandoff(
  q: Queryable,
  conversationId: string,
): Promise<{ handoff: Handoff; decisionId: string | null } | null> {
  const [row] = await q.query<HandoffRow>(
    `select h.id, h.state, h.reason, h.requested_by as "requestedBy", h.brief, h.requested_seq as "requestedSeq",
            h.decision_id as "decisionId", h.requested_at as "requestedAt", h.accepted_at as "acceptedAt", h.ended_at as "endedAt",
            (select h.nudged_at from conversation c
              where c.id = h.conversation_id and h.state = 'accepted' and h.nudged_at >= c.waiting_since) as "nudgedAt",
            (select p.due_at from promise p where p.conversation_id = h.conversation_id and p.state = 'open' limit 1) as "promisedBy",
            json_build_object('id', t.id, 'name', t.name) as team,
            case when g.id is not null then json_build_object('id', g.id, 'name', g.name, 'presence', ${presenceOf('g')}) end as agent,
            (select coalesce(json_agg(json_build_object(
                      'id', o.id, 'agent', json_build_object('id', a.id, 'name', a.name, 'presence', ${presenceOf('a')}),
                      'endpoint', coalesce(account.channel, 'web'), 'state', o.state, 'detail', o.detail,
                      'passed', (select coalesce(json_agg(json_build_object(
                                  'agent', json_build_object('id', p.id, 'name', p.name, 'presence', ${presenceOf('p')}), 'why', x.why)
                                  order by lower(p.name)), '[]')
                                 from jsonb_to_recordset(o.passed) as x("agentId" uuid, why text) join agent p on p.id = x."agentId"),
                      'from', case when f.id is not null then json_build_object('id', f.id, 'name', f.name, 'presence', ${presenceOf('f')}) end,
                      'expiresAt', to_char(o.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                      'offeredAt', to_char(o.offered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                      'answeredAt', to_char(o.answered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
                      order by o.offered_at, o.id), '[]')
               from offer o
               join agent a on a.id = o.agent_id
               left join agent f on f.id = o.from_agent_id
               left join agent_endpoint e on e.id = o.agent_endpoint_id
               left join channel_account account on account.id = e.channel_account_id
              where o.handoff_id = h.id) as offers
       from handoff h
       join team t on t.id = h.team_id
       left join agent g on g.id = h.agent_id
      where h.conversation_id = $1
      order by (h.state in ('queued', 'offered', 'accepted')) desc, h.requested_at desc
      limit 1`,
    [conversationId],
    'inbox_handoff',
  );
  if (!row) return null;
  const { decisionId, requestedAt, acceptedAt, endedAt, nudgedAt, promisedBy, ...handoff } = row;
  return {
    decisionId,
    handoff: {
      ...handoff,
      requestedAt: requestedAt.toISOString(),
      acceptedAt: acceptedAt?.toISOString() ?? null,
      endedAt: endedAt?.toISOString() ?? null,
      nudgedAt: nudgedAt?.toISOString() ?? null,
      promisedBy: promisedBy?.toISOString() ?? null,
    },
  };
}

interface DecisionRow extends Omit<Decision, 'evidence' | 'at'> {
  evidence: Evidence[];
  at: Date;
}

/** The decision that made the handoff, else the last one of the conversation. */
export async function readDecision(q: Queryable, conversationId: string, id: string | null): Promise<Decision | null> {
  const [row] = await q.query<DecisionRow>(
    `select id, seq, outcome, reason, rule, policy_version as "policyVersion", evidence, evaluated, counterfactual, created_at as at
       from decision where conversation_id = $1 and ($2::uuid is null or id = $2)
      order by seq desc, id desc limit 1`,
    [conversationId, id],
    'inbox_decision',
  );
  if (!row) return null;
  return { ...row, evidence: await readEvidence(q, conversationId, row.evidence), at: row.at.toISOString() };
}
