/** An agent wrote before the customer did, and says why that is allowed. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Agent } from './agent.entity';
import { ChannelAccount } from './channel-account.entity';
import { ContactAddress } from './contact-address.entity';
import { Conversation } from './conversation.entity';

/** `asked`: they asked to be written to. `customer`: about a matter that they have with the business. `other`: `detail` says what. */
export type Basis = 'asked' | 'customer' | 'other';

@Index('written_first_conversation', ['conversationId'])
@Index('written_first_address', ['contactAddressId', 'createdAt'])
@Check('written_first_basis', `basis in ('asked', 'customer', 'other')`)
@Entity()
export class WrittenFirst {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => Conversation)
  @Column('uuid')
  conversationId!: string;

  @ForeignKey(() => ContactAddress)
  @Column('uuid')
  contactAddressId!: string;

  @ForeignKey(() => ChannelAccount)
  @Column('uuid')
  channelAccountId!: string;

  @ForeignKey(() => Agent)
  @Column('uuid')
  agentId!: string;

  @Column('text')
  basis!: Basis;

  @Column('text', { nullable: true })
  detail!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
