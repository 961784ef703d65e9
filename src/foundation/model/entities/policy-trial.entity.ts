/** One run of an edited policy over the decisions of the last days. */
import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Policy as Rules } from '../policy';
import { Agent } from './agent.entity';
import { Policy } from './policy.entity';

@Check('policy_trial_state', `state in ('queued', 'running', 'done', 'cancelled', 'failed')`)
@Check('policy_trial_ended', `(state in ('queued', 'running')) = (ended_at is null)`)
@Entity()
export class PolicyTrial {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => Policy)
  @Column('integer')
  baseVersion!: number;

  @Column('jsonb')
  before!: Rules;

  @Column('jsonb')
  after!: Rules;

  @Column('integer')
  days!: number;

  @Column('text', { default: 'queued' })
  state!: 'queued' | 'running' | 'done' | 'cancelled' | 'failed';

  @Column('uuid')
  fromId!: string;

  @Column('uuid')
  toId!: string;

  @Column('uuid')
  cursorId!: string;

  @Column('integer', { default: 0 })
  total!: number;

  @Column('integer', { default: 0 })
  seen!: number;

  /** Decisions that both policies were asked for. */
  @Column('integer', { default: 0 })
  compared!: number;

  /** Decisions from before their circumstances were kept. */
  @Column('integer', { default: 0 })
  leftOut!: number;

  @Column('integer', { default: 0 })
  newly!: number;

  @Column('integer', { default: 0 })
  noLonger!: number;

  @Column('integer', { default: 0 })
  moved!: number;

  @Column('integer', { default: 0 })
  offers!: number;

  /** Handoffs per team and hour of its day: at most teams times 24 entries. */
  @Column('jsonb', { default: () => "'[]'" })
  load!: { team: string; hour: number; before: number; after: number }[];

  @ForeignKey(() => Agent)
  @Column('uuid', { nullable: true })
  agentId!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  endedAt!: Date | null;
}
