/**
 * The hot path: one prepared statement that makes events, addresses, contacts, conversations, messages, attachments, lanes and jobs
 * of a batch, whoever wrote.
 *
 * Rules that were paid for elsewhere: the inbound event goes first and only its survivors are numbered (else gaps); upserts return by
 * DO UPDATE, never DO NOTHING and select (else messages are lost); one row per key and upsert, keys sorted, locks in the order
 * event → address → conversation → lane (else deadlocks). Foreign keys are checked when the statement ends, so a contact may follow
 * its address. Snapshots are older than locks: what decides (reopen, wake) is read from the row that DO UPDATE holds.
 */
import type { AddressKind, InboundMessage } from '../../channels/channel';
import { LANE_TAKES_MORE } from '../../foundation/jobs/enqueue';
import { newId } from '../../foundation/model/ids';

/** One message on its way in: masked, with the ids it gets if it is new. */
export interface Arrival {
  accountId: string;
  frontTeamId: string;
  providerId: string;
  kind: AddressKind;
  address: string;
  name: string | null;
  messageId: string;
  text: string;
  content: Record<string, unknown>;
  attachments: InboundMessage['attachments'];
  /** Asks for nothing (courtesy, consent word): does not reopen what is closed. */
  quiet: boolean;
  /** May change consent: takes a transaction of its own. */
  mayConsent: boolean;
  /** What the provider recognised. */
  providerConsent: InboundMessage['consent'] | null;
}

/** One per message that is new; a duplicate has none. */
export interface Stored {
  message_id: string;
  /** Null for an agent's own endpoint. */
  conversation_id: string | null;
  endpoint_id: string | null;
  seq: number | null;
  contact_id: string | null;
  contact_address_id: string | null;
  team_id: string | null;
  assignee_id: string | null;
  revision: string | null;
  last_seq: number | null;
  /** The conversation began with this batch. */
  opened: boolean | null;
  /** It was closed until this batch. */
  reopened: boolean | null;
}

export const STATEMENT_NAME = 'ingest';

/** `reopens`: the conversation is closed and some word of the batch asks for something. */
const REOPENS = `(conversation.status = 'closed' and excluded.id in (select g.id from grouped g where not g.quiet))`;

export const STATEMENT = `
with incoming as materialized (
  select r.* from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::uuid[], $8::uuid[], $9::uuid[], $10::uuid[],
                         $11::text[], $12::jsonb[], $13::boolean[]) with ordinality
    as r(account, event, kind, address, name, team, message, conversation, contact, address_id, body, content, quiet, n)
), event as (
  insert into inbound_event (channel_account_id, event_id)
  select i.account, i.event from incoming i order by i.account, i.event
  on conflict do nothing
  returning channel_account_id, event_id
), survivor as materialized (
  -- One batch may hold the same event twice: the first one counts.
  select distinct on (i.account, i.event) i.*,
    (select e.id from agent_endpoint e
      where e.channel_account_id = i.account and e.address = i.address and e.verified_at is not null) as endpoint_id
  from event v
  join incoming i on i.account = v.channel_account_id and i.event = v.event_id
  order by i.account, i.event, i.n
), addressed as (
  insert into contact_address (id, contact_id, kind, address, display_name)
  select distinct on (s.kind, s.address) s.address_id, s.contact, s.kind, s.address, s.name
  from survivor s where s.endpoint_id is null
  order by s.kind, s.address, s.n
  on conflict (kind, address) do update set
    last_seen_at = excluded.last_seen_at,
    display_name = coalesce(excluded.display_name, contact_address.display_name)
  returning id, contact_id, kind, address, display_name
), named as (
  insert into contact (id, name)
  select distinct on (a.contact_id) a.contact_id, a.display_name
  from addressed a
  -- Our own id came back: the address is new, and so is its contact.
  where a.id in (select s.address_id from survivor s)
     or (a.display_name is not null and exists (select from contact c where c.id = a.contact_id and c.name is null))
  order by a.contact_id
  on conflict (id) do update set name = excluded.name where contact.name is null
), line as materialized (
  select s.*, a.id as from_id, a.contact_id from survivor s join addressed a on a.kind = s.kind and a.address = s.address
), grouped as materialized (
  select l.contact_id, l.team, count(*)::integer as size, bool_and(l.quiet) as quiet,
         (array_agg(l.conversation order by l.n))[1] as id,
         (array_agg(l.account order by l.n desc))[1] as account,
         (array_agg(l.from_id order by l.n desc))[1] as from_id
  from line l group by l.contact_id, l.team
), held as (
  insert into conversation (id, contact_id, front_team_id, team_id, last_seq, revision, channel_account_id, contact_address_id, last_inbound_at)
  select g.id, g.contact_id, g.team, g.team, g.size, 1, g.account, g.from_id, now()
  from grouped g order by g.contact_id, g.team
  on conflict (contact_id, front_team_id) where is_current do update set
    last_seq = conversation.last_seq + excluded.last_seq,
    revision = conversation.revision + 1,
    channel_account_id = excluded.channel_account_id,
    contact_address_id = excluded.contact_address_id,
    last_message_at = excluded.last_message_at,
    last_inbound_at = excluded.last_inbound_at,
    waiting_since = case when conversation.holder = 'assistant' then conversation.waiting_since
                         else coalesce(conversation.waiting_since, excluded.last_inbound_at) end,
    status = case when conversation.status <> 'closed' or ${REOPENS} then 'open' else 'closed' end,
    snoozed_until = null,
    -- Opened by this very statement: how it tells below that it reopened.
    opened_at = case when ${REOPENS} then excluded.opened_at else conversation.opened_at end,
    episode = conversation.episode + case when ${REOPENS} then 1 else 0 end,
    holder_epoch = conversation.holder_epoch + case when ${REOPENS} then 1 else 0 end,
    closed_by = case when ${REOPENS} then null else conversation.closed_by end,
    closed_at = case when ${REOPENS} then null else conversation.closed_at end
  returning id, contact_id, front_team_id, team_id, assignee_id, last_seq, revision, opened_at
), placed as materialized (
  select l.*, h.id as conversation_id, h.team_id, h.assignee_id, h.revision, h.last_seq,
         h.last_seq - g.size + (row_number() over (partition by h.id order by l.n))::integer as seq,
         h.id = g.id as opened, h.id <> g.id and h.opened_at = now() as reopened
  from line l
  join grouped g on g.contact_id = l.contact_id and g.team = l.team
  join held h on h.contact_id = g.contact_id and h.front_team_id = g.team
), message_row as (
  insert into message (id, conversation_id, seq, direction, author, channel_account_id, contact_address_id, provider_id, text, content)
  select p.message, p.conversation_id, p.seq, 'in', 'contact', p.account, p.from_id, p.event, p.body, p.content
  from placed p order by p.conversation_id, p.seq
), attachment_row as (
  insert into attachment (id, message_id, position, name, media_type, source_url)
  select t.id, t.message, t.position, t.name, t.media_type, t.url
  from unnest($14::uuid[], $15::uuid[], $16::smallint[], $17::text[], $18::text[], $19::text[]) as t(id, message, position, name, media_type, url)
  where t.message in (select p.message from placed p)
), wanted as materialized (
  select 'conversation:' || p.conversation_id as lane, 'screen' as kind, p.n,
         jsonb_build_object('conversationId', p.conversation_id, 'messageId', p.message, 'seq', p.seq, 'reopened', p.reopened) as payload
  from placed p
  union all
  select 'endpoint:' || s.endpoint_id, 'console', s.n,
         jsonb_build_object('endpointId', s.endpoint_id, 'text', s.body, 'providerId', s.event)
  from survivor s where s.endpoint_id is not null
), lanes as (
  insert into lane (key, due, pending)
  select w.lane, now(), count(*) from wanted w group by w.lane order by w.lane
  ${LANE_TAKES_MORE}
  returning key
), job_row as (
  insert into job (lane, kind, payload)
  select w.lane, w.kind, w.payload from wanted w join lanes l on l.key = w.lane order by w.n
)
select p.message as message_id, p.conversation_id, null::uuid as endpoint_id, p.seq, p.contact_id, p.from_id as contact_address_id,
       p.team_id, p.assignee_id, p.revision, p.last_seq, p.opened, p.reopened
from placed p
union all
select s.message, null, s.endpoint_id, null, null, null, null, null, null, null, null, null
from survivor s where s.endpoint_id is not null`;

/** The parameters of STATEMENT: one array per column. */
export function parameters(arrivals: readonly Arrival[]): unknown[] {
  const now = Date.now();
  const files = arrivals.flatMap(({ messageId, attachments }) =>
    attachments.map((file, position) => ({ id: newId(now), messageId, position, ...file })),
  );
  return [
    arrivals.map((a) => a.accountId),
    arrivals.map((a) => a.providerId),
    arrivals.map((a) => a.kind),
    arrivals.map((a) => a.address),
    arrivals.map((a) => a.name),
    arrivals.map((a) => a.frontTeamId),
    arrivals.map((a) => a.messageId),
    arrivals.map(() => newId(now)),
    arrivals.map(() => newId(now)),
    arrivals.map(() => newId(now)),
    arrivals.map((a) => a.text),
    arrivals.map((a) => JSON.stringify(a.content)),
    arrivals.map((a) => a.quiet),
    files.map((f) => f.id),
    files.map((f) => f.messageId),
    files.map((f) => f.position),
    files.map((f) => f.name ?? null),
    files.map((f) => f.mediaType),
    files.map((f) => f.url),
  ];
}
