/** What an article says and for whom: the part of it that versions keep. */
import type { Topic } from './policy';

/** Customers of every kind, only those whom the business's own server signed in, or agents alone. */
export type Audience = 'everyone' | 'signed_in' | 'agents';

export interface ArticleContent {
  title: string;
  body: string;
  phrasings: string[];
  url: string | null;
  /** ISO 639-1. */
  language: string;
  escalate: Topic | null;
  /** Kinds of channel on which it may be quoted; empty: on all. */
  channels: string[];
  audience: Audience;
  active: boolean;
}
