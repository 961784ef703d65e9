/** A handoff put to one agent on one endpoint until a time. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Agent } from './agent.entity';
import { AgentEndpoint } from './agent-endpoint.entity';
import { Handoff } from './handoff.entity';

@Index('offer_accepted', ['handoffId'], { unique: true, where: `state = 'accepted'` })
@Index('offer_open', { synchronize: false })
@Index('offer_agent', ['agentId'], { where: `state = 'open'` })
@Index('offer_handoff', ['handoffId', 'offeredAt'])
@Index('offer_endpoint', ['agentEndpointId'], { where: `state in ('open', 'accepted')` })
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

  @Column('timestamptz', { default: () => 'now()' })
  offeredAt!: Date;

  @Column('timestamptz')
  expiresAt!: Date;

  @Column('timestamptz', { nullable: true })
  answeredAt!: Date | null;
}
