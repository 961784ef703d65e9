/** One configured number, mailbox or site, and the team it maps to. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Team } from './team.entity';

@Index('channel_account_address', ['channel', 'address'], { unique: true })
@Index('channel_account_team', ['teamId'])
@Check('channel_account_mode', `assistant_mode in ('off', 'drafts', 'answers')`)
@Check('channel_account_health', `health in ('unknown', 'ok', 'failing')`)
@Entity()
export class ChannelAccount {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  channel!: string;

  @Column('text')
  name!: string;

  @Column('text')
  address!: string;

  @ForeignKey(() => Team)
  @Column('uuid', { nullable: true })
  teamId!: string | null;

  @Column('text', { default: 'drafts' })
  assistantMode!: 'off' | 'drafts' | 'answers';

  @Column('jsonb', { default: () => "'{}'" })
  settings!: Record<string, unknown>;

  @Column('bytea', { nullable: true })
  secrets!: Buffer | null;

  @Column('boolean', { default: false })
  simulated!: boolean;

  @Column('boolean', { default: true })
  active!: boolean;

  @Column('text', { default: 'unknown' })
  health!: 'unknown' | 'ok' | 'failing';

  @Column('text', { nullable: true })
  healthDetail!: string | null;

  @Column('timestamptz', { nullable: true })
  healthAt!: Date | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
