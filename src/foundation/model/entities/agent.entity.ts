/** A human of the business. */
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Index('agent_email', { synchronize: false })
@Check('agent_role', `role in ('agent', 'admin')`)
@Check('agent_presence', `presence in ('online', 'away')`)
@Entity()
export class Agent {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  email!: string;

  @Column('text')
  name!: string;

  @Column('text')
  publicName!: string;

  @Column('text', { default: 'agent' })
  role!: 'agent' | 'admin';

  @Column('text', { nullable: true })
  passwordHash!: string | null;

  @Column('boolean', { default: false })
  onCall!: boolean;

  @Column('text', { default: 'away' })
  presence!: 'online' | 'away';

  @Column('timestamptz', { nullable: true })
  presenceAt!: Date | null;

  /** Until they come back their phones stay silent too, and their lead looks at what they hold. */
  @Column('timestamptz', { nullable: true })
  shiftEndedAt!: Date | null;

  @Column('smallint', { default: 20 })
  capacity!: number;

  /** Of these, so many on live channels; null: no limit of their own. */
  @Column('smallint', { nullable: true })
  liveCapacity!: number | null;

  @Column('text', { array: true, default: () => `'{}'` })
  languages!: string[];

  @Column('text', { array: true, default: () => `'{}'` })
  skills!: string[];

  /** When their own phones and mailboxes are silent. */
  @Column('jsonb', { nullable: true })
  quiet!: Record<string, unknown> | null;

  @Column('boolean', { default: false })
  demo!: boolean;

  @Column('timestamptz', { nullable: true })
  disabledAt!: Date | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
