/** A file that came with a message. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Message } from './message.entity';

@Index('attachment_position', ['messageId', 'position'], { unique: true })
@Index('attachment_blob', ['sha256'], { where: `sha256 is not null` })
@Check('attachment_state', `state in ('remote', 'stored', 'refused')`)
@Entity()
export class Attachment {
  @PrimaryColumn('uuid')
  id!: string;

  @ForeignKey(() => Message)
  @Column('uuid')
  messageId!: string;

  @Column('smallint')
  position!: number;

  @Column('text', { nullable: true })
  name!: string | null;

  @Column('text')
  mediaType!: string;

  @Column('bigint', { nullable: true })
  bytes!: string | null;

  /** Of its content, which is a blob once it is stored. */
  @Column('bytea', { nullable: true })
  sha256!: Buffer | null;

  @Column('text', { nullable: true })
  sourceUrl!: string | null;

  /** The name under which the HTML of a mail shows it. */
  @Column('text', { nullable: true })
  contentId!: string | null;

  @Column('text', { default: 'remote' })
  state!: 'remote' | 'stored' | 'refused';

  /** Why it is not kept. */
  @Column('text', { nullable: true })
  detail!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
