/** An address that a visitor gave to be written to, with the wording they agreed to. It proves nothing and links nothing. */
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Contact } from './contact.entity';
import { Conversation } from './conversation.entity';

@Index('email_claim_conversation', ['conversationId'])
@Entity()
export class EmailClaim {
  @ForeignKey(() => Contact)
  @PrimaryColumn('uuid')
  contactId!: string;

  @ForeignKey(() => Conversation)
  @Column('uuid')
  conversationId!: string;

  @Column('text')
  email!: string;

  /** As it was shown. */
  @Column('text')
  consent!: string;

  @Column('text')
  language!: string;

  /** Where the chat stood: what a notice links to. */
  @Column('text', { nullable: true })
  page!: string | null;

  /** Nothing more is sent to it: it came back, or they asked for no more. */
  @Column('timestamptz', { nullable: true })
  stoppedAt!: Date | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
