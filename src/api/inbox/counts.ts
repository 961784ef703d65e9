/** The numbers beside the views. Each count stops at a thousand: past that it says "very many", and stays cheap. */
import type { Queryable } from '../../foundation/database/database';
import type { SignedIn } from '../auth/sessions';
import type { Counts } from '../http/contract';

const MOST = 1_000;

const openIn = (holders: string) => `(select count(*)::int from (
    select 1 from scope join conversation c on c.team_id = scope.id
     where c.status <> 'closed' and c.status = 'open' and c.holder in (${holders}) limit ${MOST}) k)`;
const WAITING = `c.status = 'open' and c.holder = 'queue'`;

const SQL = `with scope as (
    select t.id from team t
     where $2::boolean or exists (select 1 from team_member m where m.team_id = t.id and m.agent_id = $1::uuid)
  ), mine as (
    select c.id, c.last_seq from conversation c where c.assignee_id = $1::uuid and c.status = 'open' limit ${MOST}
  )
  select (select count(*)::int from mine) as mine,
         (select count(*)::int from mine left join conversation_read r on r.conversation_id = mine.id and r.agent_id = $1::uuid
           where mine.last_seq > coalesce(r.seq, 0)) as "unreadMine",
         (select count(*)::int from (
            select 1 from scope join conversation c on c.team_id = scope.id where ${WAITING} limit ${MOST}) k)
         + (select count(*)::int from offer o where o.agent_id = $1::uuid and o.state = 'open' and o.from_agent_id is not null) as waiting,
         ${openIn(`'agent', 'queue'`)} as team,
         ${openIn(`'assistant'`)} as assistant,
         (select count(*)::int from (
            (select c.id from scope join conversation c on c.team_id = scope.id where c.status = 'snoozed' limit ${MOST})
             union (select c.id from conversation c where c.assignee_id = $1::uuid and c.status = 'snoozed' limit ${MOST})
             limit ${MOST}) k) as snoozed,
         (select min(c.waiting_since) from scope join conversation c on c.team_id = scope.id where ${WAITING}) as oldest`;

export async function readCounts(q: Queryable, me: SignedIn): Promise<Counts> {
  const [row] = await q.query<Omit<Counts, 'oldestWaitingSince'> & { oldest: Date | null }>(
    SQL,
    [me.agentId, me.role === 'admin'],
    'inbox_counts',
  );
  if (!row) throw new Error('a select without from returns a row');
  const { oldest, ...counts } = row;
  return { ...counts, oldestWaitingSince: oldest?.toISOString() ?? null };
}
