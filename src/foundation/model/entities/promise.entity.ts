/** A time by which a customer was told to have an answer of a person. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Conversation } from './conversation.entity';
import { Handoff } from './handoff.entity';
import { Message } from './message.entity';

@Index('promise_due', ['dueAt'], { where: `state = 'open'` })
@Index('promise_conversation', ['conversationId'])
@Index('promise_handoff', ['handoffId'])
@Index('promise_message', ['messageId'])
@Check('promise_state', `state in ('open', 'kept', 'corrected', 'broken', 'void')`)
@Check('promise_settled', `(state = 'open') = (settled_at is null)`)
@Entity({ name: 'promise' })
export class AnswerPromise {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => Conversation)
  @Column('uuid')
  conversationId!: string;

  @ForeignKey(() => Handoff)
  @Column('uuid')
  handoffId!: string;

  /** The message that said it. */
  @ForeignKey(() => Message)
  @Column('uuid')
  messageId!: string;

  @Column('timestamptz')
  dueAt!: Date;

  /** How many earlier times did not hold. */
  @Column('smallint', { default: 0 })
  corrections!: number;

  /** `corrected`: the customer was told a later time before this one passed. `void`: the matter ended without a person. */
  @Column('text', { default: 'open' })
  state!: 'open' | 'kept' | 'corrected' | 'broken' | 'void';

  @Column('timestamptz', { default: () => 'now()' })
  madeAt!: Date;

  @Column('timestamptz', { nullable: true })
  settledAt!: Date | null;
}
