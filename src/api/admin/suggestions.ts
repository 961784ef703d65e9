/** What humans answered to questions that the assistant could not: reviewed here, and published only by that. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { maskPersonal } from '../../foundation/model/personal';
import { KNOWN, maskedWords, WORDS } from '../../intelligence/knowledge/question-words';
import type { SignedIn } from '../auth/sessions';
import type { ArticleView, SuggestionAccept, SuggestionView } from '../http/contract';
import { readCursor, UUID_PART, writeCursor } from '../http/cursor';
import { Articles } from './articles';
import { Changes, type Change } from './changes';

const LONGEST_ANSWER = 4_000;

type Row = Omit<SuggestionView, 'question' | 'at' | 'endedAt'> & {
  words: string | null;
  known: string[];
  at: Date;
  endedAt: Date | null;
};

@Injectable()
export class SuggestionList {
  constructor(
    private readonly db: Database,
    private readonly changes: Changes,
    private readonly articles: Articles,
  ) {}

  /** Newest first. */
  async list(
    state: SuggestionView['state'],
    cursor: string | undefined,
    limit: number,
  ): Promise<{ items: SuggestionView[]; next: string | null }> {
    const [before] = cursor === undefined ? [] : readCursor(cursor, [UUID_PART]);
    const rows = await this.db.query<Row>(
      `${SELECT} where s.state = $1 and ($2::uuid is null or s.id < $2) order by s.id desc limit $3`,
      [state, before ?? null, limit + 1],
    );
    const items = rows.slice(0, limit).map(inView);
    const last = items.at(-1);
    return { items, next: rows.length > limit && last ? writeCursor([last.id]) : null };
  }

  /** As the reviewer left it: an article of its own, or a phrasing of one that is there. Answers the article. */
  async accept(me: SignedIn, id: string, accepted: SuggestionAccept): Promise<ArticleView> {
    return this.changes.make(me, 'articles', async (change) => {
      const gapId = await held(change, id);
      const article =
        accepted.as === 'article'
          ? await this.articles.add(me, change, accepted.article, 'accepted')
          : await this.addPhrasing(me, change, accepted.articleId, accepted.phrasing);
      await end(change, me, id, 'accepted', null, article.id);
      await change.tx.query(
        `update knowledge_gap set state = 'written', article_id = $2, agent_id = $3, ended_at = now() where id = $1 and state = 'open'`,
        [gapId, article.id, me.agentId],
      );
      return article;
    });
  }

  async reject(me: SignedIn, id: string, reason: string): Promise<SuggestionView> {
    await this.changes.make(me, 'articles', async (change) => {
      await held(change, id);
      await end(change, me, id, 'rejected', reason, null);
      await change.record({
        action: 'suggestion.rejected',
        subjectKind: 'suggestion',
        subjectId: id,
        after: { reason },
      });
    });
    const [row] = await this.db.query<Row>(`${SELECT} where s.id = $1`, [id]);
    if (!row) throw new Fault('not-found', NONE);
    return inView(row);
  }

  private addPhrasing(me: SignedIn, change: Change, articleId: string, phrasing: string): Promise<ArticleView> {
    return this.articles.write(
      me,
      change,
      articleId,
      (before) => {
        if (before.phrasings.some((one) => one.toLowerCase() === phrasing.toLowerCase())) {
          throw new Fault(
            'conflict',
            `“${before.title}” has this phrasing already. Reword it, or reject the suggestion.`,
          );
        }
        if (before.phrasings.length >= 100) {
          throw new Fault('conflict', `“${before.title}” has a hundred phrasings already. Take some out first.`);
        }
        return { ...before, phrasings: [...before.phrasings, phrasing] };
      },
      'accepted',
    );
  }
}

const NONE = 'There is no such suggestion.';
const SELECT = `
  select s.id, s.conversation_id as "conversationId", p.language, s.state, p.questions, s.detail, g.name as by,
         s.created_at as at, s.ended_at as "endedAt", ${WORDS} as words, ${KNOWN} as known,
         coalesce((select left(string_agg(m.text, E'\n' order by m.seq), ${LONGEST_ANSWER}) from message m
                    where m.conversation_id = s.conversation_id and m.seq = any(s.answer_seqs) and m.author = 'agent'), '') as answer,
         (select h.name from message m join agent h on h.id = m.agent_id
           where m.conversation_id = s.conversation_id and m.seq = s.answer_seqs[1]) as "answeredBy",
         case when a.id is not null then json_build_object('id', a.id, 'title', a.title) end as article
    from knowledge_suggestion s
    join knowledge_question q on q.id = s.question_id
    join knowledge_gap p on p.id = q.gap_id
    left join agent g on g.id = s.agent_id
    left join article a on a.id = coalesce(s.article_id, p.article_id)`;

function inView({ words, known, answer, at, endedAt, ...row }: Row): SuggestionView {
  return {
    ...row,
    question: maskedWords({ words, known }),
    answer: maskPersonal(answer, known),
    at: at.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  };
}

/** The gap that it belongs to. Nobody decides what somebody else decided before. */
async function held({ tx }: Change, id: string): Promise<string> {
  const [row] = await tx.query<{ state: SuggestionView['state']; gapId: string }>(
    `select s.state, q.gap_id as "gapId" from knowledge_suggestion s join knowledge_question q on q.id = s.question_id
      where s.id = $1 for update of s`,
    [id],
  );
  if (!row) throw new Fault('not-found', NONE);
  if (row.state !== 'open') throw new Fault('conflict', `Somebody ${row.state} this suggestion already.`);
  return row.gapId;
}

async function end(
  { tx }: Change,
  me: SignedIn,
  id: string,
  state: 'accepted' | 'rejected',
  detail: string | null,
  articleId: string | null,
): Promise<void> {
  await tx.query(
    `update knowledge_suggestion set state = $2, detail = $3, article_id = coalesce($4, article_id), agent_id = $5, ended_at = now()
      where id = $1`,
    [id, state, detail, articleId, me.agentId],
  );
}
