/** Receipts: a batch of the provider's later words on sends, in one statement. Repeats and any order of arrival end in the same rows. */
import type { InboundReceipt } from '../../channels/channel';
import { LANE_TAKES_MORE } from '../../foundation/jobs/enqueue';

export interface ReceiptArrival {
  accountId: string;
  receipt: InboundReceipt;
}

/** A conversation of which some delivery changed. */
export interface TouchedByReceipt {
  id: string;
  team_id: string;
  assignee_id: string | null;
  revision: string;
  last_seq: number;
  contact_address_id: string;
}

export interface ReceiptsRow {
  /** Positions, from 1, of the receipts that speak of a delivery of ours. */
  matched: number[] | null;
  touched: TouchedByReceipt[] | null;
}

export const RECEIPTS_NAME = 'receipts';

/** The ranks of model/delivery.ts: a state is replaced only by one further right; withdrawn stays. A test holds the two together. */
const RANKED = `array['queued', 'sending', 'unknown', 'accepted', 'failed', 'delivered', 'read', 'withdrawn']`;

/** Lock order: conversation → delivery → lane, as a takeover that withdraws deliveries locks them. */
export const RECEIPTS = `
with incoming as materialized (
  select r.*, array_position(${RANKED}, r.state) as rank
  from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[]) with ordinality
    as r(account, provider_id, delivery, state, fault, detail, n)
), matched as materialized (
  -- The provider's id, or ours where it hands that back: a callback may be faster than the answer to the send.
  select i.n, d.id, d.conversation_id from incoming i
  join delivery d on d.channel_account_id = i.account and d.provider_id = i.provider_id
  union
  select i.n, d.id, d.conversation_id from incoming i
  join delivery d on d.id = i.delivery and d.channel_account_id = i.account
), owner as materialized (
  select c.id from conversation c where c.id in (select m.conversation_id from matched m) order by c.id for no key update
), locked as materialized (
  select d.id from delivery d
  where (select count(*) from owner) >= 0 and d.id in (select m.id from matched m)
  order by d.id for no key update
), best as (
  select distinct on (m.id) m.id, i.rank, i.state, i.fault, i.detail, i.provider_id
  from matched m join locked l on l.id = m.id join incoming i on i.n = m.n
  order by m.id, i.rank desc, i.n
), changed as (
  update delivery d set
    state = b.state,
    provider_id = coalesce(d.provider_id, b.provider_id),
    fault = case when b.state = 'failed' then coalesce(b.fault, 'permanent') end,
    detail = case when b.state = 'failed' then b.detail end,
    sent_at = coalesce(d.sent_at, now()),
    settled_at = now()
  from best b
  where d.id = b.id and b.rank > array_position(${RANKED}, d.state) and d.state <> 'withdrawn'
  returning d.id, d.conversation_id, d.message_id, d.state, d.fault
), touched as (
  update conversation c set revision = c.revision + 1
  from (select distinct h.conversation_id from changed h where h.message_id is not null) h
  where c.id = h.conversation_id
  returning c.id, c.team_id, c.assignee_id, c.revision, c.last_seq, c.contact_address_id
), undelivered as materialized (
  -- What the customer should have read did not arrive: a person looks, unless they wanted nothing more.
  select distinct h.conversation_id as id, 'conversation:' || h.conversation_id as lane from changed h
  where h.message_id is not null and h.state = 'failed' and h.fault <> 'opted-out'
), lanes as (
  insert into lane (key, due, pending)
  select u.lane, now(), 1 from undelivered u order by u.lane
  ${LANE_TAKES_MORE}
  returning key
), job_row as (
  insert into job (lane, kind, payload)
  select u.lane, 'lost', jsonb_build_object('conversationId', u.id) from undelivered u join lanes l on l.key = u.lane
), refused as materialized (
  select distinct d.id, d.channel_account_id, d.created_at, d.message_id, d.notice_id
  from incoming i join matched m on m.n = i.n join delivery d on d.id = m.id where i.fault = 'opted-out'
), opted_out as (
  insert into consent (contact_address_id, channel_account_id, state, source)
  select distinct x.contact_address_id, r.channel_account_id, 'out', 'provider'
  from refused r join message x on x.id = r.message_id
  left join consent k on k.contact_address_id = x.contact_address_id and k.channel_account_id = r.channel_account_id
  -- A START after the send outweighs what the provider said of that send.
  where k.state is null or k.changed_at < r.created_at
  order by 1, 2
  on conflict (contact_address_id, channel_account_id) do update set state = 'out', source = excluded.source, changed_at = excluded.changed_at
), stopped as (
  update agent_endpoint e set stopped_at = now()
  from refused r join notice o on o.id = r.notice_id
  where e.id = o.agent_endpoint_id and e.stopped_at is null
)
select (select array_agg(distinct m.n::integer) from matched m) as matched,
       (select json_agg(t) from touched t) as touched`;

/** $1 accounts, $2 deliveries, $3 reasons. By itself, since an address is locked before its conversation everywhere. */
export const MARK_UNREACHABLE = `
update contact_address a set unreachable_at = now(), unreachable_why = r.why
  from unnest($1::uuid[], $2::uuid[], $3::text[]) as r(account, delivery, why)
  join delivery d on d.id = r.delivery and d.channel_account_id = r.account
  join message m on m.id = d.message_id
 where a.id = m.contact_address_id`;

/** An agent's mailbox or phone that takes nothing more: what they held there goes back to its team. */
export const STOP_ENDPOINT = `
update agent_endpoint e set stopped_at = now()
  from unnest($1::uuid[], $2::uuid[], $3::text[]) as r(account, delivery, why)
  join delivery d on d.id = r.delivery and d.channel_account_id = r.account
  join notice n on n.id = d.notice_id
 where e.id = n.agent_endpoint_id and e.stopped_at is null`;

/** The address that a visitor gave takes nothing more. */
export const STOP_CLAIM = `
update email_claim e set stopped_at = now()
  from unnest($1::uuid[], $2::uuid[], $3::text[]) as r(account, delivery, why)
  join delivery d on d.id = r.delivery and d.channel_account_id = r.account
  join notice n on n.id = d.notice_id and n.kind = 'away'
  join conversation c on c.id = n.conversation_id
 where e.contact_id = c.contact_id and e.email = d.to_address and e.stopped_at is null`;

export function unreachableParameters(arrivals: readonly ReceiptArrival[]): unknown[] | null {
  const marked = arrivals.filter(({ receipt }) => receipt.unreachable && UUID.test(receipt.deliveryId ?? ''));
  if (marked.length === 0) return null;
  return [
    marked.map(({ accountId }) => accountId),
    marked.map(({ receipt }) => receipt.deliveryId),
    marked.map(({ receipt }) => receipt.unreachable),
  ];
}

/** What comes back over the wire in the place of our id may be anything. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function receiptParameters(arrivals: readonly ReceiptArrival[]): unknown[] {
  const receipts = arrivals.map(({ receipt }) => receipt);
  return [
    arrivals.map(({ accountId }) => accountId),
    receipts.map((r) => r.providerId),
    receipts.map((r) => (r.deliveryId && UUID.test(r.deliveryId) ? r.deliveryId : null)),
    receipts.map((r) => r.state),
    receipts.map((r) => r.fault ?? null),
    receipts.map((r) => (r.code || r.detail ? [r.code, r.detail].filter(Boolean).join(': ') : null)),
  ];
}
