/** Gives every room the database: `Database` for hand-written SQL, TypeORM's `DataSource` for entities; closes both at the end. */
import { type DynamicModule, Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Database } from './database';
import { dataSourceOptions } from './data-source';
import { createPool } from './pool';

@Global()
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  static forRoot(url: string): DynamicModule {
    return {
      module: DatabaseModule,
      // A database that is away at the start is waited for outside; here it is a fault at once.
      imports: [TypeOrmModule.forRoot({ ...dataSourceOptions(url), retryAttempts: 1 })],
      providers: [{ provide: Database, useFactory: () => new Database(createPool(url)) }],
      exports: [Database],
    };
  }

  /** After every room has stopped its loops (onModuleDestroy, beforeApplicationShutdown). */
  async onApplicationShutdown(): Promise<void> {
    await this.database.pool.end();
  }
}
