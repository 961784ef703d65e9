/** How agents are reached and chosen: a team's way of offering, what an agent knows, quiet hours, and what each offer passed over. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Reach1765100000000 implements MigrationInterface {
  name = 'Reach1765100000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  `alter table team add column routing jsonb not null default '{}'`,
  `alter table agent add column languages text[] not null default '{}', add column skills text[] not null default '{}',
     add column live_capacity smallint, add column quiet jsonb`,
  `alter table agent_endpoint add column consent text, add column consented_at timestamptz`,
  `alter table offer add column passed jsonb not null default '[]'`,
  `create index offer_agent_recent on offer (agent_id, offered_at desc)`,
  // Where phones are in use already, an admin added each of them: they go on ringing.
  `insert into setting (key, value) select 'switches', '{"agentPhones": true}'
     where exists (select 1 from agent_endpoint where verified_at is not null)
     on conflict (key) do update set value = setting.value || excluded.value`,
];

const DOWN = [
  `update setting set value = value - 'agentPhones' where key = 'switches'`,
  `drop index offer_agent_recent`,
  `alter table offer drop column passed`,
  `alter table agent_endpoint drop column consent, drop column consented_at`,
  `alter table agent drop column languages, drop column skills, drop column live_capacity, drop column quiet`,
  `alter table team drop column routing`,
];
