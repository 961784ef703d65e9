/** One question that the assistant could not answer, as the messages that hold it. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Conversation } from './conversation.entity';
import { KnowledgeGap } from './knowledge-gap.entity';

@Index('knowledge_question_once', ['conversationId', 'toSeq'], { unique: true })
@Index('knowledge_question_gap', { synchronize: false })
@Index('knowledge_question_unsettled', ['id'], { where: `not settled` })
@Index('knowledge_question_terms', { synchronize: false })
@Check('knowledge_question_outcome', `outcome in ('unknown', 'handed_off')`)
@Entity()
export class KnowledgeQuestion {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => KnowledgeGap)
  @Column('uuid')
  gapId!: string;

  @ForeignKey(() => Conversation)
  @Column('uuid')
  conversationId!: string;

  @Column('integer')
  fromSeq!: number;

  @Column('integer')
  toSeq!: number;

  @Column('text')
  outcome!: 'unknown' | 'handed_off';

  /** Stems that carry meaning; empty once its group has enough of them to be known by. */
  @Column('text', { array: true, default: () => "'{}'" })
  terms!: string[];

  /** Its conversation was closed, and what a human answered was looked at. */
  @Column('boolean', { default: false })
  settled!: boolean;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
