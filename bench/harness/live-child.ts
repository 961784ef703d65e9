/** The process behind row 5: one agent's socket and a steady rate of customers; both ends have one clock. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { signedRequest, type Door } from './door';
import { percentile } from './figures';
import { Line } from './line';

export interface LivePlan {
  door: Door;
  /** Empty: the server asks for none. */
  cookie: string;
  rate: number;
  /** Whose messages to send, once each, and the id under which the event comes. */
  targets: { from: string; key: string }[];
}

export interface LiveResult {
  p50: number;
  p99: number;
  missed: number;
}

const LINES = 32;
/** For the last events of a run. */
const GRACE_MS = 2_000;

async function main(): Promise<void> {
  const [{ door, cookie, rate, targets }] = (await once(process, 'message')) as [LivePlan];
  const socket = io(`${door.publicUrl}/live`, {
    transports: ['websocket'],
    extraHeaders: cookie ? { cookie } : {},
    reconnection: false,
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  const sentAt = new Map<string, number>();
  const latencies: number[] = [];
  socket.on('conversation', ({ id }: { id: string }) => {
    const since = sentAt.get(id);
    if (since === undefined) return;
    sentAt.delete(id);
    latencies.push(performance.now() - since);
  });
  const requests = targets.map(({ from, key }) => ({ key, request: signedRequest(door, from) }));
  const free = await Promise.all(Array.from({ length: LINES }, () => Line.open(door.port)));
  const start = performance.now() + 50;
  for (const [n, { key, request }] of requests.entries()) {
    const due = start + (n * 1_000) / rate;
    const wait = due - performance.now();
    if (wait > 1) await sleep(wait);
    const line = free.pop() ?? (await Line.open(door.port));
    // A timer ends up to a millisecond early, which is no gift to anybody; what leaves late counts from when it was due.
    sentAt.set(key, Math.min(due, performance.now()));
    void line.post(request).then(() => free.push(line));
  }
  for (const until = performance.now() + GRACE_MS; sentAt.size > 0 && performance.now() < until;) await sleep(20);
  const result: LiveResult = { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99), missed: sentAt.size };
  process.send?.(result);
  socket.disconnect();
  for (const line of free) line.close();
}

void main();
