/** One request of an agent to the model; what it wrote is not kept. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Agent } from './agent.entity';
import { Conversation } from './conversation.entity';

@Index('aid_created', ['createdAt'])
@Index('aid_conversation', ['conversationId'])
@Check('aid_kind', `kind in ('draft', 'summary', 'translation', 'answer')`)
@Entity()
export class Aid {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => Conversation)
  @Column('uuid')
  conversationId!: string;

  @ForeignKey(() => Agent)
  @Column('uuid')
  agentId!: string;

  @Column('text')
  kind!: 'draft' | 'summary' | 'translation' | 'answer';

  @Column('text')
  model!: string;

  @Column('integer')
  tokensIn!: number;

  @Column('integer')
  tokensOut!: number;

  /** Millionths of the currency of the prices. */
  @Column('integer')
  costMicros!: number;

  @Column('text', { nullable: true })
  error!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
