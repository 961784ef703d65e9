/**
 * A restored backup resends nothing. Since it was taken, its messages may have gone out, its offers may have been answered and
 * its customers may have been helped; nobody can know. So, in the transaction of the restore:
 * - deliveries that were queued, under way or unknown are withdrawn; agents see them as not sent and can write again;
 * - what other systems were not told yet stands in their log as failed, and can be sent from there;
 * - open offers are withdrawn, and their handoffs wait in the queue, in the inbox;
 * - of the jobs only those stay that send nothing; the assistant answers no message from before (a silent turn covers it), though it
 *   reads it with the next one;
 * - agents are away until they sign in again.
 * One audit entry says how much of each, and which conversations with the assistant hold words that nobody has answered.
 */
import type { Client } from 'pg';
import { newId } from '../model/ids';

export interface Quietened {
  withdrawnDeliveries: number;
  withdrawnOffers: number;
  /** By kind. */
  droppedJobs: Record<string, number>;
  /** Conversations with the assistant whose last words had no answer yet: an agent should look at them. */
  unanswered: string[];
}

/** Only change rows: a closed conversation stops being current when its time comes, a snoozed one comes back, a trial reads on. */
const SILENT_JOBS = ['retire', 'wake', 'policy-trial'];
const WHY = 'restored from a backup';

export async function quieten(client: Client, takenAt: string): Promise<Quietened> {
  const deliveries = await client.query(
    `update delivery set state = 'withdrawn', detail = $1, settled_at = now() where state in ('queued', 'sending', 'unknown')`,
    [WHY],
  );
  await client.query(`update webhook_delivery set state = 'failed', fault = $1 where state = 'pending'`, [WHY]);
  const offers = await client.query(
    `update offer set state = 'withdrawn', detail = $1, answered_at = now() where state = 'open'`,
    [WHY],
  );
  await client.query(`update handoff set state = 'queued' where state = 'offered'`);
  await client.query(`update agent set presence = 'away' where presence <> 'away'`);
  const droppedJobs = await dropJobs(client);
  const unanswered = await client.query<{ id: string }>(
    `select id from conversation c where status <> 'closed' and holder = 'assistant' and exists (
       select from message m where m.conversation_id = c.id and m.direction = 'in' and m.seq > c.covered_seq)
     order by last_message_at`,
  );
  await client.query(
    `with owed as (
       select c.id, c.covered_seq, c.holder_epoch, max(m.seq) as seq
         from conversation c join message m on m.conversation_id = c.id and m.direction = 'in' and m.seq > c.covered_seq
        group by c.id
     ), covered as (
       insert into turn (id, conversation_id, from_seq, to_seq, epoch, outcome, error)
       select gen_random_uuid(), id, covered_seq + 1, seq, holder_epoch, 'silent', $1 from owed
     )
     update conversation c set covered_seq = o.seq from owed o where o.id = c.id`,
    [WHY],
  );
  const outcome: Quietened = {
    withdrawnDeliveries: deliveries.rowCount ?? 0,
    withdrawnOffers: offers.rowCount ?? 0,
    droppedJobs,
    unanswered: unanswered.rows.map((row) => row.id),
  };
  await client.query(
    `insert into audit_entry (id, actor, action, subject_kind, subject_id, after) values ($1, 'CLI', 'database.restored', 'database', $2, $3)`,
    [newId(), takenAt, JSON.stringify(outcome)],
  );
  return outcome;
}

async function dropJobs(client: Client): Promise<Record<string, number>> {
  const { rows } = await client.query<{ kind: string; jobs: number }>(
    `with dropped as (delete from job where not kind = any($1) returning kind)
     select kind, count(*)::int as jobs from dropped group by kind order by kind`,
    [SILENT_JOBS],
  );
  // A lane exists only while it owes work; those of the kept jobs begin anew, owned by nobody.
  await client.query(
    `insert into lane (key, due, pending)
     select lane, coalesce((array_agg(not_before order by id))[1], now()), count(*) from job group by lane`,
  );
  return Object.fromEntries(rows.map((row) => [row.kind, row.jobs]));
}
