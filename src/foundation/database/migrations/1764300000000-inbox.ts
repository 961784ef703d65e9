/**
 * What the inbox searches, snoozes and answers with, and what removing somebody's traces needs.
 *
 * The words of messages are found by an index on an expression, without a table or trigger of their own: its entries are put on a
 * list at the end (fastupdate) and sorted in by a job behind the hot path (src/api/inbox/search-upkeep.ts). Signs within words become
 * blanks first, so that an address or a number is found by each of its parts. Names and addresses are found by any three letters or
 * digits in a row.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Inbox1764300000000 implements MigrationInterface {
  name = 'Inbox1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['message', 'conversation']) {
      await runner.query(
        `alter table ${table} add constraint ${table}_contact_address_id_fkey foreign key (contact_address_id) references contact_address(id)`,
      );
    }
    await runner.query('drop table canned_reply');
    for (const index of [
      'decision_message',
      'handoff_decision',
      'notice_conversation',
      'delivery_conversation',
      'conversation_snoozed',
      'contact_name',
      'contact_address_parts',
      'message_words',
    ]) {
      await runner.query(`drop index ${index}`);
    }
    await runner.query('drop extension pg_trgm');
  }
}

const STATEMENTS = [
  `create extension if not exists pg_trgm`,
  // The same expression stands in src/api/inbox/search.ts: the index serves no other. A word list of PostgreSQL has at most 1 MB.
  `create index message_words on message using gin (
     to_tsvector('simple', translate(left(text, 50000), '<>@+-._/&~:=%?#*|', '                 '))
   ) with (fastupdate = on, gin_pending_list_limit = 16384)`,
  `create index contact_address_parts on contact_address using gin (address gin_trgm_ops)`,
  `create index contact_name on contact using gin (name gin_trgm_ops) where name is not null`,

  // Of one team few sleep: the view walks them by when they wake.
  `create index conversation_snoozed on conversation (team_id, snoozed_until, id) where status = 'snoozed'`,

  `create table canned_reply (
    id uuid primary key,
    name text not null,
    text text not null,
    team_id uuid references team(id),
    language text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  // What an agent types after the stroke is one reply, in each language.
  `create unique index canned_reply_name on canned_reply (lower(name), team_id, language) nulls not distinct`,
  `create index canned_reply_team on canned_reply (team_id)`,

  // What is removed is looked for by those that may refer to it.
  `create index decision_message on decision (message_id) where message_id is not null`,
  `create index handoff_decision on handoff (decision_id) where decision_id is not null`,
  `create index notice_conversation on notice (conversation_id) where conversation_id is not null`,
  `create index delivery_conversation on delivery (conversation_id) where conversation_id is not null`,
  // An address goes with its contact, and a contact after all its conversations: a look from each message would only cost.
  `alter table message drop constraint message_contact_address_id_fkey`,
  `alter table conversation drop constraint conversation_contact_address_id_fkey`,
];
