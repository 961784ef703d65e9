/**
 * The hot path: one prepared statement that makes events, addresses, contacts, conversations, messages, attachments, lanes and jobs
 * of a batch, whoever wrote.
 *
 * Rules that were paid for elsewhere: the inbound event goes first and only its survivors are numbered (else gaps); upserts return by
 * DO UPDATE, never DO NOTHING and select (else messages are lost); one row per key and upsert, keys sorted, locks in the order
 * event → address → conversation → lane (else deadlocks). Foreign keys are checked when the statement ends, so a contact may follow
 * its address. Snapshots are older than locks: what decides (reopen, wake) is read from the row that DO UPDATE holds.
 *
 * Starting its plan costs as much as ten messages (measured), so each node has to earn its place.
 */
import type { AddressKind, InboundMessage } from '../../channels/channel';
import { LANE_TAKES_MORE } from '../../foundation/jobs/enqueue';
import { newId } from '../../foundation/model/ids';

/** A file of a message: still with the provider, stored as a blob, or too large to be kept. */
export interface ArrivedFile {
  name: string | null;
  mediaType: string;
  url: string | null;
  sha256: Buffer | null;
  /** Size, where it is known. */
  bytes: number | null;
  contentId: string | null;
  state: 'remote' | 'stored' | 'refused';
  /** The whole message, not a file of it. */
  original: boolean;
}

/** Files count from 0; the whole message stands before them. */
export const ORIGINAL_POSITION = -1;

/** One message on its way in: masked, with the id it gets if it is new. */
export interface Arrival {
  accountId: string;
  frontTeamId: string;
  /** No two arrivals of a batch have the same account and this id. */
  providerId: string;
  kind: AddressKind;
  address: string;
  name: string | null;
  messageId: string;
  text: string;
  content: Record<string, unknown>;
  attachments: ArrivedFile[];
  /** Asks for nothing (courtesy, consent word): does not reopen what is closed. */
  quiet: boolean;
  /** The conversation that somebody other than its contact writes into: takes a transaction of its own. */
  participantOf: string | null;
  /** A participant who had a mail of ours. */
  hadOurs: boolean;
  /** May change consent: takes a transaction of its own. */
  mayConsent: boolean;
  /** What the provider recognised. */
  providerConsent: InboundMessage['consent'] | null;
}

/** One per message that is new; a duplicate has none. All but the first two are null for an agent's own endpoint. */
export interface Stored {
  message_id: string;
  endpoint_id: string | null;
  conversation_id: string | null;
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

interface Parts {
  names: boolean;
  files: boolean;
}

/**
 * The row that DO UPDATE holds is closed, and some word of the batch asks for something: `excluded.holder_epoch` is 1 then.
 * Who was asked how it went may be answering that: the screen knows a rating from a message, and reopens for the latter.
 */
const REOPENS = `(conversation.status = 'closed' and excluded.holder_epoch > 0 and not conversation.awaits_rating)`;

/** Our own id came back: the address is new, and so is its contact. */
const NEW_CONTACTS = `named as (
  insert into contact (id) select l.contact_id from line l where l.from_id = l.address_id
)`;

/** The same; and whoever has no name yet takes the one that comes with the message. */
const NAMED_CONTACTS = `named as (
  insert into contact (id, name)
  select distinct on (l.contact_id) l.contact_id, l.name
  from line l
  where l.from_id = l.address_id
     or (l.name is not null and exists (select from contact c where c.id = l.contact_id and c.name is null))
  order by l.contact_id, l.n
  on conflict (id) do update set name = excluded.name where contact.name is null
)`;

const ATTACHMENTS = `, attachment_row as (
  insert into attachment (id, message_id, position, name, media_type, source_url, sha256, bytes, content_id, state)
  select t.id, t.message, t.position, t.name, t.media_type, t.url, t.sha256, t.bytes, t.content_id, t.state
  from unnest($14::uuid[], $15::uuid[], $16::smallint[], $17::text[], $18::text[], $19::text[],
              $20::bytea[], $21::bigint[], $22::text[], $23::text[]) as t(id, message, position, name, media_type, url, sha256, bytes, content_id, state)
  where t.message in (select p.message from placed p)
), fetching as (
  -- A lane of its own for each message, in the slots of provider calls: nobody else can hold it, and nobody waits for it.
  insert into lane (key, due, pending)
  select 'delivery:media:' || p.message, now(), 1 from placed p
  where exists (select from unnest($15::uuid[], $23::text[]) as t(message, state) where t.message = p.message and t.state = 'remote')
  order by 1
  ${LANE_TAKES_MORE}
  returning key
), fetch_row as (
  insert into job (lane, kind, payload)
  select f.key, 'fetch-media', jsonb_build_object('messageId', split_part(f.key, ':', 3)) from fetching f
)`;

/** An agent's own files have no message of a conversation: the console fetches them. */
const CONSOLE_FILES = `(select jsonb_agg(jsonb_build_object('url', f.url, 'name', f.name))
  from unnest($15::uuid[], $17::text[], $19::text[]) as f(message, name, url) where f.message = s.message and f.url is not null)`;

const statement = ({ names, files }: Parts): string => `
with incoming as materialized (
  select r.* from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::uuid[],
                         $10::text[], $11::jsonb[], $12::boolean[], $13::text[]) with ordinality
    as r(account, event, kind, address, team, message, conversation, contact, address_id, body, content, quiet, name, n)
), event as (
  insert into inbound_event (channel_account_id, event_id)
  select i.account, i.event from incoming i order by i.account, i.event
  on conflict do nothing
  returning channel_account_id, event_id
), survivor as materialized (
  select i.*,
    -- An agent's phone while it is at work: with an offer or a customer, or told something within the hour. Else it is anybody's.
    (select e.id from agent_endpoint e
      where i.kind = 'phone' and e.channel_account_id = i.account and e.address = i.address and e.verified_at is not null
        and (exists (select from notice n where n.agent_endpoint_id = e.id and n.created_at > now() - interval '1 hour')
             or exists (select from offer o join handoff h on h.id = o.handoff_id
                         where o.agent_endpoint_id = e.id and o.state in ('open', 'accepted')
                           and h.state in ('queued', 'offered', 'accepted')))) as endpoint_id
  from incoming i join event v on v.channel_account_id = i.account and v.event_id = i.event
), addressed as (
  insert into contact_address (id, contact_id, kind, address, display_name)
  select distinct on (s.kind, s.address) s.address_id, s.contact, s.kind, s.address, s.name
  from survivor s where s.endpoint_id is null
  order by s.kind, s.address, s.n
  on conflict (kind, address) do update set
    last_seen_at = excluded.last_seen_at,
    display_name = coalesce(excluded.display_name, contact_address.display_name)
  returning id, contact_id, kind, address
), line as materialized (
  select s.*, a.id as from_id, a.contact_id,
         (row_number() over w)::integer as position, (count(*) over w)::integer as size, bool_and(s.quiet) over w as all_quiet
  from survivor s join addressed a on a.kind = s.kind and a.address = s.address
  window w as (partition by a.contact_id, s.team order by s.n rows between unbounded preceding and unbounded following)
), ${names ? NAMED_CONTACTS : NEW_CONTACTS}, held as (
  insert into conversation (id, contact_id, front_team_id, team_id, last_seq, revision, holder_epoch, channel_account_id, contact_address_id, last_inbound_at)
  -- The last of each conversation says where the customer wrote last.
  select l.conversation, l.contact_id, l.team, l.team, l.size, 1, case when l.all_quiet then 0 else 1 end, l.account, l.from_id, now()
  from line l where l.position = l.size
  order by l.contact_id, l.team
  on conflict (contact_id, front_team_id) where is_current do update set
    last_seq = conversation.last_seq + excluded.last_seq,
    revision = conversation.revision + 1,
    channel_account_id = excluded.channel_account_id,
    contact_address_id = excluded.contact_address_id,
    last_message_at = excluded.last_message_at,
    recency = excluded.recency,
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
  select l.account, l.event, l.message, l.body, l.content, l.n, l.contact_id, l.from_id,
         h.id as conversation, h.team_id, h.assignee_id, h.revision, h.last_seq, h.last_seq - l.size + l.position as seq,
         h.last_seq = l.size as opened, h.last_seq > l.size and h.opened_at = now() as reopened
  from line l join held h on h.contact_id = l.contact_id and h.front_team_id = l.team
), message_row as (
  insert into message (id, conversation_id, seq, direction, author, channel_account_id, contact_address_id, provider_id, text, content)
  select p.message, p.conversation, p.seq, 'in', 'contact', p.account, p.from_id, p.event, p.body, p.content from placed p
)${files ? ATTACHMENTS : ''}, wanted as materialized (
  select 'conversation:' || p.conversation as lane, 'screen' as kind,
         jsonb_build_object('conversationId', p.conversation, 'messageId', p.message, 'seq', p.seq, 'reopened', p.reopened) as payload,
         p.n, p.message, null::uuid as endpoint_id, p.conversation, p.seq, p.contact_id, p.from_id, p.team_id, p.assignee_id,
         p.revision, p.last_seq, p.opened, p.reopened
  from placed p
  union all
  select 'endpoint:' || s.endpoint_id, 'console',
         jsonb_strip_nulls(jsonb_build_object('endpointId', s.endpoint_id, 'text', s.body, 'providerId', s.event,
           'repliedTo', s.content->>'repliedTo', 'reaction', s.content->'reaction', 'files', ${files ? CONSOLE_FILES : 'null::jsonb'})),
         s.n, s.message, s.endpoint_id, null, null, null, null, null, null, null, null, null, null
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
select w.message as message_id, w.endpoint_id, w.conversation as conversation_id, w.seq, w.contact_id, w.from_id as contact_address_id,
       w.team_id, w.assignee_id, w.revision, w.last_seq, w.opened, w.reopened
from wanted w`;

/** Most batches have neither names nor files, and go without the nodes for them. */
const VARIANTS: readonly (Parts & { name: string; text: string })[] = [
  { names: false, files: false },
  { names: true, files: false },
  { names: false, files: true },
  { names: true, files: true },
].map((parts) => ({
  ...parts,
  name: `ingest${parts.names ? '_names' : ''}${parts.files ? '_files' : ''}`,
  text: statement(parts),
}));

/** A prepared statement and its parameters. */
export interface Prepared {
  name: string;
  text: string;
  values: unknown[];
}

/** What stores `arrivals`, answering with a `Stored` for each that is new. */
export function prepared(arrivals: readonly Arrival[]): Prepared {
  const names = arrivals.some((arrival) => arrival.name !== null);
  const files = arrivals.some((arrival) => arrival.attachments.length > 0);
  const variant = VARIANTS.find((each) => each.names === names && each.files === files);
  if (!variant) throw new Error('Every kind of batch has its statement.');
  return {
    name: variant.name,
    text: variant.text,
    values: files ? [...columnsOf(arrivals), ...attachmentsOf(arrivals)] : columnsOf(arrivals),
  };
}

function columnsOf(arrivals: readonly Arrival[]): unknown[] {
  const now = Date.now();
  return [
    arrivals.map((a) => a.accountId),
    arrivals.map((a) => a.providerId),
    arrivals.map((a) => a.kind),
    arrivals.map((a) => a.address),
    arrivals.map((a) => a.frontTeamId),
    arrivals.map((a) => a.messageId),
    arrivals.map(() => newId(now)),
    arrivals.map(() => newId(now)),
    arrivals.map(() => newId(now)),
    arrivals.map((a) => a.text),
    arrivals.map((a) => JSON.stringify(a.content)),
    arrivals.map((a) => a.quiet),
    arrivals.map((a) => a.name),
  ];
}

function attachmentsOf(arrivals: readonly Arrival[]): unknown[] {
  const now = Date.now();
  const files = arrivals.flatMap(({ messageId, attachments }) =>
    attachments.map((file, index) => ({
      ...file,
      id: newId(now),
      messageId,
      position: file.original ? ORIGINAL_POSITION : index,
    })),
  );
  return [
    files.map((f) => f.id),
    files.map((f) => f.messageId),
    files.map((f) => f.position),
    files.map((f) => f.name),
    files.map((f) => f.mediaType),
    files.map((f) => f.url),
    files.map((f) => f.sha256),
    files.map((f) => f.bytes),
    files.map((f) => f.contentId),
    files.map((f) => f.state),
  ];
}
