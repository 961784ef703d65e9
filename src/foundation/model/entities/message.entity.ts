/** What was said to or by the contact, in a gap-free sequence. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Agent } from './agent.entity';
import { AgentEndpoint } from './agent-endpoint.entity';
import { Conversation } from './conversation.entity';

@Index('message_seq_unique', { synchronize: false })
@Index('message_mail_id', { synchronize: false })
@Index('message_participant', { synchronize: false })
@Index('message_provider', ['channelAccountId', 'providerId'], { unique: true, where: `provider_id is not null` })
@Index('message_client', ['conversationId', 'clientId'], { unique: true, where: `client_id is not null` })
@Check('message_seq', `seq > 0`)
@Check('message_direction', `direction in ('in', 'out')`)
@Check('message_author', `author in ('contact', 'agent', 'assistant', 'system')`)
@Check('message_author_direction', `(direction = 'in') = (author = 'contact')`)
@Check('message_agent', `(author = 'agent') = (agent_id is not null)`)
@Entity()
export class Message {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => Conversation)
  @Column('uuid')
  conversationId!: string;

  @Column('integer')
  seq!: number;

  @Column('text')
  direction!: 'in' | 'out';

  @Column('text')
  author!: 'contact' | 'agent' | 'assistant' | 'system';

  @ForeignKey(() => Agent)
  @Column('uuid', { nullable: true })
  agentId!: string | null;

  @ForeignKey(() => AgentEndpoint)
  @Column('uuid', { nullable: true })
  agentEndpointId!: string | null;

  /** Of a channel account; without a foreign key, as the conversation has one and every message would pay for it. */
  @Column('uuid')
  channelAccountId!: string;

  /** Without a foreign key: an address goes only with its contact, after all conversations of both. */
  @Column('uuid')
  contactAddressId!: string;

  @Column('text', { nullable: true })
  providerId!: string | null;

  @Column('text', { nullable: true })
  clientId!: string | null;

  @Column('text', { default: '' })
  text!: string;

  @Column('jsonb', { default: () => "'{}'" })
  content!: Record<string, unknown>;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
