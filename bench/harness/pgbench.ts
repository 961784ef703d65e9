/** What PostgreSQL itself does on this machine: pgbench when it is installed, else the same SQL from a bare pg loop, labelled so. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { prepared } from '../../src/pipeline/inbound/statement';
import { percentile } from './figures';
import { CUSTOMERS } from './postgres';

const execute = promisify(execFile);

/** `:name` is a value of the run, or of an earlier `\gset`. One entry a statement; several are one transaction. */
export interface Script {
  name: string;
  statements: { sql: string; gset?: boolean }[];
}

export interface PgResult {
  perSecond: number;
  /** Milliseconds. */
  p50: number;
}

const FROM = `'+1213' || (2000000 + :n)::text`;
const EVENT = `'SM' || :e::text || 'x' || :client_id::text`;
const BODY = `'Hello, I ordered a lamp two weeks ago and it has still not arrived. Where is it now?'`;

/** The cheapest durable thing that an ingest can do. */
export const ONE_ROW: Script = {
  name: 'one row',
  statements: [
    {
      sql: `insert into inbound_event (channel_account_id, event_id) values (:account::uuid, ${EVENT}) on conflict do nothing`,
    },
  ],
};

/** What a message needs, as one writes it without thinking of batches: event; address; conversation; message with its job. */
export const FOUR_STATEMENTS: Script = {
  name: 'four statements',
  statements: [
    ...ONE_ROW.statements,
    {
      sql: `insert into contact_address (id, contact_id, kind, address) values (gen_random_uuid(), gen_random_uuid(), 'phone', ${FROM})
            on conflict (kind, address) do update set last_seen_at = excluded.last_seen_at returning id as address, contact_id as contact`,
      gset: true,
    },
    {
      sql: `insert into conversation (id, contact_id, front_team_id, team_id, last_seq, revision, channel_account_id, contact_address_id, last_inbound_at)
            values (gen_random_uuid(), :contact::uuid, :team::uuid, :team::uuid, 1, 1, :account::uuid, :address::uuid, now())
            on conflict (contact_id, front_team_id) where is_current do update set last_seq = conversation.last_seq + 1,
              revision = conversation.revision + 1, last_message_at = now(), recency = excluded.recency, last_inbound_at = now()
            returning id as conversation, last_seq as seq`,
      gset: true,
    },
    {
      sql: `with m as (
              insert into message (id, conversation_id, seq, direction, author, channel_account_id, contact_address_id, provider_id, text)
              values (gen_random_uuid(), :conversation::uuid, :seq::int, 'in', 'contact', :account::uuid, :address::uuid, ${EVENT}, ${BODY})
              returning id, conversation_id, seq
            ), l as (
              insert into lane (key, due, pending) select 'conversation' || chr(58) || m.conversation_id, now(), 1 from m
              on conflict (key) do update set pending = lane.pending + 1 returning key
            )
            insert into job (lane, kind, payload)
            select l.key, 'screen', jsonb_build_object('conversationId', m.conversation_id, 'messageId', m.id, 'seq', m.seq) from l, m`,
    },
  ],
};

/** Our own statement with a batch of one. */
export const ONE_CTE: Script = {
  name: 'the CTE',
  statements: [{ sql: oneRowOf(prepared([]).text) }],
};

function oneRowOf(statement: string): string {
  // In the order of the statement's parameters.
  const columns = [
    ...[':account', EVENT, `'phone'`, FROM, ':team'],
    ...['gen_random_uuid()', 'gen_random_uuid()', 'gen_random_uuid()', 'gen_random_uuid()'],
    ...[BODY, `'{}'`, 'false', 'null'],
  ];
  return statement
    .replace(/--.*$/gm, '')
    .replaceAll(`'conversation:'`, `'conversation' || chr(58)`)
    .replaceAll(`'endpoint:'`, `'endpoint' || chr(58)`)
    .replace(/\$(\d+)::(\w+)\[\]/g, (_, position: string, type: string) => {
      const value = columns[Number(position) - 1];
      return `array[(${value})::${type}]::${type}[]`;
    });
}

/** pgbench of the newest PostgreSQL here, or null. */
export function findPgbench(): string | null {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return folders.map((folder) => join(folder, 'pgbench')).find((file) => existsSync(file)) ?? null;
}

export interface PgRun {
  url: string;
  script: Script;
  clients: number;
  seconds: number;
  variables: Record<string, string>;
}

export async function runSql(run: PgRun, pgbench: string | null): Promise<PgResult> {
  return pgbench ? runPgbench(run, pgbench) : runLoop(run);
}

async function runPgbench({ url, script, clients, seconds, variables }: PgRun, pgbench: string): Promise<PgResult> {
  const folder = mkdtempSync(join(tmpdir(), 'baton-pgbench-'));
  try {
    const file = join(folder, 'script.sql');
    const several = script.statements.length > 1;
    writeFileSync(
      file,
      [
        '\\set e random(1, 9000000000000000)',
        `\\set n random(0, ${CUSTOMERS - 1})`,
        ...(several ? ['begin;'] : []),
        ...script.statements.map(({ sql, gset }) => `${sql.replace(/\s+/g, ' ')} ${gset ? '\\gset' : ';'}`),
        ...(several ? ['commit;'] : []),
      ].join('\n'),
    );
    const flags = Object.entries(variables).flatMap(([name, value]) => ['-D', `${name}=${value}`]);
    const { stdout } = await execute(
      pgbench,
      [
        '-n',
        '-M',
        'prepared',
        '-c',
        String(clients),
        '-j',
        '1',
        '-T',
        String(seconds),
        '-f',
        file,
        '-l',
        '--log-prefix',
        join(folder, 'log'),
        ...flags,
        url,
      ],
      {
        cwd: folder,
        env: { ...process.env, PGOPTIONS: '-c plan_cache_mode=force_generic_plan -c enable_nestloop=off -c jit=off' },
        timeout: seconds * 1_000 + 60_000,
        maxBuffer: 64e6,
      },
    );
    const perSecond = Number(/tps = ([\d.]+) \(without/.exec(stdout)?.[1]);
    const failed = Number(/failed transactions: (\d+)/.exec(stdout)?.[1] ?? 0);
    if (!(perSecond > 0) || failed > 0) throw new Error(`pgbench (${script.name}) failed:\n${stdout}`);
    const logs = readdirSync(folder).filter((name) => name.startsWith('log'));
    const latencies = logs.flatMap((name) =>
      readFileSync(join(folder, name), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => Number(line.split(' ')[2]) / 1_000),
    );
    return { perSecond, p50: percentile(latencies, 0.5) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same statements, prepared, from this process: slower than pgbench at many clients, so ratios against it flatter. */
async function runLoop({ url, script, clients, seconds, variables }: PgRun): Promise<PgResult> {
  const prepared = script.statements.map(({ sql, gset }) => {
    const names: string[] = [];
    const text = sql.replace(/(?<!:):([a-z_]+)/g, (_, name: string) => {
      const at = names.indexOf(name);
      return `$${at < 0 ? names.push(name) : at + 1}`;
    });
    return { text, names, gset };
  });
  const latencies: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1_000;
  await Promise.all(
    Array.from({ length: clients }, async (_, index) => {
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.query('set plan_cache_mode = force_generic_plan; set enable_nestloop = off; set jit = off');
      while (performance.now() < end) {
        const since = performance.now();
        const values: Record<string, string> = {
          ...variables,
          client_id: String(index),
          e: String(Math.floor(Math.random() * 9e15)),
          n: String(Math.floor(Math.random() * CUSTOMERS)),
        };
        if (prepared.length > 1) await client.query('begin');
        for (const [position, { text, names, gset }] of prepared.entries()) {
          const { rows } = await client.query<Record<string, unknown>>({
            name: `${script.name} ${position}`,
            text,
            values: names.map((name) => values[name]),
          });
          if (gset) for (const [name, value] of Object.entries(rows[0] ?? {})) values[name] = String(value);
        }
        if (prepared.length > 1) await client.query('commit');
        latencies.push(performance.now() - since);
      }
      await client.end();
    }),
  );
  return { perSecond: (latencies.length * 1_000) / (performance.now() - start), p50: percentile(latencies, 0.5) };
}
