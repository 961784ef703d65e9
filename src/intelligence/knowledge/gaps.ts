/** Questions that the assistant could not answer, in groups: each an article to write. Words stay in their messages. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '../../foundation/database/database';
import { Jobs, type RunningJob } from '../../foundation/jobs/jobs';
import { newId } from '../../foundation/model/ids';
import { Settings } from '../../foundation/settings/settings';
import { groupOf, keyTerms, type GroupedQuestion } from './grouping';
import { Knowledge } from './knowledge';
import { readQuestion } from './question-words';

/** The newest questions that share a word with the one to be grouped. */
const COMPARED = 300;
/** A group is known by its first questions; later ones are counted. */
const KNOWN_BY = 20;
/** Open groups that are kept; beyond, the one that was asked least and longest ago makes room. */
const KEPT = 2_000;

export interface Unanswered {
  conversationId: string;
  fromSeq: number;
  toSeq: number;
  outcome: 'unknown' | 'handed_off';
}

@Injectable()
export class Gaps implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly settings: Settings,
    private readonly knowledge: Knowledge,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('knowledge-gap', (job) => this.db.transaction((tx) => this.group(tx, job)));
  }

  /** Committed with the turn that did not answer; one lane, so that questions are grouped one after another. */
  async note(tx: Tx, { ...question }: Unanswered): Promise<void> {
    await this.jobs.enqueue(tx, [{ lane: 'knowledge-gap', kind: 'knowledge-gap', payload: question }]);
  }

  private async group(tx: Tx, { payload }: RunningJob): Promise<void> {
    const { conversationId, fromSeq, toSeq, outcome } = payload as unknown as Unanswered;
    // Conversation before group, as where a conversation is removed.
    const [conversation] = await tx.query<{ language: string | null }>(
      'select language from conversation where id = $1 for key share',
      [conversationId],
    );
    if (!conversation) return;
    const language = conversation.language ?? this.settings.business().languages[0] ?? 'en';
    const terms = keyTerms(await readQuestion(tx, conversationId, fromSeq, toSeq), language);
    if (terms.length === 0) return;
    const known = await tx.query<GroupedQuestion>(
      `select q.gap_id as "groupId", q.terms
         from knowledge_question q join knowledge_gap g on g.id = q.gap_id
        where q.terms && $1 and q.terms <> '{}' and g.language = $2 and g.state <> 'written'
        order by q.id desc limit ${COMPARED}`,
      [terms, language],
    );
    const gapId =
      groupOf(terms, known, (term) => this.knowledge.rarity(term, language)) ?? (await this.open(tx, language));
    const added = await tx.query(
      `insert into knowledge_question (id, gap_id, conversation_id, from_seq, to_seq, outcome, terms)
       select $1, g.id, $3, $4, $5, $6, case when g.questions < ${KNOWN_BY} then $7::text[] else '{}' end
         from knowledge_gap g where g.id = $2
       on conflict (conversation_id, to_seq) do nothing returning id`,
      [newId(), gapId, conversationId, fromSeq, toSeq, outcome, terms],
    );
    if (added.length > 0) {
      await tx.query('update knowledge_gap set questions = questions + 1, last_at = now() where id = $1', [gapId]);
    }
    await tx.query(`delete from knowledge_gap where id = $1 and questions = 0`, [gapId]);
  }

  private async open(tx: Tx, language: string): Promise<string> {
    const [least] = await tx.query<{ id: string }>(
      `select id from knowledge_gap
        where state = 'open' and (select count(*) from knowledge_gap where state = 'open') >= ${KEPT}
        order by questions, id limit 1`,
    );
    if (least) {
      for (const part of [
        'delete from knowledge_suggestion where question_id in (select id from knowledge_question where gap_id = $1)',
        'delete from knowledge_question where gap_id = $1',
        'delete from knowledge_gap where id = $1',
      ]) {
        await tx.query(part, [least.id]);
      }
    }
    const id = newId();
    await tx.query('insert into knowledge_gap (id, language) values ($1, $2)', [id, language]);
    return id;
  }
}
