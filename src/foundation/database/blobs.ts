/** Contents by their hash: stored once, read whole. */
import { createHash } from 'node:crypto';
import type { Queryable } from './database';

/** One content; beyond it a file is named and refused. */
export const LARGEST_BLOB = 25 * 1024 * 1024;

export function hashOf(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** Each by itself: several of the largest together would be too much for one statement. Safe to repeat. */
export async function storeBlobs(q: Queryable, contents: readonly Buffer[]): Promise<void> {
  for (const bytes of contents) {
    await q.query(
      // A content that comes again is young again: the sweep leaves it to whoever is about to refer to it.
      'insert into blob (sha256, bytes) values ($1, $2) on conflict (sha256) do update set created_at = now()',
      [hashOf(bytes), bytes],
      'blob_store',
    );
  }
}

export async function readBlob(q: Queryable, sha256: Buffer): Promise<Buffer | null> {
  const [row] = await q.query<{ bytes: Buffer }>('select bytes from blob where sha256 = $1', [sha256], 'blob_read');
  return row?.bytes ?? null;
}

/** Removes what nothing refers to any more, once it is a day old. */
export async function sweepBlobs(q: Queryable, most = 200): Promise<number> {
  const rows = await q.query(
    `delete from blob where sha256 in (
       select b.sha256 from blob b
        where b.created_at < now() - interval '1 day' and not exists (select from attachment a where a.sha256 = b.sha256)
        limit $1)
       and created_at < now() - interval '1 day' returning 1`,
    [most],
  );
  return rows.length;
}
