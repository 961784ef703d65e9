/** The first point of one conversation at which an edited policy decides otherwise than the one in force. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Ruling } from '../policy';
import { Conversation } from './conversation.entity';
import { Message } from './message.entity';
import { PolicyTrial } from './policy-trial.entity';

@Index('policy_difference_list', ['trialId', 'kind', 'decisionId'])
@Index('policy_difference_conversation', ['conversationId'])
@Index('policy_difference_message', ['messageId'])
@Check('policy_difference_kind', `kind in ('newly', 'no_longer', 'moved', 'offers')`)
@Entity()
export class PolicyDifference {
  @ForeignKey(() => PolicyTrial, { onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  trialId!: string;

  @ForeignKey(() => Conversation)
  @PrimaryColumn('uuid')
  conversationId!: string;

  /** Without a foreign key: it goes with the conversation. */
  @Column('uuid')
  decisionId!: string;

  @ForeignKey(() => Message)
  @Column('uuid')
  messageId!: string;

  @Column('integer')
  seq!: number;

  @Column('text')
  kind!: 'newly' | 'no_longer' | 'moved' | 'offers';

  @Column('jsonb')
  before!: Ruling;

  @Column('jsonb')
  after!: Ruling;
}
