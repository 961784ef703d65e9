/**
 * What email needs: contents of files by their hash, a cursor per wire that is read rather than heard, what could not be read, and
 * senders who only claim an address.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Mail1764200000000 implements MigrationInterface {
  name = 'Mail1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  `create table blob (
    sha256 bytea primary key,
    bytes bytea not null,
    created_at timestamptz not null default now()
  )`,
  // Most files are compressed already.
  `alter table blob alter column bytes set storage external`,
  `alter table attachment add column content_id text`,
  `create index attachment_blob on attachment (sha256) where sha256 is not null`,

  `alter table contact_address drop constraint contact_address_kind`,
  // A claimed address has contacts and conversations of its own: whoever only says that they are somebody reaches nothing of theirs.
  `alter table contact_address add constraint contact_address_kind check (kind in ('phone', 'email', 'claimed_email', 'visitor'))`,
  `alter table contact_address add column unreachable_at timestamptz`,
  `alter table contact_address add column unreachable_why text`,

  `create table source_cursor (
    channel_account_id uuid primary key references channel_account(id),
    cursor jsonb not null,
    behind integer not null default 0,
    updated_at timestamptz not null default now()
  )`,
  `create table quarantine (
    id uuid primary key,
    channel_account_id uuid not null references channel_account(id),
    event_id text not null,
    sealed bytea not null,
    size integer not null,
    error text not null,
    tries smallint not null default 1,
    released_at timestamptz,
    created_at timestamptz not null default now()
  )`,
  `create unique index quarantine_event on quarantine (channel_account_id, event_id)`,
  `create index quarantine_held on quarantine (id desc) where released_at is null`,

  // By the ids that other people's mails have: who answers them belongs to the conversation.
  `create index message_mail_id on message (channel_account_id, (content->'email'->>'messageId')) where content ? 'email'`,
  // What somebody wrote into other people's conversations, to be found when they are erased.
  `create index message_participant on message (contact_address_id) where content ? 'participant'`,
];

const DOWN = [
  `drop index message_participant`,
  `drop index message_mail_id`,
  `drop table quarantine`,
  `drop table source_cursor`,
  `alter table contact_address drop column unreachable_why`,
  `alter table contact_address drop column unreachable_at`,
  `alter table contact_address drop constraint contact_address_kind`,
  `alter table contact_address add constraint contact_address_kind check (kind in ('phone', 'email', 'visitor'))`,
  `drop index attachment_blob`,
  `alter table attachment drop column content_id`,
  `drop table blob`,
];
