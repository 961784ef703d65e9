/** Watching over handoffs: promised times, reminders of silent owners, and what the customer was told while it took longer. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Watch1764850000000 implements MigrationInterface {
  name = 'Watch1764850000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  `alter table handoff add column nudged_at timestamptz, add column late_at timestamptz,
     add column late_count smallint not null default 0`,
  `create index conversation_silent on conversation (team_id, waiting_since)
     where status = 'open' and holder = 'agent' and waiting_since is not null`,
  `create table promise (
    id uuid primary key,
    conversation_id uuid not null references conversation(id),
    handoff_id uuid not null references handoff(id),
    message_id uuid not null references message(id),
    due_at timestamptz not null,
    corrections smallint not null default 0,
    state text not null default 'open'
      constraint promise_state check (state in ('open', 'kept', 'corrected', 'broken', 'void')),
    made_at timestamptz not null default now(),
    settled_at timestamptz,
    constraint promise_settled check ((state = 'open') = (settled_at is null))
  )`,
  `create index promise_due on promise (due_at) where state = 'open'`,
  `create index promise_conversation on promise (conversation_id)`,
  `create index promise_handoff on promise (handoff_id)`,
  `create index promise_message on promise (message_id)`,
];

const DOWN = [
  `drop table promise`,
  `drop index conversation_silent`,
  `alter table handoff drop column nudged_at, drop column late_at, drop column late_count`,
];
