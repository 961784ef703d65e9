/** What those who lead look at: who waits, who is there, who stays silent, what was promised and what could not be sent. Bounded, each from its index. */
import type { Queryable } from '../../foundation/database/database';
import { isHere, presenceOf } from '../../foundation/model/presence';
import type { Clocks } from '../../pipeline/handoff/clocks';
import type { Settings } from '../../foundation/settings/settings';
import type { SignedIn } from '../auth/sessions';
import type { Board } from '../http/contract';
import { readPage } from './list';
import { readSummaries } from './summary';

const MOST = 50;
/** A promise is near when it is due within this. */
const NEAR_MINUTES = 30;
const FAILED_HOURS = 24;

/** $1 agent, $2 is admin: the teams they see. */
const SCOPE = `scope as (
  select t.id, t.name from team t
   where $2::boolean or exists (select 1 from team_member m where m.team_id = t.id and m.agent_id = $1::uuid))`;

const TEAMS = `with ${SCOPE}
  select json_build_object('id', s.id, 'name', s.name) as team, w.count as waiting, w.oldest
    from scope s cross join lateral (
      select count(*)::int as count, min(k.waiting_since) filter (where k.waiting_since <= now()) as oldest from (
        select c.waiting_since from conversation c
         where c.team_id = s.id and c.status = 'open' and c.holder = 'queue' limit 1000) k) w
   order by w.oldest nulls last, lower(s.name)`;

const SILENT = `with ${SCOPE}
  select c.id, c.waiting_since as at from scope s
    join conversation c on c.team_id = s.id and c.status <> 'closed' and c.status = 'open' and c.holder = 'agent' and c.waiting_since is not null
    join handoff h on h.conversation_id = c.id and h.state = 'accepted' and h.nudged_at >= c.waiting_since
   order by c.waiting_since limit ${MOST}`;

const PROMISES = `with ${SCOPE}
  select c.id, p.due_at as at from promise p join conversation c on c.id = p.conversation_id join scope s on s.id = c.team_id
   where p.state = 'open' and p.due_at < now() + interval '${NEAR_MINUTES} minutes'
   order by p.due_at limit ${MOST}`;

const LEFT = `with ${SCOPE}
  select c.id, coalesce(c.waiting_since, c.last_message_at) as at, a.name as fault from agent a
    join conversation c on c.assignee_id = a.id and c.status <> 'closed' join scope s on s.id = c.team_id
   where a.shift_ended_at is not null
   order by c.waiting_since nulls last, c.last_message_at limit ${MOST}`;

const FAILED = `with ${SCOPE}
  select c.id, d.created_at as at, d.fault from delivery d
    join conversation c on c.id = d.conversation_id join scope s on s.id = c.team_id
   where d.state = 'failed' and d.created_at > now() - interval '${FAILED_HOURS} hours' and d.message_id is not null
   order by d.created_at desc limit ${MOST}`;

const ON_DUTY = `with ${SCOPE}
  select json_build_object('id', a.id, 'name', a.name, 'presence', ${presenceOf('a')}) as agent,
         (select count(*)::int from conversation c where c.assignee_id = a.id and c.status = 'open') as holds, a.capacity,
         case when ${isHere('a')} then 'inbox'
              when $3::boolean and a.shift_ended_at is null and exists (select 1 from agent_endpoint e
                where e.agent_id = a.id and e.verified_at is not null and e.stopped_at is null) then 'phone' end as reachable,
         (select coalesce(json_agg(s.name order by lower(s.name)), '[]') from scope s
            join team_member m on m.team_id = s.id and m.agent_id = a.id) as teams
    from agent a
   where a.disabled_at is null and (not a.demo or $4::boolean)
     and exists (select 1 from team_member m join scope s on s.id = m.team_id where m.agent_id = a.id)
   order by ${isHere('a')} desc, lower(a.name), a.id limit 200`;

interface Due {
  id: string;
  at: Date;
  fault?: string | null;
}

export async function readBoard(q: Queryable, settings: Settings, clocks: Clocks, me: SignedIn): Promise<Board> {
  const seen = [me.agentId, me.role === 'admin'];
  const phones = settings.switches().agentPhones;
  const [teams, waiting, silent, left, promises, failed, onDuty] = await Promise.all([
    q.query<{ team: Board['teams'][number]['team']; waiting: number; oldest: Date | null }>(TEAMS, seen, 'board_teams'),
    readPage(q, me, { view: 'waiting', limit: MOST }, clocks),
    q.query<Due>(SILENT, seen, 'board_silent'),
    q.query<Due>(LEFT, seen, 'board_left'),
    q.query<Due>(PROMISES, seen, 'board_promises'),
    q.query<Due>(FAILED, seen, 'board_failed'),
    q.query<Board['onDuty'][number]>(ON_DUTY, [...seen, phones, settings.demoAllowed()], 'board_duty'),
  ]);
  const ids = [...new Set([...silent, ...left, ...promises, ...failed].map(({ id }) => id))];
  const known = new Map((await readSummaries(q, me, ids, clocks)).map((row) => [row.id, row]));
  const listed = (rows: readonly Due[]) =>
    rows.flatMap(({ id, at, fault }) => {
      const conversation = known.get(id);
      return conversation ? [{ conversation, at: at.toISOString(), detail: fault ?? null }] : [];
    });
  return {
    teams: teams.map(({ oldest, ...team }) => ({ ...team, oldestSince: oldest?.toISOString() ?? null })),
    waiting: waiting.items,
    silent: listed(silent),
    left: listed(left),
    promises: listed(promises),
    failed: listed(failed),
    onDuty,
  };
}
