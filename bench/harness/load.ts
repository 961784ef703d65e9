/** Load from a process of its own: senders that wait for each answer, or a steady rate whatever the answers do. */
import type { Door } from './door';
import { messageOf, startNode } from './processes';

export interface LoadPlan {
  door: Door;
  seconds: number;
  /** Connections; each waits for its answer before it sends again, unless there is a rate. */
  senders: number;
  /** Requests a second in all; latencies then count from when a request was due. */
  rate?: number;
  /** Requests that are signed before the start; the run ends when they are used up. */
  most: number;
}

export interface LoadResult {
  acknowledged: number;
  refused: number;
  perSecond: number;
  p50: number;
  p99: number;
  max: number;
}

/** Bounded in time and number. */
export async function load(plan: LoadPlan): Promise<LoadResult> {
  const child = startNode('bench/harness/load-child.ts', {});
  try {
    child.process.send(plan);
    await messageOf(child, 120_000); // everything is signed
    child.process.send('go');
    return await messageOf<LoadResult>(child, plan.seconds * 1_000 + 60_000);
  } finally {
    await child.stop();
  }
}
