/** The console on phones: answers held until it is clear whom they are for, and which customers left a phone a moment ago. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Console1765200000000 implements MigrationInterface {
  name = 'Console1765200000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  `create table held_answer (
    id uuid primary key,
    agent_endpoint_id uuid not null references agent_endpoint(id) on delete cascade,
    key text not null,
    text text not null,
    held_at timestamptz not null default now()
  )`,
  `create index held_answer_endpoint on held_answer (agent_endpoint_id)`,
  `alter table offer add column left_at timestamptz`,
  `create index offer_code on offer (agent_endpoint_id, offered_at) where code is not null`,
  `create index notice_endpoint on notice (agent_endpoint_id, created_at) where agent_endpoint_id is not null`,
];

const DOWN = [
  `drop index notice_endpoint`,
  `drop index offer_code`,
  `alter table offer drop column left_at`,
  `drop table held_answer`,
];
