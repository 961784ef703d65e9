/** The whole application with its real routes, but no worker takes a job: the hot path by itself. */
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../src/app.module';
import { CHANNELS, type Channels } from '../../src/channels/channel';
import { readEnvironment } from '../../src/foundation/config/environment';
import { Settings } from '../../src/foundation/settings/settings';
import { Ingest } from '../../src/pipeline/inbound/ingest';
import { registerWebhooks } from '../../src/pipeline/inbound/webhooks';

async function main(): Promise<void> {
  Logger.overrideLogger(['error', 'warn']);
  const environment = readEnvironment(process.env);
  const adapter = new FastifyAdapter();
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(environment, process.env['DATABASE_URL'] ?? ''),
    adapter,
    { abortOnError: false },
  );
  const settings = app.get(Settings);
  await registerWebhooks(adapter.getInstance(), {
    publicUrl: environment.publicUrl,
    channels: app.get<Channels>(CHANNELS),
    accounts: () => settings.accounts(),
    ingest: app.get(Ingest),
  });
  await app.listen({ port: environment.port, host: environment.host, backlog: 4_096 });
  process.once('SIGTERM', () => void app.close().finally(() => process.exit(0)));
}

void main();
