/** A handoff that another system asked for, under its own reference. */
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ApiKey } from './api-key.entity';
import { Conversation } from './conversation.entity';
import { Handoff } from './handoff.entity';

@Index('requested_handoff_once', ['apiKeyId', 'idempotencyKey'], {
  unique: true,
  where: `idempotency_key is not null`,
})
@Index('requested_handoff_reference', ['apiKeyId', 'reference', 'id'], { where: `reference is not null` })
@Index('requested_handoff_conversation', ['conversationId'])
@Index('requested_handoff_handoff', ['handoffId'])
@Entity()
export class RequestedHandoff {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => ApiKey)
  @Column('uuid')
  apiKeyId!: string;

  /** A repeat under the same key is the same request. */
  @Column('text', { nullable: true })
  idempotencyKey!: string | null;

  /** Of what was asked: a key does not stand for two requests. */
  @Column('bytea')
  requestHash!: Buffer;

  /** The other system's own name for the matter. */
  @Column('text', { nullable: true })
  reference!: string | null;

  @ForeignKey(() => Conversation)
  @Column('uuid')
  conversationId!: string;

  @ForeignKey(() => Handoff)
  @Column('uuid')
  handoffId!: string;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
