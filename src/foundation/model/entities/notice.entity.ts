/** A system text outside every transcript: to an agent an offer, a code, a relayed message; to a customer the code of an address, or that the chat they left has an answer. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { AgentEndpoint } from './agent-endpoint.entity';
import { ContactAddress } from './contact-address.entity';
import { Conversation } from './conversation.entity';
import { Message } from './message.entity';

@Index('notice_conversation', ['conversationId'], { where: `conversation_id is not null` })
@Index('notice_endpoint', ['agentEndpointId', 'createdAt'], { where: `agent_endpoint_id is not null` })
@Index('notice_contact_address', ['contactAddressId', 'createdAt'], { where: `contact_address_id is not null` })
@Index('notice_files', ['filesOf'], { where: `files_of is not null` })
@Index('notice_verification', ['createdAt'], { where: `kind = 'verification'` })
@Check('notice_kind', `kind in ('offer', 'code', 'invitation', 'relay', 'console', 'verification', 'away')`)
@Check(
  'notice_reader',
  `num_nonnulls(agent_endpoint_id, contact_address_id) = case when kind = 'away' then 0 else 1 end`,
)
@Entity()
export class Notice {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  kind!: 'offer' | 'code' | 'invitation' | 'relay' | 'console' | 'verification' | 'away';

  @ForeignKey(() => AgentEndpoint)
  @Column('uuid', { nullable: true })
  agentEndpointId!: string | null;

  @ForeignKey(() => ContactAddress)
  @Column('uuid', { nullable: true })
  contactAddressId!: string | null;

  @ForeignKey(() => Conversation)
  @Column('uuid', { nullable: true })
  conversationId!: string | null;

  @Column('text')
  text!: string;

  /** The customer's message whose files go along. */
  @ForeignKey(() => Message)
  @Column('uuid', { nullable: true })
  filesOf!: string | null;

  /** What answers it with one touch, where the channel shows such. */
  @Column('text', { array: true, nullable: true })
  choices!: string[] | null;

  /** `text` is this approved one filled: allowed outside of the reply window. */
  @Column('jsonb', { nullable: true })
  template!: { id: string; name: string; variables: Record<string, string> } | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
