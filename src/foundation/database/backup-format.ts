/**
 * The backup file, a gzip of lines of JSON: a header, one array of texts per row in the order of the header's tables, and the
 * SHA-256 of all lines before. Every value is PostgreSQL's own text of it (null: null), so that any type comes back exactly.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { Fault } from '../model/fault';

export const FORMAT = 'baton-backup';

const Header = z.object({
  format: z.literal(FORMAT),
  version: z.literal(1),
  /** The last migration of the database it was taken from. */
  schema: z.string(),
  created: z.iso.datetime(),
  tables: z.array(
    z.object({
      name: z.string(),
      columns: z.array(z.string()),
      rows: z.number().int().min(0),
      /** Where the numbers that the database gives in a column go on: those of deleted rows are not given again. */
      next: z.record(z.string(), z.string()).optional(),
    }),
  ),
});
const Trailer = z.object({ sha256: z.string() });
const Row = z.array(z.string().nullable());

export type Header = z.infer<typeof Header>;
export type TableHeader = Header['tables'][number];
export type Row = z.infer<typeof Row>;

/** The header. */
export async function readHeader(file: string): Promise<Header> {
  for await (const line of lines(file)) return parseHeader(line);
  throw damaged('it is empty');
}

/** Every row with its table. Throws at the end when the file is not whole, so nothing may be committed before that. */
export async function* readRows(file: string): AsyncGenerator<{ table: TableHeader; row: Row }> {
  const hash = createHash('sha256');
  let tables: TableHeader[] | null = null;
  let seen = 0;
  let ended = false;
  for await (const line of lines(file)) {
    if (ended) throw damaged('something follows its checksum');
    if (tables === null) {
      tables = [...parseHeader(line).tables];
    } else {
      while (tables[0] && seen === tables[0].rows) {
        tables.shift();
        seen = 0;
      }
      const table = tables[0];
      if (!table) {
        if (parse(Trailer, line).sha256 !== hash.digest('hex')) throw damaged('its checksum does not match');
        ended = true;
        continue;
      }
      const row = parse(Row, line);
      if (row.length !== table.columns.length) throw damaged(`a row of ${table.name} has ${row.length} values`);
      seen += 1;
      yield { table, row };
    }
    hash.update(line).update('\n');
  }
  if (!ended) throw damaged('it ends too early');
}

function parseHeader(line: string): Header {
  const { format } = parse(z.object({ format: z.unknown().optional() }), line);
  if (format !== FORMAT) throw new Fault('invalid', 'This is not a backup of Baton.');
  return parse(Header, line);
}

function parse<T>(schema: z.ZodType<T>, line: string): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch (cause) {
    throw damaged('a line of it cannot be read', cause);
  }
}

/** By hand: node's readline also splits at U+2028 and U+2029, which JSON leaves as they are. */
async function* lines(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const unzipped = createGunzip();
  source.once('error', (error) => unzipped.destroy(error));
  const text = source.pipe(unzipped).setEncoding('utf8');
  let rest = '';
  try {
    for await (const chunk of text as AsyncIterable<string>) {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop() ?? '';
      yield* parts;
    }
  } catch (cause) {
    const { code } = cause as { code?: string };
    if (code === 'ENOENT') throw new Fault('not-found', `There is no file ${file}.`, { cause });
    if (code?.startsWith('Z_')) throw damaged('it is torn, or not a backup', cause);
    throw cause;
  } finally {
    source.destroy();
  }
  if (rest !== '') throw damaged('it ends too early');
}

function damaged(how: string, cause?: unknown): Fault {
  return new Fault('invalid', `The backup file is damaged: ${how}. Nothing was changed.`, { cause });
}
