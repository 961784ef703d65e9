/** The server: environment, database, application, routes, jobs, in this order; and the way back on Ctrl-C. */
import { createServer } from 'node:net';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';
import { banner } from './banner';
import { prepare, type Ground } from './boot';
import { CHANNELS, type Channels } from './channels/channel';
import { readEnvironment, type Environment } from './foundation/config/environment';
import { Log } from './foundation/config/log';
import { Jobs } from './foundation/jobs/jobs';
import { Settings } from './foundation/settings/settings';
import { Ingest } from './pipeline/inbound/ingest';
import { registerWebhooks } from './pipeline/inbound/webhooks';
import { inWords, withEnvFile } from './terminal';

/** How long work that has begun may take to end. */
const DRAIN_MS = 10_000;
/** Head and body of a request are there within this; answers and sockets may take longer. */
const REQUEST_MS = 30_000;
/** Lines that wait to be taken: Node's 511 drops what a burst brings beyond it. The system's own limit (somaxconn) still holds. */
const BACKLOG = 4_096;
/** After this a stop is no longer waited for. */
const PATIENCE_MS = 25_000;

async function main(): Promise<void> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = onceStopped(stops);
  try {
    const environment = readEnvironment(withEnvFile());
    Logger.overrideLogger(new Log(environment));
    await portIsFree(environment);
    const ground = await prepare(environment);
    stops.unshift(() => ground.stop());
    const app = await serve(environment, ground);
    stops.unshift(() => app.close());
    const jobs = app.get(Jobs);
    stops.unshift(() => jobs.stop(DRAIN_MS));
    stops.unshift(async () => closeDoor(app));
    await jobs.start();
    announce(environment, ground, app.get(Settings));
  } catch (error) {
    process.stderr.write(`\n${inWords(error, 'Baton cannot start')}\n`);
    await stop(1);
  }
}

/** Everything but the jobs: they begin once the address answers, so that what they send can be answered. */
async function serve(environment: Environment, ground: Ground): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    trustProxy: environment.trustedProxies.length > 0 ? [...environment.trustedProxies] : false,
    forceCloseConnections: 'idle',
    // A body that comes a byte a minute would hold its line for ever.
    requestTimeout: REQUEST_MS,
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(environment, ground.databaseUrl),
    adapter,
    { abortOnError: false },
  );
  const settings = app.get(Settings);
  // Before Nest's own hooks: providers' requests pass nothing but their own check.
  await registerWebhooks(adapter.getInstance(), {
    publicUrl: environment.publicUrl,
    channels: app.get<Channels>(CHANNELS),
    accounts: () => settings.accounts(),
    ingest: app.get(Ingest),
  });
  try {
    await app.listen({ port: environment.port, host: environment.host, backlog: BACKLOG });
  } catch (error) {
    await app.close();
    throw error;
  }
  return app;
}

function announce(environment: Environment, { signIns, anyAdmin }: Ground, settings: Settings): void {
  const seconds = process.uptime();
  if (environment.mode === 'production') {
    const database = environment.databaseUrl === null ? `embedded in ${environment.dataDir}` : 'server';
    new Logger('start').log({ event: 'started', seconds, url: environment.publicUrl, database, anyAdmin });
    return;
  }
  process.stdout.write(`${banner({ environment, settings, signIns, anyAdmin, seconds })}\n`);
}

/** The first signal drains and stops everything, the last thing started first; a second one ends at once. */
function onceStopped(stops: readonly (() => Promise<unknown>)[]): (code: number) => Promise<void> {
  let stopping = false;
  const stop = async (code: number): Promise<void> => {
    stopping = true;
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
    for (const one of stops) {
      await one().catch((error: unknown) => new Logger('stop').error({ event: 'stop.failed', err: error }));
    }
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(130);
      if (process.stdout.isTTY) process.stdout.write('\nFinishing what has begun …\n');
      void stop(0);
    });
  }
  return stop;
}

/** No new connections, while those that are open get their answers. */
function closeDoor(app: NestFastifyApplication): void {
  const server = app.getHttpServer();
  server.close();
  server.closeIdleConnections();
}

/** Asked first, before a database is started for nothing. */
async function portIsFree({ host, port }: Environment): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject).listen(port, host, () => probe.close(() => resolve()));
  });
}

void main();
