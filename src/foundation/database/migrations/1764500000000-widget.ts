/** What the web chat needs: who a business's own server says that its customers are, and the addresses that visitors claim. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Widget1764500000000 implements MigrationInterface {
  name = 'Widget1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  `create table external_identity (
    channel_account_id uuid not null references channel_account(id),
    external_id text not null,
    contact_id uuid not null references contact(id),
    name text,
    email text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (channel_account_id, external_id)
  )`,
  // A contact is one customer of an account: a second id is another customer, and never merges.
  `create unique index external_identity_contact on external_identity (contact_id, channel_account_id)`,
  `create table email_claim (
    contact_id uuid primary key references contact(id),
    conversation_id uuid not null references conversation(id),
    email text not null,
    consent text not null,
    language text not null,
    created_at timestamptz not null default now()
  )`,
  `create index email_claim_conversation on email_claim (conversation_id)`,
];

const DOWN = [`drop table email_claim`, `drop table external_identity`];
