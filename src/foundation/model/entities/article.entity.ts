/** A piece of knowledge, with phrasings people use to ask for it. */
import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { Audience } from '../article';
import type { Topic } from '../policy';

@Check('article_audience', `audience in ('everyone', 'signed_in', 'agents')`)
@Entity()
export class Article {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  title!: string;

  @Column('text')
  body!: string;

  @Column('text', { array: true, default: () => "'{}'" })
  phrasings!: string[];

  @Column('text', { nullable: true })
  url!: string | null;

  @Column('text', { default: 'en' })
  language!: string;

  @Column('jsonb', { nullable: true })
  escalate!: Topic | null;

  /** Kinds of channel on which it may be quoted; empty: on all. */
  @Column('text', { array: true, default: () => "'{}'" })
  channels!: string[];

  @Column('text', { default: 'everyone' })
  audience!: Audience;

  @Column('boolean', { default: false })
  demo!: boolean;

  @Column('boolean', { default: true })
  active!: boolean;

  @Column('integer', { default: 1 })
  revision!: number;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt!: Date;
}
