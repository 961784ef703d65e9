/** The visitor's rows: their current conversation, and what they have seen of it. */
import type { Queryable } from '../../foundation/database/database';

export interface CurrentConversation {
  addressId: string;
  conversationId: string | null;
  lastSeq: number;
}

/** $1 visitor, $2 the site's front team. Of several current ones that of the site's own team, else the latest. */
const CURRENT = `
select a.id as "addressId", c.id as "conversationId", coalesce(c.last_seq, 0) as "lastSeq"
from contact_address a
left join lateral (
  select o.id, o.last_seq from conversation o
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

export interface SeenChange {
  id: string;
  team_id: string;
  assignee_id: string | null;
  revision: string;
  last_seq: number;
  contact_address_id: string;
}

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
): Promise<SeenChange | null> {
  const values = [seen.conversationId, seen.visitor, seen.after, seen.upTo, seen.state];
  const [row] = await q.query<SeenChange>(SEEN, values, 'widget_seen');
  return row ?? null;
}
