/** What an agent wrote without saying to whom: kept for minutes until they say it, then gone. */
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { AgentEndpoint } from './agent-endpoint.entity';

@Index('held_answer_endpoint', ['agentEndpointId'])
@Entity()
export class HeldAnswer {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => AgentEndpoint, { onDelete: 'CASCADE' })
  @Column('uuid')
  agentEndpointId!: string;

  /** The provider's id of the message. */
  @Column('text')
  key!: string;

  @Column('text')
  text!: string;

  @Column('timestamptz', { default: () => 'now()' })
  heldAt!: Date;
}
