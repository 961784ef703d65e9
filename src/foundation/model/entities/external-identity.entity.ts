/** Who a customer is in the business's own system, proved by a token of its server. */
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ChannelAccount } from './channel-account.entity';
import { Contact } from './contact.entity';

@Index('external_identity_contact', ['contactId', 'channelAccountId'], { unique: true })
@Entity()
export class ExternalIdentity {
  @ForeignKey(() => ChannelAccount)
  @PrimaryColumn('uuid')
  channelAccountId!: string;

  @PrimaryColumn('text')
  externalId!: string;

  @ForeignKey(() => Contact)
  @Column('uuid')
  contactId!: string;

  @Column('text', { nullable: true })
  name!: string | null;

  @Column('text', { nullable: true })
  email!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt!: Date;
}
