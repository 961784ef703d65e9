/** What the screens hear of the live socket, and how they make it read again. */
import { createContext, use } from 'react';
import type { LiveEvents } from '../../../src/api/http/contract';
import type { Change } from './concerns';

export type Typing = Parameters<LiveEvents['typing']>[0];

export interface Feed {
  /** False while the connection is lost for longer than a blink. */
  connected: boolean;
  onChange: (listener: (change: Change) => void) => () => void;
  onTyping: (listener: (typing: Typing) => void) => () => void;
  onResync: (listener: () => void) => () => void;
  /** Reads again what shows this conversation, after an action of one's own. */
  touched: (conversationId: string) => void;
  /** The counts may have moved, e.g. by reading. */
  counted: () => void;
}

export const LiveFeed = createContext<Feed | null>(null);

export function useLive(): Feed {
  const feed = use(LiveFeed);
  if (feed === null) throw new Error('useLive belongs below Live');
  return feed;
}
