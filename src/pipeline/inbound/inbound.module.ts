/** Ingest for every way in: webhooks, the visitors' socket. */
import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CHANNELS, type Channels } from '../../channels/channel';
import { ChannelsModule } from '../../channels/channels.module';
import { Database } from '../../foundation/database/database';
import { Events } from '../../foundation/events/events';
import { Jobs } from '../../foundation/jobs/jobs';
import { Settings } from '../../foundation/settings/settings';
import { reportDepth } from './figures';
import { Ingest } from './ingest';
import { Media } from './media';
import { Sources } from './sources';
import { Sweep } from './sweep';
import { openWriters } from './writers';

/** Injection token of the writers' own Database. */
const WRITERS_DATABASE = Symbol('writers');

@Module({
  imports: [ChannelsModule],
  providers: [
    { provide: WRITERS_DATABASE, inject: [Database], useFactory: openWriters },
    {
      provide: Ingest,
      inject: [Database, WRITERS_DATABASE, Events, Jobs, Settings, CHANNELS],
      useFactory: (
        db: Database,
        writers: Database,
        events: Events,
        jobs: Jobs,
        settings: Settings,
        channels: Channels,
      ) => {
        const ingest = new Ingest({
          db,
          writers,
          events,
          jobs,
          frontTeam: (accountId) => settings.frontTeam(accountId),
          hasConsentWords: (channel) => channels.get(channel)?.capabilities.consentWords ?? false,
        });
        reportDepth(() => ingest.depth);
        return ingest;
      },
    },
    Sources,
    Media,
    Sweep,
  ],
  exports: [Ingest, Sources],
})
export class InboundModule implements OnApplicationShutdown {
  constructor(@Inject(WRITERS_DATABASE) private readonly writers: Database) {}

  /** After ingest has drained (beforeApplicationShutdown). */
  async onApplicationShutdown(): Promise<void> {
    await this.writers.pool.end();
  }
}
