/** What is known of a waiting handoff, of those who could take it, and of what was offered before. */

export interface Candidate {
  agentId: string;
  /** Of the team, or on call in danger; false: its lead, who is asked last. */
  inTurn: boolean;
  /** Signed in on the web and not away. */
  online: boolean;
  onCall: boolean;
  /** Open conversations that this agent holds. */
  load: number;
  capacity: number;
  /** Those of them on live channels; null: no limit of their own. */
  liveLoad: number;
  liveCapacity: number | null;
  /** Since when nothing was assigned to them; null: never. */
  idleSince: Date | null;
  /** When something was last offered to them; null: never. */
  offeredAt: Date | null;
  /** Two letters each; none: whatever the house speaks. */
  languages: readonly string[];
  /** Matters that they know, as the reasons of handoffs. */
  skills: readonly string[];
  /** Their own phones and mailboxes are not to ring now. */
  quiet: boolean;
  /** Verified phones and mailboxes in the agent's own order. */
  endpoints: readonly Endpoint[];
}

export interface Endpoint {
  id: string;
  way: 'phone' | 'mail';
  /** It takes no text now: the agent did not write from it within the channel's window, and no approved text is there. */
  closed?: boolean;
}

export interface PastOffer {
  agentId: string;
  endpointId: string | null;
  state: 'open' | 'accepted' | 'declined' | 'expired' | 'withdrawn';
  /** Of this round; of older ones only what was declined counts. */
  recent: boolean;
}

export interface Waiting {
  priority: number;
  preferredAgentId: string | null;
  /** Who held this contact's last conversation. */
  lastAgentId: string | null;
  language: string | null;
  /** The reason of the handoff. */
  skill: string;
  pace: 'live' | 'slow';
  waitedSeconds: number;
}
