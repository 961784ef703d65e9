/**
 * Group commit: what arrives while the writers are busy leaves together the moment one is free; no timer, order kept within a key.
 *
 * A batch leaves beside others once it has half as many keys as they have: starting a statement costs as much as several messages,
 * and splitting what a moment later would have left together costs throughput and latency both (bench, rows 1–5).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../../foundation/model/fault';
import { sqlState } from './sql-state';

export interface GroupCommitOptions<Item, Result> {
  /** Batches under way at once. Never two with the same key: they would only wait for each other's row locks, out of order. */
  writers: number;
  /** Items of one batch. */
  most: number;
  /** Items waiting; beyond it `add` refuses, which is better than dying of memory with everybody's messages. */
  room: number;
  key(item: Item): string;
  /** Must be written by itself. */
  alone?(item: Item): boolean;
  /** Commits all or nothing, and may be repeated: results in the order of the items. */
  write(items: readonly Item[]): Promise<readonly Result[]>;
}

interface Waiting<Item, Result> {
  item: Item;
  key: string;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/** Waits before the same batch is tried again, and when to give up: a database that restarts is back by then, and providers wait 15 s. */
const RETRY_MS = [20, 100, 400, 1_000, 2_000];
const PATIENCE_MS = 8_000;
const RETRY_AFTER_SECONDS = 5;

export class GroupCommit<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private readonly busyKeys = new Set<string>();
  private writing = 0;
  private scheduled = false;
  private idle: (() => void)[] = [];

  constructor(private readonly options: GroupCommitOptions<Item, Result>) {}

  /** Items that wait for a writer. */
  get depth(): number {
    return this.waiting.length;
  }

  /** Resolves after the commit. Rejects for this item alone when it is the faulty one of its batch. */
  add(item: Item): Promise<Result> {
    if (this.waiting.length >= this.options.room) {
      return Promise.reject(
        new Fault('unavailable', 'Too many messages are waiting to be stored. Send it again shortly.', {
          retryAfterSeconds: RETRY_AFTER_SECONDS,
        }),
      );
    }
    return new Promise<Result>((resolve, reject) => {
      this.waiting.push({ item, key: this.options.key(item), resolve, reject });
      this.schedule();
    });
  }

  /** Resolves when nothing waits and nothing is being written. */
  async drained(): Promise<void> {
    if (this.waiting.length > 0 || this.writing > 0) await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  /** After this round of input: requests that arrived in the same poll of the event loop share one batch. */
  private schedule(): void {
    if (this.scheduled || this.writing >= this.options.writers) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.flush();
    });
  }

  private flush(): void {
    while (this.writing < this.options.writers && this.waiting.length * 2 >= this.busyKeys.size) {
      const batch = this.takeBatch();
      if (batch.length === 0) return;
      this.writing += 1;
      for (const { key } of batch) this.busyKeys.add(key);
      void this.writeBatch(batch).finally(() => {
        this.writing -= 1;
        for (const { key } of batch) this.busyKeys.delete(key);
        // Not at once: first whoever waited for this batch is answered, as writing wakes the database, which takes the processor.
        this.schedule();
        if (this.writing === 0 && this.waiting.length === 0) for (const wake of this.idle.splice(0)) wake();
      });
    }
  }

  private takeBatch(): Waiting<Item, Result>[] {
    const batch: Waiting<Item, Result>[] = [];
    const left: Waiting<Item, Result>[] = [];
    // What an item that stays behind shares a key with stays behind too.
    const held = new Set<string>();
    let closed = false;
    for (let i = 0; i < this.waiting.length; i += 1) {
      const each = this.waiting[i];
      if (!each) break;
      if (closed || batch.length >= this.options.most) {
        for (let rest = i; rest < this.waiting.length; rest += 1) {
          const later = this.waiting[rest];
          if (later) left.push(later);
        }
        break;
      }
      const alone = this.options.alone?.(each.item) ?? false;
      if (this.busyKeys.has(each.key) || held.has(each.key) || (alone && batch.length > 0)) {
        held.add(each.key);
        left.push(each);
        continue;
      }
      batch.push(each);
      closed = alone;
    }
    this.waiting = left;
    return batch;
  }

  private async writeBatch(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.writePatiently(batch.map(({ item }) => item));
      batch.forEach(({ resolve, reject }, i) => {
        const result = results[i];
        if (result === undefined) reject(new Error('A batch answered with fewer results than it had items.'));
        else resolve(result);
      });
    } catch (error) {
      const [only] = batch;
      if (isAway(error)) {
        const fault = new Fault('unavailable', 'The database cannot be reached. Send it again shortly.', {
          cause: error,
          retryAfterSeconds: RETRY_AFTER_SECONDS,
        });
        for (const { reject } of batch) reject(fault);
      } else if (only && batch.length === 1) {
        only.reject(error);
      } else {
        // Halving finds a poison item in a few statements; its neighbours are written without it.
        const middle = batch.length >> 1;
        await this.writeBatch(batch.slice(0, middle));
        await this.writeBatch(batch.slice(middle));
      }
    }
  }

  private async writePatiently(items: readonly Item[]): Promise<readonly Result[]> {
    const until = Date.now() + PATIENCE_MS;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.options.write(items);
      } catch (error) {
        const delay = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 0;
        if (!(isAway(error) || isCollision(error)) || Date.now() + delay > until) throw error;
        await sleep(delay);
      }
    }
  }
}

/** Serialisation failure, deadlock, lock not available: the same statement may well pass the next time. */
function isCollision(error: unknown): boolean {
  return ['40001', '40P01', '55P03'].includes(sqlState(error));
}

/** The server is not there, starting, stopping, stuck or out of something (classes 08, 53, 57, 58), or the line to it broke. */
function isAway(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return false;
  const state = sqlState(error);
  return state === '' || /^(08|53|57|58)/.test(state);
}
