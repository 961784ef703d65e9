/** A visitor's socket, and what is known of it. */
import type { Namespace, Socket } from 'socket.io';
import type { WidgetClientEvents, WidgetServerEvents } from '../http/contract';
import type { Customer } from './identity';
import type { VisitorFeed } from './visitor-feed';

type Nobody = Record<string, never>;
export interface VisitorData {
  visitor: string;
  accountId: string;
  site: string;
  network: string;
  /** Of the page, as the browser says. */
  origin: string | null;
  /** Whether this socket may begin a conversation: asked once. */
  begins?: Promise<number | null>;
  /** Signed in with the business. */
  customer: Customer | null;
  /** Where the visitor's screen stands. */
  from: { conversationId: string | null; afterSeq: number };
  feed?: VisitorFeed;
  /** What this socket is found by. */
  keys: string[];
}
export type VisitorSocket = Socket<WidgetClientEvents, WidgetServerEvents, Nobody, VisitorData>;
export type VisitorNamespace = Namespace<WidgetClientEvents, WidgetServerEvents, Nobody, VisitorData>;
