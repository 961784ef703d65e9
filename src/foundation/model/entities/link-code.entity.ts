/** A code on its way to an address: who writes it into the conversation owns both. One for each conversation. */
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Agent } from './agent.entity';
import { ChannelAccount } from './channel-account.entity';
import { ContactAddress } from './contact-address.entity';
import { Conversation } from './conversation.entity';

@Index('link_code_address', ['contactAddressId'])
@Entity()
export class LinkCode {
  @ForeignKey(() => Conversation)
  @PrimaryColumn('uuid')
  conversationId!: string;

  @ForeignKey(() => ContactAddress)
  @Column('uuid')
  contactAddressId!: string;

  /** Over which it was sent, and the conversation goes on. */
  @ForeignKey(() => ChannelAccount)
  @Column('uuid')
  channelAccountId!: string;

  /** HMAC-SHA-256: six digits are guessed at once from a plain hash. */
  @Column('bytea')
  codeHash!: Buffer;

  @Column('smallint', { default: 0 })
  attempts!: number;

  /** Who asked for it; null: the customer. */
  @ForeignKey(() => Agent)
  @Column('uuid', { nullable: true })
  agentId!: string | null;

  @Column('timestamptz')
  expiresAt!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
