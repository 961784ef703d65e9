/** A mail of ours that came back from another address may join, where the business says so. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ReplyEvidence1765340000002 implements MigrationInterface {
  name = 'ReplyEvidence1765340000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  `alter table contact_link drop constraint contact_link_evidence`,
  `alter table contact_link add constraint contact_link_evidence check (evidence in ('code', 'signed_in', 'agent', 'reply'))`,
];

const DOWN = [
  // Who was joined stays joined: the next best word for it is that of a person.
  `update contact_link set evidence = 'agent' where evidence = 'reply'`,
  `alter table contact_link drop constraint contact_link_evidence`,
  `alter table contact_link add constraint contact_link_evidence check (evidence in ('code', 'signed_in', 'agent'))`,
];
