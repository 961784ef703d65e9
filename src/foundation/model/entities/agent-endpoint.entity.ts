/** A way to reach an agent outside the inbox; messages from it are console commands. */
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Agent } from './agent.entity';
import { ChannelAccount } from './channel-account.entity';

@Index('agent_endpoint_address', ['channelAccountId', 'address'], { unique: true })
@Index('agent_endpoint_agent', ['agentId'])
@Entity()
export class AgentEndpoint {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => Agent, { onDelete: 'CASCADE' })
  @Column('uuid')
  agentId!: string;

  @ForeignKey(() => ChannelAccount)
  @Column('uuid')
  channelAccountId!: string;

  @Column('text')
  address!: string;

  @Column('smallint', { default: 0 })
  position!: number;

  @Column('bytea', { nullable: true })
  codeHash!: Buffer | null;

  @Column('timestamptz', { nullable: true })
  codeExpiresAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  verifiedAt!: Date | null;

  /** What the agent agreed to when they added it themselves. */
  @Column('text', { nullable: true })
  consent!: string | null;

  @Column('timestamptz', { nullable: true })
  consentedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  stoppedAt!: Date | null;

  /** When the agent last wrote from it: some channels take free text for a day from then on. */
  @Column('timestamptz', { nullable: true })
  lastHeardAt!: Date | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
