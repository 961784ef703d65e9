/** A conversation that began in another one: which, and with which of its messages. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Split1765380000006 implements MigrationInterface {
  name = 'Split1765380000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table conversation
      add split_from_id uuid references conversation (id) on delete set null,
      add split_seq integer,
      add constraint conversation_split_seq check (split_from_id is null or split_seq > 1)`);
    await runner.query(
      'create index conversation_split_from on conversation (split_from_id) where split_from_id is not null',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index conversation_split_from');
    await runner.query('alter table conversation drop split_from_id, drop split_seq');
  }
}
