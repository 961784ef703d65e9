/** The sending record of one outbox item: a message or a notice. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ChannelAccount } from './channel-account.entity';
import { Conversation } from './conversation.entity';
import { Message } from './message.entity';
import { Notice } from './notice.entity';
import type { DeliveryState } from '../delivery';

/** `notice`: automatic words of the system. `proactive`: written before the customer wrote. `staff`: to our own agents. */
export type DeliveryClass = 'reply' | 'notice' | 'survey' | 'proactive' | 'staff';

@Index('delivery_message', ['messageId'], { unique: true, where: `message_id is not null` })
@Index('delivery_notice', ['noticeId'], { unique: true, where: `notice_id is not null` })
@Index('delivery_provider', ['channelAccountId', 'providerId'], { unique: true, where: `provider_id is not null` })
@Index('delivery_conversation', ['conversationId'], { where: `conversation_id is not null` })
@Index('delivery_failed', ['createdAt'], { where: `state = 'failed'` })
@Index('delivery_pending', ['conversationId'], { where: `state in ('queued', 'sending', 'unknown')` })
@Check(
  'delivery_state',
  `state in ('queued', 'sending', 'unknown', 'accepted', 'delivered', 'read', 'failed', 'withdrawn')`,
)
@Check('delivery_one_item', `num_nonnulls(message_id, notice_id) = 1`)
@Check('delivery_class', `class in ('reply', 'notice', 'survey', 'proactive', 'staff')`)
@Entity()
export class Delivery {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => Message)
  @Column('uuid', { nullable: true })
  messageId!: string | null;

  @ForeignKey(() => Notice)
  @Column('uuid', { nullable: true })
  noticeId!: string | null;

  @ForeignKey(() => Conversation)
  @Column('uuid', { nullable: true })
  conversationId!: string | null;

  @ForeignKey(() => ChannelAccount)
  @Column('uuid')
  channelAccountId!: string;

  @Column('text')
  toAddress!: string;

  /** What it is: quiet hours hold what nobody waits for. */
  @Column('text', { default: 'reply' })
  class!: DeliveryClass;

  /** Its turn, where the account may send only so fast. */
  @Column('timestamptz', { nullable: true })
  turnAt!: Date | null;

  /** False: what somebody waits for may still go before it. */
  @Column('boolean', { default: false })
  turnSure!: boolean;

  @Column('integer', { nullable: true })
  epoch!: number | null;

  @Column('text', { default: 'queued' })
  state!: DeliveryState;

  @Column('smallint', { default: 0 })
  attempts!: number;

  @Column('text', { nullable: true })
  providerId!: string | null;

  @Column('text', { nullable: true })
  fault!: string | null;

  @Column('text', { nullable: true })
  detail!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  sentAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  settledAt!: Date | null;
}
