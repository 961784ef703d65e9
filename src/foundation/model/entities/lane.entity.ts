/** An ordered line of work; `due` is lease and back-off in one. */
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Index('lane_due', { synchronize: false })
@Entity()
export class Lane {
  @PrimaryColumn('text')
  key!: string;

  @Column('timestamptz')
  due!: Date;

  @Column('integer', { default: 0 })
  pending!: number;

  @Column('bigint', { default: 0 })
  token!: string;

  @Column('text', { nullable: true })
  owner!: string | null;
}
