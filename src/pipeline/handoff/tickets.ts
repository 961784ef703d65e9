/** The rows of queue tickets: who is before whom, how long others waited, and what a customer was told. */
import type { Queryable, Tx } from '../../foundation/database/database';
import type { Expected, Outcome, PastWait } from '../../foundation/model/waits';

/** So many of the latest waits of a team say what the next one takes, none of them older than a month. */
const PAST = 60;
/** Beyond this place nobody counts. */
const FARTHEST = 200;

export interface Place {
  ahead: number;
  /** Since when whoever is first waits, in seconds. */
  oldestSeconds: number;
}

/** Of a conversation that is in the queue now; `waiting_since` in the future is a time that was chosen instead. */
export async function readPlace(q: Queryable, conversationId: string): Promise<Place> {
  const [row] = await q.query<Place>(
    `select count(w.id)::int as ahead, coalesce(extract(epoch from now() - min(w.waiting_since)), 0)::float8 as "oldestSeconds"
       from conversation me left join lateral (
         select c.id, c.waiting_since from conversation c
          where c.team_id = me.team_id and c.status = 'open' and c.holder = 'queue' and c.waiting_since <= now() and c.id <> me.id
            and (c.priority > me.priority
                 or (c.priority = me.priority and (c.waiting_since, c.id) < (me.waiting_since, me.id)))
          limit ${FARTHEST}) w on true
      where me.id = $1`,
    [conversationId],
    'ticket_place',
  );
  return row ?? { ahead: 0, oldestSeconds: 0 };
}

export function pastWaits(q: Queryable, teamId: string): Promise<PastWait[]> {
  return q.query<PastWait>(
    `select k.ahead, k.waited_seconds as seconds from queue_ticket k join handoff h on h.id = k.handoff_id
      where k.team_id = $1 and k.waited_seconds is not null and k.ahead is not null and k.callback_at is null
        and h.requested_at > now() - interval '30 days'
      order by k.handoff_id desc limit ${PAST}`,
    [teamId],
    'ticket_past',
  );
}

/** Somebody of the team is at a screen or can be asked elsewhere. `phones`: agents' own phones and mailboxes are switched on. */
export async function anybodyThere(
  q: Queryable,
  teamId: string,
  { phones, demo, here }: { phones: boolean; demo: boolean; here: string },
): Promise<boolean> {
  const rows = await q.query(
    `select 1 from team_member m join agent a on a.id = m.agent_id
      where m.team_id = $1 and a.disabled_at is null and a.shift_ended_at is null and (not a.demo or $3)
        and (${here} or ($2 and exists (select 1 from agent_endpoint e
              where e.agent_id = a.id and e.verified_at is not null and e.stopped_at is null)))
      limit 1`,
    [teamId, phones, demo],
    'ticket_there',
  );
  return rows.length > 0;
}

export interface NewTicket {
  handoffId: string;
  conversationId: string;
  teamId: string;
  ahead: number | null;
  expected: Expected | null;
  asks: 'way' | null;
}

export async function openTicket(tx: Tx, ticket: NewTicket): Promise<void> {
  const { handoffId, conversationId, teamId, ahead, expected, asks } = ticket;
  await tx.query(
    `insert into queue_ticket (handoff_id, conversation_id, team_id, ahead, low_seconds, high_seconds, ahead_now, low_now, high_now,
                               told_ahead, asks)
     values ($1, $2, $3, $4::smallint, $5::int, $6::int, $4::smallint, $5::int, $6::int, $4::smallint, $7)
     on conflict (handoff_id) do nothing`,
    [handoffId, conversationId, teamId, ahead, expected?.low ?? null, expected?.high ?? null, asks],
    'ticket_open',
  );
}

/** It waits for another team now: what was said of the first one is no measure any more. */
export async function moveTicket(tx: Tx, handoffId: string, teamId: string): Promise<void> {
  await tx.query(
    `update queue_ticket set team_id = $2, ahead = null, low_seconds = null, high_seconds = null, asks = null, callback_at = null
      where handoff_id = $1 and team_id <> $2`,
    [handoffId, teamId],
    'ticket_move',
  );
}

export interface Ticket {
  handoffId: string;
  asks: 'way' | 'time' | 'email' | null;
  times: Date[];
  callbackAt: Date | null;
}

export async function readTicket(q: Queryable, handoffId: string): Promise<Ticket | null> {
  const [row] = await q.query<Ticket>(
    `select handoff_id as "handoffId", asks, times, callback_at as "callbackAt" from queue_ticket where handoff_id = $1`,
    [handoffId],
    'ticket_read',
  );
  return row ?? null;
}

/** What was said of waits since then, and what they took; at most 100,000, the latest. */
export function readOutcomes(q: Queryable, since: Date): Promise<Outcome[]> {
  return q.query<Outcome>(
    `select k.low_seconds as low, k.high_seconds as high, k.waited_seconds as seconds
       from queue_ticket k join handoff h on h.id = k.handoff_id
      where k.waited_seconds is not null and k.low_seconds is not null and k.callback_at is null and h.requested_at >= $1
      order by k.handoff_id desc limit 100000`,
    [since],
    'ticket_outcomes',
  );
}
