/** What agents asked of the model, and what it cost. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Aids1765300000000 implements MigrationInterface {
  name = 'Aids1765300000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  `create table aid (
    id uuid primary key,
    conversation_id uuid not null references conversation(id),
    agent_id uuid not null references agent(id),
    kind text not null constraint aid_kind check (kind in ('draft', 'summary', 'translation', 'answer')),
    model text not null,
    tokens_in integer not null,
    tokens_out integer not null,
    cost_micros integer not null,
    error text,
    created_at timestamptz not null default now()
  )`,
  `create index aid_created on aid (created_at)`,
  `create index aid_conversation on aid (conversation_id)`,
];

const DOWN = [`drop table aid`];
