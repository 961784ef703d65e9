/** An article as it was after one change, with who made it; never changed afterwards. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ArticleContent } from '../article';
import { Agent } from './agent.entity';
import { Article } from './article.entity';

@Index('article_version_accepted', ['at'], { where: `action = 'accepted'` })
@Check('article_version_action', `action in ('created', 'changed', 'restored', 'imported', 'accepted')`)
@Entity()
export class ArticleVersion {
  @ForeignKey(() => Article, { onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  articleId!: string;

  @PrimaryColumn('integer')
  revision!: number;

  @Column('jsonb')
  content!: ArticleContent;

  @Column('text')
  action!: 'created' | 'changed' | 'restored' | 'imported' | 'accepted';

  @ForeignKey(() => Agent)
  @Column('uuid', { nullable: true })
  agentId!: string | null;

  @Column('text')
  actor!: string;

  @Column('timestamptz', { default: () => 'now()' })
  at!: Date;
}
