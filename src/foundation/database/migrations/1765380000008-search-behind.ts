/**
 * The words of messages are indexed behind ingest instead of within it: splitting a text and noting each of its words took a quarter of
 * the time in which a message is stored (measured). What is not indexed yet is read as it is, so a search misses nothing.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SearchBehind1765380000008 implements MigrationInterface {
  name = 'SearchBehind1765380000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index message_words');
    await runner.query(`create function words_of(text) returns tsvector language sql immutable strict parallel safe
      return to_tsvector('simple'::regconfig, translate(left($1, 50000), '<>@+-._/&~:=%?#*|', '                 '))`);
    await runner.query(`create table search_entry (
      message_id uuid primary key references message (id) on delete cascade,
      words tsvector not null
    )`);
    await runner.query('insert into search_entry (message_id, words) select id, words_of(text) from message');
    await runner.query(
      'create index search_entry_words on search_entry using gin (words) with (fastupdate = on, gin_pending_list_limit = 16384)',
    );
    // Without a foreign key: it would cost what is saved here. An id of nothing is dropped when its turn comes.
    await runner.query(`create table search_due (message_id uuid primary key)
      with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500)`);
    await runner.query(`create function search_message() returns trigger language plpgsql as $$
      begin
        insert into search_due (message_id) select id from fresh;
        return null;
      end
    $$`);
    await runner.query(`create trigger search_message after insert on message referencing new table as fresh
      for each statement execute function search_message()`);
    // First the due row, which is locked then: whoever indexes the old words has committed them, or passes this message by.
    await runner.query(`create function search_again() returns trigger language plpgsql as $$
      begin
        insert into search_due (message_id) values (new.id) on conflict (message_id) do update set message_id = excluded.message_id;
        delete from search_entry where message_id = new.id;
        return null;
      end
    $$`);
    await runner.query(`create trigger search_again after update of text on message
      for each row when (old.text is distinct from new.text) execute function search_again()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop trigger search_again on message');
    await runner.query('drop trigger search_message on message');
    await runner.query('drop function search_again(), search_message()');
    await runner.query('drop table search_due, search_entry');
    await runner.query('drop function words_of(text)');
    await runner.query(`create index message_words on message using gin
      (to_tsvector('simple', translate(left(text, 50000), '<>@+-._/&~:=%?#*|', '                 ')))
      with (fastupdate = on, gin_pending_list_limit = 16384)`);
  }
}
