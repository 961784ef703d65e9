/** What happened to a conversation's handoffs and to whose it is, placed between its messages. */
import type { EventEntry } from './entries';

export interface HandoffRow {
  id: string;
  state: 'queued' | 'offered' | 'accepted' | 'returned' | 'closed' | 'cancelled';
  team: string;
  agent: string | null;
  requestedSeq: number;
  requestedAt: Date;
  acceptedAt: Date | null;
  endedAt: Date | null;
}

export interface LinkRow {
  id: string;
  addresses: string[];
  agent: string | null;
  evidence: 'code' | 'signed_in' | 'agent';
  afterSeq: number;
  at: Date;
  undoneAt: Date | null;
  undoneBy: string | null;
}

/** A stretch of the conversation: the messages in it, oldest first, and the moment at which the next one begins. */
export interface Stretch {
  messages: readonly { seq: number; at: Date }[];
  /** Nothing is older: what happened before the first message belongs here too. */
  fromStart: boolean;
  /** Null: it is the end. */
  until: Date | null;
}

/** The events that fall into the stretch; every event falls into exactly one of two neighbouring stretches. */
export function eventsOf(handoff: HandoffRow, stretch: Stretch): EventEntry[] {
  const who = handoff.agent ?? 'An agent';
  const end = ending(handoff, who);
  const takenAtOnce = handoff.acceptedAt?.getTime() === handoff.requestedAt.getTime();
  return placed(handoff.id, stretch, [
    {
      event: 'handoff_requested' as const,
      text: `Handed off to ${handoff.team}`,
      at: handoff.requestedAt,
      seq: handoff.requestedSeq,
    },
    {
      event: 'handoff_accepted' as const,
      text: `${who} took it`,
      at: handoff.acceptedAt,
      seq: takenAtOnce ? handoff.requestedSeq : null,
    },
    ...(end ? [{ ...end, at: handoff.endedAt, seq: null }] : []),
  ]);
}

const EVIDENCE: Record<LinkRow['evidence'], string> = {
  code: 'a code proved it',
  signed_in: 'the sign-in proves it',
  agent: 'an agent decided',
};

/** That somebody turned out to be this customer, and that it was taken back. */
export function linkEventsOf(link: LinkRow, stretch: Stretch): EventEntry[] {
  const whom = link.addresses.join(', ') || 'another customer';
  const by = link.evidence === 'agent' && link.agent ? `${link.agent} decided` : EVIDENCE[link.evidence];
  return placed(link.id, stretch, [
    { event: 'contacts_joined', text: `Joined with ${whom}: ${by}`, at: link.at, seq: link.afterSeq },
    {
      event: 'contacts_parted',
      text: `${link.undoneBy ?? 'An agent'} parted ${whom} again`,
      at: link.undoneAt,
      seq: null,
    },
  ]);
}

export interface SplitRow {
  /** The conversation that was begun. */
  id: string;
  event: 'split_from' | 'split_off';
  leadsTo: string;
  /** The customer's words with which its matter began; null: they are gone. */
  words: string | null;
  at: Date;
}

/** That this conversation began in another one, or another one in this. */
export function splitEventsOf({ id, event, leadsTo, words, at }: SplitRow, stretch: Stretch): EventEntry[] {
  const quoted = words ? `: “${words}”` : '';
  const text =
    event === 'split_from'
      ? `This matter began in an earlier conversation${quoted}`
      : `A new matter goes on by itself${quoted}`;
  return placed(id, stretch, [{ event, text, at, seq: event === 'split_from' ? 0 : null, leadsTo }]);
}

interface Happened {
  event: EventEntry['event'];
  text: string;
  leadsTo?: string;
  at: Date | null;
  /** Null: it stands where its time is. */
  seq: number | null;
}

function placed(id: string, stretch: Stretch, happened: Happened[]): EventEntry[] {
  return happened.flatMap(({ event, text, at, seq, leadsTo = null }) => {
    if (!at) return [];
    const place = seq === null ? placeInTime(stretch, at) : placeBySeq(stretch, seq);
    return place === null
      ? []
      : [{ type: 'event', id: eventId(id, event), seq: place, event, text, leadsTo, at: at.toISOString() }];
  });
}

function placeInTime({ messages, fromStart, until }: Stretch, at: Date): number | null {
  if (until && at >= until) return null;
  const before = messages.findLast((message) => message.at <= at);
  return before?.seq ?? (fromStart ? 0 : null);
}

function placeBySeq({ messages, fromStart, until }: Stretch, seq: number): number | null {
  const first = messages[0]?.seq;
  const last = messages.at(-1)?.seq;
  if (first === undefined || last === undefined) return fromStart && !until ? seq : null;
  return (fromStart || seq >= first) && (!until || seq <= last) ? seq : null;
}

function ending(handoff: HandoffRow, who: string): { event: EventEntry['event']; text: string } | null {
  switch (handoff.state) {
    case 'returned':
      return { event: 'handoff_returned', text: `${who} gave it back to the assistant` };
    case 'closed':
      return { event: 'handoff_closed', text: `${who} closed the conversation` };
    case 'cancelled':
      return { event: 'handoff_cancelled', text: 'The handoff was taken back' };
    case 'queued':
    case 'offered':
    case 'accepted':
      return null;
  }
}

const DIGIT: Record<EventEntry['event'], string> = {
  handoff_requested: '1',
  handoff_accepted: '2',
  handoff_returned: '3',
  handoff_closed: '4',
  handoff_cancelled: '5',
  contacts_joined: '6',
  contacts_parted: '7',
  split_from: '8',
  split_off: '9',
};

/** One row makes several events: a stable id for each (UUID version 8, RFC 9562 5.8), the row's with a digit changed. */
function eventId(id: string, event: EventEntry['event']): string {
  return `${id.slice(0, 14)}8${DIGIT[event]}${id.slice(16)}`;
}
