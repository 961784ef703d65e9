/** What could not be sent lately is listed for those who lead. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class FailedSends1765380000001 implements MigrationInterface {
  name = 'FailedSends1765380000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index delivery_failed on delivery (created_at) where state = 'failed'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index delivery_failed');
  }
}
