/** Something that happened and that some endpoint wants to know: ids and times, never words. */
import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

@Index('webhook_event_conversation', ['conversationId'], { where: `conversation_id is not null` })
@Index('webhook_event_contact', ['contactId'], { where: `contact_id is not null` })
@Index('webhook_event_at', ['at'])
@Entity()
export class WebhookEvent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  sequence!: string;

  @Column('text')
  kind!: string;

  /** Without foreign keys: writing an event must wait for nobody. Their removal removes it. */
  @Column('uuid', { nullable: true })
  conversationId!: string | null;

  @Column('uuid', { nullable: true })
  contactId!: string | null;

  @Column('jsonb')
  data!: Record<string, unknown>;

  @Column('timestamptz', { default: () => 'now()' })
  at!: Date;
}
