/** The turns of an account that may send only so fast; written for such accounts alone. */
import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { ChannelAccount } from './channel-account.entity';

@Entity()
export class SendRate {
  @ForeignKey(() => ChannelAccount, { onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  channelAccountId!: string;

  /** Nothing leaves before. */
  @Column('timestamptz', { default: () => `'-infinity'` })
  nextAt!: Date;

  /** The first turn that is free for what nobody waits for. */
  @Column('timestamptz', { default: () => `'-infinity'` })
  nextLaterAt!: Date;
}
