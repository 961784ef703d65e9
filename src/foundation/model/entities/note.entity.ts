/** Staff-only text beside a conversation. */
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Agent } from './agent.entity';
import { Conversation } from './conversation.entity';

@Index('note_conversation', ['conversationId', 'afterSeq', 'id'])
@Entity()
export class Note {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => Conversation)
  @Column('uuid')
  conversationId!: string;

  @Column('integer')
  afterSeq!: number;

  @ForeignKey(() => Agent)
  @Column('uuid')
  agentId!: string;

  @Column('text')
  text!: string;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
