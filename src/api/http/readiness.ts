/** Whether this process can do its work: database reachable, schema at hand, jobs moving. */
import { Injectable, Logger } from '@nestjs/common';
import { MIGRATIONS, MIGRATION_TABLE } from '../../foundation/database/data-source';
import { Database } from '../../foundation/database/database';

export interface Check {
  ok: boolean;
  detail: string;
}

/** A lane this overdue has no worker: leases end after seconds, back-off moves `due` itself. */
const STALE_SECONDS = 60;
const DATABASE_PATIENCE_MS = 3_000;

interface State {
  pending: string[];
  overdue: number;
  /** Seconds. */
  oldest: number;
}

@Injectable()
export class Readiness {
  private readonly log = new Logger('readiness');

  constructor(private readonly db: Database) {}

  async check(): Promise<Record<'database' | 'migrations' | 'jobs', Check>> {
    const began = performance.now();
    let state: State;
    try {
      state = await this.read();
    } catch (error) {
      const unknown = { ok: false, detail: 'Not known without the database.' };
      // Hosts and user names are for the log: anybody may read this page.
      this.log.warn({ event: 'readiness.no-database', error: error instanceof Error ? error.message : String(error) });
      return { database: { ok: false, detail: 'The database does not answer.' }, migrations: unknown, jobs: unknown };
    }
    const { pending, overdue, oldest } = state;
    return {
      database: { ok: true, detail: `Answers in ${Math.ceil(performance.now() - began)} ms.` },
      migrations:
        pending.length === 0
          ? { ok: true, detail: 'All applied.' }
          : { ok: false, detail: `Run \`npm run baton -- migrate\`: ${pending.join(', ')} is missing.` },
      jobs:
        overdue === 0
          ? { ok: true, detail: 'No lane is overdue.' }
          : { ok: false, detail: `${overdue} lanes are overdue, the oldest by ${Math.round(oldest)} s.` },
    };
  }

  private async read(): Promise<State> {
    const late = new Promise<never>((_resolve, reject) => {
      setTimeout(() => reject(new Error('The database does not answer.')), DATABASE_PATIENCE_MS).unref();
    });
    return Promise.race([this.query(), late]);
  }

  private async query(): Promise<State> {
    const done = await this.db.query<{ name: string }>(`select name from ${MIGRATION_TABLE}`);
    const names = new Set(done.map((row) => row.name));
    const pending = MIGRATIONS.map((migration) => migration.name).filter((name) => !names.has(name));
    const [lanes] = await this.db.query<{ overdue: number; oldest: number }>(
      `select count(*)::int as overdue, coalesce(extract(epoch from now() - min(due)), 0)::float8 as oldest
         from lane where pending > 0 and due < now() - make_interval(secs => $1)`,
      [STALE_SECONDS],
      'ready',
    );
    return { pending, overdue: lanes?.overdue ?? 0, oldest: lanes?.oldest ?? 0 };
  }
}
