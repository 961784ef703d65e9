/** One answering cycle of the assistant: what it read, did and cost. */
import { Check, Column, Entity, Exclusion, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Conversation } from './conversation.entity';
import { Message } from './message.entity';

@Index('turn_asked', { synchronize: false })
@Index('turn_reply', ['replyMessageId'], { where: `reply_message_id is not null` })
@Index('turn_created', ['createdAt'])
@Check(
  'turn_outcome',
  `outcome in ('answered', 'suggested', 'unknown', 'drafted', 'handed_off', 'closed', 'left_to_human', 'silent')`,
)
@Check('turn_range', `from_seq > 0 and to_seq >= from_seq`)
@Exclusion('turn_covers_once', `using gist (conversation_id with =, int4range(from_seq, to_seq, '[]') with &&)`)
@Entity()
export class Turn {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => Conversation)
  @Column('uuid')
  conversationId!: string;

  @Column('integer')
  fromSeq!: number;

  @Column('integer')
  toSeq!: number;

  @Column('integer')
  epoch!: number;

  @Column('text')
  outcome!: 'answered' | 'suggested' | 'unknown' | 'drafted' | 'handed_off' | 'closed' | 'left_to_human' | 'silent';

  @Column('text', { nullable: true })
  assistant!: string | null;

  @Column('text', { nullable: true })
  model!: string | null;

  @ForeignKey(() => Message)
  @Column('uuid', { nullable: true })
  replyMessageId!: string | null;

  @Column('text', { nullable: true })
  draft!: string | null;

  @Column('uuid', { array: true, default: () => "'{}'" })
  articleIds!: string[];

  @Column('jsonb', { default: () => "'[]'" })
  steps!: unknown[];

  @Column('smallint', { default: 0 })
  discarded!: number;

  @Column('integer', { default: 0 })
  tokensIn!: number;

  @Column('integer', { default: 0 })
  tokensOut!: number;

  /** Millionths of the business's currency, by the prices of that time. */
  @Column('integer', { default: 0 })
  costMicros!: number;

  @Column('integer', { default: 0 })
  durationMs!: number;

  @Column('text', { nullable: true })
  error!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
