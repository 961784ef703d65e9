/** The inbox's list: each view walks its own index, one short stretch per team, and merges them. */
import type { Queryable } from '../../foundation/database/database';
import type { SignedIn } from '../auth/sessions';
import type { ConversationPage, View } from '../http/contract';
import { MICROS_PART, momentOf, NUMBER_PART, readCursor, UUID_PART, writeCursor } from '../http/cursor';
import type { Clocks } from '../../pipeline/handoff/clocks';
import { readSummaries } from './summary';

export interface ListRequest {
  view: View;
  teamId?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

interface Key {
  id: string;
  /** Microseconds since 1970. */
  at: string;
  priority: number;
}

/** Parameters: $1 agent, $2 is admin, $3 team or null, $4 limit; where the last page ended: $5 time, $6 id and, of what waits, $7 priority. */
const SCOPE = `scope as (
  select t.id from team t
   where ($3::uuid is null or t.id = $3)
     and ($2::boolean or exists (select 1 from team_member m where m.team_id = t.id and m.agent_id = $1::uuid))
)`;

const KEY = 'c.id, c.last_message_at as at, c.priority';
const OLDER = 'c.recency <= $5::timestamptz and (c.last_message_at, c.id) < ($5, $6::uuid)';
/** The index knows the minute; the rows of one minute are sorted as they are read. */
const NEWEST = 'order by c.recency desc, c.last_message_at desc, c.id desc limit $4::int';

const inTeams = (condition: string) => `select k.* from scope cross join lateral (
    select ${KEY} from conversation c where c.team_id = scope.id and ${condition} and ${OLDER} ${NEWEST}) k`;
/**
 * With the holder fixed, what is open of a team lies in one stretch of conversation_open. Said so that no index of fewer rows fits:
 * the planner would read all who wait and sort them.
 */
const openHeldBy = (holder: string) =>
  inTeams(`c.status <> 'closed' and c.status <> 'snoozed' and c.holder = '${holder}'`);
const mine = (condition: string) => `(select ${KEY} from conversation c
    where c.assignee_id = $1::uuid and ${condition} and ($3::uuid is null or c.team_id = $3) and ${OLDER} ${NEWEST})`;

const WAITS = `c.status = 'open' and c.holder = 'queue'`;
const WAIT_KEY = 'c.id, c.waiting_since as at, c.priority';
const LATER = '(c.priority < $7::int or (c.priority = $7 and (c.waiting_since, c.id) > ($5::timestamptz, $6::uuid)))';
const WAITING = `select k.* from scope cross join lateral (
    select ${WAIT_KEY} from conversation c where c.team_id = scope.id and ${WAITS} and ${LATER}
     order by c.priority desc, c.waiting_since, c.id limit $4::int) k
  union
  select ${WAIT_KEY} from offer o join handoff h on h.id = o.handoff_id join conversation c on c.id = h.conversation_id
   where o.agent_id = $1::uuid and o.state = 'open' and ($3::uuid is null or c.team_id = $3) and ${WAITS} and ${LATER}
  union
  select c.id, o.offered_at as at, c.priority from offer o join handoff h on h.id = o.handoff_id join conversation c on c.id = h.conversation_id
   where o.agent_id = $1::uuid and o.state = 'open' and o.from_agent_id is not null and ($3::uuid is null or c.team_id = $3)
     and c.status = 'open' and (c.priority < $7::int or (c.priority = $7 and (o.offered_at, c.id) > ($5::timestamptz, $6::uuid)))`;

/** What comes back first stands first. */
const SNOOZE_KEY = 'c.id, c.snoozed_until as at, c.priority';
const NEXT_AWAKE = `c.status = 'snoozed' and (c.snoozed_until, c.id) > ($5::timestamptz, $6::uuid)
    order by c.snoozed_until, c.id limit $4::int`;
const SNOOZED = `select k.* from scope cross join lateral (
    select ${SNOOZE_KEY} from conversation c where c.team_id = scope.id and ${NEXT_AWAKE}) k
  union
  (select ${SNOOZE_KEY} from conversation c
    where c.assignee_id = $1::uuid and ($3::uuid is null or c.team_id = $3) and ${NEXT_AWAKE})`;

const BRANCHES: Record<View, string> = {
  mine: mine(`c.status = 'open'`),
  waiting: WAITING,
  team: `${openHeldBy('agent')} union ${openHeldBy('queue')}`,
  assistant: openHeldBy('assistant'),
  snoozed: SNOOZED,
  all: `${inTeams('true')} union ${mine('true')}`,
  closed: inTeams(`c.status = 'closed'`),
};

const ORDER: Partial<Record<View, string>> = { waiting: 'k.priority desc, k.at, k.id', snoozed: 'k.at, k.id' };

/** The statement of a view, for its plan too. */
export function listSql(view: View): string {
  return `with ${SCOPE}
  select k.id, k.priority, (extract(epoch from k.at) * 1000000)::bigint::text as at
    from (${BRANCHES[view]}) k
   order by ${ORDER[view] ?? 'k.at desc, k.id desc'} limit $4::int`;
}

const FIRST = { at: 'infinity', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };
const FIRST_WAITING = { at: '-infinity', id: '00000000-0000-0000-0000-000000000000', priority: 100_000 };

export function listValues(me: SignedIn, { view, teamId, cursor, limit }: ListRequest): unknown[] {
  const base = [me.agentId, me.role === 'admin', teamId ?? null, limit + 1];
  if (view !== 'waiting') {
    const [at, id] = cursor === undefined ? [] : readCursor(cursor, [MICROS_PART, UUID_PART]);
    const first = view === 'snoozed' ? FIRST_WAITING : FIRST;
    return [...base, at === undefined ? first.at : momentOf(at), id ?? first.id];
  }
  const [at, id, priority] = cursor === undefined ? [] : readCursor(cursor, [MICROS_PART, UUID_PART, NUMBER_PART]);
  const begin = at === undefined ? FIRST_WAITING.at : momentOf(at);
  return [...base, begin, id ?? FIRST_WAITING.id, priority ?? FIRST_WAITING.priority];
}

export async function readPage(
  q: Queryable,
  me: SignedIn,
  request: ListRequest,
  clocks: Clocks,
): Promise<ConversationPage> {
  const { view, limit } = request;
  const keys = await q.query<Key>(listSql(view), listValues(me, request), `inbox_list_${view}`);
  const shown = keys.slice(0, limit);
  const last = shown.at(-1);
  const more = keys.length > limit && last !== undefined;
  const ended = last && (view === 'waiting' ? [last.at, last.id, last.priority] : [last.at, last.id]);
  const items = await readSummaries(
    q,
    me,
    shown.map((key) => key.id),
    clocks,
  );
  return { items, next: more && ended ? writeCursor(ended) : null };
}
