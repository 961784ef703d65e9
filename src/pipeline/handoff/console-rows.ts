/** The rows of the console: answers that are held, what a swipe answers, who left a phone a moment ago, who was refused. */
import type { Queryable, Tx } from '../../foundation/database/database';
import { consoleLanguage } from '../../foundation/model/console-texts';
import { newId } from '../../foundation/model/ids';
import type { Language } from '../../foundation/model/texts';

/** In which the agent of this endpoint reads; `usual`: the languages of the house. */
export async function endpointLanguage(q: Queryable, endpointId: string, usual: readonly string[]): Promise<Language> {
  const [row] = await q.query<{ languages: string[] }>(
    'select a.languages from agent_endpoint e join agent a on a.id = e.agent_id where e.id = $1',
    [endpointId],
    'console_language',
  );
  return consoleLanguage([...(row?.languages ?? []), ...usual]);
}

/** A text that nobody placed is no answer any more after this. */
const KEPT_MINUTES = 10;
/** So long a text may still be meant for a customer who left. */
const LATELY_SECONDS = 120;

export interface HeldText {
  key: string;
  text: string;
}

/** Answers how many are held besides. */
export async function hold(tx: Tx, { endpointId, key, text }: { endpointId: string } & HeldText): Promise<number> {
  const [row] = await tx.query<{ before: number }>(
    `with put as (insert into held_answer (id, agent_endpoint_id, key, text) values ($1, $2, $3, $4))
     select count(*)::int as before from held_answer
      where agent_endpoint_id = $2 and held_at > now() - make_interval(mins => ${KEPT_MINUTES})`,
    [newId(), endpointId, key, text],
    'console_hold',
  );
  return row?.before ?? 0;
}

/** What is held, taken away with the answer: it is sent once or not at all. */
export async function takeHeld(tx: Tx, endpointId: string): Promise<HeldText[]> {
  return tx.query<HeldText>(
    `with gone as (delete from held_answer where agent_endpoint_id = $1 returning key, text, held_at)
     select key, text from gone where held_at > now() - make_interval(mins => ${KEPT_MINUTES}) order by held_at`,
    [endpointId],
    'console_take_held',
  );
}

export async function dropHeld(tx: Tx, endpointId: string): Promise<void> {
  await tx.query('delete from held_answer where agent_endpoint_id = $1', [endpointId], 'console_drop_held');
}

export async function forgetHeld(q: Queryable): Promise<void> {
  await q.query(`delete from held_answer where held_at < now() - make_interval(mins => ${KEPT_MINUTES})`, []);
}

/** Whether another customer than these was on this phone until a moment ago. */
export async function leftLately(tx: Tx, endpointId: string, besides: readonly string[]): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from offer o join handoff h on h.id = o.handoff_id
      where o.agent_endpoint_id = $1 and h.conversation_id <> all($2::uuid[]) and o.code is not null
        and (o.left_at > now() - make_interval(secs => ${LATELY_SECONDS})
             or (o.state = 'accepted' and h.ended_at > now() - make_interval(secs => ${LATELY_SECONDS})))
      limit 1`,
    [endpointId, besides],
    'console_left',
  );
  return rows.length > 0;
}

/** What we sent to this endpoint under that id, and of which conversation it spoke; null: nothing of ours. */
export async function swiped(
  tx: Tx,
  endpointId: string,
  providerId: string,
): Promise<{ conversationId: string | null } | null> {
  const [row] = await tx.query<{ conversationId: string | null }>(
    `select n.conversation_id as "conversationId" from agent_endpoint e
       join delivery d on d.channel_account_id = e.channel_account_id and d.provider_id = $2
       join notice n on n.id = d.notice_id and n.agent_endpoint_id = e.id
      where e.id = $1`,
    [endpointId, providerId],
    'console_swiped',
  );
  return row ?? null;
}

/** Somebody who may not any more tried: the audit shows it, without their words. */
export async function refused(tx: Tx, endpointId: string): Promise<void> {
  await tx.query(
    `insert into audit_entry (id, agent_id, actor, action, subject_kind, subject_id)
     select $1, a.id, a.name, 'endpoint.refused', 'agent', a.id::text
       from agent_endpoint e join agent a on a.id = e.agent_id where e.id = $2`,
    [newId(), endpointId],
    'console_refused',
  );
}
