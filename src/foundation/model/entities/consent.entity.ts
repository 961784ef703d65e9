/** What a contact allowed on an address: STOP and START. */
import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { ChannelAccount } from './channel-account.entity';
import { ContactAddress } from './contact-address.entity';

@Check('consent_state', `state in ('in', 'out')`)
@Entity()
export class Consent {
  @ForeignKey(() => ContactAddress)
  @PrimaryColumn('uuid')
  contactAddressId!: string;

  @ForeignKey(() => ChannelAccount)
  @PrimaryColumn('uuid')
  channelAccountId!: string;

  @Column('text')
  state!: 'in' | 'out';

  @Column('text')
  source!: string;

  @Column('timestamptz', { default: () => 'now()' })
  changedAt!: Date;
}
