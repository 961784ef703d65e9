/** Finds what no webhook brought: on start and every few minutes each provider's own list is read from where it was read last. */
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { CHANNELS, type Channel, type Channels, type ListedMessage } from '../../channels/channel';
import { Database } from '../../foundation/database/database';
import { Jobs } from '../../foundation/jobs/jobs';
import { Fault } from '../../foundation/model/fault';
import { Settings } from '../../foundation/settings/settings';
import type { AccountSetting } from '../../foundation/settings/snapshot';
import { Ingest } from './ingest';

const EVERY_SECONDS = 180;
/** Read again each time: lists lag, clocks differ, and what came before is known by its id. */
const OVERLAP_MS = 10 * 60_000;
/** What is younger may still be on its way here, with more than the list tells. */
const GRACE_MS = 60_000;

@Injectable()
export class Sweep implements OnModuleInit {
  private readonly log = new Logger(Sweep.name);

  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly settings: Settings,
    private readonly ingest: Ingest,
    @Inject(CHANNELS) private readonly channels: Channels,
  ) {}

  onModuleInit(): void {
    // One replica at a time; after a downtime its turn is overdue, so that a start begins with it.
    this.jobs.every('sweep', EVERY_SECONDS, async (signal) => {
      await this.run(signal);
    });
  }

  /** Answers how many messages were found. One account that fails does not hold up the others. */
  async run(signal: AbortSignal, graceMs = GRACE_MS): Promise<number> {
    let found = 0;
    for (const account of this.settings.accounts()) {
      const channel = this.channels.get(account.channel);
      if (!account.active || !channel?.arrived || signal.aborted) continue;
      try {
        found += await this.account(account, channel.arrived.bind(channel), graceMs, signal);
      } catch (error) {
        this.log.warn({ event: 'sweep.failed', accountId: account.id, err: error });
      }
    }
    return found;
  }

  private async account(
    account: AccountSetting,
    arrived: NonNullable<Channel['arrived']>,
    graceMs: number,
    signal: AbortSignal,
  ): Promise<number> {
    const began = new Date();
    const [row] = await this.db.query<{ swept: string | null }>(
      `select cursor->>'sweptTo' as swept from source_cursor where channel_account_id = $1`,
      [account.id],
    );
    let found = 0;
    // What an account got before Baton first saw it is not Baton's.
    if (row?.swept) {
      const since = new Date(Date.parse(row.swept) - OVERLAP_MS);
      const listed = await arrived(account, since, signal);
      const missing = await this.unknown(
        account.id,
        listed.filter(({ at }) => at.getTime() <= began.getTime() - graceMs),
      );
      for (const message of missing) {
        if (await this.bring(account, message, signal)) found += 1;
      }
      if (found > 0) this.log.log({ event: 'sweep.found', accountId: account.id, found });
    }
    await this.db.query(
      `insert into source_cursor (channel_account_id, cursor) values ($1, $2)
       on conflict (channel_account_id) do update set cursor = excluded.cursor, updated_at = now()`,
      [account.id, { sweptTo: began.toISOString() }],
    );
    return found;
  }

  /** False for what the database refuses: one such message must not keep those behind it away for ever. */
  private async bring(account: AccountSetting, message: ListedMessage, signal: AbortSignal): Promise<boolean> {
    try {
      const [result] = await this.ingest.receive(account, [await message.read(signal)]);
      return result?.kind === 'stored' || result?.kind === 'console';
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'invalid') throw error;
      this.log.warn({ event: 'sweep.refused', accountId: account.id, providerId: message.providerId, err: error });
      return false;
    }
  }

  private async unknown(accountId: string, listed: readonly ListedMessage[]): Promise<ListedMessage[]> {
    if (listed.length === 0) return [];
    const rows = await this.db.query<{ event_id: string }>(
      'select event_id from inbound_event where channel_account_id = $1 and event_id = any($2::text[])',
      [accountId, listed.map(({ providerId }) => providerId)],
    );
    const known = new Set(rows.map((row) => row.event_id));
    return listed.filter(({ providerId }) => !known.has(providerId));
  }
}
