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

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
