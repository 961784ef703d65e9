/** Brings a database to the schema of this Baton; any number of replicas may try at once. */
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { Fault } from '../model/fault';
import { dataSourceOptions, MIGRATIONS, MIGRATION_TABLE } from './data-source';

/** `nulls not distinct` came with 15. */
const OLDEST_SERVER = 150_000;
const MIGRATING = 7_221_650_011;

/** The names of the migrations that ran; empty when there was nothing to do, which costs two short queries. */
export async function migrate(url: string): Promise<string[]> {
  const client = new Client({
    connectionString: url,
    application_name: 'baton migrate',
    connectionTimeoutMillis: 10_000,
  });
  await client.connect();
  try {
    if (await isCurrent(client)) return [];
    await client.query('select pg_advisory_lock($1)', [MIGRATING]);
    // Another replica may have done it while this one waited.
    if (await isCurrent(client)) return [];
    return await run(url);
  } finally {
    await client.end();
  }
}

/** The migration that the database stands at, or null before the first. */
export async function schemaOf(client: Client): Promise<string | null> {
  return (await applied(client)).at(-1) ?? null;
}

async function isCurrent(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ version: number }>(
    `select current_setting('server_version_num')::int as version`,
  );
  if ((rows[0]?.version ?? 0) < OLDEST_SERVER) throw new Fault('unavailable', 'Baton needs PostgreSQL 15 or newer.');
  const done = new Set(await applied(client));
  const known = new Set(MIGRATIONS.map((migration) => migration.name));
  const foreign = [...done].filter((name) => !known.has(name));
  if (foreign.length > 0) {
    throw new Fault(
      'unavailable',
      `The database was migrated by a newer Baton (${foreign.join(', ')}). Start that version, or restore a backup of this one.`,
    );
  }
  return known.size === done.size;
}

async function applied(client: Client): Promise<string[]> {
  const { rows: tables } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [
    MIGRATION_TABLE,
  ]);
  if (!tables[0]?.there) return [];
  const { rows } = await client.query<{ name: string }>(`select name from ${MIGRATION_TABLE} order by id`);
  return rows.map((row) => row.name);
}

async function run(url: string): Promise<string[]> {
  const source = await new DataSource({ ...dataSourceOptions(url), entities: [] }).initialize();
  try {
    const done = await source.runMigrations({ transaction: 'each' });
    return done.map((migration) => migration.name);
  } finally {
    await source.destroy();
  }
}
