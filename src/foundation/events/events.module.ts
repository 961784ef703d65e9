/** Facts for every room, over Redis when it is configured and PostgreSQL when not. */
import { Global, Module } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../config/environment';
import { Database } from '../database/database';
import { Events } from './events';
import { PgWire } from './pg-wire';
import { RedisWire } from './redis-wire';
import { ReplicaEvents } from './replica-events';

@Global()
@Module({
  providers: [
    {
      provide: Events,
      inject: [Database, ENVIRONMENT],
      useFactory: (db: Database, environment: Environment): Events =>
        new ReplicaEvents(environment.redisUrl ? new RedisWire(environment.redisUrl) : new PgWire(db.pool.options)),
    },
  ],
  exports: [Events],
})
export class EventsModule {}
