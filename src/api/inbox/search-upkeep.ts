/** Keeps the search's indexes behind the hot path: ingest only lists what is new, which is sorted in here, many at a time. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Queryable } from '../../foundation/database/database';
import { Jobs } from '../../foundation/jobs/jobs';

const EVERY_SECONDS = 5;
const BATCH = 1_000;

/** $1 how many. What another process has in hand is passed by. */
const INDEX = `
  with due as (
    delete from search_due where message_id in (select message_id from search_due order by message_id limit $1::int for update skip locked)
    returning message_id
  ), made as (
    insert into search_entry (message_id, words)
    select m.id, words_of(m.text) from due join message m on m.id = due.message_id
    on conflict (message_id) do update set words = excluded.words
  )
  select count(*)::int as done from due`;

@Injectable()
export class SearchUpkeep implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.every('search-upkeep', EVERY_SECONDS, async (signal) => {
      await indexWords(this.db, signal);
      for (const index of ['search_entry_words', 'contact_address_parts', 'contact_name']) {
        await this.db.query(`select gin_clean_pending_list('${index}'::regclass)`);
      }
    });
  }
}

/** Indexes the words of all messages that are due; several may do so at once. */
export async function indexWords(q: Queryable, signal?: AbortSignal): Promise<void> {
  for (let done = BATCH; done === BATCH && !signal?.aborted;) {
    const [row] = await q.query<{ done: number }>(INDEX, [BATCH], 'search_index');
    done = row?.done ?? 0;
  }
}
