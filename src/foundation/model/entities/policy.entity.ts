/** A published version of the escalation policy; never changed afterwards. */
import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Agent } from './agent.entity';
import type { Policy as Rules } from '../policy';

@Entity()
export class Policy {
  @PrimaryColumn('integer')
  version!: number;

  @Column('jsonb')
  body!: Rules;

  @Column('boolean', { default: false })
  demo!: boolean;

  @ForeignKey(() => Agent)
  @Column('uuid', { nullable: true })
  agentId!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  publishedAt!: Date;
}
