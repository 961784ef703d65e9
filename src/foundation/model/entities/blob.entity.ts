/** The content of a file or of an original mail, once however often it came. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity()
export class Blob {
  @PrimaryColumn('bytea')
  sha256!: Buffer;

  @Column('bytea')
  bytes!: Buffer;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
