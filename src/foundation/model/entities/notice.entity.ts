/** A system text to an agent: an offer, a code, a relayed message. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { AgentEndpoint } from './agent-endpoint.entity';
import { Conversation } from './conversation.entity';

@Index('notice_conversation', ['conversationId'], { where: `conversation_id is not null` })
@Check('notice_kind', `kind in ('offer', 'code', 'invitation', 'relay', 'console')`)
@Entity()
export class Notice {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  kind!: 'offer' | 'code' | 'invitation' | 'relay' | 'console';

  @ForeignKey(() => AgentEndpoint)
  @Column('uuid')
  agentEndpointId!: string;

  @ForeignKey(() => Conversation)
  @Column('uuid', { nullable: true })
  conversationId!: string | null;

  @Column('text')
  text!: string;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
