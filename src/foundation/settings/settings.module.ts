/** Gives every room the settings, with the first snapshot already read. */
import { Global, Module } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../config/environment';
import { Secrets } from '../config/secrets';
import { Database } from '../database/database';
import { Events } from '../events/events';
import { Settings } from './settings';

@Global()
@Module({
  providers: [
    {
      provide: Settings,
      inject: [Database, Secrets, ENVIRONMENT, Events],
      useFactory: (database: Database, secrets: Secrets, environment: Environment, events: Events) =>
        Settings.open(database, secrets, environment, events),
    },
  ],
  exports: [Settings],
})
export class SettingsModule {}
