/** The place of a handoff in its queue: what the customer was told of it, what they chose instead of waiting, and how long it took. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class QueueTickets1765380000002 implements MigrationInterface {
  name = 'QueueTickets1765380000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table queue_ticket');
  }
}

const UP = [
  `create table queue_ticket (
    handoff_id uuid primary key references handoff(id),
    conversation_id uuid not null references conversation(id),
    team_id uuid not null references team(id),
    ahead smallint,
    low_seconds integer,
    high_seconds integer,
    ahead_now smallint,
    low_now integer,
    high_now integer,
    told_ahead smallint,
    told_at timestamptz not null default now(),
    updates smallint not null default 0,
    asks text constraint queue_ticket_asks check (asks in ('way', 'time', 'email')),
    times timestamptz[] not null default '{}',
    callback_at timestamptz,
    waited_seconds integer,
    constraint queue_ticket_told check ((low_seconds is null) = (high_seconds is null)),
    constraint queue_ticket_now check ((low_now is null) = (high_now is null))
  )`,
  `create index queue_ticket_conversation on queue_ticket (conversation_id)`,
  `create index queue_ticket_waited on queue_ticket (team_id, handoff_id) where waited_seconds is not null`,
  `create index queue_ticket_counted on queue_ticket (handoff_id) where ahead_now is not null`,
];
