/** The way to the database: pooled prepared statements for the hot path, transactions with work that waits for the commit. */
import type { Pool, PoolClient, QueryResultRow } from 'pg';

/** Runs SQL; both a pool and a transaction do. `name` makes it a prepared statement of its connection. */
export interface Queryable {
  query<R extends QueryResultRow>(text: string, values?: readonly unknown[], name?: string): Promise<R[]>;
}

export interface Tx extends Queryable {
  /** Runs after the commit, never when the transaction fails; must not throw. */
  afterCommit(work: () => void): void;
}

export class Database implements Queryable {
  constructor(readonly pool: Pool) {}

  async query<R extends QueryResultRow>(text: string, values: readonly unknown[] = [], name?: string): Promise<R[]> {
    const result = await this.pool.query<R>({ text, values: [...values], ...(name ? { name } : {}) });
    return result.rows;
  }

  /** One transaction; retried on serialisation failure or deadlock (40001, 40P01) up to three times, so `work` must have no outside effect. */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const client = await this.pool.connect();
      const tx = new ClientTx(client);
      let broken: Error | undefined;
      try {
        await client.query('begin');
        const value = await work(tx);
        await client.query('commit');
        tx.committed();
        return value;
      } catch (error) {
        await client.query('rollback').catch((rollback: Error) => (broken = rollback));
        if (attempt >= 3 || !isTransient(error)) throw error;
      } finally {
        client.release(broken);
      }
    }
  }
}

class ClientTx implements Tx {
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly client: PoolClient) {}

  async query<R extends QueryResultRow>(text: string, values: readonly unknown[] = [], name?: string): Promise<R[]> {
    const result = await this.client.query<R>({ text, values: [...values], ...(name ? { name } : {}) });
    return result.rows;
  }

  afterCommit(work: () => void): void {
    this.waiting.push(work);
  }

  committed(): void {
    for (const work of this.waiting) work();
  }
}

function isTransient(error: unknown): boolean {
  const code = (error as { code?: string }).code;
  return code === '40001' || code === '40P01';
}
