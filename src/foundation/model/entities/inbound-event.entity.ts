/** What a provider has told us already, by its own id. */
import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { ChannelAccount } from './channel-account.entity';

@Entity()
export class InboundEvent {
  @ForeignKey(() => ChannelAccount)
  @PrimaryColumn('uuid')
  channelAccountId!: string;

  @PrimaryColumn('text')
  eventId!: string;

  @Column('timestamptz', { default: () => 'now()' })
  receivedAt!: Date;
}
