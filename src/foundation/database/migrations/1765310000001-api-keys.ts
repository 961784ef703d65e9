/** Other systems at the API: their keys, and the handoffs that they asked for. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ApiKeys1765310000001 implements MigrationInterface {
  name = 'ApiKeys1765310000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  `create table api_key (
    id uuid primary key,
    name text not null,
    token_hash bytea not null,
    hint text not null,
    scopes text[] not null,
    created_at timestamptz not null default now(),
    last_used_at timestamptz,
    revoked_at timestamptz
  )`,
  `create unique index api_key_token on api_key (token_hash)`,
  `create table requested_handoff (
    id uuid primary key,
    api_key_id uuid not null references api_key(id),
    idempotency_key text,
    request_hash bytea not null,
    reference text,
    conversation_id uuid not null references conversation(id),
    handoff_id uuid not null references handoff(id),
    created_at timestamptz not null default now()
  )`,
  `create unique index requested_handoff_once on requested_handoff (api_key_id, idempotency_key) where idempotency_key is not null`,
  `create index requested_handoff_reference on requested_handoff (api_key_id, reference, id) where reference is not null`,
  `create index requested_handoff_conversation on requested_handoff (conversation_id)`,
  `create index requested_handoff_handoff on requested_handoff (handoff_id)`,
];

const DOWN = [`drop table requested_handoff`, `drop table api_key`];
