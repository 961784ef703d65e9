/** The database server of the bench, its databases, and the customers in them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbedded } from '../../src/foundation/database/embedded';
import { migrate } from '../../src/foundation/database/migrate';

/** As many as a busy business has in a month; each with an open conversation, as most messages meet one. */
export const CUSTOMERS = 10_000;
export const customer = (index: number): string => `+1213${String(2_000_000 + (index % CUSTOMERS))}`;

export interface Server {
  url: string;
  label: string;
  stop(): Promise<void>;
}

/** DATABASE_URL when it is given (the user must be allowed to create databases), else an embedded one with fsync. */
export async function openServer(): Promise<Server> {
  const given = process.env['DATABASE_URL'];
  const folder = given ? null : mkdtempSync(join(tmpdir(), 'baton-bench-'));
  const embedded = folder ? await startEmbedded(folder, () => undefined) : null;
  const url = given ?? embedded?.url ?? '';
  const [row] = await run<{ version: string; fsync: string; commit: string }>(
    url,
    `select current_setting('server_version') as version, current_setting('fsync') as fsync,
            current_setting('synchronous_commit') as commit`,
  );
  return {
    url,
    label: `PostgreSQL ${row?.version} (${given ? 'given' : 'embedded'}), fsync ${row?.fsync}, synchronous_commit ${row?.commit}`,
    stop: async () => {
      await embedded?.stop();
      if (folder) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function run<T extends object>(url: string, sql: string, values: unknown[] = []): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

export interface Database {
  url: string;
  drop(): Promise<void>;
}

export async function freshDatabase(server: Server, purpose: string): Promise<Database> {
  const name = `baton_bench_${purpose}_${process.pid}`;
  await run(server.url, `drop database if exists ${name} with (force)`);
  await run(server.url, `create database ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  await migrate(url.href);
  return {
    url: url.href,
    drop: async () => void (await run(server.url, `drop database if exists ${name} with (force)`)),
  };
}

/** Known customers with an open conversation each, on this account and team. */
export async function seedCustomers(url: string, accountId: string, teamId: string): Promise<void> {
  await run(
    url,
    `with made as (
       select gen_random_uuid() as contact, gen_random_uuid() as address, gen_random_uuid() as conversation,
              '+1213' || (2000000 + n) as number from generate_series(0, ${CUSTOMERS - 1}) n
     ), c as (insert into contact (id) select contact from made
     ), a as (insert into contact_address (id, contact_id, kind, address) select address, contact, 'phone', number from made)
     insert into conversation (id, contact_id, front_team_id, team_id, channel_account_id, contact_address_id)
     select conversation, contact, $2, $2, $1, address from made`,
    [accountId, teamId],
  );
  await run(url, 'vacuum analyze');
}

/** A team and an SMS account where no application makes its own. */
export async function seedAccount(url: string): Promise<{ accountId: string; teamId: string }> {
  const [row] = await run<{ account: string; team: string }>(
    url,
    `with t as (insert into team (id, name, is_fallback) values (gen_random_uuid(), 'Bench', true) returning id)
     insert into channel_account (id, channel, name, address, team_id, simulated)
     select gen_random_uuid(), 'sms', 'Bench', '+12125550100', t.id, true from t returning id as account, team_id as team`,
  );
  return { accountId: row?.account ?? '', teamId: row?.team ?? '' };
}
