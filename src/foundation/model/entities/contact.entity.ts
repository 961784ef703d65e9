/** A person outside who writes to the business. */
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Index('contact_name', { synchronize: false })
@Entity()
export class Contact {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { nullable: true })
  name!: string | null;

  @Column('text', { nullable: true })
  language!: string | null;

  @Column('text', { nullable: true })
  timeZone!: string | null;

  @Column('jsonb', { default: () => "'{}'" })
  attributes!: Record<string, unknown>;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
