/** A colleague is asked to take over what an agent holds: an offer that says who asks. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Passing1765380000000 implements MigrationInterface {
  name = 'Passing1765380000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table offer add from_agent_id uuid references agent (id)');
    await runner.query('create index offer_passed on offer (from_agent_id) where from_agent_id is not null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index offer_passed');
    await runner.query('alter table offer drop from_agent_id');
  }
}
