/** The port of durable jobs: one lane per line of work, kept in order; enqueued in the caller's transaction. */
import type { Tx } from '../database/database';

export interface NewJob {
  /**
   * Jobs of one lane run one after another in commit order; e.g. `conversation:<id>`, `answer:<id>`, `delivery:<id>`.
   * Lanes that begin with `answer:` (model calls), `delivery:` (provider calls) and `webhook:` (other systems) have slots of their own and never
   * keep others waiting.
   */
  lane: string;
  kind: string;
  /** Ids only, never bodies. */
  payload: Record<string, unknown>;
  /** This job, and so all that stand behind it in its lane, does not run before this. */
  notBefore?: Date;
  /** Jobs of this kind that already wait in the lane wait as long as this one. */
  debounce?: boolean;
}

export interface RunningJob {
  id: string;
  lane: string;
  kind: string;
  payload: Record<string, unknown>;
  /** Earlier attempts that failed. */
  attempts: number;
}

/** Thrown by a handler: run again at `at`; not counted as a failure. The lane waits. */
export class Defer extends Error {
  constructor(readonly at: Date) {
    super('deferred');
  }
}

/** Thrown by a handler: failed for good, straight to the dead table; the lane goes on. */
export class Abandon extends Error {}

/**
 * Must be safe to run twice: a worker may die between the work and its record.
 * `signal` fires when the lease was lost (another worker has the lane now) and when a drain has run out of time.
 */
export type Handler = (job: RunningJob, signal: AbortSignal) => Promise<void>;

export interface HandlerOptions {
  /** Tries before the job is dead. Default 8, spread over about two minutes. */
  attempts?: number;
  /** Milliseconds before the second try; doubles with each, up to five minutes. Default 1,000. */
  firstDelayMs?: number;
}

export abstract class Jobs {
  /** Sorts lanes, so that transactions with several never deadlock. Wakes a worker after the commit. */
  abstract enqueue(tx: Tx, jobs: readonly NewJob[]): Promise<void>;
  abstract handle(kind: string, handler: Handler, options?: HandlerOptions): void;
  /** Runs `work` about every `seconds`, on one replica at a time; a failure is logged and the next run comes as planned. */
  abstract every(name: string, seconds: number, work: (signal: AbortSignal) => Promise<void>): void;
  /** Wakes this process's workers, e.g. after SQL that enqueued by itself. */
  abstract wake(): void;
  /** Begins to work, once all handlers are known. */
  abstract start(): Promise<void>;
  /** Takes nothing new, waits for what runs, then aborts it; lanes are given back at once. Settles within `timeoutMs` and a second. */
  abstract stop(timeoutMs: number): Promise<void>;
}
