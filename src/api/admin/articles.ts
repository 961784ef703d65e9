/** Knowledge articles: what the assistant answers from, and which topics it hands off. Every change leaves a version. */
import { Inject, Injectable } from '@nestjs/common';
import { CHANNELS, type Channels } from '../../channels/channel';
import { ArticleHead } from '../../foundation/config/business-schema';
import { Database } from '../../foundation/database/database';
import type { ArticleContent } from '../../foundation/model/article';
import type { ArticleVersion } from '../../foundation/model/entities/article-version.entity';
import { Article } from '../../foundation/model/entities/article.entity';
import { Fault } from '../../foundation/model/fault';
import { newId } from '../../foundation/model/ids';
import { storeVersion } from '../../foundation/settings/article-versions';
import { Settings } from '../../foundation/settings/settings';
import { articleChanges } from '../../intelligence/knowledge/article-changes';
import type { SignedIn } from '../auth/sessions';
import type { ArticleEdit, ArticleVersionView, ArticleView } from '../http/contract';
import { faultLines } from '../http/checked';
import { NUMBER_PART, readCursor, UUID_PART, writeCursor } from '../http/cursor';
import { Changes, refuseFaults, type Change } from './changes';

type ArticleRow = Omit<ArticleView, 'updatedAt'> & { updatedAt: Date };
type Action = ArticleVersion['action'];

const NEWER = 'Somebody changed this article meanwhile. Read it again, then make your change.';

@Injectable()
export class Articles {
  constructor(
    private readonly db: Database,
    private readonly changes: Changes,
    private readonly settings: Settings,
    @Inject(CHANNELS) private readonly channels: Channels,
  ) {}

  /** Newest first. */
  async list(cursor: string | undefined, limit: number): Promise<{ items: ArticleView[]; next: string | null }> {
    const [before] = cursor === undefined ? [] : readCursor(cursor, [UUID_PART]);
    const rows = await this.db.query<ArticleRow>(
      `select id, title, body, phrasings, url, language, escalate, channels, audience, demo, active, revision, updated_at as "updatedAt"
         from article where $1::uuid is null or id < $1 order by id desc limit $2`,
      [before ?? null, limit + 1],
    );
    const items = rows.slice(0, limit).map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString() }));
    const last = items.at(-1);
    return { items, next: rows.length > limit && last ? writeCursor([last.id]) : null };
  }

  async create(me: SignedIn, edit: ArticleEdit): Promise<ArticleView> {
    return this.changes.make(me, 'articles', (change) => this.add(me, change, edit, 'created'));
  }

  /** Inside of a change that does more. */
  async add(me: SignedIn, change: Change, edit: ArticleEdit, action: Action): Promise<ArticleView> {
    this.check(edit);
    const id = newId();
    await change.entities.insert(Article, { id, ...fieldsOf(edit) });
    await storeVersion(change.tx, id, action, { agentId: me.agentId, actor: me.name });
    const after = await one(change, id);
    await change.record({ action: 'article.created', subjectKind: 'article', subjectId: id, after });
    return after;
  }

  async edit(me: SignedIn, id: string, edit: ArticleEdit, basedOn: number | undefined): Promise<ArticleView> {
    return this.changes.make(me, 'articles', (change) => this.write(me, change, id, () => edit, 'changed', basedOn));
  }

  /**
   * Inside of a change that does more: `made` gives what it is to be, from what it is. An edited demo article is the business's own
   * from then on: it stays when the demo ends.
   */
  async write(
    me: SignedIn,
    change: Change,
    id: string,
    made: (before: ArticleView) => ArticleEdit,
    action: Action,
    basedOn?: number,
  ): Promise<ArticleView> {
    const before = await one(change, id);
    if (basedOn !== undefined && basedOn !== before.revision) throw new Fault('conflict', NEWER);
    const edit = made(before);
    this.check(edit);
    await change.entities.update(Article, id, {
      ...fieldsOf(edit),
      demo: false,
      revision: before.revision + 1,
      updatedAt: new Date(),
    });
    await storeVersion(change.tx, id, action, { agentId: me.agentId, actor: me.name });
    const after = await one(change, id);
    await change.record({ action: `article.${action}`, subjectKind: 'article', subjectId: id, before, after });
    return after;
  }

  /** Newest first. */
  async versions(
    id: string,
    cursor: string | undefined,
    limit: number,
  ): Promise<{ items: ArticleVersionView[]; next: string | null }> {
    const [below] = cursor === undefined ? [] : readCursor(cursor, [NUMBER_PART]);
    const rows = await this.db.query<VersionRow>(
      `select v.revision, v.action, v.at, coalesce(g.name, v.actor) as by, v.content, earlier.content as previous
         from article_version v left join agent g on g.id = v.agent_id
         left join lateral (select e.content from article_version e where e.article_id = v.article_id and e.revision < v.revision
                             order by e.revision desc limit 1) earlier on true
        where v.article_id = $1 and ($2::int is null or v.revision < $2) order by v.revision desc limit $3`,
      [id, below ?? null, limit + 1],
    );
    if (rows.length === 0 && below === undefined) {
      const found = await this.db.query('select 1 from article where id = $1', [id]);
      if (found.length === 0) throw new Fault('not-found', NONE);
    }
    const items = rows.slice(0, limit).map(({ content, previous, at, ...row }) => ({
      ...row,
      at: at.toISOString(),
      changes: previous ? articleChanges(previous, content) : [],
    }));
    const last = items.at(-1);
    return { items, next: rows.length > limit && last ? writeCursor([last.revision]) : null };
  }

  /** An older version becomes the newest, as a version of its own. */
  async restore(me: SignedIn, id: string, revision: number, basedOn: number): Promise<ArticleView> {
    return this.changes.make(me, 'articles', async (change) => {
      const [version] = await change.tx.query<{ content: ArticleContent }>(
        'select content from article_version where article_id = $1 and revision = $2',
        [id, revision],
      );
      if (!version) throw new Fault('not-found', `There is no version ${revision} of this article.`);
      return this.write(me, change, id, () => version.content, 'restored', basedOn);
    });
  }

  async remove(me: SignedIn, id: string): Promise<void> {
    await this.changes.make(me, 'articles', async (change) => {
      const before = await one(change, id);
      await change.entities.delete(Article, id);
      await change.record({ action: 'article.deleted', subjectKind: 'article', subjectId: id, before });
    });
  }

  /** The same law of topics as in config/knowledge. */
  private check({ escalate, channels }: ArticleEdit): void {
    const topic = ArticleHead.shape.escalate.safeParse(escalate);
    refuseFaults([
      ...(topic.success ? [] : faultLines(topic.error, 'escalate')),
      ...(escalate?.team === undefined || this.settings.teamByName(escalate.team)
        ? []
        : ['escalate.team: there is no such team']),
      ...channels.flatMap((kind) => (this.channels.has(kind) ? [] : [`channels: there is no channel "${kind}"`])),
    ]);
  }
}

const NONE = 'There is no such article.';

interface VersionRow extends Omit<ArticleVersionView, 'at' | 'changes'> {
  at: Date;
  content: ArticleContent;
  previous: ArticleContent | null;
}

/** Held until the change ends: two changes of one article follow one another. */
async function one({ entities }: Change, id: string): Promise<ArticleView> {
  const article = await entities.findOne(Article, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!article) throw new Fault('not-found', NONE);
  const { createdAt: _createdAt, updatedAt, escalate, ...rest } = article;
  return { ...rest, escalate: escalate as ArticleView['escalate'], updatedAt: updatedAt.toISOString() };
}

/** Exactly what may be edited. TypeORM's own type of a JSON column takes any object, and no exact one. */
function fieldsOf({ title, body, phrasings, url, language, escalate, channels, audience, active }: ArticleEdit) {
  return { title, body, phrasings, url, language, channels, audience, active, escalate: escalate as object | null };
}
