/** One line of the list, for any set of conversations; the caller has checked that they are visible. */
import type { Queryable } from '../../foundation/database/database';
import { presenceOf } from '../../foundation/model/presence';
import type { Clocks } from '../../pipeline/handoff/clocks';
import type { SignedIn } from '../auth/sessions';
import type { ConversationSummary } from '../http/contract';

const PREVIEW = 200;
/** Channels are looked for among so many last messages. */
const RECENT = 30;

interface Row {
  id: string;
  contact: ConversationSummary['contact'];
  channel: string;
  channels: string[];
  team: ConversationSummary['team'];
  assignee: ConversationSummary['assignee'];
  holder: ConversationSummary['holder'];
  status: ConversationSummary['status'];
  handoff: { reason: string; requestedAt: string; firstReplyAt: string | null } | null;
  priority: number;
  lastText: string | null;
  lastAuthor: string | null;
  lastAt: Date | null;
  lastSeq: number;
  revision: number;
  unread: boolean;
  waitingSince: Date | null;
  snoozedUntil: Date | null;
}

/** Scalar subqueries, not ten joins: the planner would try their orders for milliseconds, each time anew. */
const SQL = `
  select c.id, c.holder, c.status, c.priority, c.last_seq as "lastSeq", c.revision::int as revision,
         c.waiting_since as "waitingSince", c.snoozed_until as "snoozedUntil", said.text as "lastText", said.author as "lastAuthor", said.created_at as "lastAt",
         (select json_build_object('id', p.id, 'name', coalesce(p.name, a.display_name), 'address', a.address, 'addressKind', a.kind)
            from contact p, contact_address a where p.id = c.contact_id and a.id = c.contact_address_id) as contact,
         (select a.channel from channel_account a where a.id = c.channel_account_id) as channel,
         (select json_build_object('id', t.id, 'name', t.name) from team t where t.id = c.team_id) as team,
         case when c.assignee_id is not null then (
           select json_build_object('id', g.id, 'name', g.name, 'presence', ${presenceOf('g')})
             from agent g where g.id = c.assignee_id) end as assignee,
         (select json_build_object('reason', h.reason, 'requestedAt', h.requested_at, 'firstReplyAt', h.first_reply_at) from handoff h
           where h.conversation_id = c.id and h.state in ('queued', 'offered', 'accepted')) as handoff,
         c.last_seq > coalesce((select r.seq from conversation_read r
                                 where r.conversation_id = c.id and r.agent_id = $2), 0) as unread,
         array(select distinct a.channel
                 from (select m.channel_account_id from message m
                        where m.conversation_id = c.id order by m.seq desc limit ${RECENT}) recent
                 join channel_account a on a.id = recent.channel_account_id
                order by a.channel) as channels
    from unnest($1::uuid[]) with ordinality as wanted(id, position)
    join conversation c on c.id = wanted.id
    left join lateral (
      select left(m.text, ${PREVIEW}) as text, m.author, m.created_at
        from message m where m.conversation_id = c.id and m.seq = c.last_seq
    ) said on true
   order by wanted.position`;

/** In the order of `ids`. */
export async function readSummaries(
  q: Queryable,
  me: SignedIn,
  ids: readonly string[],
  clocks: Clocks,
): Promise<ConversationSummary[]> {
  if (ids.length === 0) return [];
  const rows = await q.query<Row>(SQL, [ids, me.agentId], 'inbox_summaries');
  return rows.map((row) => summary(row, clocks));
}

function summary(
  { lastText, lastAuthor, lastAt, waitingSince, snoozedUntil, handoff, ...row }: Row,
  clocks: Clocks,
): ConversationSummary {
  const running = handoff
    ? clocks.of({
        ...{ teamId: row.team.id, channel: row.channel, waitingSince },
        requestedAt: new Date(handoff.requestedAt),
        firstReplyAt: handoff.firstReplyAt === null ? null : new Date(handoff.firstReplyAt),
      })
    : [];
  return {
    ...row,
    reason: handoff?.reason ?? null,
    clocks: running.map(({ kind, dueAt }) => ({ kind, dueAt: dueAt.toISOString() })),
    // Before its first message a conversation has only the channel that it was opened on.
    channels: row.channels.length > 0 ? row.channels : [row.channel],
    lastMessage:
      lastAt && lastAuthor !== null ? { text: lastText ?? '', author: lastAuthor, at: lastAt.toISOString() } : null,
    waitingSince: waitingSince?.toISOString() ?? null,
    snoozedUntil: snoozedUntil?.toISOString() ?? null,
  };
}
