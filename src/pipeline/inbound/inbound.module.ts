/** Ingest for every way in: webhooks, the visitors' socket. */
import { Module } from '@nestjs/common';
import { CHANNELS, type Channels } from '../../channels/channel';
import { ChannelsModule } from '../../channels/channels.module';
import { Database } from '../../foundation/database/database';
import { Events } from '../../foundation/events/events';
import { Jobs } from '../../foundation/jobs/jobs';
import { Settings } from '../../foundation/settings/settings';
import { Ingest } from './ingest';

@Module({
  imports: [ChannelsModule],
  providers: [
    {
      provide: Ingest,
      inject: [Database, Events, Jobs, Settings, CHANNELS],
      useFactory: (db: Database, events: Events, jobs: Jobs, settings: Settings, channels: Channels) =>
        new Ingest({
          db,
          events,
          jobs,
          frontTeam: (accountId) => settings.frontTeam(accountId),
          hasConsentWords: (channel) => channels.get(channel)?.capabilities.consentWords ?? false,
        }),
    },
  ],
  exports: [Ingest],
})
export class InboundModule {}
