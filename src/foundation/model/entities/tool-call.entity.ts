/** Something that the assistant may change for a customer: asked of them first, and done at most once. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Conversation } from './conversation.entity';

@Index('tool_call_conversation', ['conversationId', 'askedSeq'])
@Check('tool_call_state', `state in ('asked', 'running', 'done', 'failed', 'unknown')`)
@Entity()
export class ToolCall {
  /** Also sent to the business's server, which can tell a repeat by it. */
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => Conversation)
  @Column('uuid')
  conversationId!: string;

  /** The message that asked the customer: only a yes to this one counts. */
  @Column('integer')
  askedSeq!: number;

  @Column('text')
  tool!: string;

  @Column('jsonb')
  parameters!: Record<string, string | number>;

  /** Running after a crash means that nobody knows. */
  @Column('text', { default: 'asked' })
  state!: 'asked' | 'running' | 'done' | 'failed' | 'unknown';

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
