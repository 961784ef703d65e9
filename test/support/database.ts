/** A real, migrated database for one test file, cloned from a template in a few milliseconds. */
import { randomBytes } from 'node:crypto';
import { Client, type Pool } from 'pg';
import { Database } from '../../src/foundation/database/database';
import { migrate } from '../../src/foundation/database/migrate';
import { createPool } from '../../src/foundation/database/pool';

export const SERVER_VARIABLE = 'BATON_TEST_SERVER';
export const TEMPLATE_VARIABLE = 'BATON_TEST_TEMPLATE';

export interface TestDatabase {
  url: string;
  pool: Pool;
  db: Database;
  /** Closes the pool and drops the database, whoever is still connected. */
  drop: () => Promise<void>;
}

/** `empty`: without the schema, for tests of the migrations themselves. */
export async function withDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const name = newName('test');
  const template = process.env[TEMPLATE_VARIABLE];
  if (!template) throw new Error('No test server: jest must run with test/support/global-setup.ts.');
  // Copying files beats writing each page to the log: about half the time, on a server that need not survive.
  await onServer(`create database ${name} template ${empty ? 'template0' : template} strategy = file_copy`);
  const url = urlOf(name);
  const pool = createPool(url);
  return {
    url,
    pool,
    db: new Database(pool),
    drop: async () => {
      await pool.end();
      await onServer(`drop database ${name} with (force)`);
    },
  };
}

/** Migrated once per run; its name. */
export async function makeTemplate(): Promise<string> {
  const name = newName('template');
  await onServer(`create database ${name} template template0`);
  await migrate(urlOf(name));
  return name;
}

export async function dropTemplate(): Promise<void> {
  const template = process.env[TEMPLATE_VARIABLE];
  if (template) await onServer(`drop database if exists ${template} with (force)`);
}

function newName(kind: string): string {
  return `baton_${kind}_${process.pid}_${randomBytes(4).toString('hex')}`;
}

function urlOf(name: string): string {
  const url = new URL(process.env[SERVER_VARIABLE] ?? '');
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: process.env[SERVER_VARIABLE] });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
