/** Words that agents send often, put into the composer by name. */
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Team } from './team.entity';

@Index('canned_reply_name', { synchronize: false })
@Index('canned_reply_team', ['teamId'])
@Entity()
export class CannedReply {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text')
  text!: string;

  /** Null: for every team. */
  @ForeignKey(() => Team)
  @Column('uuid', { nullable: true })
  teamId!: string | null;

  /** ISO 639-1; null: for every language. */
  @Column('text', { nullable: true })
  language!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt!: Date;
}
