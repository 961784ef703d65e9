/** How it went: what a customer is asked after closing, and what they answered. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Surveys1765340000000 implements MigrationInterface {
  name = 'Surveys1765340000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  `alter table team add column survey jsonb not null default '{}'`,
  `alter table conversation add column awaits_rating boolean not null default false`,
  `create table survey (
    id uuid primary key,
    conversation_id uuid not null references conversation(id),
    episode integer not null,
    team_id uuid not null references team(id),
    answered_by text not null constraint survey_answered_by check (answered_by in ('human', 'assistant')),
    agent_id uuid references agent(id),
    message_id uuid not null references message(id),
    awaits text default 'score' constraint survey_awaits check (awaits in ('score', 'reason')),
    score smallint constraint survey_score check (score between 1 and 5),
    reason text,
    asked_at timestamptz not null default now(),
    rated_at timestamptz,
    constraint survey_rated check ((score is null) = (rated_at is null))
  )`,
  `create unique index survey_episode on survey (conversation_id, episode)`,
  `create index survey_asked on survey (asked_at)`,
  `create index survey_rated_at on survey (rated_at, id) where rated_at is not null`,
  `create index survey_message on survey (message_id)`,
];

const DOWN = [
  `drop table survey`,
  `alter table conversation drop column awaits_rating`,
  `alter table team drop column survey`,
];
