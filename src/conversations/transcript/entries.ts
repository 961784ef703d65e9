/** What a transcript is made of, for staff: messages with their delivery, notes, and what happened to the handoff. */
import type { DeliveryState } from '../../foundation/model/delivery';

export interface MessageEntry {
  type: 'message';
  id: string;
  seq: number;
  author: 'contact' | 'agent' | 'assistant' | 'system';
  authorName: string | null;
  /** The channel of the agent's own endpoint that the words came from; null: the web inbox. */
  via: string | null;
  channel: string;
  text: string;
  content: Record<string, unknown>;
  attachments: {
    id: string;
    name: string | null;
    mediaType: string;
    bytes: number | null;
    state: 'remote' | 'stored' | 'refused';
    detail: string | null;
  }[];
  /** The message of this conversation that it answers or reacts to; null when it names none, or one that is not here. */
  repliesTo: { seq: number; author: string; text: string } | null;
  articles: { id: string; title: string; url: string | null }[];
  delivery: { state: DeliveryState; fault: string | null; detail: string | null; at: string | null } | null;
  at: string;
}

export interface NoteEntry {
  type: 'note';
  id: string;
  /** The message that it stands behind. */
  seq: number;
  authorName: string;
  text: string;
  at: string;
}

export interface EventEntry {
  type: 'event';
  id: string;
  seq: number;
  event:
    | 'handoff_requested'
    | 'handoff_accepted'
    | 'handoff_returned'
    | 'handoff_closed'
    | 'handoff_cancelled'
    | 'contacts_joined'
    | 'contacts_parted'
    | 'split_from'
    | 'split_off';
  text: string;
  /** The conversation that it leads to; null: none. */
  leadsTo: string | null;
  at: string;
}

export type Entry = MessageEntry | NoteEntry | EventEntry;

const RANK: Record<Entry['type'], number> = { message: 0, note: 1, event: 1 };

/** One order everywhere: by message sequence; behind a message its notes and events by time. */
export function inOrder(a: Entry, b: Entry): number {
  return a.seq - b.seq || RANK[a.type] - RANK[b.type] || a.at.localeCompare(b.at) || a.id.localeCompare(b.id);
}
