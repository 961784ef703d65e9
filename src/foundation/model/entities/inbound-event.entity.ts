/** What a provider has told us already, by its own id. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity()
export class InboundEvent {
  /** Of a channel account; without a foreign key, which every event would pay for. */
  @PrimaryColumn('uuid')
  channelAccountId!: string;

  @PrimaryColumn('text')
  eventId!: string;

  @Column('timestamptz', { default: () => 'now()' })
  receivedAt!: Date;
}
