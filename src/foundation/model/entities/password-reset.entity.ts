/** A link that sets a password once; only the hash of its token is kept. */
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Agent } from './agent.entity';

@Index('password_reset_agent', ['agentId'])
@Entity()
export class PasswordReset {
  @PrimaryColumn('bytea')
  tokenHash!: Buffer;

  @ForeignKey(() => Agent, { onDelete: 'CASCADE' })
  @Column('uuid')
  agentId!: string;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz')
  expiresAt!: Date;

  @Column('timestamptz', { nullable: true })
  usedAt!: Date | null;
}
