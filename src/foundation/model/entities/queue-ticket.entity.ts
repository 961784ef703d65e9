/** The place of a handoff in its queue, from the request of the customer on. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Conversation } from './conversation.entity';
import { Handoff } from './handoff.entity';
import { Team } from './team.entity';

@Index('queue_ticket_conversation', ['conversationId'])
@Index('queue_ticket_waited', ['teamId', 'handoffId'], { where: `waited_seconds is not null` })
@Index('queue_ticket_counted', ['handoffId'], { where: `ahead_now is not null` })
@Check('queue_ticket_asks', `asks in ('way', 'time', 'email')`)
@Check('queue_ticket_told', `(low_seconds is null) = (high_seconds is null)`)
@Check('queue_ticket_now', `(low_now is null) = (high_now is null)`)
@Entity()
export class QueueTicket {
  @ForeignKey(() => Handoff)
  @PrimaryColumn('uuid')
  handoffId!: string;

  @ForeignKey(() => Conversation)
  @Column('uuid')
  conversationId!: string;

  @ForeignKey(() => Team)
  @Column('uuid')
  teamId!: string;

  /** How many were before them when they asked; null: the team was away, or it waits for another team since. */
  @Column('smallint', { nullable: true })
  ahead!: number | null;

  /** What they were told then that it takes; null: nothing. */
  @Column('integer', { nullable: true })
  lowSeconds!: number | null;

  @Column('integer', { nullable: true })
  highSeconds!: number | null;

  /** As of the last look at the queue; null: it is not in it now. */
  @Column('smallint', { nullable: true })
  aheadNow!: number | null;

  @Column('integer', { nullable: true })
  lowNow!: number | null;

  @Column('integer', { nullable: true })
  highNow!: number | null;

  /** The place that was said last in a message, when, and how many messages said a new one. */
  @Column('smallint', { nullable: true })
  toldAhead!: number | null;

  @Column('timestamptz', { default: () => 'now()' })
  toldAt!: Date;

  @Column('smallint', { default: 0 })
  updates!: number;

  /** What a number or an address answers if it comes next. */
  @Column('text', { nullable: true })
  asks!: 'way' | 'time' | 'email' | null;

  /** That were offered, in their order. */
  @Column('timestamptz', { array: true, default: () => `'{}'` })
  times!: Date[];

  /** When they want to be written to instead of waiting. */
  @Column('timestamptz', { nullable: true })
  callbackAt!: Date | null;

  /** Until the first words of a person. */
  @Column('integer', { nullable: true })
  waitedSeconds!: number | null;
}
