/** How fast an account may send: whose turn is when. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SendRates1765380000005 implements MigrationInterface {
  name = 'SendRates1765380000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table send_rate (
      channel_account_id uuid primary key references channel_account (id) on delete cascade,
      next_at timestamptz not null default '-infinity',
      next_later_at timestamptz not null default '-infinity'
    )`);
    await runner.query('alter table delivery add turn_at timestamptz, add turn_sure boolean not null default false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table delivery drop turn_at, drop turn_sure');
    await runner.query('drop table send_rate');
  }
}
