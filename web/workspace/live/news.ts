/** What is worth an alert between two looks at the inbox. */
import type { ConversationSummary } from '../../../src/api/http/contract';

export interface Alert {
  kind: 'waiting' | 'message';
  conversation: ConversationSummary;
}

/** The first pages of what waits and of what is mine. */
interface Look {
  waiting: readonly ConversationSummary[];
  mine: readonly ConversationSummary[];
}

/** Who waited at the last look, and up to where each of mine had got. */
export interface Known {
  waiting: ReadonlySet<string>;
  mine: ReadonlyMap<string, number>;
}

/** What is known after a look. `whole`: the look saw all who wait, so that who is not among them has left. */
export function learn(before: Known | null, now: Look, whole: boolean): Known {
  const stillWaiting = whole ? [] : [...(before?.waiting ?? [])];
  return {
    // Who only left the first page of a long queue rings no second time on the way back up.
    waiting: new Set([...stillWaiting, ...now.waiting.map((row) => row.id)]),
    mine: new Map([...(before?.mine ?? []), ...now.mine.map((row) => [row.id, row.lastSeq] as const)]),
  };
}

/** What is new since: who was not waiting before, and unread words of customers in what was mine already. */
export function newsOf(before: Known, now: Look): Alert[] {
  return [
    ...now.waiting
      .filter((row) => !before.waiting.has(row.id))
      .map((conversation) => ({ kind: 'waiting' as const, conversation })),
    ...now.mine
      .filter((row) => row.unread && row.lastMessage?.author === 'contact')
      .filter((row) => row.lastSeq > (before.mine.get(row.id) ?? Infinity))
      .map((conversation) => ({ kind: 'message' as const, conversation })),
  ];
}
