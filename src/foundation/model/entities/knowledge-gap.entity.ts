/** Questions of one kind that the assistant could not answer: an article to write. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Agent } from './agent.entity';
import { Article } from './article.entity';

@Index('knowledge_gap_list', { synchronize: false })
@Index('knowledge_gap_article', ['articleId'], { where: `article_id is not null` })
@Check('knowledge_gap_state', `state in ('open', 'written', 'dismissed')`)
@Check('knowledge_gap_ended', `(state = 'open') = (ended_at is null)`)
@Entity()
export class KnowledgeGap {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  language!: string;

  @Column('text', { default: 'open' })
  state!: 'open' | 'written' | 'dismissed';

  @Column('integer', { default: 0 })
  questions!: number;

  /** Why it was dismissed. */
  @Column('text', { nullable: true })
  detail!: string | null;

  /** What was written for it. */
  @ForeignKey(() => Article, { onDelete: 'SET NULL' })
  @Column('uuid', { nullable: true })
  articleId!: string | null;

  @ForeignKey(() => Agent)
  @Column('uuid', { nullable: true })
  agentId!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  lastAt!: Date;

  @Column('timestamptz', { nullable: true })
  endedAt!: Date | null;
}
