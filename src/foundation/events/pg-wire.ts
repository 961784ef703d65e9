/** Facts over LISTEN and NOTIFY on a connection of their own; never inside a business transaction, where NOTIFY would serialise commits. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Client, type PoolConfig } from 'pg';
import type { Wire, WireListener } from './wire';

const CHANNEL = 'baton_facts';
const LONGEST_PAUSE_MS = 5_000;

/** All texts in one statement, so one commit. $1 texts. */
const NOTIFY = `select pg_notify('${CHANNEL}', t) from unnest($1::text[]) as t`;

export class PgWire implements Wire {
  /** PostgreSQL refuses payloads of 8,000 bytes and more. */
  readonly maxBytes = 7_900;
  private readonly log = new Logger('Events');
  private readonly stopping = new AbortController();
  private client: Client | undefined;
  private loop: Promise<void> = Promise.resolve();
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly server: PoolConfig) {}

  start(listener: WireListener): void {
    this.loop = this.keep(listener);
  }

  send(texts: readonly string[]): Promise<void> {
    // One after another: a connection carries one statement at a time.
    const sent = this.last.then(() => this.notify(texts));
    this.last = sent.catch(() => undefined);
    return sent;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.client?.end().catch(() => undefined);
    await this.loop;
  }

  private async notify(texts: readonly string[]): Promise<void> {
    const client = this.client;
    if (!client) throw new Error('The connection for facts is down.');
    try {
      await client.query({ name: 'facts_notify', text: NOTIFY, values: [texts] });
    } catch (error) {
      // Also a time-out: the line may be dead without saying so.
      await client.end().catch(() => undefined);
      throw error;
    }
  }

  private async keep(listener: WireListener): Promise<void> {
    let again = false;
    let pause = 100;
    while (!this.stopping.signal.aborted) {
      try {
        const client = await this.connect(listener);
        const ended = once(client, 'end');
        this.client = client;
        if (this.stopping.signal.aborted) return void (await client.end());
        listener.connected(again);
        again = true;
        pause = 100;
        await ended;
      } catch (error) {
        this.log.warn({ event: 'facts.disconnected', error: String(error) });
      }
      this.client = undefined;
      await sleep(pause * (0.5 + Math.random() / 2), undefined, { signal: this.stopping.signal }).catch(
        () => undefined,
      );
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }

  private async connect(listener: WireListener): Promise<Client> {
    const client = new Client({
      ...this.server,
      password: this.server.password, // not enumerable in a pool's options
      application_name: 'baton facts',
      keepAlive: true,
      query_timeout: 5_000,
      connectionTimeoutMillis: 5_000,
      // A fact is worth no fsync.
      options: '-c synchronous_commit=off',
    });
    // Followed by `end`, which is what counts.
    client.on('error', (error) => this.log.warn({ event: 'facts.disconnected', error: error.message }));
    client.on('notification', ({ payload }) => {
      if (payload) listener.message(payload);
    });
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    return client;
  }
}
