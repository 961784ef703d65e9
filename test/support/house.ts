/** The whole house in this process, on a database of its own: real routes, real jobs, the sandbox's provider over HTTP. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../src/app.module';
import { prepare } from '../../src/boot';
import { CHANNELS, type Channels } from '../../src/channels/channel';
import { readEnvironment } from '../../src/foundation/config/environment';
import type { Database } from '../../src/foundation/database/database';
import { Jobs } from '../../src/foundation/jobs/jobs';
import { Settings } from '../../src/foundation/settings/settings';
import { Ingest } from '../../src/pipeline/inbound/ingest';
import { registerWebhooks } from '../../src/pipeline/inbound/webhooks';
import type { NewPhoneMessage, PhoneMessage } from '../../src/sandbox/contract';
import { AgentClient } from './agent-client';
import { withDatabase, type TestDatabase } from './database';
import { until } from './patience';
import { freePort } from './waiting';

export { until };

const ROOT = join(__dirname, '../..');

export interface House {
  url: string;
  db: Database;
  app: NestFastifyApplication;
  /** A command of the terminal beside it. */
  baton(...args: string[]): Promise<Ran>;
  phone(number: string, channel?: 'sms' | 'whatsapp'): Phone;
  signIn(who: 'agent' | 'colleague' | 'admin'): Promise<AgentClient>;
  stop(): Promise<void>;
}

export interface Ran {
  code: number;
  out: string;
  err: string;
}

export interface HouseOptions {
  /** More environment, e.g. OPENAI_BASE_URL. */
  environment?: Record<string, string>;
  /** Another replica of the same database; that one's owner drops it. */
  shares?: TestDatabase;
  quietMs?: number;
}

export async function startHouse({
  environment: extra = {},
  shares,
  quietMs = 150,
}: HouseOptions = {}): Promise<House> {
  Logger.overrideLogger(['fatal', 'error']);
  const database = shares ?? (await withDatabase());
  const dataDir = mkdtempSync(join(tmpdir(), 'baton-house-'));
  const port = await freePort();
  const variables = {
    PORT: String(port),
    DATABASE_URL: database.url,
    BATON_DATA_DIR: dataDir,
    BATON_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    LOG_LEVEL: 'error',
    ...extra,
  };
  const environment = readEnvironment(variables);
  const ground = await prepare(environment);
  await database.db.query(
    `update setting set value = value || jsonb_build_object('quietMs', $1::int) where key = 'business'`,
    [quietMs],
  );
  await openAllHours(database.db);
  const adapter = new FastifyAdapter({ forceCloseConnections: true });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(environment, ground.databaseUrl),
    adapter,
    {
      abortOnError: false,
      logger: ['fatal', 'error'],
    },
  );
  await registerWebhooks(adapter.getInstance(), {
    publicUrl: environment.publicUrl,
    channels: app.get<Channels>(CHANNELS),
    accounts: () => app.get(Settings).accounts(),
    ingest: app.get(Ingest),
  });
  await app.listen({ port, host: '127.0.0.1', backlog: 4_096 });
  await app.get(Jobs).start();
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    db: database.db,
    app,
    baton: (...args) => baton({ ...variables, PATH: process.env['PATH'] ?? '' }, args),
    phone: (number, channel = 'sms') => new Phone(url, `${channel}-${number.replace(/\D/gu, '')}`),
    signIn: (who) => AgentClient.signIn(url, `${who}@larkmoor.example`, `demo-${who}-pass`),
    stop: async () => {
      await app.get(Jobs).stop(5_000);
      // As main.ts does: whoever still holds a line must not hold up the end.
      app.getHttpServer().close();
      app.getHttpServer().closeAllConnections();
      await app.close();
      await ground.stop();
      if (!shares) await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function baton(env: Record<string, string>, args: readonly string[]): Promise<Ran> {
  const command = ['-r', join(ROOT, 'test/support/run-typescript.cjs'), join(ROOT, 'src/cli.ts'), ...args];
  return new Promise((resolve) =>
    execFile('node', command, { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    ),
  );
}

/** A virtual phone of the sandbox: what it writes arrives as a signed webhook, what it hears came through the official client. */
export class Phone {
  constructor(
    private readonly url: string,
    readonly id: string,
  ) {}

  get number(): string {
    return `+${this.id.split('-')[1] ?? ''}`;
  }

  async writes(...texts: string[]): Promise<void> {
    for (const text of texts) await this.sends({ text });
  }

  /** Files, places, buttons and reactions too. */
  async sends(said: Partial<NewPhoneMessage>): Promise<void> {
    const response = await fetch(`${this.url}/sandbox/api/phones/${this.id}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(said),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  }

  async messages(): Promise<PhoneMessage[]> {
    const response = await fetch(`${this.url}/sandbox/api/phones/${this.id}/messages`);
    return ((await response.json()) as { messages: PhoneMessage[] }).messages;
  }

  async heard(): Promise<PhoneMessage[]> {
    return (await this.messages()).filter((message) => message.direction === 'received');
  }

  /** Waits until a text that fits has arrived. */
  async hears(pattern: RegExp): Promise<PhoneMessage> {
    return until(
      async () => (await this.heard()).find((message) => pattern.test(message.text)),
      () => this.heard(),
    );
  }
}

/** Tests run at any hour: nobody's shift has ended. */
async function openAllHours(db: Database): Promise<void> {
  await db.query(`update team set hours = '{"weekly":[],"holidays":[]}'`);
}
