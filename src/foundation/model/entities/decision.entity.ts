/** What the policy decided on a message, with its evidence. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Conversation } from './conversation.entity';
import { Message } from './message.entity';
import { Policy } from './policy.entity';
import type { Circumstances, Evaluated, Evidence } from '../policy';

@Index('decision_conversation', ['conversationId', 'seq', 'id'])
@Index('decision_message', ['messageId'], { where: `message_id is not null` })
@Check('decision_outcome', `outcome in ('continue', 'offer_human', 'handoff', 'danger')`)
@Entity()
export class Decision {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => Conversation)
  @Column('uuid')
  conversationId!: string;

  @ForeignKey(() => Message)
  @Column('uuid', { nullable: true })
  messageId!: string | null;

  @Column('integer')
  seq!: number;

  @ForeignKey(() => Policy)
  @Column('integer')
  policyVersion!: number;

  @Column('text')
  outcome!: 'continue' | 'offer_human' | 'handoff' | 'danger';

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('text', { nullable: true })
  rule!: string | null;

  @Column('jsonb', { default: () => "'[]'" })
  evidence!: Evidence[];

  @Column('jsonb', { default: () => "'[]'" })
  evaluated!: Evaluated[];

  @Column('text', { nullable: true })
  counterfactual!: string | null;

  /** Null for decisions from before it was kept. */
  @Column('jsonb', { nullable: true })
  circumstances!: Circumstances | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
