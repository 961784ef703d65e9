/** Sorts new words into the search index behind the hot path: ingest only appends them to a list, which this empties before it is long. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../foundation/database/database';
import { Jobs } from '../../foundation/jobs/jobs';

const EVERY_SECONDS = 10;

@Injectable()
export class SearchUpkeep implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.every('search-upkeep', EVERY_SECONDS, async () => {
      for (const index of ['message_words', 'contact_address_parts', 'contact_name']) {
        await this.db.query(`select gin_clean_pending_list('${index}'::regclass)`);
      }
    });
  }
}
