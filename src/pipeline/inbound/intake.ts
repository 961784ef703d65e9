/** What a source hands over, committed with its cursor; what cannot be read is kept aside and never blocks the next. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Intake, Source } from '../../channels/channel';
import type { Secrets } from '../../foundation/config/secrets';
import type { Database } from '../../foundation/database/database';
import type { Events } from '../../foundation/events/events';
import { Fault } from '../../foundation/model/fault';
import { newId } from '../../foundation/model/ids';
import type { AccountSetting } from '../../foundation/settings/snapshot';
import type { Ingest } from './ingest';

/** Tries before something counts as unreadable, and the waits between them. */
const TRIES_MS = [200, 1_000];
/** One item. */
const READ_MS = 30_000;
/** Progress is told at most this often. */
const TELL_MS = 2_000;

export class CommittedIntake implements Intake {
  private told: { behind: number; at: number } | null = null;

  constructor(
    private readonly account: AccountSetting,
    private readonly source: Source,
    private readonly db: Database,
    private readonly ingest: Ingest,
    private readonly secrets: Secrets,
    private readonly events: Events,
    private readonly signal: AbortSignal,
  ) {}

  async cursor(): Promise<unknown> {
    const [row] = await this.db.query<{ cursor: unknown }>(
      'select cursor from source_cursor where channel_account_id = $1',
      [this.account.id],
    );
    return row?.cursor ?? null;
  }

  /** Ingest commits first and the cursor after it: what a crash between the two brings again is known by its id. */
  async take(item: { id: string; raw: Buffer }, cursor: unknown): Promise<void> {
    for (let failures = 0; ; failures += 1) {
      this.signal.throwIfAborted();
      try {
        const events = await within(READ_MS, (signal) => this.source.read(this.account, item.raw, signal));
        await this.ingest.receive(this.account, events);
        break;
      } catch (error) {
        // Its own fault is the item's; that nothing can be stored now is not: the line begins again later.
        if (error instanceof Fault && error.code === 'unavailable') throw error;
        const wait = TRIES_MS[failures];
        if (wait === undefined) {
          await this.keepAside(item, error);
          break;
        }
        await sleep(wait);
      }
    }
    await this.advance(cursor);
  }

  async advance(cursor: unknown): Promise<void> {
    await this.db.query(
      `insert into source_cursor (channel_account_id, cursor) values ($1, $2)
       on conflict (channel_account_id) do update set cursor = excluded.cursor, updated_at = now()`,
      [this.account.id, JSON.stringify(cursor)],
      'source_advance',
    );
  }

  async progress(behind: number): Promise<void> {
    const { told } = this;
    if (told && (told.behind === behind || (behind > 0 && Date.now() - told.at < TELL_MS))) return;
    this.told = { behind, at: Date.now() };
    const detail =
      behind === 0
        ? 'Reading; nothing waits.'
        : `Catching up: ${behind.toLocaleString('en')} messages wait to be read.`;
    await this.db.query('update source_cursor set behind = $2, updated_at = now() where channel_account_id = $1', [
      this.account.id,
      behind,
    ]);
    await this.health('ok', detail);
  }

  async failing(error: unknown): Promise<void> {
    this.told = null;
    await this.health('failing', error instanceof Error ? error.message.slice(0, 500) : 'The line broke.');
  }

  private async health(health: 'ok' | 'failing', detail: string): Promise<void> {
    const rows = await this.db.query(
      `update channel_account set health = $2, health_detail = $3, health_at = now()
        where id = $1 and (health <> $2 or health_detail is distinct from $3) returning id`,
      [this.account.id, health, detail],
    );
    if (rows.length > 0) this.events.tell({ kind: 'settings', what: 'accounts' });
  }

  private async keepAside({ id, raw }: { id: string; raw: Buffer }, error: unknown): Promise<void> {
    const why = error instanceof Error ? error.message : 'It could not be read.';
    await this.db.query(
      `insert into quarantine (id, channel_account_id, event_id, sealed, size, error) values ($1, $2, $3, $4, $5, $6)
       on conflict (channel_account_id, event_id) do update set tries = quarantine.tries + 1, error = excluded.error`,
      [
        newId(),
        this.account.id,
        id,
        this.secrets.seal(raw.toString('latin1'), quarantinePurpose(this.account.id)),
        raw.length,
        why.slice(0, 500),
      ],
    );
    this.events.tell({ kind: 'settings', what: 'accounts' });
  }
}

/** Under which the source of what cannot be read is sealed. */
export function quarantinePurpose(accountId: string): string {
  return `quarantine ${accountId}`;
}

async function within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(ms);
  return Promise.race([
    work(signal),
    new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(new Error('It took too long to read.')), { once: true }),
    ),
  ]);
}
