/** API keys as admins manage them: made, shown once, revoked for good. */
import { Injectable } from '@nestjs/common';
import { Database, type Queryable } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { newId } from '../../foundation/model/ids';
import { newToken } from '../auth/api-keys';
import type { SignedIn } from '../auth/sessions';
import type { ApiKeyEdit, ApiKeyToken, ApiKeyView } from '../http/contract';
import { readCursor, UUID_PART, writeCursor } from '../http/cursor';
import { Changes } from './changes';

const VIEW = `id, name, hint, scopes, created_at as "createdAt", last_used_at as "lastUsedAt", revoked_at as "revokedAt"`;

interface Row extends Omit<ApiKeyView, 'createdAt' | 'lastUsedAt' | 'revokedAt'> {
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

@Injectable()
export class ApiKeyList {
  constructor(
    private readonly db: Database,
    private readonly changes: Changes,
  ) {}

  /** Newest first, revoked ones too. */
  async list(cursor: string | undefined, limit: number): Promise<{ items: ApiKeyView[]; next: string | null }> {
    const [before] = cursor === undefined ? [] : readCursor(cursor, [UUID_PART]);
    const rows = await this.db.query<Row>(
      `select ${VIEW} from api_key where $1::uuid is null or id < $1 order by id desc limit $2`,
      [before ?? null, limit + 1],
    );
    const items = rows.slice(0, limit).map(view);
    const last = items.at(-1);
    return { items, next: rows.length > limit && last ? writeCursor([last.id]) : null };
  }

  async create(me: SignedIn, { name, scopes }: ApiKeyEdit): Promise<ApiKeyToken> {
    const id = newId();
    const { token, hash, hint } = newToken();
    const key = await this.changes.make(me, 'keys', async ({ tx, record }) => {
      await tx.query('insert into api_key (id, name, token_hash, hint, scopes) values ($1, $2, $3, $4, $5)', [
        id,
        name,
        hash,
        hint,
        [...new Set(scopes)],
      ]);
      const after = await one(tx, id);
      await record({ action: 'api-key.created', subjectKind: 'api-key', subjectId: id, after });
      return after;
    });
    return { key, token };
  }

  async revoke(me: SignedIn, id: string): Promise<void> {
    await this.changes.make(me, 'keys', async ({ tx, record }) => {
      const before = await one(tx, id);
      if (before.revokedAt !== null) throw new Fault('conflict', 'This key is revoked already.');
      await tx.query('update api_key set revoked_at = now() where id = $1', [id]);
      await record({ action: 'api-key.revoked', subjectKind: 'api-key', subjectId: id, before });
    });
  }
}

async function one(q: Queryable, id: string): Promise<ApiKeyView> {
  const [row] = await q.query<Row>(`select ${VIEW} from api_key where id = $1`, [id]);
  if (!row) throw new Fault('not-found', 'There is no such key.');
  return view(row);
}

function view({ createdAt, lastUsedAt, revokedAt, ...rest }: Row): ApiKeyView {
  return {
    ...rest,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
  };
}
