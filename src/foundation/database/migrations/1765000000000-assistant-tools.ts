/** What the assistant does for customers once they agreed, and what each of its turns cost. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AssistantTools1765000000000 implements MigrationInterface {
  name = 'AssistantTools1765000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  `alter table turn add column cost_micros integer not null default 0`,
  `create index turn_created on turn (created_at)`,
  `create table tool_call (
    id uuid primary key,
    conversation_id uuid not null references conversation(id),
    asked_seq integer not null,
    tool text not null,
    parameters jsonb not null,
    state text not null default 'asked'
      constraint tool_call_state check (state in ('asked', 'running', 'done', 'failed', 'unknown')),
    created_at timestamptz not null default now()
  )`,
  `create index tool_call_conversation on tool_call (conversation_id, asked_seq)`,
];

const DOWN = [`drop table tool_call`, `drop index turn_created`, `alter table turn drop column cost_micros`];
