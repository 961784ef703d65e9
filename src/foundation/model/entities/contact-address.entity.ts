/** One phone number, email address or visitor id of a contact. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Contact } from './contact.entity';

@Index('contact_address_address', ['kind', 'address'], { unique: true })
@Index('contact_address_contact', ['contactId'])
@Index('contact_address_parts', { synchronize: false })
@Check('contact_address_kind', `kind in ('phone', 'email', 'claimed_email', 'visitor')`)
@Entity()
export class ContactAddress {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => Contact)
  @Column('uuid')
  contactId!: string;

  @Column('text')
  kind!: 'phone' | 'email' | 'claimed_email' | 'visitor';

  @Column('text')
  address!: string;

  @Column('text', { nullable: true })
  displayName!: string | null;

  @Column('timestamptz', { nullable: true })
  verifiedAt!: Date | null;

  /** When a message to it came back for good; over once they are seen again later than that. */
  @Column('timestamptz', { nullable: true })
  unreachableAt!: Date | null;

  @Column('text', { nullable: true })
  unreachableWhy!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  lastSeenAt!: Date;
}
