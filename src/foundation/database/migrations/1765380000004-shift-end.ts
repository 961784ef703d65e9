/** When an agent ended their shift; what they hold stays theirs until somebody looks at it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ShiftEnd1765380000004 implements MigrationInterface {
  name = 'ShiftEnd1765380000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table agent add shift_ended_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table agent drop shift_ended_at');
  }
}
