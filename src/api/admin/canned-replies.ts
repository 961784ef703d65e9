/** Canned replies: words that agents send often, by name, for one team or all and for one language or all. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database';
import { CannedReply } from '../../foundation/model/entities/canned-reply.entity';
import { Fault } from '../../foundation/model/fault';
import { newId } from '../../foundation/model/ids';
import { Settings } from '../../foundation/settings/settings';
import type { SignedIn } from '../auth/sessions';
import { PLACEHOLDERS, type CannedReplyEdit, type CannedReplyView } from '../http/contract';
import { readCursor, UUID_PART, writeCursor } from '../http/cursor';
import { Changes, refuseFaults, taken, type Change } from './changes';

const NAME_TAKEN = taken('canned_reply_name', 'Another reply has this name, for the same team and language.');

@Injectable()
export class CannedReplies {
  constructor(
    private readonly db: Database,
    private readonly changes: Changes,
    private readonly settings: Settings,
  ) {}

  /** Newest first. */
  async list(cursor: string | undefined, limit: number): Promise<{ items: CannedReplyView[]; next: string | null }> {
    const [before] = cursor === undefined ? [] : readCursor(cursor, [UUID_PART]);
    const rows = await this.db.query<Omit<CannedReplyView, 'updatedAt'> & { updatedAt: Date }>(
      `select id, name, text, team_id as "teamId", language, updated_at as "updatedAt"
         from canned_reply where $1::uuid is null or id < $1 order by id desc limit $2`,
      [before ?? null, limit + 1],
    );
    const items = rows.slice(0, limit).map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString() }));
    const last = items.at(-1);
    return { items, next: rows.length > limit && last ? writeCursor([last.id]) : null };
  }

  async create(me: SignedIn, edit: CannedReplyEdit): Promise<CannedReplyView> {
    return this.changes
      .make(me, 'replies', async (change) => {
        this.check(edit);
        const id = newId();
        await change.entities.insert(CannedReply, { id, ...edit });
        const after = await this.one(change, id);
        await change.record({ action: 'reply.created', subjectKind: 'reply', subjectId: id, after });
        return after;
      })
      .catch(NAME_TAKEN);
  }

  async edit(me: SignedIn, id: string, edit: CannedReplyEdit): Promise<CannedReplyView> {
    return this.changes
      .make(me, 'replies', async (change) => {
        const before = await this.one(change, id);
        this.check(edit);
        await change.entities.update(CannedReply, id, { ...edit, updatedAt: new Date() });
        const after = await this.one(change, id);
        await change.record({ action: 'reply.changed', subjectKind: 'reply', subjectId: id, before, after });
        return after;
      })
      .catch(NAME_TAKEN);
  }

  async remove(me: SignedIn, id: string): Promise<void> {
    await this.changes.make(me, 'replies', async (change) => {
      const before = await this.one(change, id);
      await change.entities.delete(CannedReply, id);
      await change.record({ action: 'reply.deleted', subjectKind: 'reply', subjectId: id, before });
    });
  }

  private check({ teamId, text }: CannedReplyEdit): void {
    const known: readonly string[] = PLACEHOLDERS;
    const unknown = [...text.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)].filter(([, name = '']) => !known.includes(name));
    refuseFaults([
      ...(teamId === null || this.settings.team(teamId) ? [] : ['teamId: there is no such team']),
      ...unknown.map(([written]) => `text: ${written} stands for nothing; there are ${known.join(' and ')}`),
    ]);
  }

  private async one({ entities }: Change, id: string): Promise<CannedReplyView> {
    const reply = await entities.findOneBy(CannedReply, { id });
    if (!reply) throw new Fault('not-found', 'There is no such reply.');
    const { createdAt: _createdAt, updatedAt, ...rest } = reply;
    return { ...rest, updatedAt: updatedAt.toISOString() };
  }
}
