/** Who changed what: one entry, written in the same transaction as the change itself. */
import type { Queryable } from '../../foundation/database/database';
import { newId } from '../../foundation/model/ids';

export interface AuditEntry {
  /** Null for what nobody signed in did. */
  agentId: string | null;
  /** Who, in words that outlive the agent's row. */
  actor: string;
  /** E.g. "team.changed". */
  action: string;
  subjectKind: string;
  subjectId: string;
  /** Without secrets: those are named, never shown. */
  before?: unknown;
  after?: unknown;
}

export async function audit(q: Queryable, entry: AuditEntry): Promise<void> {
  await q.query(
    `insert into audit_entry (id, agent_id, actor, action, subject_kind, subject_id, before, after)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      newId(),
      entry.agentId,
      entry.actor,
      entry.action,
      entry.subjectKind,
      entry.subjectId,
      json(entry.before),
      json(entry.after),
    ],
    'audit',
  );
}

/** As text: pg would write a JavaScript array as a PostgreSQL one. */
function json(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}
