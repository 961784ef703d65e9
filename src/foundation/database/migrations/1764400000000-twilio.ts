/** What media needs: why a file is not kept. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Twilio1764400000000 implements MigrationInterface {
  name = 'Twilio1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table attachment add column detail text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table attachment drop column detail');
  }
}
