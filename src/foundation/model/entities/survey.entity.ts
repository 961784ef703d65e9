/** A customer was asked how it went, once for an episode, and what they answered. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Agent } from './agent.entity';
import { Conversation } from './conversation.entity';
import { Message } from './message.entity';
import { Team } from './team.entity';

@Index('survey_episode', ['conversationId', 'episode'], { unique: true })
@Index('survey_asked', ['askedAt'])
@Index('survey_rated_at', ['ratedAt', 'id'], { where: `rated_at is not null` })
@Index('survey_message', ['messageId'])
@Check('survey_answered_by', `answered_by in ('human', 'assistant')`)
@Check('survey_awaits', `awaits in ('score', 'reason')`)
@Check('survey_score', `score between 1 and 5`)
@Check('survey_rated', `(score is null) = (rated_at is null)`)
@Entity()
export class Survey {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => Conversation)
  @Column('uuid')
  conversationId!: string;

  @Column('integer')
  episode!: number;

  /** That closed it. */
  @ForeignKey(() => Team)
  @Column('uuid')
  teamId!: string;

  /** A person who answered counts before the assistant who did too. */
  @Column('text')
  answeredBy!: 'human' | 'assistant';

  /** Who answered last, of the agents. */
  @ForeignKey(() => Agent)
  @Column('uuid', { nullable: true })
  agentId!: string | null;

  /** The question as it was sent. */
  @ForeignKey(() => Message)
  @Column('uuid')
  messageId!: string;

  /** What the customer's next words may answer. */
  @Column('text', { nullable: true, default: 'score' })
  awaits!: 'score' | 'reason' | null;

  @Column('smallint', { nullable: true })
  score!: number | null;

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  askedAt!: Date;

  @Column('timestamptz', { nullable: true })
  ratedAt!: Date | null;
}
