/** Knowledge articles: what the assistant answers from, and which topics it hands off. */
import { Injectable } from '@nestjs/common';
import { ArticleHead } from '../../foundation/config/business-schema';
import { Database } from '../../foundation/database/database';
import { Article } from '../../foundation/model/entities/article.entity';
import { Fault } from '../../foundation/model/fault';
import { newId } from '../../foundation/model/ids';
import { Settings } from '../../foundation/settings/settings';
import type { SignedIn } from '../auth/sessions';
import type { ArticleEdit, ArticleView } from '../http/contract';
import { faultLines } from '../http/checked';
import { readCursor, UUID_PART, writeCursor } from '../http/cursor';
import { Changes, refuseFaults, type Change } from './changes';

type ArticleRow = Omit<ArticleView, 'updatedAt'> & { updatedAt: Date };

@Injectable()
export class Articles {
  constructor(
    private readonly db: Database,
    private readonly changes: Changes,
    private readonly settings: Settings,
  ) {}

  /** Newest first. */
  async list(cursor: string | undefined, limit: number): Promise<{ items: ArticleView[]; next: string | null }> {
    const [before] = cursor === undefined ? [] : readCursor(cursor, [UUID_PART]);
    const rows = await this.db.query<ArticleRow>(
      `select id, title, body, phrasings, url, language, escalate, demo, active, revision, updated_at as "updatedAt"
         from article where $1::uuid is null or id < $1 order by id desc limit $2`,
      [before ?? null, limit + 1],
    );
    const items = rows.slice(0, limit).map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString() }));
    const last = items.at(-1);
    return { items, next: rows.length > limit && last ? writeCursor([last.id]) : null };
  }

  async create(me: SignedIn, edit: ArticleEdit): Promise<ArticleView> {
    return this.changes.make(me, 'articles', async (change) => {
      this.check(edit);
      const id = newId();
      await change.entities.insert(Article, { id, ...fieldsOf(edit) });
      const after = await this.one(change, id);
      await change.record({ action: 'article.created', subjectKind: 'article', subjectId: id, after });
      return after;
    });
  }

  /** An edited demo article is the business's own from then on: it stays when the demo ends. */
  async edit(me: SignedIn, id: string, edit: ArticleEdit): Promise<ArticleView> {
    return this.changes.make(me, 'articles', async (change) => {
      const before = await this.one(change, id);
      this.check(edit);
      await change.entities.update(Article, id, {
        ...fieldsOf(edit),
        demo: false,
        revision: before.revision + 1,
        updatedAt: new Date(),
      });
      const after = await this.one(change, id);
      await change.record({ action: 'article.changed', subjectKind: 'article', subjectId: id, before, after });
      return after;
    });
  }

  async remove(me: SignedIn, id: string): Promise<void> {
    await this.changes.make(me, 'articles', async (change) => {
      const before = await this.one(change, id);
      await change.entities.delete(Article, id);
      await change.record({ action: 'article.deleted', subjectKind: 'article', subjectId: id, before });
    });
  }

  /** The same law of topics as in config/knowledge. */
  private check({ escalate }: ArticleEdit): void {
    if (!escalate) return;
    const topic = ArticleHead.shape.escalate.safeParse(escalate);
    refuseFaults([
      ...(topic.success ? [] : faultLines(topic.error, 'escalate')),
      ...(escalate.team === undefined || this.settings.teamByName(escalate.team)
        ? []
        : ['escalate.team: there is no such team']),
    ]);
  }

  private async one({ entities }: Change, id: string): Promise<ArticleView> {
    const article = await entities.findOneBy(Article, { id });
    if (!article) throw new Fault('not-found', 'There is no such article.');
    const { createdAt: _createdAt, updatedAt, escalate, ...rest } = article;
    return { ...rest, escalate: escalate as ArticleView['escalate'], updatedAt: updatedAt.toISOString() };
  }
}

/** TypeORM's own type of a JSON column takes any object, and no exact one. */
function fieldsOf({ escalate, ...fields }: ArticleEdit) {
  return { ...fields, escalate: escalate as object | null };
}
