/** What it takes to ask another policy about the past: the circumstances of each decision, and the runs of edited policies over them. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PolicyTrials1764600000000 implements MigrationInterface {
  name = 'PolicyTrials1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  `alter table decision add column circumstances jsonb`,
  `create table policy_trial (
    id uuid primary key,
    base_version integer not null references policy(version),
    before jsonb not null,
    after jsonb not null,
    days integer not null,
    state text not null default 'queued',
    -- Decisions have ids that sort by time: the run walks from one to the other and stands at the cursor.
    from_id uuid not null,
    to_id uuid not null,
    cursor_id uuid not null,
    total integer not null default 0,
    seen integer not null default 0,
    compared integer not null default 0,
    left_out integer not null default 0,
    newly integer not null default 0,
    no_longer integer not null default 0,
    moved integer not null default 0,
    offers integer not null default 0,
    load jsonb not null default '[]',
    agent_id uuid references agent(id),
    created_at timestamptz not null default now(),
    ended_at timestamptz,
    constraint policy_trial_state check (state in ('queued', 'running', 'done', 'cancelled', 'failed')),
    constraint policy_trial_ended check ((state in ('queued', 'running')) = (ended_at is null))
  )`,
  `create table policy_difference (
    trial_id uuid not null references policy_trial(id) on delete cascade,
    conversation_id uuid not null references conversation(id),
    decision_id uuid not null,
    message_id uuid not null references message(id),
    seq integer not null,
    kind text not null,
    before jsonb not null,
    after jsonb not null,
    primary key (trial_id, conversation_id),
    constraint policy_difference_kind check (kind in ('newly', 'no_longer', 'moved', 'offers'))
  )`,
  `create index policy_difference_list on policy_difference (trial_id, kind, decision_id)`,
  `create index policy_difference_conversation on policy_difference (conversation_id)`,
  `create index policy_difference_message on policy_difference (message_id)`,
];

const DOWN = [
  `drop table policy_difference`,
  `drop table policy_trial`,
  `alter table decision drop column circumstances`,
];
