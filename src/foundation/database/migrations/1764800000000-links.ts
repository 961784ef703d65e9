/** One customer, many addresses: contacts joined on evidence, the codes that prove an address, and notices to customers. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Links1764800000000 implements MigrationInterface {
  name = 'Links1764800000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const KINDS = `'offer', 'code', 'invitation', 'relay', 'console'`;

const UP = [
  `create table contact_link (
    id uuid primary key,
    into_contact_id uuid not null references contact(id),
    from_contact_id uuid not null references contact(id),
    evidence text not null constraint contact_link_evidence check (evidence in ('code', 'signed_in', 'agent')),
    detail text not null,
    agent_id uuid references agent(id),
    conversation_id uuid references conversation(id),
    after_seq integer not null default 0,
    address_ids uuid[] not null,
    conversation_ids uuid[] not null,
    identities jsonb not null default '[]',
    created_at timestamptz not null default now(),
    undone_at timestamptz,
    undone_by_id uuid references agent(id)
  )`,
  `create index contact_link_into on contact_link (into_contact_id)`,
  `create index contact_link_from on contact_link (from_contact_id)`,
  `create index contact_link_conversation on contact_link (conversation_id) where conversation_id is not null`,
  `create table link_code (
    conversation_id uuid primary key references conversation(id),
    contact_address_id uuid not null references contact_address(id),
    channel_account_id uuid not null references channel_account(id),
    code_hash bytea not null,
    attempts smallint not null default 0,
    agent_id uuid references agent(id),
    expires_at timestamptz not null,
    created_at timestamptz not null default now()
  )`,
  `create index link_code_address on link_code (contact_address_id)`,
  `alter table notice alter column agent_endpoint_id drop not null`,
  `alter table notice add column contact_address_id uuid references contact_address(id)`,
  `alter table notice drop constraint notice_kind`,
  `alter table notice add constraint notice_kind check (kind in (${KINDS}, 'verification'))`,
  `alter table notice add constraint notice_reader check (num_nonnulls(agent_endpoint_id, contact_address_id) = 1)`,
  `create index notice_contact_address on notice (contact_address_id, created_at) where contact_address_id is not null`,
  `create index notice_verification on notice (created_at) where kind = 'verification'`,
];

const DOWN = [
  `delete from delivery where notice_id in (select id from notice where contact_address_id is not null)`,
  `delete from notice where contact_address_id is not null`,
  `drop index notice_verification`,
  `alter table notice drop constraint notice_reader`,
  `alter table notice drop constraint notice_kind`,
  `alter table notice add constraint notice_kind check (kind in (${KINDS}))`,
  `alter table notice drop column contact_address_id`,
  `alter table notice alter column agent_endpoint_id set not null`,
  `drop table link_code`,
  `drop table contact_link`,
];
