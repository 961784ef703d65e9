/** A reply on its way. */

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
  /** `text` is this one filled. */
  template?: { id: string; variables: Record<string, string> };
  /** Another way than where the contact last wrote. */
  leg?: { accountId: string; addressId: string };
}
