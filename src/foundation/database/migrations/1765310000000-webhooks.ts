/** Webhooks out: endpoints, and triggers that write each event beside its fact, so that both commit or neither does. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Webhooks1765310000000 implements MigrationInterface {
  name = 'Webhooks1765310000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const ISO = (moment: string): string => `to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const TABLES = [
  `create table webhook_endpoint (
    id uuid primary key,
    name text not null,
    url text not null,
    kinds text[] not null,
    carries_text boolean not null default false,
    active boolean not null default true,
    off_reason text constraint webhook_endpoint_off check (off_reason in ('admin', 'gone', 'failing')),
    secret bytea not null,
    former_secret bytea,
    former_until timestamptz,
    failing_since timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint webhook_endpoint_active check (active = (off_reason is null))
  )`,
  `create table webhook_event (
    sequence bigint generated always as identity primary key,
    kind text not null,
    conversation_id uuid,
    contact_id uuid,
    data jsonb not null,
    at timestamptz not null default now()
  )`,
  `create index webhook_event_conversation on webhook_event (conversation_id) where conversation_id is not null`,
  `create index webhook_event_contact on webhook_event (contact_id) where contact_id is not null`,
  `create index webhook_event_at on webhook_event (at)`,
  `create table webhook_delivery (
    id uuid primary key,
    endpoint_id uuid not null references webhook_endpoint(id) on delete cascade,
    event_sequence bigint not null references webhook_event(sequence) on delete cascade,
    state text not null default 'pending' constraint webhook_delivery_state check (state in ('pending', 'delivered', 'failed')),
    run smallint not null default 0,
    attempts smallint not null default 0,
    response_status smallint,
    response_body text,
    fault text,
    next_at timestamptz not null default now(),
    tried_at timestamptz
  )`,
  `create unique index webhook_delivery_once on webhook_delivery (event_sequence, endpoint_id)`,
  `create index webhook_delivery_endpoint on webhook_delivery (endpoint_id, event_sequence)`,
  `create index webhook_delivery_undone on webhook_delivery (state, event_sequence) where state <> 'delivered'`,
  // Other systems have slots of their own, too (class 3).
  `drop index lane_due`,
  `create index lane_due on lane ((case when starts_with(key, 'answer:') then 1 when starts_with(key, 'delivery:') then 2 when starts_with(key, 'webhook:') then 3 else 0 end), due) where pending > 0`,
];

/** Costs one look at a tiny table where nobody listens. */
const TELL = [
  `create function webhook_wanted(what text) returns boolean language sql stable as $$
    select coalesce(current_setting('baton.restoring', true), '') <> 'on'
       and exists (select from webhook_endpoint e where e.active and what = any(e.kinds))
  $$`,
  // Each delivery has a lane of its own that nobody else can hold: writing it waits for nobody.
  `create function webhook_tell(what text, conversation uuid, contact uuid, about jsonb) returns void language plpgsql as $$
    declare number bigint; who uuid := contact;
    begin
      if not webhook_wanted(what) then return; end if;
      if conversation is not null and who is null then
        select c.contact_id into who from conversation c where c.id = conversation;
      end if;
      insert into webhook_event (kind, conversation_id, contact_id, data)
      values (what, conversation, who, jsonb_strip_nulls(jsonb_build_object('conversationId', conversation, 'contactId', who) || about))
      returning sequence into number;
      with listening as (
        -- An endpoint that is being deleted is waited for, and then not there.
        select e.id from webhook_endpoint e where e.active and what = any(e.kinds) order by e.id for key share
      ), made as (
        insert into webhook_delivery (id, endpoint_id, event_sequence)
        select gen_random_uuid(), l.id, number from listening l returning id
      ), lanes as (
        insert into lane (key, due, pending) select 'webhook:' || m.id, now(), 1 from made m returning key
      )
      insert into job (lane, kind, payload)
      select l.key, 'webhook', jsonb_build_object('webhookId', split_part(l.key, ':', 2)) from lanes l;
    end
  $$`,
];

const TRIGGERS = [
  `create function webhook_conversation() returns trigger language plpgsql as $$
    begin
      perform webhook_tell(
        case when tg_op = 'INSERT' then 'conversation.opened' when new.status = 'closed' then 'conversation.closed' else 'conversation.reopened' end,
        new.id, new.contact_id,
        jsonb_build_object('frontTeamId', new.front_team_id, 'teamId', new.team_id, 'holder', new.holder, 'episode', new.episode,
          'channelAccountId', new.channel_account_id, 'closedBy', case when new.status = 'closed' then new.closed_by end));
      return null;
    end
  $$`,
  `create trigger webhook_opened after insert on conversation for each row execute function webhook_conversation()`,
  `create trigger webhook_status after update of status on conversation for each row
     when (old.status is distinct from new.status and 'closed' in (old.status, new.status)) execute function webhook_conversation()`,

  `create function webhook_message() returns trigger language plpgsql as $$
    declare m record;
    begin
      if not webhook_wanted('message.received') then return null; end if;
      for m in select * from fresh where direction = 'in' order by conversation_id, seq loop
        perform webhook_tell('message.received', m.conversation_id, null,
          jsonb_build_object('messageId', m.id, 'seq', m.seq, 'author', m.author, 'channelAccountId', m.channel_account_id));
      end loop;
      return null;
    end
  $$`,
  // Once for a whole batch: most of what is written here comes in batches.
  `create trigger webhook_received after insert on message referencing new table as fresh for each statement execute function webhook_message()`,

  `create function webhook_sent() returns trigger language plpgsql as $$
    declare m message;
    begin
      select * into m from message where id = new.message_id;
      perform webhook_tell(case when new.state = 'failed' then 'message.failed' else 'message.sent' end, m.conversation_id, null,
        jsonb_build_object('messageId', m.id, 'seq', m.seq, 'author', m.author, 'agentId', m.agent_id,
          'channelAccountId', new.channel_account_id, 'fault', case when new.state = 'failed' then new.fault end));
      return null;
    end
  $$`,
  `create trigger webhook_sent after update of state on delivery for each row
     when (new.message_id is not null and old.state is distinct from new.state and (new.state = 'failed'
       or new.state in ('accepted', 'delivered', 'read') and old.state not in ('accepted', 'delivered', 'read')))
     execute function webhook_sent()`,

  `create function webhook_handoff() returns trigger language plpgsql as $$
    declare what text;
    begin
      what := case
        when tg_op = 'INSERT' then 'handoff.requested'
        when new.late_count > old.late_count then 'handoff.overdue'
        when new.state = 'queued' then 'handoff.requeued'
        else 'handoff.' || new.state end;
      perform webhook_tell(what, new.conversation_id, null,
        jsonb_build_object('handoffId', new.id, 'reason', new.reason, 'requestedBy', new.requested_by, 'teamId', new.team_id,
          'agentId', new.agent_id, 'priority', new.priority, 'episode', new.episode));
      return null;
    end
  $$`,
  `create trigger webhook_requested after insert on handoff for each row execute function webhook_handoff()`,
  // Queued and offered take turns while it waits; what is offered is told by the offers.
  `create trigger webhook_handoff after update on handoff for each row
     when (new.late_count > old.late_count
       or (old.state is distinct from new.state or old.agent_id is distinct from new.agent_id)
          and (new.state in ('accepted', 'returned', 'closed', 'cancelled') or old.state = 'accepted' and new.state = 'queued'))
     execute function webhook_handoff()`,

  `create function webhook_offer() returns trigger language plpgsql as $$
    begin
      perform webhook_tell(case when tg_op = 'INSERT' then 'offer.made' else 'offer.' || new.state end,
        (select h.conversation_id from handoff h where h.id = new.handoff_id), null,
        jsonb_build_object('offerId', new.id, 'handoffId', new.handoff_id, 'agentId', new.agent_id,
          'agentEndpointId', new.agent_endpoint_id, 'expiresAt', ${ISO('new.expires_at')}));
      return null;
    end
  $$`,
  `create trigger webhook_made after insert on offer for each row when (new.state = 'open') execute function webhook_offer()`,
  `create trigger webhook_answered after update of state on offer for each row
     when (old.state = 'open' and new.state in ('declined', 'expired')) execute function webhook_offer()`,

  `create function webhook_promise() returns trigger language plpgsql as $$
    begin
      perform webhook_tell(case when tg_op = 'INSERT' then 'promise.made' else 'promise.' || new.state end, new.conversation_id, null,
        jsonb_build_object('promiseId', new.id, 'handoffId', new.handoff_id, 'dueAt', ${ISO('new.due_at')}));
      return null;
    end
  $$`,
  `create trigger webhook_promised after insert on promise for each row when (new.state = 'open') execute function webhook_promise()`,
  `create trigger webhook_settled after update of state on promise for each row
     when (old.state = 'open' and new.state in ('kept', 'corrected', 'broken')) execute function webhook_promise()`,

  `create function webhook_link() returns trigger language plpgsql as $$
    begin
      perform webhook_tell(case when tg_op = 'INSERT' then 'contact.linked' else 'contact.unlinked' end, null, new.into_contact_id,
        jsonb_build_object('linkId', new.id, 'intoContactId', new.into_contact_id, 'fromContactId', new.from_contact_id, 'evidence', new.evidence));
      return null;
    end
  $$`,
  `create trigger webhook_linked after insert on contact_link for each row execute function webhook_link()`,
  `create trigger webhook_unlinked after update of undone_at on contact_link for each row
     when (old.undone_at is null and new.undone_at is not null) execute function webhook_link()`,
];

const UP = [...TABLES, ...TELL, ...TRIGGERS];

const DOWN = [
  ...['conversation', 'message', 'sent', 'handoff', 'offer', 'promise', 'link'].map(
    (name) => `drop function webhook_${name}() cascade`,
  ),
  `drop function webhook_tell(text, uuid, uuid, jsonb)`,
  `drop function webhook_wanted(text)`,
  `drop table webhook_delivery, webhook_event, webhook_endpoint`,
  `delete from job where lane like 'webhook:%'`,
  `delete from lane where key like 'webhook:%'`,
  `drop index lane_due`,
  `create index lane_due on lane ((case when starts_with(key, 'answer:') then 1 when starts_with(key, 'delivery:') then 2 else 0 end), due) where pending > 0`,
];
