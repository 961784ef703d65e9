/** Counters of attempts, e.g. of sign-ins, shared by all replicas. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity()
export class RateLimit {
  @PrimaryColumn('varchar', { length: 255 })
  key!: string;

  @Column('integer', { default: 0 })
  points!: number;

  @Column('bigint', { nullable: true })
  expire!: string | null;
}
