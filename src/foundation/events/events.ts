/** The port of facts: ids only, told after the commit to the live sockets of every replica. A fact is a hint to read again, never the news itself. */
import type { Tx } from '../database/database';

export type Fact =
  | {
      kind: 'conversation';
      id: string;
      teamId: string;
      assigneeId: string | null;
      revision: number;
      lastSeq: number;
      contactAddressId?: string;
    }
  | { kind: 'presence'; agentId: string }
  | {
      kind: 'settings';
      what: 'accounts' | 'teams' | 'agents' | 'policy' | 'articles' | 'switches' | 'replies' | 'webhooks' | 'keys';
    }
  | {
      kind: 'typing';
      conversationId: string;
      who: 'contact' | 'agent' | 'assistant';
      agentId?: string;
      names?: { colleagues: string; customers: string };
    }
  | { kind: 'read'; conversationId: string } // somebody of the business has read on
  | { kind: 'access'; agentId: string } // sessions or membership changed: sockets re-check
  | { kind: 'resync' }; // facts may have been lost: read again

export abstract class Events {
  /** Told to this process at once and to the others folded, after the commit. */
  abstract publish(tx: Tx, ...facts: Fact[]): void;
  /** The same for work that is already committed. */
  abstract tell(...facts: Fact[]): void;
  /** Returns how to stop listening. */
  abstract listen(listener: (fact: Fact, remote: boolean) => void): () => void;
}
