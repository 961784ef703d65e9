/** One event on its way to one endpoint, with what the endpoint answered last. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { WebhookEndpoint } from './webhook-endpoint.entity';
import { WebhookEvent } from './webhook-event.entity';

@Index('webhook_delivery_once', ['eventSequence', 'endpointId'], { unique: true })
@Index('webhook_delivery_endpoint', ['endpointId', 'eventSequence'])
@Index('webhook_delivery_undone', ['state', 'eventSequence'], { where: `state <> 'delivered'` })
@Check('webhook_delivery_state', `state in ('pending', 'delivered', 'failed')`)
@Entity()
export class WebhookDelivery {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => WebhookEndpoint, { onDelete: 'CASCADE' })
  @Column('uuid')
  endpointId!: string;

  @ForeignKey(() => WebhookEvent, { onDelete: 'CASCADE' })
  @Column('bigint')
  eventSequence!: string;

  @Column('text', { default: 'pending' })
  state!: 'pending' | 'delivered' | 'failed';

  /** Raised by each sending anew; a job of an earlier one has nothing to do any more. */
  @Column('smallint', { default: 0 })
  run!: number;

  @Column('smallint', { default: 0 })
  attempts!: number;

  /** Of the last attempt; null when nothing answered. */
  @Column('smallint', { nullable: true })
  responseStatus!: number | null;

  /** The first characters of the answer. */
  @Column('text', { nullable: true })
  responseBody!: string | null;

  /** Why nothing answered, or why it is not tried again. */
  @Column('text', { nullable: true })
  fault!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  nextAt!: Date;

  @Column('timestamptz', { nullable: true })
  triedAt!: Date | null;
}
