/** The wires that are read rather than heard: each is held by one replica, and taken over by another when that one is gone. */
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { PoolClient } from 'pg';
import { CHANNELS, type Channels, type Source } from '../../channels/channel';
import { Secrets } from '../../foundation/config/secrets';
import { sweepBlobs } from '../../foundation/database/blobs';
import { Database } from '../../foundation/database/database';
import { Events } from '../../foundation/events/events';
import { Jobs } from '../../foundation/jobs/jobs';
import { Settings } from '../../foundation/settings/settings';
import type { AccountSetting } from '../../foundation/settings/snapshot';
import { Ingest } from './ingest';
import { CommittedIntake } from './intake';

/** How often who reads what is looked at; a lock is free as soon as its holder's connection is gone. */
const LOOK_MS = 3_000;
/** A holder that vanished without a word is noticed by the server after 5 + 3 × 2 s. */
const KEEPALIVE = 'set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3';
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;
/** A line that stood this long failed anew, not again. */
const STOOD_MS = 60_000;
const BLOB_SWEEP_SECONDS = 3_600;

interface Reader {
  /** What it was started with: another wiring needs another line. */
  wiring: string;
  stop: AbortController;
  done: Promise<void>;
}

@Injectable()
export class Sources implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Sources.name);
  private readonly readers = new Map<string, Reader>();
  /** The connection whose locks say what this replica reads. */
  private holder: PoolClient | null = null;
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly ingest: Ingest,
    private readonly secrets: Secrets,
    private readonly events: Events,
    private readonly jobs: Jobs,
    @Inject(CHANNELS) private readonly channels: Channels,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.every('blobs', BLOB_SWEEP_SECONDS, async () => {
      while ((await sweepBlobs(this.db)) > 0);
    });
    const look = () => {
      this.looking = this.look().catch((error: unknown) => {
        this.logger.warn({ event: 'sources.look-failed', err: error });
        return this.letGo();
      });
      void this.looking.finally(() => {
        if (!this.stopped) this.timer = setTimeout(look, LOOK_MS);
      });
    };
    look();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.looking;
    await this.letGo();
  }

  /** What a quarantined item says now. Throws what it threw, when it still cannot be read. */
  async retry(accountId: string, raw: Buffer): Promise<void> {
    const account = this.settings.account(accountId);
    const source = account && this.channels.get(account.channel)?.source;
    if (!account || !source) throw new Error('Its channel account is gone.');
    await this.ingest.receive(account, await source.read(account, raw, AbortSignal.timeout(30_000)));
  }

  private async look(): Promise<void> {
    if (this.stopped) return;
    const wanted = this.settings.accounts().flatMap((account) => {
      const source = account.active ? this.channels.get(account.channel)?.source : undefined;
      return source ? [{ account, source }] : [];
    });
    if (wanted.length === 0 && this.readers.size === 0) return this.letGo();
    const holder = await this.locks();
    for (const [id, reader] of this.readers) {
      const still = wanted.find(({ account }) => account.id === id);
      if (still && wiringOf(still.account) === reader.wiring) continue;
      await this.end(id, reader);
      await holder.query('select pg_advisory_unlock($1, hashtext($2))', [LOCKS, id]);
    }
    for (const { account, source } of wanted) {
      if (this.readers.has(account.id) || this.stopped) continue;
      const { rows } = await holder.query<{ mine: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as mine', [
        LOCKS,
        account.id,
      ]);
      if (rows[0]?.mine) this.begin(account, source);
    }
  }

  /** Throws when its connection is gone: then others may hold what this replica held. */
  private async locks(): Promise<PoolClient> {
    if (this.holder) {
      await this.holder.query('select 1');
      return this.holder;
    }
    const client = await this.db.pool.connect();
    client.on('error', () => void this.letGo());
    await client.query(KEEPALIVE).catch(() => undefined);
    this.holder = client;
    return client;
  }

  private async letGo(): Promise<void> {
    const { holder } = this;
    this.holder = null;
    await Promise.all([...this.readers].map(([id, reader]) => this.end(id, reader)));
    // Closed, not given back: its locks go with it.
    holder?.release(true);
  }

  private begin(account: AccountSetting, source: Source): void {
    const stop = new AbortController();
    const done = this.read(account, source, stop.signal);
    this.readers.set(account.id, { wiring: wiringOf(account), stop, done });
  }

  private async end(id: string, reader: Reader): Promise<void> {
    this.readers.delete(id);
    reader.stop.abort();
    await reader.done;
  }

  /** Until it is stopped; a line that breaks is opened again, later each time. Never throws. */
  private async read(account: AccountSetting, source: Source, signal: AbortSignal): Promise<void> {
    const intake = new CommittedIntake(account, source, this.db, this.ingest, this.secrets, this.events, signal);
    for (let failures = 0; !signal.aborted;) {
      const began = Date.now();
      try {
        await source.follow(account, await intake.cursor(), intake, signal);
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        failures = Date.now() - began > STOOD_MS ? 1 : failures + 1;
        this.logger.warn({ event: 'sources.line-broke', accountId: account.id, failures, err: error });
        await intake.failing(error).catch(() => undefined);
      }
      if (!signal.aborted)
        await pause(Math.min(FIRST_RETRY_MS * 2 ** Math.max(0, failures - 1), LONGEST_RETRY_MS), signal);
    }
  }
}

/** First half of every lock's key; any number of our own. */
const LOCKS = 730_194_613;

function wiringOf({ address, settings, secrets }: AccountSetting): string {
  return JSON.stringify([address, settings, secrets]);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
