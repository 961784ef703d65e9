/** Brings a backup into an empty database, all of it or nothing, and makes sure that none of it is sent again. */
import { Client } from 'pg';
import { Fault } from '../model/fault';
import { readHeader, readRows, type Header, type Row, type TableHeader } from './backup-format';
import { schemaOf } from './migrate';
import { quieten, type Quietened } from './quieten';
import { describeTables, type Table } from './tables';

/** Rows a statement: one round trip each, and small enough for any row. */
const BATCH = 500;

export interface Restored extends Quietened {
  header: Header;
}

/** The file is read twice: once to its checksum before anything is touched, once to be written. */
export async function restore(url: string, file: string, progress: (table: TableHeader) => void): Promise<Restored> {
  const header = await readHeader(file);
  for await (const _row of readRows(file));
  const client = new Client({ connectionString: url, application_name: 'baton restore' });
  await client.connect();
  try {
    await client.query('begin');
    // Nothing of this happens anew: no other system is told of it.
    await client.query(`select set_config('baton.restoring', 'on', true)`);
    const tables = await targets(client, header);
    await write(client, file, tables, progress);
    await continueNumbers(client, header);
    const quietened = await quieten(client, header.created);
    await client.query('commit');
    return { header, ...quietened };
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    await client.end();
  }
}

/** The tables to fill, when the database has the same schema and nothing in it yet. */
async function targets(client: Client, header: Header): Promise<Map<string, Table>> {
  const schema = await schemaOf(client);
  if (schema !== header.schema) {
    throw new Fault(
      'conflict',
      `The backup was taken at schema ${header.schema}, and this Baton has ${schema ?? 'none'}. Restore it with the version of Baton that wrote it, then update.`,
    );
  }
  // Whoever starts now waits with its first team until this is over.
  await client.query('lock table team in share row exclusive mode');
  const tables = await describeTables(client);
  const filled: string[] = [];
  for (const { name } of tables) {
    const { rows } = await client.query(`select from ${name} limit 1`);
    if (rows.length > 0) filled.push(name);
  }
  if (filled.length > 0) {
    throw new Fault(
      'conflict',
      `The database is not empty (${filled.join(', ')}). Restore into a new one: set BATON_DATA_DIR or DATABASE_URL to it.`,
    );
  }
  return new Map(tables.map((table) => [table.name, table]));
}

async function write(
  client: Client,
  file: string,
  tables: Map<string, Table>,
  progress: (table: TableHeader) => void,
): Promise<void> {
  let current: TableHeader | null = null;
  let batch: Row[] = [];
  const flush = async () => {
    if (current && batch.length > 0) await insert(client, tables.get(current.name), current, batch);
    batch = [];
  };
  for await (const { table, row } of readRows(file)) {
    if (table !== current || batch.length === BATCH) await flush();
    if (table !== current && current) progress(current);
    current = table;
    batch.push(row);
  }
  await flush();
  if (current) progress(current);
}

async function insert(client: Client, table: Table | undefined, from: TableHeader, rows: Row[]): Promise<void> {
  const types = from.columns.map((name) => table?.columns.find((column) => column.name === name)?.type);
  if (!table || types.includes(undefined))
    throw new Fault('invalid', `This database has no table ${from.name} with the columns of the backup.`);
  const names = from.columns.map((name) => `"${name}"`).join(', ');
  const values = types.map((type, n) => `u.c${n}::${type}`).join(', ');
  const lists = types.map((_type, n) => `$${n + 1}::text[]`).join(', ');
  const aliases = types.map((_type, n) => `c${n}`).join(', ');
  await client.query(
    `insert into ${table.name} (${names}) overriding system value select ${values} from unnest(${lists}) as u(${aliases})`,
    from.columns.map((_name, n) => rows.map((row) => row[n])),
  );
}

async function continueNumbers(client: Client, header: Header): Promise<void> {
  for (const { name, next = {} } of header.tables) {
    for (const [column, number] of Object.entries(next)) {
      await client.query('select setval(pg_get_serial_sequence($1, $2), $3, false)', [name, column, number]);
    }
  }
}
