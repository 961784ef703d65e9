/** A reply on its way. */

/** What a ticket stands for. */
export interface Attached {
  ticket: string;
  name: string;
  mediaType: string;
  bytes: number;
}

export interface Pending {
  clientId: string;
  conversationId: string;
  text: string;
  at: string;
  /** The last sequence when it was written: a later message of mine with these words is this one. */
  afterSeq: number;
  /** `sent`: stored, but the transcript on the screen does not show it yet. */
  state: 'sending' | 'sent' | 'failed';
  messageId: string | null;
  problem: string | null;
  /** The last sequence before the agent's eyes when it was written; left out once they sent it all the same. */
  seen?: number;
  /** Refused since something newer came. */
  stale?: boolean;
  /** `text` is this one filled. */
  template?: { id: string; variables: Record<string, string> };
  /** Another way than where the contact last wrote. */
  leg?: { accountId: string; addressId: string };
  files?: Attached[];
}

/** What a reply may carry besides its words. */
export type More = Pick<Pending, 'leg' | 'template' | 'files'>;
