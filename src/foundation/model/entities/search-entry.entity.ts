/** The words of one message, for the search; made behind ingest. */
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Message } from './message.entity';

@Index('search_entry_words', { synchronize: false })
@Entity()
export class SearchEntry {
  @ForeignKey(() => Message, { onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  messageId!: string;

  @Column('tsvector')
  words!: string;
}
