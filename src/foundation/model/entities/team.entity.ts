/** Agents who share a queue; exactly one team catches what no mapping names. */
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Index('team_name', { synchronize: false })
@Index('team_fallback', ['isFallback'], { unique: true, where: `is_fallback` })
@Check('team_fallback_stays', `(not is_fallback) or archived_at is null`)
@Entity()
export class Team {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text', { default: 'UTC' })
  timeZone!: string;

  @Column('jsonb', { default: () => `'{"weekly": [], "holidays": []}'` })
  hours!: Record<string, unknown>;

  @Column('jsonb', { default: () => `'{}'` })
  routing!: Record<string, unknown>;

  @Column('jsonb', { default: () => `'{}'` })
  survey!: Record<string, unknown>;

  @Column('boolean', { default: false })
  isFallback!: boolean;

  @Column('boolean', { default: false })
  demo!: boolean;

  @Column('timestamptz', { nullable: true })
  archivedAt!: Date | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
