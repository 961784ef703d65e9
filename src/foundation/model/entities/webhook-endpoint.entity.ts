/** An address of another system that is told of events. */
import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

@Check('webhook_endpoint_off', `off_reason in ('admin', 'gone', 'failing')`)
@Check('webhook_endpoint_active', `active = (off_reason is null)`)
@Entity()
export class WebhookEndpoint {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text')
  url!: string;

  @Column('text', { array: true })
  kinds!: string[];

  /** Payloads carry the words of messages. */
  @Column('boolean', { default: false })
  carriesText!: boolean;

  @Column('boolean', { default: true })
  active!: boolean;

  /** `gone`: it answered 410. `failing`: it failed for days. */
  @Column('text', { nullable: true })
  offReason!: 'admin' | 'gone' | 'failing' | null;

  /** Sealed. */
  @Column('bytea')
  secret!: Buffer;

  /** The one before, which signs too until a time. */
  @Column('bytea', { nullable: true })
  formerSecret!: Buffer | null;

  @Column('timestamptz', { nullable: true })
  formerUntil!: Date | null;

  /** Since when nothing was taken. */
  @Column('timestamptz', { nullable: true })
  failingSince!: Date | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt!: Date;
}
