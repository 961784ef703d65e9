/** Gaps of the knowledge for admins: what was asked most and not answered, to be written or dismissed. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { KNOWN, maskedWords, WORDS, type Worded } from '../../intelligence/knowledge/question-words';
import type { SignedIn } from '../auth/sessions';
import type { ArticleEdit, ArticleView, GapView } from '../http/contract';
import { NUMBER_PART, readCursor, UUID_PART, writeCursor } from '../http/cursor';
import { Articles } from './articles';
import { Changes, type Change } from './changes';

const EXAMPLES = 5;
const EXAMPLE = 300;

type GapRow = Omit<GapView, 'examples' | 'lastAt' | 'endedAt'> & { lastAt: Date; endedAt: Date | null };
type ExampleRow = Worded & { gapId: string; conversationId: string; outcome: 'unknown' | 'handed_off'; at: Date };

@Injectable()
export class GapList {
  constructor(
    private readonly db: Database,
    private readonly changes: Changes,
    private readonly articles: Articles,
  ) {}

  /** What was asked most first. */
  async list(
    state: GapView['state'],
    cursor: string | undefined,
    limit: number,
  ): Promise<{ items: GapView[]; next: string | null }> {
    const [questions, below] = cursor === undefined ? [] : readCursor(cursor, [NUMBER_PART, UUID_PART]);
    const rows = await this.db.query<GapRow>(
      `${SELECT} where p.state = $1 and ($2::int is null or (p.questions, p.id) < ($2, $3::uuid))
        order by p.questions desc, p.id desc limit $4`,
      [state, questions ?? null, below ?? null, limit + 1],
    );
    const items = await this.inView(rows.slice(0, limit));
    const last = items.at(-1);
    return { items, next: rows.length > limit && last ? writeCursor([last.questions, last.id]) : null };
  }

  /** The article is published and the gap is closed by it, or neither. */
  async write(me: SignedIn, id: string, edit: ArticleEdit): Promise<ArticleView> {
    return this.changes.make(me, 'articles', async (change) => {
      await held(change, id, 'open');
      const article = await this.articles.add(me, change, edit, 'accepted');
      await end(change, me, id, 'written', null, article.id);
      return article;
    });
  }

  /** Later questions of the kind are counted, and not shown. */
  async dismiss(me: SignedIn, id: string, reason: string): Promise<GapView> {
    await this.changes.make(me, 'articles', async (change) => {
      await held(change, id, 'open');
      await end(change, me, id, 'dismissed', reason, null);
      await change.record({ action: 'gap.dismissed', subjectKind: 'gap', subjectId: id, after: { reason } });
    });
    return this.one(id);
  }

  async reopen(me: SignedIn, id: string): Promise<GapView> {
    await this.changes.make(me, 'articles', async (change) => {
      await held(change, id, 'dismissed');
      await change.tx.query(
        `update knowledge_gap set state = 'open', detail = null, agent_id = null, ended_at = null where id = $1`,
        [id],
      );
      await change.record({ action: 'gap.reopened', subjectKind: 'gap', subjectId: id });
    });
    return this.one(id);
  }

  private async one(id: string): Promise<GapView> {
    const [gap] = await this.inView(await this.db.query<GapRow>(`${SELECT} where p.id = $1`, [id]));
    if (!gap) throw new Fault('not-found', NONE);
    return gap;
  }

  private async inView(rows: GapRow[]): Promise<GapView[]> {
    const examples = await this.db.query<ExampleRow>(
      `select q.gap_id as "gapId", q.conversation_id as "conversationId", q.outcome, q.created_at as at,
              ${WORDS} as words, ${KNOWN} as known
         from unnest($1::uuid[]) g(id)
        cross join lateral (select * from knowledge_question o where o.gap_id = g.id order by o.id desc limit ${EXAMPLES}) q`,
      [rows.map(({ id }) => id)],
    );
    return rows.map(({ lastAt, endedAt, ...gap }) => ({
      ...gap,
      lastAt: lastAt.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
      examples: examples
        .filter(({ gapId }) => gapId === gap.id)
        .map(({ conversationId, outcome, at, ...worded }) => ({
          conversationId,
          outcome,
          at: at.toISOString(),
          text: maskedWords(worded).slice(0, EXAMPLE),
        })),
    }));
  }
}

const NONE = 'There is no such gap.';
const SELECT = `
  select p.id, p.language, p.state, p.questions, p.last_at as "lastAt", p.detail, g.name as by, p.ended_at as "endedAt",
         case when a.id is not null then json_build_object('id', a.id, 'title', a.title) end as article
    from knowledge_gap p left join agent g on g.id = p.agent_id left join article a on a.id = p.article_id`;

const ENDED: Record<GapView['state'], string> = {
  open: 'This gap is open.',
  written: 'Somebody wrote an article for this gap already.',
  dismissed: 'Somebody dismissed this gap already.',
};

async function held({ tx }: Change, id: string, wanted: GapView['state']): Promise<void> {
  const [gap] = await tx.query<{ state: GapView['state'] }>(
    'select state from knowledge_gap where id = $1 for update',
    [id],
  );
  if (!gap) throw new Fault('not-found', NONE);
  if (gap.state !== wanted) throw new Fault('conflict', ENDED[gap.state]);
}

async function end(
  { tx }: Change,
  me: SignedIn,
  id: string,
  state: 'written' | 'dismissed',
  detail: string | null,
  articleId: string | null,
): Promise<void> {
  await tx.query(
    `update knowledge_gap set state = $2, detail = $3, article_id = $4, agent_id = $5, ended_at = now() where id = $1`,
    [id, state, detail, articleId, me.agentId],
  );
}
