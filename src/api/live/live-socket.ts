/** An agent's socket, and what is known of it. */
import type { Namespace, Socket } from 'socket.io';
import type { LiveClientEvents, LiveEvents } from '../http/contract';
import type { Standing } from './live-access';

type Nobody = Record<string, never>;
interface SocketData extends Standing {
  sessionHash: Buffer;
  names: { colleagues: string; customers: string };
  /** Typing is told at most this often. */
  quietUntil: number;
  /** How many changes of access were known when this socket was admitted. */
  admittedAt: number;
}
export type LiveSocket = Socket<LiveClientEvents, LiveEvents, Nobody, SocketData>;
export type LiveNamespace = Namespace<LiveClientEvents, LiveEvents, Nobody, SocketData>;
