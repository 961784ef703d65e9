/** Visitors who left: the page they wrote from, a notice to the address they gave, and their "no more of this". */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Away1765340000001 implements MigrationInterface {
  name = 'Away1765340000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const KINDS = `'offer', 'code', 'invitation', 'relay', 'console', 'verification'`;

const UP = [
  `alter table email_claim add column page text`,
  `alter table email_claim add column stopped_at timestamptz`,
  `alter table notice drop constraint notice_kind`,
  `alter table notice add constraint notice_kind check (kind in (${KINDS}, 'away'))`,
  `alter table notice drop constraint notice_reader`,
  // A claimed address has no row of its own: it stands on the delivery.
  `alter table notice add constraint notice_reader check (num_nonnulls(agent_endpoint_id, contact_address_id) = case when kind = 'away' then 0 else 1 end)`,
];

const DOWN = [
  `delete from delivery where notice_id in (select id from notice where kind = 'away')`,
  `delete from notice where kind = 'away'`,
  `alter table notice drop constraint notice_reader`,
  `alter table notice add constraint notice_reader check (num_nonnulls(agent_endpoint_id, contact_address_id) = 1)`,
  `alter table notice drop constraint notice_kind`,
  `alter table notice add constraint notice_kind check (kind in (${KINDS}))`,
  `alter table email_claim drop column stopped_at`,
  `alter table email_claim drop column page`,
];
