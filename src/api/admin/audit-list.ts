/** The record of changes, newest first. */
import type { Queryable } from '../../foundation/database/database';
import type { AuditView } from '../http/contract';
import { readCursor, UUID_PART, writeCursor } from '../http/cursor';

export async function readAudit(
  q: Queryable,
  cursor: string | undefined,
  limit: number,
): Promise<{ items: AuditView[]; next: string | null }> {
  const [before] = cursor === undefined ? [] : readCursor(cursor, [UUID_PART]);
  const rows = await q.query<Omit<AuditView, 'at'> & { at: Date }>(
    `select id, actor, action, subject_kind as "subjectKind", subject_id as "subjectId", before, after, at
       from audit_entry where $1::uuid is null or id < $1 order by id desc limit $2`,
    [before ?? null, limit + 1],
  );
  const items = rows.slice(0, limit).map((row) => ({ ...row, at: row.at.toISOString() }));
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? writeCursor([last.id]) : null };
}
