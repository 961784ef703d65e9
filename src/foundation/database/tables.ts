/** What tables the database has, parents before children, read from its own catalogue so that none is forgotten. */
import type { Client } from 'pg';
import { MIGRATION_TABLE } from './data-source';

export interface Table {
  name: string;
  key: string[];
  /** Those that can be written: without generated ones. */
  columns: { name: string; type: string; sequence: string | null }[];
}

interface Found extends Table {
  parents: string[];
}

const TABLES = `
  select t.relname::text as name,
    (select array_agg(format('%I', a.attname) order by k.n)
       from pg_index i, unnest(i.indkey::int2[]) with ordinality as k(attnum, n), pg_attribute a
      where i.indrelid = t.oid and i.indisprimary and a.attrelid = t.oid and a.attnum = k.attnum) as key,
    (select jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'sequence', pg_get_serial_sequence(t.oid::regclass::text, a.attname)) order by a.attnum)
       from pg_attribute a where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
    array(select distinct p.relname::text from pg_constraint c join pg_class p on p.oid = c.confrelid
           where c.conrelid = t.oid and c.contype = 'f' and c.confrelid <> t.oid) as parents
  from pg_class t where t.relnamespace = 'public'::regnamespace and t.relkind = 'r' and t.relname <> $1
  order by t.relname`;

export async function describeTables(client: Client): Promise<Table[]> {
  const { rows } = await client.query<Found>(TABLES, [MIGRATION_TABLE]);
  const waiting = new Map(rows.map((table) => [table.name, table]));
  const ordered: Table[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter((table) => !table.parents.some((parent) => waiting.has(parent)));
    if (ready.length === 0)
      throw new Error(`tables refer to each other in a circle: ${[...waiting.keys()].join(', ')}`);
    for (const { name, key, columns } of ready) {
      ordered.push({ name, key, columns });
      waiting.delete(name);
    }
  }
  return ordered;
}
