/** How far an agent has read a conversation, and the words not yet sent. */
import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Agent } from './agent.entity';
import { Conversation } from './conversation.entity';

@Entity()
export class ConversationRead {
  @ForeignKey(() => Conversation, { onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  conversationId!: string;

  @ForeignKey(() => Agent, { onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  agentId!: string;

  @Column('integer')
  seq!: number;

  @Column('text', { nullable: true })
  draft!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt!: Date;
}
