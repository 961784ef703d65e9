/** Agents' own phones and mailboxes: files that go along with a notice, buttons, approved texts, and when they were last heard from. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class FilesOfAgents1765380000003 implements MigrationInterface {
  name = 'FilesOfAgents1765380000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'alter table notice add files_of uuid references message (id), add choices text[], add template jsonb',
    );
    await runner.query('create index notice_files on notice (files_of) where files_of is not null');
    await runner.query('alter table agent_endpoint add last_heard_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table agent_endpoint drop last_heard_at');
    await runner.query('drop index notice_files');
    await runner.query('alter table notice drop files_of, drop choices, drop template');
  }
}
