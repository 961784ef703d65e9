/** How far the wire of an account was read, in the adapter's own terms. */
import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { ChannelAccount } from './channel-account.entity';

@Entity()
export class SourceCursor {
  @ForeignKey(() => ChannelAccount)
  @PrimaryColumn('uuid')
  channelAccountId!: string;

  @Column('jsonb')
  cursor!: unknown;

  /** Messages that wait to be read: more than a handful after some time away. */
  @Column('integer', { default: 0 })
  behind!: number;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt!: Date;
}
