/** The connections that write what comes in: nobody else's work can keep them busy, and they plan for this one statement. */
import { Pool } from 'pg';
import { Database } from '../../foundation/database/database';

/** Batches under way at once. Measured on two cores: a third adds contention, not commits. */
export const WRITERS = 2;

/** The generic plan is made once. The statement joins its own small sets, of which the planner expects one row each: nested loops would be quadratic in the batch. */
const FOR_ONE_STATEMENT = `set plan_cache_mode = force_generic_plan; set enable_nestloop = off; set jit = off`;
/** Providers give up after 15 s: a stuck statement is abandoned before. */
const STATEMENT_TIMEOUT_MS = 8_000;

/** As `db`, on connections of its own; close it with `pool.end()`. */
export function openWriters(db: Database): Database {
  const pool = new Pool({
    ...db.pool.options,
    max: WRITERS,
    idleTimeoutMillis: 0,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    verify: (client, done) => void client.query(FOR_ONE_STATEMENT).then(() => done(), done),
  });
  pool.on('error', () => undefined);
  return new Database(pool);
}
