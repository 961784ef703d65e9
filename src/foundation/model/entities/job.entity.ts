/** A piece of background work on its lane. */
import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

@Index('job_lane', ['lane', 'id'])
@Entity()
export class Job {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: string;

  @Column('text')
  lane!: string;

  @Column('text')
  kind!: string;

  @Column('jsonb')
  payload!: Record<string, unknown>;

  @Column('smallint', { default: 0 })
  attempts!: number;

  @Column('timestamptz', { nullable: true })
  notBefore!: Date | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
