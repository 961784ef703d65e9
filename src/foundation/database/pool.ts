/** The connections of one process: short statements only, so that a stuck one cannot hold the others up. */
import { Pool } from 'pg';

/** A pool on `url`; close it with `end()`. */
export function createPool(url: string, max = 16): Pool {
  const pool = new Pool({
    connectionString: url,
    max,
    application_name: `baton ${process.pid}`,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
  });
  // An idle connection that broke: the pool drops it, and the next statement opens another or says why it cannot.
  pool.on('error', () => undefined);
  // One that breaks inside a transaction, between two statements: the next statement fails, the process does not.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
