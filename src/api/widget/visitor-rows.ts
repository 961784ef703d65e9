/** The visitor's rows: their current conversation, and what they have seen of it. */
import type { Queryable } from '../../foundation/database/database';
import type { Fact } from '../../foundation/events/events';

export interface CurrentConversation {
  addressId: string;
  conversationId: string | null;
  frontTeamId: string | null;
  lastSeq: number;
  /** Up to where somebody of the business has read; their own words say that they had. */
  readSeq: number;
  /** A person is asked for, and no address is known. */
  askEmail: boolean;
  /** While they wait for a person who is there: the place, and what is usual, in minutes. */
  queue: { ahead: number; low: number | null; high: number | null } | null;
}

/** $1 visitor, $2 the site's front team. Of several current ones that of the site's own team, else the latest. */
const CURRENT = `
select a.id as "addressId", c.id as "conversationId", c.front_team_id as "frontTeamId", coalesce(c.last_seq, 0) as "lastSeq",
  coalesce(greatest((select max(r.seq) from conversation_read r where r.conversation_id = c.id),
                    (select max(m.seq) from message m where m.conversation_id = c.id and m.author in ('agent', 'assistant'))), 0) as "readSeq",
  coalesce(c.holder = 'queue'
    and not exists (select from email_claim e where e.contact_id = a.contact_id)
    and not exists (select from contact_address o where o.contact_id = a.contact_id and o.kind = 'email')
    and not exists (select from external_identity i where i.contact_id = a.contact_id and i.email is not null), false) as "askEmail",
  case when c.holder = 'queue' then (
    select json_build_object('ahead', k.ahead_now, 'low', k.low_now / 60, 'high', k.high_now / 60)
      from handoff h join queue_ticket k on k.handoff_id = h.id
     where h.conversation_id = c.id and h.state in ('queued', 'offered') and k.ahead_now is not null) end as "queue"
from contact_address a
left join lateral (
  select o.id, o.last_seq, o.holder, o.front_team_id from conversation o
  where o.contact_id = a.contact_id and o.is_current
  order by o.front_team_id = $2 desc, o.last_message_at desc limit 1
) c on true
where a.kind = 'visitor' and a.address = $1`;

export async function readCurrent(
  q: Queryable,
  visitor: string,
  frontTeamId: string,
): Promise<CurrentConversation | null> {
  const [row] = await q.query<CurrentConversation>(CURRENT, [visitor, frontTeamId], 'widget_current');
  return row ?? null;
}

export interface ConversationChange {
  id: string;
  team_id: string;
  assignee_id: string | null;
  revision: string;
  last_seq: number;
  contact_address_id: string;
}

export const changeOf = (row: ConversationChange): Fact => ({
  kind: 'conversation',
  id: row.id,
  teamId: row.team_id,
  assigneeId: row.assignee_id,
  revision: Number(row.revision),
  lastSeq: row.last_seq,
  contactAddressId: row.contact_address_id,
});

/** The ranks of model/delivery.ts. */
const RANKED = `array['queued', 'sending', 'unknown', 'accepted', 'failed', 'delivered', 'read', 'withdrawn']`;

/**
 * $1 conversation, $2 visitor, $3 after, $4 up to this sequence, $5 delivered or read: deliveries to this visitor move there and never back.
 * Lock order: conversation → delivery. Answers the conversation when something moved.
 */
const SEEN = `
with behind as materialized (
  select d.id from message m join delivery d on d.message_id = m.id
  where m.conversation_id = $1 and m.seq > $3 and m.seq <= $4 and d.to_address = $2
    and array_position(${RANKED}, d.state) < array_position(${RANKED}, $5)
), held as materialized (
  select c.id from conversation c where c.id = $1 and exists (select 1 from behind) for no key update
), moved as (
  update delivery d set state = $5, settled_at = now(), fault = null, detail = null
  from behind b, held
  where d.id = b.id and array_position(${RANKED}, d.state) < array_position(${RANKED}, $5)
  returning d.id
)
update conversation c set revision = c.revision + 1
from held where c.id = held.id and exists (select 1 from moved)
returning c.id, c.team_id, c.assignee_id, c.revision, c.last_seq, c.contact_address_id`;

export async function markSeen(
  q: Queryable,
  seen: { conversationId: string; visitor: string; after: number; upTo: number; state: 'delivered' | 'read' },
): Promise<ConversationChange | null> {
  const values = [seen.conversationId, seen.visitor, seen.after, seen.upTo, seen.state];
  const [row] = await q.query<ConversationChange>(SEEN, values, 'widget_seen');
  return row ?? null;
}

/** A file of the visitor's current conversation, which is what they see; null for every other. */
export async function readVisitorFile(
  q: Queryable,
  visitor: string,
  frontTeamId: string,
  id: string,
): Promise<{ sha256: Buffer; mediaType: string; name: string | null } | null> {
  const current = await readCurrent(q, visitor, frontTeamId);
  if (!current?.conversationId) return null;
  const [row] = await q.query<{ sha256: Buffer; mediaType: string; name: string | null }>(
    `select f.sha256, f.media_type as "mediaType", f.name from attachment f join message m on m.id = f.message_id
      where f.id = $1 and m.conversation_id = $2 and f.state = 'stored' and f.position >= 0`,
    [id, current.conversationId],
    'widget_file',
  );
  return row ?? null;
}

/** Keeps the first answer of a contact; a repeat of it changes nothing. */
export async function claimEmail(
  q: Queryable,
  visitor: string,
  claim: { conversationId: string; email: string; consent: string; language: string; page: string | null },
): Promise<boolean> {
  const rows = await q.query(
    `insert into email_claim (contact_id, conversation_id, email, consent, language, page)
     select c.contact_id, c.id, $3, $4, $5, $6 from conversation c
       join contact_address a on a.contact_id = c.contact_id and a.kind = 'visitor' and a.address = $2
      where c.id = $1 and c.is_current
     on conflict (contact_id) do nothing returning 1`,
    [claim.conversationId, visitor, claim.email, claim.consent, claim.language, claim.page],
    'widget_claim',
  );
  return rows.length > 0;
}
