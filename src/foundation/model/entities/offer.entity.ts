/** A handoff put to one agent on one endpoint until a time. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Agent } from './agent.entity';
import { AgentEndpoint } from './agent-endpoint.entity';
import { Handoff } from './handoff.entity';

@Index('offer_accepted', ['handoffId'], { unique: true, where: `state = 'accepted'` })
@Index('offer_open', { synchronize: false })
@Index('offer_agent', ['agentId'], { where: `state = 'open'` })
@Index('offer_agent_recent', { synchronize: false })
@Index('offer_handoff', ['handoffId', 'offeredAt'])
@Index('offer_endpoint', ['agentEndpointId'], { where: `state in ('open', 'accepted')` })
@Index('offer_passed', ['fromAgentId'], { where: `from_agent_id is not null` })
@Index('offer_code', ['agentEndpointId', 'offeredAt'], { where: `code is not null` })
@Check('offer_state', `state in ('open', 'accepted', 'declined', 'expired', 'withdrawn')`)
@Check('offer_answered', `(state = 'open') = (answered_at is null)`)
@Entity()
export class Offer {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => Handoff)
  @Column('uuid')
  handoffId!: string;

  @ForeignKey(() => Agent)
  @Column('uuid')
  agentId!: string;

  @ForeignKey(() => AgentEndpoint)
  @Column('uuid', { nullable: true })
  agentEndpointId!: string | null;

  @Column('text', { default: 'open' })
  state!: 'open' | 'accepted' | 'declined' | 'expired' | 'withdrawn';

  @Column('smallint', { nullable: true })
  code!: number | null;

  @Column('text', { nullable: true })
  detail!: string | null;

  /** Who else could have been asked, each with what stood against them. */
  @Column('jsonb', { default: () => `'[]'` })
  passed!: Record<string, unknown>[];

  @Column('timestamptz', { default: () => 'now()' })
  offeredAt!: Date;

  @Column('timestamptz')
  expiresAt!: Date;

  @Column('timestamptz', { nullable: true })
  answeredAt!: Date | null;

  /** The colleague who holds the conversation and asks for it to be taken over; null: it waits for anybody. */
  @ForeignKey(() => Agent)
  @Column('uuid', { nullable: true })
  fromAgentId!: string | null;

  /** When who had accepted it lost it, other than by its end. */
  @Column('timestamptz', { nullable: true })
  leftAt!: Date | null;
}
