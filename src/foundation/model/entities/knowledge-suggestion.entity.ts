/** What a human answered to a question that the assistant could not, for an admin to review; nothing is published by it. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Agent } from './agent.entity';
import { Article } from './article.entity';
import { Conversation } from './conversation.entity';
import { KnowledgeQuestion } from './knowledge-question.entity';

@Index('knowledge_suggestion_question', ['questionId'], { unique: true })
@Index('knowledge_suggestion_list', { synchronize: false })
@Index('knowledge_suggestion_conversation', ['conversationId'])
@Index('knowledge_suggestion_article', ['articleId'], { where: `article_id is not null` })
@Check('knowledge_suggestion_state', `state in ('open', 'accepted', 'rejected')`)
@Check('knowledge_suggestion_ended', `(state = 'open') = (ended_at is null)`)
@Entity()
export class KnowledgeSuggestion {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => KnowledgeQuestion)
  @Column('uuid')
  questionId!: string;

  @ForeignKey(() => Conversation)
  @Column('uuid')
  conversationId!: string;

  /** The messages in which an agent answered. */
  @Column('integer', { array: true })
  answerSeqs!: number[];

  /** The article that seems to say the same: then only its phrasings lack the question. */
  @ForeignKey(() => Article, { onDelete: 'SET NULL' })
  @Column('uuid', { nullable: true })
  articleId!: string | null;

  @Column('text', { default: 'open' })
  state!: 'open' | 'accepted' | 'rejected';

  /** Why it was rejected. */
  @Column('text', { nullable: true })
  detail!: string | null;

  @ForeignKey(() => Agent)
  @Column('uuid', { nullable: true })
  agentId!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  endedAt!: Date | null;
}
