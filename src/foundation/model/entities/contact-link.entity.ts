/** Two contacts that were joined into one, on which evidence, and what moved, so that it can be taken back. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Agent } from './agent.entity';
import { Contact } from './contact.entity';
import { Conversation } from './conversation.entity';

/**
 * `code`: it was sent to the address and came back. `signed_in`: the business's own server vouches. `agent`: somebody decided.
 * `reply`: a mail of ours was answered from another address that is vouched for, and the business takes that for proof.
 */
export type Evidence = 'code' | 'signed_in' | 'agent' | 'reply';

@Index('contact_link_into', ['intoContactId'])
@Index('contact_link_from', ['fromContactId'])
@Index('contact_link_conversation', ['conversationId'], { where: `conversation_id is not null` })
@Check('contact_link_evidence', `evidence in ('code', 'signed_in', 'agent', 'reply')`)
@Entity()
export class ContactLink {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => Contact)
  @Column('uuid')
  intoContactId!: string;

  @ForeignKey(() => Contact)
  @Column('uuid')
  fromContactId!: string;

  @Column('text')
  evidence!: Evidence;

  /** In words, for whoever looks at it later. */
  @Column('text')
  detail!: string;

  @ForeignKey(() => Agent)
  @Column('uuid', { nullable: true })
  agentId!: string | null;

  /** Where it happened, and behind which message. */
  @ForeignKey(() => Conversation)
  @Column('uuid', { nullable: true })
  conversationId!: string | null;

  @Column('integer', { default: 0 })
  afterSeq!: number;

  @Column('uuid', { array: true })
  addressIds!: string[];

  @Column('uuid', { array: true })
  conversationIds!: string[];

  /** Signed-in identities that moved: `[{ accountId, externalId }]`. */
  @Column('jsonb', { default: [] })
  identities!: { accountId: string; externalId: string }[];

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  undoneAt!: Date | null;

  @ForeignKey(() => Agent)
  @Column('uuid', { nullable: true })
  undoneById!: string | null;
}
