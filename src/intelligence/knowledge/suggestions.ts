/** After a human answered what the assistant could not, and the conversation was closed: a suggestion to review. Nothing is published. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '../../foundation/database/database';
import { Jobs } from '../../foundation/jobs/jobs';
import { newId } from '../../foundation/model/ids';
import { Settings } from '../../foundation/settings/settings';
import { Knowledge } from './knowledge';

const EVERY_SECONDS = 20;
const PAGE = 100;
/** An agent's first words behind the question are its answer, as far as any. */
const ANSWERS = 5;
/** From here on an article says what the agent said: it lacks the customer's words only. */
const SAYS_THE_SAME = 0.5;

interface Row {
  id: string;
  conversation_id: string;
  answer_seqs: number[] | null;
  answer: string | null;
}

@Injectable()
export class Suggestions implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly settings: Settings,
    private readonly knowledge: Knowledge,
  ) {}

  onModuleInit(): void {
    this.jobs.every('knowledge-suggestions', EVERY_SECONDS, async (signal) => {
      while (!signal.aborted && (await this.look()) === PAGE);
    });
  }

  /** One page of questions whose conversations were closed; how many there were. */
  async look(): Promise<number> {
    return this.db.transaction(async (tx) => {
      const rows = await tx.query<Row>(
        `select q.id, q.conversation_id, said.answer_seqs, said.answer
           from knowledge_question q join conversation c on c.id = q.conversation_id
           left join lateral (
             select array_agg(m.seq order by m.seq) as answer_seqs, string_agg(m.text, E'\\n' order by m.seq) as answer
               from (select seq, text from message m
                      where m.conversation_id = q.conversation_id and m.seq > q.to_seq and m.author = 'agent' and m.text <> ''
                      order by m.seq limit ${ANSWERS}) m
           ) said on true
          where not q.settled and c.status = 'closed'
          order by q.id limit ${PAGE}
            for key share of c skip locked for no key update of q skip locked`,
      );
      for (const row of rows) await this.settle(tx, row);
      return rows.length;
    });
  }

  private async settle(tx: Tx, { id, conversation_id: conversationId, answer_seqs: seqs, answer }: Row): Promise<void> {
    await tx.query('update knowledge_question set settled = true where id = $1', [id]);
    if (!seqs || !answer) return;
    const [nearest] = this.knowledge.search(answer, { demo: this.settings.demoAllowed(), reader: 'agents' }, 1);
    const articleId = nearest && nearest.probability >= SAYS_THE_SAME ? nearest.articleId : null;
    await tx.query(
      `insert into knowledge_suggestion (id, question_id, conversation_id, answer_seqs, article_id)
       select $1, $2, $3, $4, (select a.id from article a where a.id = $5)
       on conflict (question_id) do nothing`,
      [newId(), id, conversationId, seqs, articleId],
    );
  }
}
