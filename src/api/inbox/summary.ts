/** One line of the list, for any set of conversations; the caller has checked that they are visible. */
import type { Queryable } from '../../foundation/database/database';
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
  reason: string | null;
  priority: number;
  lastText: string | null;
  lastAuthor: string | null;
  lastAt: Date | null;
  lastSeq: number;
  revision: number;
  unread: boolean;
  waitingSince: Date | null;
}

const SQL = `
  select c.id, c.holder, c.status, c.priority, c.last_seq as "lastSeq", c.revision::int as revision,
         c.waiting_since as "waitingSince", account.channel,
         json_build_object('id', contact.id, 'name', coalesce(contact.name, address.display_name),
                           'address', address.address, 'addressKind', address.kind) as contact,
         json_build_object('id', team.id, 'name', team.name) as team,
         case when agent.id is not null
              then json_build_object('id', agent.id, 'name', agent.name, 'presence', agent.presence) end as assignee,
         live.reason, left(said.text, ${PREVIEW}) as "lastText", said.author as "lastAuthor", said.created_at as "lastAt",
         c.last_seq > coalesce(seen.seq, 0) as unread,
         coalesce(legs.list, array[account.channel]) as channels
    from unnest($1::uuid[]) with ordinality as wanted(id, position)
    join conversation c on c.id = wanted.id
    join contact on contact.id = c.contact_id
    join contact_address address on address.id = c.contact_address_id
    join channel_account account on account.id = c.channel_account_id
    join team on team.id = c.team_id
    left join agent on agent.id = c.assignee_id
    left join handoff live on live.conversation_id = c.id and live.state in ('queued', 'offered', 'accepted')
    left join message said on said.conversation_id = c.id and said.seq = c.last_seq
    left join conversation_read seen on seen.conversation_id = c.id and seen.agent_id = $2
    left join lateral (
      select array_agg(distinct a.channel order by a.channel) as list
        from (select m.channel_account_id from message m
               where m.conversation_id = c.id order by m.seq desc limit ${RECENT}) recent
        join channel_account a on a.id = recent.channel_account_id
    ) legs on true
   order by wanted.position`;

/** In the order of `ids`. */
export async function readSummaries(
  q: Queryable,
  me: SignedIn,
  ids: readonly string[],
): Promise<ConversationSummary[]> {
  if (ids.length === 0) return [];
  const rows = await q.query<Row>(SQL, [ids, me.agentId], 'inbox_summaries');
  return rows.map(summary);
}

function summary({ lastText, lastAuthor, lastAt, waitingSince, ...row }: Row): ConversationSummary {
  return {
    ...row,
    lastMessage:
      lastAt && lastAuthor !== null ? { text: lastText ?? '', author: lastAuthor, at: lastAt.toISOString() } : null,
    waitingSince: waitingSince?.toISOString() ?? null,
  };
}
