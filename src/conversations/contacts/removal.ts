/** Removing conversations and contacts with everything that hangs on them. The one list of it: a new table that refers to either belongs here. */
import type { Tx } from '../../foundation/database/database';

/** Children before parents; $1 the conversations, which the caller has locked. */
const PARTS = [
  `delete from delivery where conversation_id = any($1)`,
  `delete from delivery where message_id in (select id from message where conversation_id = any($1))`,
  `delete from delivery where notice_id in (select id from notice where conversation_id = any($1))`,
  `delete from notice where conversation_id = any($1)`,
  // The contents of the files, while the attachments still say which; one that came within the hour may be about to be
  // referred to by another message, and is swept later.
  `delete from blob b where b.created_at < now() - interval '1 hour'
     and b.sha256 in (select a.sha256 from attachment a join message m on m.id = a.message_id where m.conversation_id = any($1))
     and not exists (select from attachment a join message m on m.id = a.message_id
                      where a.sha256 = b.sha256 and m.conversation_id <> all($1))`,
  `delete from attachment where message_id in (select id from message where conversation_id = any($1))`,
  `delete from aid where conversation_id = any($1)`,
  `delete from tool_call where conversation_id = any($1)`,
  `delete from turn where conversation_id = any($1)`,
  `delete from promise where conversation_id = any($1)`,
  `delete from queue_ticket where conversation_id = any($1)`,
  `delete from written_first where conversation_id = any($1)`,
  `delete from survey where conversation_id = any($1)`,
  // Words of an agent that were meant for one of the customers on their phone.
  `delete from held_answer where agent_endpoint_id in (select o.agent_endpoint_id from offer o join handoff h on h.id = o.handoff_id
     where h.conversation_id = any($1))`,
  `delete from requested_handoff where conversation_id = any($1)`,
  `delete from offer where handoff_id in (select id from handoff where conversation_id = any($1))`,
  `delete from handoff where conversation_id = any($1)`,
  `delete from policy_difference where conversation_id = any($1)`,
  `delete from decision where conversation_id = any($1)`,
  `delete from note where conversation_id = any($1)`,
  `delete from email_claim where conversation_id = any($1)`,
  `delete from link_code where conversation_id = any($1)`,
  `update contact_link set conversation_id = null where conversation_id = any($1)`,
  `delete from knowledge_suggestion where conversation_id = any($1)`,
  `with gone as (delete from knowledge_question where conversation_id = any($1) returning gap_id),
        fewer as (select gap_id, count(*)::int as questions from gone group by gap_id)
   update knowledge_gap g set questions = g.questions - fewer.questions from fewer where g.id = fewer.gap_id`,
  // A group that nobody asks for any more; $1 is not needed for it.
  `delete from knowledge_gap where state in ('open', 'written', 'dismissed') and questions = 0 and $1::uuid[] is not null`,
  // What other systems were told, and what they answered; ids are all that jobs know of it.
  `delete from webhook_event where conversation_id = any($1)`,
  `delete from message where conversation_id = any($1)`,
  // Read marks and drafts go with it.
  `delete from conversation where id = any($1)`,
];

/** Jobs would look for what is gone; their lanes count them. $1 conversations, $2 handoffs, $3 deliveries, $4 messages with files. */
const MEANT = `coalesce(payload->>'conversationId' = any($1), false) or coalesce(payload->>'handoffId' = any($2), false)
  or coalesce(payload->>'deliveryId' = any($3), false) or coalesce(payload->>'messageId' = any($4), false)`;
const JOBS = `
with locked as (
  select key from lane where key in (select lane from job where ${MEANT}) order by key for update
), gone as (
  delete from job using locked where job.lane = locked.key and (${MEANT}) returning job.lane
), fewer as (
  select lane, count(*)::int as jobs from gone group by lane
), ended as (
  delete from lane using fewer where lane.key = fewer.lane and lane.pending <= fewer.jobs
)
update lane set pending = lane.pending - fewer.jobs from fewer where lane.key = fewer.lane and lane.pending > fewer.jobs`;
const DEAD_JOBS = `delete from dead_job where ${MEANT}`;

/** How many messages went. */
export async function removeConversations(tx: Tx, ids: readonly string[]): Promise<number> {
  const [found] = await tx.query<{ messages: number; handoffs: string[]; deliveries: string[]; withFiles: string[] }>(
    `select (select count(*)::int from message where conversation_id = any($1)) as messages,
            array(select id::text from handoff where conversation_id = any($1)) as handoffs,
            array(select id::text from delivery where conversation_id = any($1)
                   union all
                  select d.id::text from delivery d join notice n on n.id = d.notice_id where n.conversation_id = any($1)) as deliveries,
            array(select distinct m.id::text from attachment a join message m on m.id = a.message_id
                   where m.conversation_id = any($1)) as "withFiles"`,
    [ids],
  );
  for (const part of PARTS) await tx.query(part, [ids]);
  // Lanes are locked last, as everywhere.
  for (const jobs of [JOBS, DEAD_JOBS]) {
    await tx.query(jobs, [ids, found?.handoffs ?? [], found?.deliveries ?? [], found?.withFiles ?? []]);
  }
  return found?.messages ?? 0;
}

/** Of those who have no conversation any more; the caller has locked their addresses. What was joined into them goes with them. */
export async function removeContacts(tx: Tx, ids: readonly string[]): Promise<void> {
  const rows = await tx.query<{ id: string }>(
    `with recursive gone(id) as (
       select unnest($1::uuid[])
       union
       select l.from_contact_id from contact_link l join gone g on g.id = l.into_contact_id where l.undone_at is null
     )
     select id from gone`,
    [ids],
  );
  const all = rows.map((row) => row.id);
  for (const part of CONTACT_PARTS) await tx.query(part, [all]);
}

const THEIR_ADDRESSES = 'select id from contact_address where contact_id = any($1)';
const CONTACT_PARTS = [
  `delete from link_code where contact_address_id in (${THEIR_ADDRESSES})`,
  `delete from delivery where notice_id in (select id from notice where contact_address_id in (${THEIR_ADDRESSES}))`,
  `delete from notice where contact_address_id in (${THEIR_ADDRESSES})`,
  'delete from contact_link where into_contact_id = any($1) or from_contact_id = any($1)',
  'delete from email_claim where contact_id = any($1)',
  'delete from external_identity where contact_id = any($1)',
  `delete from written_first where contact_address_id in (${THEIR_ADDRESSES})`,
  `delete from consent where contact_address_id in (${THEIR_ADDRESSES})`,
  'delete from webhook_event where contact_id = any($1)',
  'delete from contact_address where contact_id = any($1)',
  'delete from contact where id = any($1)',
];
