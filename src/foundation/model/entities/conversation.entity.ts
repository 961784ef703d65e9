/** One matter with one contact, across channels: who owes the next reply, and what was said last. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Agent } from './agent.entity';
import { ChannelAccount } from './channel-account.entity';
import { Contact } from './contact.entity';
import { Team } from './team.entity';
import type { Holder, Status } from '../conversation';

@Index('conversation_current', ['contactId', 'frontTeamId'], { unique: true, where: `is_current` })
@Index('conversation_contact', ['contactId', 'id'])
@Index('conversation_waiting', { synchronize: false })
@Index('conversation_mine', { synchronize: false })
@Index('conversation_team_recent', { synchronize: false })
@Index('conversation_open', { synchronize: false })
@Index('conversation_silent', ['teamId', 'waitingSince'], {
  where: `status = 'open' and holder = 'agent' and waiting_since is not null`,
})
@Index('conversation_snoozed', ['teamId', 'snoozedUntil', 'id'], { where: `status = 'snoozed'` })
@Index('conversation_split_from', ['splitFromId'], { where: 'split_from_id is not null' })
@Check('conversation_split_seq', `split_from_id is null or split_seq > 1`)
@Check('conversation_holder', `holder in ('assistant', 'queue', 'agent')`)
@Check('conversation_status', `status in ('open', 'snoozed', 'closed')`)
@Check('conversation_agent_holds', `(holder = 'agent') = (assignee_id is not null)`)
@Check('conversation_closed_is_idle', `status <> 'closed' or (holder = 'assistant' and closed_at is not null)`)
@Check(
  'conversation_recency',
  `recency = date_bin(interval '1 minute', last_message_at, timestamptz '2000-01-01 00:00:00+00')`,
)
@Check('conversation_covered', `covered_seq >= 0 and covered_seq <= last_seq`)
@Entity()
export class Conversation {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => Contact)
  @Column('uuid')
  contactId!: string;

  @ForeignKey(() => Team)
  @Column('uuid')
  frontTeamId!: string;

  @ForeignKey(() => Team)
  @Column('uuid')
  teamId!: string;

  @ForeignKey(() => Agent)
  @Column('uuid', { nullable: true })
  assigneeId!: string | null;

  @ForeignKey(() => Agent)
  @Column('uuid', { nullable: true })
  lastAgentId!: string | null;

  @Column('text', { default: 'assistant' })
  holder!: Holder;

  @Column('text', { default: 'open' })
  status!: Status;

  @Column('boolean', { default: true })
  isCurrent!: boolean;

  @Column('integer', { default: 0 })
  holderEpoch!: number;

  @Column('integer', { default: 0 })
  lastSeq!: number;

  @Column('integer', { default: 0 })
  coveredSeq!: number;

  @Column('bigint', { default: 0 })
  revision!: string;

  @Column('integer', { default: 0 })
  episode!: number;

  @Column('smallint', { default: 0 })
  priority!: number;

  @ForeignKey(() => ChannelAccount)
  @Column('uuid')
  channelAccountId!: string;

  /** Without a foreign key: an address goes only with its contact, after all conversations of both. */
  @Column('uuid')
  contactAddressId!: string;

  @Column('text', { nullable: true })
  language!: string | null;

  @Column('timestamptz', { nullable: true })
  disclosedAt!: Date | null;

  @Column('integer', { nullable: true })
  humanOfferedSeq!: number | null;

  @Column('timestamptz', { default: () => 'now()' })
  lastMessageAt!: Date;

  /** The minute of the last message: what the lists' indexes hold, so that most messages change none of them. */
  @Column('timestamptz', { default: () => 'minute_of(now())' })
  recency!: Date;

  @Column('timestamptz', { nullable: true })
  lastInboundAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  waitingSince!: Date | null;

  @Column('timestamptz', { default: () => 'now()' })
  openedAt!: Date;

  @Column('timestamptz', { nullable: true })
  closedAt!: Date | null;

  @Column('text', { nullable: true })
  closedBy!: string | null;

  /** Asked how it went: the next words may be a rating, so ingest leaves reopening to whoever reads them. */
  @Column('boolean', { default: false })
  awaitsRating!: boolean;

  @Column('timestamptz', { nullable: true })
  snoozedUntil!: Date | null;

  /** The conversation in which this matter began, and with which of its messages. */
  @ForeignKey(() => Conversation, { onDelete: 'SET NULL' })
  @Column('uuid', { nullable: true })
  splitFromId!: string | null;

  @Column('integer', { nullable: true })
  splitSeq!: number | null;
}
