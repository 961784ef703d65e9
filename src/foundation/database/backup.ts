/** Writes one consistent picture of the database to a file, while everything goes on running. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Client } from 'pg';
import { Fault } from '../model/fault';
import { FORMAT, type Header, type TableHeader } from './backup-format';
import { schemaOf } from './migrate';
import { describeTables, type Table } from './tables';

const FETCH = 1_000;
/** Rows of contents are up to 25 MB each. */
const FETCH_CONTENTS = 4;
const CONTENTS = ['blob', 'quarantine'];

/** Who is signed in, open password links, counted attempts, lanes (made anew from their jobs) and the search's index (from the messages) are not kept. */
const LEFT_OUT = ['session', 'password_reset', 'rate_limit', 'lane', 'search_due', 'search_entry'];

/** Resolves to the header of the file, which only its owner may read; an existing file is never overwritten. */
export async function backup(url: string, file: string, progress: (table: TableHeader) => void): Promise<Header> {
  if (await stat(file).catch(() => null)) throw new Fault('conflict', `${file} exists already. Choose another name.`);
  await mkdir(dirname(file), { recursive: true });
  const client = new Client({ connectionString: url, application_name: 'baton backup' });
  await client.connect();
  const partial = `${file}.part`;
  try {
    await client.query('begin isolation level repeatable read read only');
    // What the texts depend on, whatever the server's or the user's defaults are.
    await client.query(
      `set local timezone = 'UTC'; set local datestyle = 'ISO'; set local bytea_output = 'hex'; set local extra_float_digits = 1`,
    );
    const tables = (await describeTables(client)).filter((table) => !LEFT_OUT.includes(table.name));
    const header = await describe(client, tables);
    await pipeline(
      content(client, tables, header, progress),
      createGzip(),
      createWriteStream(partial, { mode: 0o600 }),
    );
    await client.query('commit');
    await publish(partial, file);
    return header;
  } finally {
    await client.end();
    await rm(partial, { force: true });
  }
}

async function describe(client: Client, tables: Table[]): Promise<Header> {
  const described: TableHeader[] = [];
  for (const { name, columns } of tables) {
    const { rows } = await client.query<{ rows: number }>(`select count(*)::int as rows from ${name}`);
    const next: Record<string, string> = {};
    for (const column of columns) if (column.sequence) next[column.name] = await nextNumber(client, column.sequence);
    described.push({ name, columns: columns.map((column) => column.name), rows: rows[0]?.rows ?? 0, next });
  }
  const schema = await schemaOf(client);
  if (schema === null) throw new Fault('conflict', 'There is nothing to back up: the database has no schema of Baton.');
  return { format: FORMAT, version: 1, schema, created: new Date().toISOString(), tables: described };
}

async function nextNumber(client: Client, sequence: string): Promise<string> {
  const { rows } = await client.query<{ next: string }>(
    `select (last_value + is_called::int)::text as next from ${sequence}`,
  );
  return rows[0]?.next ?? '1';
}

async function* content(
  client: Client,
  tables: Table[],
  header: Header,
  progress: (table: TableHeader) => void,
): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const hashed = (text: string): string => {
    hash.update(text);
    return text;
  };
  yield hashed(`${JSON.stringify(header)}\n`);
  for (const [position, table] of tables.entries()) {
    const values = table.columns.map((column) => `"${column.name}"::text`).join(', ');
    await client.query(
      `declare rows no scroll cursor for select array_to_json(array[${values}])::text as row from ${table.name} order by ${table.key.join(', ')}`,
    );
    const size = CONTENTS.includes(table.name) ? FETCH_CONTENTS : FETCH;
    for (;;) {
      const { rows } = await client.query<{ row: string }>(`fetch ${size} from rows`);
      if (rows.length > 0) yield hashed(rows.map(({ row }) => `${row}\n`).join(''));
      if (rows.length < size) break;
    }
    await client.query('close rows');
    const done = header.tables[position];
    if (done) progress(done);
  }
  yield `${JSON.stringify({ sha256: hash.digest('hex') })}\n`;
}

/** A file of that name is whole: it appears only when every byte is on disk. */
async function publish(partial: string, file: string): Promise<void> {
  const handle = await open(partial, 'r');
  await handle.sync();
  await handle.close();
  await rename(partial, file);
}
