/** A message whose words are not in the search's index yet. */
import { Entity, PrimaryColumn } from 'typeorm';

@Entity()
export class SearchDue {
  /** Without a foreign key: a message that is gone is dropped when its turn comes. */
  @PrimaryColumn('uuid')
  messageId!: string;
}
