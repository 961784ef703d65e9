/** What came and could not be read: its source is kept, sealed, until an admin has it read again. */
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ChannelAccount } from './channel-account.entity';

@Index('quarantine_event', ['channelAccountId', 'eventId'], { unique: true })
@Index('quarantine_held', { synchronize: false })
@Entity()
export class Quarantine {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => ChannelAccount)
  @Column('uuid')
  channelAccountId!: string;

  @Column('text')
  eventId!: string;

  /** Under the account's own purpose: a source has not been masked. */
  @Column('bytea')
  sealed!: Buffer;

  /** Bytes of the source. */
  @Column('integer')
  size!: number;

  @Column('text')
  error!: string;

  @Column('smallint', { default: 1 })
  tries!: number;

  @Column('timestamptz', { nullable: true })
  releasedAt!: Date | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
