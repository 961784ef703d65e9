/** Work that failed for good, with its error. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity()
export class DeadJob {
  @PrimaryColumn('bigint')
  id!: string;

  @Column('text')
  lane!: string;

  @Column('text')
  kind!: string;

  @Column('jsonb')
  payload!: Record<string, unknown>;

  @Column('smallint')
  attempts!: number;

  @Column('text')
  error!: string;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  diedAt!: Date;
}
