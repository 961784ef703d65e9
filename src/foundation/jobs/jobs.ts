/** The port of durable jobs: one lane per line of work, kept in order; enqueued in the caller's transaction. */
import type { Tx } from '../database/database';

export interface NewJob {
  /** Jobs of one lane run one after another in commit order; e.g. `conversation:<id>`, `answer:<id>`, `delivery:<id>`. */
  lane: string;
  kind: string;
  /** Ids only, never bodies. */
  payload: Record<string, unknown>;
  /** The lane does not run before this; an idle lane takes it, a busy one keeps the later of both when `debounce`. */
  notBefore?: Date;
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

/** Thrown by a handler: run again at `at`; not counted as a failure. */
export class Defer extends Error {
  constructor(readonly at: Date) {
    super('deferred');
  }
}

/** Thrown by a handler: failed for good, straight to the dead table. */
export class Abandon extends Error {}

/** Must be safe to run twice: a worker may die between the work and its record. */
export type Handler = (job: RunningJob, signal: AbortSignal) => Promise<void>;

export abstract class Jobs {
  /** Sorts lanes, so that transactions with several never deadlock. Wakes a worker after the commit. */
  abstract enqueue(tx: Tx, jobs: readonly NewJob[]): Promise<void>;
  abstract handle(kind: string, handler: Handler): void;
  /** Wakes this process's workers, e.g. after SQL that enqueued by itself. */
  abstract wake(): void;
}
