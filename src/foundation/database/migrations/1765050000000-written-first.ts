/** Agents write first: why they may, and what kind of row each outgoing one is. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class WrittenFirst1765050000000 implements MigrationInterface {
  name = 'WrittenFirst1765050000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  `alter table delivery add column class text not null default 'reply'
     constraint delivery_class check (class in ('reply', 'notice', 'survey', 'proactive', 'staff'))`,
  `create table written_first (
    id uuid primary key,
    conversation_id uuid not null references conversation(id),
    contact_address_id uuid not null references contact_address(id),
    channel_account_id uuid not null references channel_account(id),
    agent_id uuid not null references agent(id),
    basis text not null constraint written_first_basis check (basis in ('asked', 'customer', 'other')),
    detail text,
    created_at timestamptz not null default now()
  )`,
  `create index written_first_conversation on written_first (conversation_id)`,
  `create index written_first_address on written_first (contact_address_id, created_at)`,
];

const DOWN = [`drop table written_first`, `alter table delivery drop column class`];
