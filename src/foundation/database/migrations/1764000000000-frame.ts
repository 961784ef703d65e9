/** The first schema: the conversation model, its laws as constraints, the outbox and the lanes. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Frame1764000000000 implements MigrationInterface {
  name = 'Frame1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema public cascade');
    await runner.query('create schema public');
  }
}

const STATEMENTS = [
  `create extension if not exists btree_gist`,

  // ── people of the business ────────────────────────────────────────────────
  `create table team (
    id uuid primary key,
    name text not null,
    time_zone text not null default 'UTC',
    hours jsonb not null default '{"weekly":[],"holidays":[]}',
    is_fallback boolean not null default false,
    demo boolean not null default false,
    archived_at timestamptz,
    created_at timestamptz not null default now()
  )`,
  `create unique index team_name on team (lower(name)) where archived_at is null`,
  // Exactly one team catches what no mapping names: it can neither be doubled nor archived.
  `create unique index team_fallback on team (is_fallback) where is_fallback`,
  `alter table team add constraint team_fallback_stays check (not is_fallback or archived_at is null)`,

  `create table agent (
    id uuid primary key,
    email text not null,
    name text not null,
    public_name text not null,
    role text not null default 'agent' constraint agent_role check (role in ('agent', 'admin')),
    password_hash text,
    on_call boolean not null default false,
    presence text not null default 'away' constraint agent_presence check (presence in ('online', 'away')),
    presence_at timestamptz,
    capacity smallint not null default 20,
    demo boolean not null default false,
    disabled_at timestamptz,
    created_at timestamptz not null default now()
  )`,
  `create unique index agent_email on agent (lower(email))`,
  `create table team_member (
    team_id uuid not null references team(id) on delete cascade,
    agent_id uuid not null references agent(id) on delete cascade,
    primary key (team_id, agent_id)
  )`,
  `create index team_member_agent on team_member (agent_id)`,

  `create table session (
    token_hash bytea primary key,
    agent_id uuid not null references agent(id) on delete cascade,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at timestamptz not null
  )`,
  `create index session_agent on session (agent_id)`,
  `create table password_reset (
    token_hash bytea primary key,
    agent_id uuid not null references agent(id) on delete cascade,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz
  )`,
  `create index password_reset_agent on password_reset (agent_id)`,

  // ── channels ──────────────────────────────────────────────────────────────
  `create table channel_account (
    id uuid primary key,
    channel text not null,
    name text not null,
    address text not null,
    team_id uuid references team(id),
    assistant_mode text not null default 'drafts' constraint channel_account_mode check (assistant_mode in ('off', 'drafts', 'answers')),
    settings jsonb not null default '{}',
    secrets bytea,
    simulated boolean not null default false,
    active boolean not null default true,
    health text not null default 'unknown' constraint channel_account_health check (health in ('unknown', 'ok', 'failing')),
    health_detail text,
    health_at timestamptz,
    created_at timestamptz not null default now()
  )`,
  `create unique index channel_account_address on channel_account (channel, address)`,
  `create index channel_account_team on channel_account (team_id)`,

  `create table agent_endpoint (
    id uuid primary key,
    agent_id uuid not null references agent(id) on delete cascade,
    channel_account_id uuid not null references channel_account(id),
    address text not null,
    position smallint not null default 0,
    code_hash bytea,
    code_expires_at timestamptz,
    verified_at timestamptz,
    stopped_at timestamptz,
    created_at timestamptz not null default now()
  )`,
  // On that account the address is always this agent's: a console, never a contact.
  `create unique index agent_endpoint_address on agent_endpoint (channel_account_id, address)`,
  `create index agent_endpoint_agent on agent_endpoint (agent_id)`,

  // ── contacts ──────────────────────────────────────────────────────────────
  `create table contact (
    id uuid primary key,
    name text,
    language text,
    time_zone text,
    attributes jsonb not null default '{}',
    created_at timestamptz not null default now()
  )`,
  `create table contact_address (
    id uuid primary key,
    contact_id uuid not null references contact(id),
    kind text not null constraint contact_address_kind check (kind in ('phone', 'email', 'visitor')),
    address text not null,
    display_name text,
    verified_at timestamptz,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now()
  ) with (fillfactor = 80)`,
  `create unique index contact_address_address on contact_address (kind, address)`,
  `create index contact_address_contact on contact_address (contact_id)`,
  `create table consent (
    contact_address_id uuid not null references contact_address(id),
    channel_account_id uuid not null references channel_account(id),
    state text not null constraint consent_state check (state in ('in', 'out')),
    source text not null,
    changed_at timestamptz not null default now(),
    primary key (contact_address_id, channel_account_id)
  )`,

  // ── conversations ─────────────────────────────────────────────────────────
  `create table conversation (
    id uuid primary key,
    contact_id uuid not null references contact(id),
    front_team_id uuid not null references team(id),
    team_id uuid not null references team(id),
    assignee_id uuid references agent(id),
    last_agent_id uuid references agent(id),
    holder text not null default 'assistant' constraint conversation_holder check (holder in ('assistant', 'queue', 'agent')),
    status text not null default 'open' constraint conversation_status check (status in ('open', 'snoozed', 'closed')),
    is_current boolean not null default true,
    holder_epoch integer not null default 0,
    last_seq integer not null default 0,
    covered_seq integer not null default 0,
    revision bigint not null default 0,
    episode integer not null default 0,
    priority smallint not null default 0,
    channel_account_id uuid not null references channel_account(id),
    contact_address_id uuid not null references contact_address(id),
    language text,
    disclosed_at timestamptz,
    human_offered_seq integer,
    last_message_at timestamptz not null default now(),
    last_inbound_at timestamptz,
    waiting_since timestamptz,
    opened_at timestamptz not null default now(),
    closed_at timestamptz,
    closed_by text,
    snoozed_until timestamptz,
    constraint conversation_agent_holds check ((holder = 'agent') = (assignee_id is not null)),
    constraint conversation_closed_is_idle check (status <> 'closed' or (holder = 'assistant' and closed_at is not null)),
    constraint conversation_covered check (covered_seq between 0 and last_seq)
  ) with (fillfactor = 70)`,
  // One current conversation per contact and front team. A closed one stays current (new words reopen it) until its reopen window ends.
  `create unique index conversation_current on conversation (contact_id, front_team_id) where is_current`,
  `create index conversation_contact on conversation (contact_id, id)`,
  `create index conversation_waiting on conversation (team_id, priority desc, waiting_since, id) where status = 'open' and holder = 'queue'`,
  `create index conversation_mine on conversation (assignee_id, last_message_at desc, id desc) where assignee_id is not null`,
  `create index conversation_team_recent on conversation (team_id, last_message_at desc, id desc)`,
  // What is open is few beside what was: the inbox never walks closed conversations to find it.
  `create index conversation_open on conversation (team_id, holder, last_message_at desc, id desc) where status <> 'closed'`,
  `create index conversation_idle on conversation (last_message_at) where status = 'open' and holder = 'assistant'`,

  `create table message (
    id uuid primary key,
    conversation_id uuid not null references conversation(id),
    seq integer not null constraint message_seq check (seq > 0),
    direction text not null constraint message_direction check (direction in ('in', 'out')),
    author text not null constraint message_author check (author in ('contact', 'agent', 'assistant', 'system')),
    agent_id uuid references agent(id),
    agent_endpoint_id uuid references agent_endpoint(id),
    channel_account_id uuid not null references channel_account(id),
    contact_address_id uuid not null references contact_address(id),
    provider_id text,
    client_id text,
    text text not null default '',
    content jsonb not null default '{}',
    created_at timestamptz not null default now(),
    constraint message_author_direction check ((direction = 'in') = (author = 'contact')),
    constraint message_agent check ((author = 'agent') = (agent_id is not null))
  )`,
  `create unique index message_seq_unique on message (conversation_id, seq desc)`,
  `create unique index message_provider on message (channel_account_id, provider_id) where provider_id is not null`,
  `create unique index message_client on message (conversation_id, client_id) where client_id is not null`,

  `create table attachment (
    id uuid primary key,
    message_id uuid not null references message(id),
    position smallint not null,
    name text,
    media_type text not null,
    bytes bigint,
    sha256 bytea,
    source_url text,
    state text not null default 'remote' constraint attachment_state check (state in ('remote', 'stored', 'refused')),
    created_at timestamptz not null default now()
  )`,
  `create unique index attachment_position on attachment (message_id, position)`,

  `create table note (
    id uuid primary key,
    conversation_id uuid not null references conversation(id),
    after_seq integer not null,
    agent_id uuid not null references agent(id),
    text text not null,
    created_at timestamptz not null default now()
  )`,
  `create index note_conversation on note (conversation_id, after_seq, id)`,

  `create table conversation_read (
    conversation_id uuid not null references conversation(id) on delete cascade,
    agent_id uuid not null references agent(id) on delete cascade,
    seq integer not null,
    draft text,
    updated_at timestamptz not null default now(),
    primary key (conversation_id, agent_id)
  )`,

  // ── the assistant's cycles and the policy's decisions ─────────────────────
  `create table turn (
    id uuid primary key,
    conversation_id uuid not null references conversation(id),
    from_seq integer not null,
    to_seq integer not null,
    epoch integer not null,
    outcome text not null constraint turn_outcome check (outcome in ('answered', 'suggested', 'unknown', 'drafted', 'handed_off', 'closed', 'left_to_human', 'silent')),
    assistant text,
    model text,
    reply_message_id uuid references message(id),
    draft text,
    article_ids uuid[] not null default '{}',
    steps jsonb not null default '[]',
    discarded smallint not null default 0,
    tokens_in integer not null default 0,
    tokens_out integer not null default 0,
    duration_ms integer not null default 0,
    error text,
    created_at timestamptz not null default now(),
    constraint turn_range check (from_seq > 0 and to_seq >= from_seq),
    -- Each message is covered by exactly one turn: ranges of one conversation never overlap.
    constraint turn_covers_once exclude using gist (conversation_id with =, int4range(from_seq, to_seq, '[]') with &&)
  )`,
  `create index turn_reply on turn (reply_message_id) where reply_message_id is not null`,

  `create table policy (
    version integer primary key,
    body jsonb not null,
    demo boolean not null default false,
    agent_id uuid references agent(id),
    published_at timestamptz not null default now()
  )`,

  `create table decision (
    id uuid primary key,
    conversation_id uuid not null references conversation(id),
    message_id uuid references message(id),
    seq integer not null,
    policy_version integer not null references policy(version),
    outcome text not null constraint decision_outcome check (outcome in ('continue', 'offer_human', 'handoff', 'danger')),
    reason text,
    rule text,
    evidence jsonb not null default '[]',
    evaluated jsonb not null default '[]',
    counterfactual text,
    created_at timestamptz not null default now()
  )`,
  `create index decision_conversation on decision (conversation_id, seq, id)`,

  // ── handoffs ──────────────────────────────────────────────────────────────
  `create table handoff (
    id uuid primary key,
    conversation_id uuid not null references conversation(id),
    episode integer not null,
    state text not null constraint handoff_state check (state in ('queued', 'offered', 'accepted', 'returned', 'closed', 'cancelled')),
    reason text not null,
    requested_by text not null constraint handoff_requested_by check (requested_by in ('contact', 'policy', 'assistant', 'agent', 'system')),
    decision_id uuid references decision(id),
    team_id uuid not null references team(id),
    preferred_agent_id uuid references agent(id),
    agent_id uuid references agent(id),
    priority smallint not null default 0,
    brief jsonb not null,
    looks integer not null default 0,
    requested_seq integer not null,
    requested_at timestamptz not null default now(),
    accepted_at timestamptz,
    first_reply_at timestamptz,
    acknowledged_at timestamptz,
    ended_at timestamptz,
    ended_seq integer,
    constraint handoff_accepted check (state <> 'accepted' or agent_id is not null),
    constraint handoff_ended check ((state in ('returned', 'closed', 'cancelled')) = (ended_at is not null and ended_seq is not null))
  )`,
  `create unique index handoff_live on handoff (conversation_id) where state in ('queued', 'offered', 'accepted')`,
  `create index handoff_conversation on handoff (conversation_id, requested_at)`,

  `create table offer (
    id uuid primary key,
    handoff_id uuid not null references handoff(id),
    agent_id uuid not null references agent(id),
    agent_endpoint_id uuid references agent_endpoint(id),
    state text not null default 'open' constraint offer_state check (state in ('open', 'accepted', 'declined', 'expired', 'withdrawn')),
    code smallint,
    detail text,
    offered_at timestamptz not null default now(),
    expires_at timestamptz not null,
    answered_at timestamptz,
    constraint offer_answered check ((state = 'open') = (answered_at is null))
  )`,
  // Two acceptances never happen.
  `create unique index offer_accepted on offer (handoff_id) where state = 'accepted'`,
  `create unique index offer_open on offer (handoff_id, agent_id, agent_endpoint_id) nulls not distinct where state = 'open'`,
  `create index offer_agent on offer (agent_id) where state = 'open'`,
  `create index offer_handoff on offer (handoff_id, offered_at)`,
  `create index offer_endpoint on offer (agent_endpoint_id) where state in ('open', 'accepted')`,

  // ── sending ───────────────────────────────────────────────────────────────
  `create table notice (
    id uuid primary key,
    kind text not null constraint notice_kind check (kind in ('offer', 'code', 'invitation', 'relay', 'console')),
    agent_endpoint_id uuid not null references agent_endpoint(id),
    conversation_id uuid references conversation(id),
    text text not null,
    created_at timestamptz not null default now()
  )`,
  `create table delivery (
    id uuid primary key,
    message_id uuid references message(id),
    notice_id uuid references notice(id),
    conversation_id uuid references conversation(id),
    channel_account_id uuid not null references channel_account(id),
    to_address text not null,
    epoch integer,
    state text not null default 'queued' constraint delivery_state check (state in ('queued', 'sending', 'unknown', 'accepted', 'delivered', 'read', 'failed', 'withdrawn')),
    attempts smallint not null default 0,
    provider_id text,
    fault text,
    detail text,
    created_at timestamptz not null default now(),
    sent_at timestamptz,
    settled_at timestamptz,
    constraint delivery_one_item check (num_nonnulls(message_id, notice_id) = 1)
  ) with (fillfactor = 80)`,
  `create unique index delivery_message on delivery (message_id) where message_id is not null`,
  `create unique index delivery_notice on delivery (notice_id) where notice_id is not null`,
  `create unique index delivery_provider on delivery (channel_account_id, provider_id) where provider_id is not null`,
  `create index delivery_pending on delivery (conversation_id) where state in ('queued', 'sending', 'unknown')`,

  `create table inbound_event (
    channel_account_id uuid not null references channel_account(id),
    event_id text not null,
    received_at timestamptz not null default now(),
    primary key (channel_account_id, event_id)
  )`,

  // ── knowledge ─────────────────────────────────────────────────────────────
  `create table article (
    id uuid primary key,
    title text not null,
    body text not null,
    phrasings text[] not null default '{}',
    url text,
    language text not null default 'en',
    escalate jsonb,
    demo boolean not null default false,
    active boolean not null default true,
    revision integer not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,

  // Counted attempts (sign-in, reset, codes) that hold across replicas; the shape is rate-limiter-flexible's.
  `create table rate_limit (
    key varchar(255) primary key,
    points integer not null default 0,
    expire bigint
  )`,

  // ── housekeeping ──────────────────────────────────────────────────────────
  `create table setting (
    key text primary key,
    value jsonb not null,
    updated_at timestamptz not null default now()
  )`,
  `create table audit_entry (
    id uuid primary key,
    agent_id uuid references agent(id),
    actor text not null,
    action text not null,
    subject_kind text not null,
    subject_id text not null,
    before jsonb,
    after jsonb,
    at timestamptz not null default now()
  )`,
  `create index audit_entry_recent on audit_entry (id desc)`,

  // Lanes: one row per ordered line of work; due is lease and back-off in one, token fences a late worker.
  `create table lane (
    key text primary key,
    due timestamptz not null,
    pending integer not null default 0,
    token bigint not null default 0,
    owner text
  ) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500)`,
  // What is due, by class: model calls (1) and provider calls (2) have slots of their own, so that nothing quick (0) ever waits behind them.
  `create index lane_due on lane ((case when starts_with(key, 'answer:') then 1 when starts_with(key, 'delivery:') then 2 else 0 end), due) where pending > 0`,
  `create table job (
    id bigint generated always as identity primary key,
    lane text not null,
    kind text not null,
    payload jsonb not null,
    attempts smallint not null default 0,
    not_before timestamptz,
    created_at timestamptz not null default now()
  ) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500)`,
  `create index job_lane on job (lane, id)`,
  `create table dead_job (
    id bigint primary key,
    lane text not null,
    kind text not null,
    payload jsonb not null,
    attempts smallint not null,
    error text not null,
    created_at timestamptz not null,
    died_at timestamptz not null default now()
  )`,
];
