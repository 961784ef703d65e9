/** The transfer of a conversation to a team, from the request to its end. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Agent } from './agent.entity';
import { Conversation } from './conversation.entity';
import { Decision } from './decision.entity';
import { Team } from './team.entity';

@Index('handoff_live', ['conversationId'], { unique: true, where: `state in ('queued', 'offered', 'accepted')` })
@Index('handoff_decision', ['decisionId'], { where: `decision_id is not null` })
@Index('handoff_conversation', ['conversationId', 'requestedAt'])
@Check('handoff_state', `state in ('queued', 'offered', 'accepted', 'returned', 'closed', 'cancelled')`)
@Check('handoff_requested_by', `requested_by in ('contact', 'policy', 'assistant', 'agent', 'system')`)
@Check('handoff_accepted', `state <> 'accepted' or agent_id is not null`)
@Check(
  'handoff_ended',
  `(state in ('returned', 'closed', 'cancelled')) = (ended_at is not null and ended_seq is not null)`,
)
@Entity()
export class Handoff {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => Conversation)
  @Column('uuid')
  conversationId!: string;

  @Column('integer')
  episode!: number;

  @Column('text')
  state!: 'queued' | 'offered' | 'accepted' | 'returned' | 'closed' | 'cancelled';

  @Column('text')
  reason!: string;

  @Column('text')
  requestedBy!: 'contact' | 'policy' | 'assistant' | 'agent' | 'system';

  @ForeignKey(() => Decision)
  @Column('uuid', { nullable: true })
  decisionId!: string | null;

  @ForeignKey(() => Team)
  @Column('uuid')
  teamId!: string;

  @ForeignKey(() => Agent)
  @Column('uuid', { nullable: true })
  preferredAgentId!: string | null;

  @ForeignKey(() => Agent)
  @Column('uuid', { nullable: true })
  agentId!: string | null;

  @Column('smallint', { default: 0 })
  priority!: number;

  @Column('jsonb')
  brief!: Record<string, unknown>;

  @Column('integer', { default: 0 })
  looks!: number;

  @Column('integer')
  requestedSeq!: number;

  @Column('timestamptz', { default: () => 'now()' })
  requestedAt!: Date;

  @Column('timestamptz', { nullable: true })
  acceptedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  firstReplyAt!: Date | null;

  /** Since when its owner knows that the customer waits too long. */
  @Column('timestamptz', { nullable: true })
  nudgedAt!: Date | null;

  /** When the customer was last told that it takes longer, and how often. */
  @Column('timestamptz', { nullable: true })
  lateAt!: Date | null;

  @Column('smallint', { default: 0 })
  lateCount!: number;

  @Column('timestamptz', { nullable: true })
  acknowledgedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  endedAt!: Date | null;

  /** The last message of what it settled. */
  @Column('integer', { nullable: true })
  endedSeq!: number | null;
}
