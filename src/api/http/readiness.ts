/** Whether this process can do its work: database reachable, schema at hand, jobs moving. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database';

export interface Check {
  ok: boolean;
  detail: string;
}

/** A lane this overdue has no worker: leases end after seconds, back-off moves `due` itself. */
const STALE_SECONDS = 60;
const DATABASE_PATIENCE_MS = 3_000;

interface State {
  migrated: boolean;
  overdue: string;
  oldest: number | null;
}

@Injectable()
export class Readiness {
  constructor(private readonly db: Database) {}

  async check(): Promise<Record<'database' | 'migrations' | 'jobs', Check>> {
    const began = performance.now();
    let state: State;
    try {
      state = await this.read();
    } catch (error) {
      const unknown = { ok: false, detail: 'Not known without the database.' };
      const detail = error instanceof Error ? error.message : 'The database does not answer.';
      return { database: { ok: false, detail }, migrations: unknown, jobs: unknown };
    }
    const overdue = Number(state.overdue);
    return {
      database: { ok: true, detail: `Answers in ${Math.ceil(performance.now() - began)} ms.` },
      migrations: state.migrated
        ? { ok: true, detail: 'Applied.' }
        : { ok: false, detail: 'The schema is missing: run `npm run baton -- migrate`.' },
      jobs:
        overdue === 0
          ? { ok: true, detail: 'No lane is overdue.' }
          : { ok: false, detail: `${overdue} lanes are overdue, the oldest by ${Math.round(state.oldest ?? 0)} s.` },
    };
  }

  private async read(): Promise<State> {
    const late = new Promise<never>((_resolve, reject) => {
      setTimeout(() => reject(new Error('The database does not answer.')), DATABASE_PATIENCE_MS).unref();
    });
    return Promise.race([this.query(), late]);
  }

  private async query(): Promise<State> {
    const [schema] = await this.db.query<{ migrated: boolean }>(
      `select to_regclass('public.lane') is not null as migrated`,
    );
    if (!schema?.migrated) return { migrated: false, overdue: '0', oldest: null };
    const [lanes] = await this.db.query<{ overdue: string; oldest: number | null }>(
      `select count(*) as overdue, extract(epoch from now() - min(due))::float8 as oldest
         from lane where pending > 0 and due < now() - make_interval(secs => $1)`,
      [STALE_SECONDS],
      'ready',
    );
    return { migrated: true, overdue: lanes?.overdue ?? '0', oldest: lanes?.oldest ?? null };
  }
}
