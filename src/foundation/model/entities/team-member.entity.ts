/** Which agent answers for which team. */
import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Agent } from './agent.entity';
import { Team } from './team.entity';

@Index('team_member_agent', ['agentId'])
@Entity()
export class TeamMember {
  @ForeignKey(() => Team, { onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  teamId!: string;

  @ForeignKey(() => Agent, { onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  agentId!: string;
}
