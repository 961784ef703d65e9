/** What happened in the lanes, gathered and told to the database as soon as it is free: no timer, one statement for all. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LaneReport, LaneStore, Lease } from './lane-store';

export type News = Partial<Omit<LaneReport, 'key' | 'token'>>;

export type Outcome =
  | 'recorded'
  /** Recorded, the lane is released, and has more that is due or soon will be. */
  | 'more'
  /** Nothing was recorded: another worker has the lane. */
  | 'lost';

interface Waiting {
  report: LaneReport;
  resolve: (outcome: Outcome) => void;
}

/** Pause before what an enqueuer had locked, or an absent database refused, is told again. */
const AGAIN_MS = 10;
const DOWN_MS = 500;

export class Reports {
  private waiting: Waiting[] = [];
  private flushing = false;

  constructor(
    private readonly store: LaneStore,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Resolves when it is in the database, or known to be another worker's to tell. */
  add(lease: Lease, news: News): Promise<Outcome> {
    const { key, token } = lease;
    const report = { done: [], dead: [], failed: [], ...news, key, token };
    return new Promise((resolve) => {
      this.waiting.push({ report, resolve });
      if (!this.flushing) void this.flush();
    });
  }

  private async flush(): Promise<void> {
    this.flushing = true;
    // What was added in this very tick goes along.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const batch = this.takeBatch();
      try {
        if (await this.send(batch)) await sleep(AGAIN_MS);
      } catch (error) {
        this.failed(error);
        this.waiting.unshift(...batch.values());
        await sleep(DOWN_MS);
      }
    }
    // In the same step as the last look at what waits: an addition in between would be forgotten.
    this.flushing = false;
  }

  /** One statement cannot tell two leases of one lane apart: the later one waits. */
  private takeBatch(): Map<string, Waiting> {
    const batch = new Map<string, Waiting>();
    const later: Waiting[] = [];
    for (const each of this.waiting) {
      if (batch.has(each.report.key)) later.push(each);
      else batch.set(each.report.key, each);
    }
    this.waiting = later;
    return batch;
  }

  /** True when an enqueuer had some of the lanes locked: they are told again. */
  private async send(batch: ReadonlyMap<string, Waiting>): Promise<boolean> {
    let locked = false;
    for (const { key, told, ours, more } of await this.store.tell([...batch.values()].map(({ report }) => report))) {
      const each = batch.get(key);
      if (!each) continue;
      if (told) each.resolve(more ? 'more' : 'recorded');
      else if (!ours) each.resolve('lost');
      else {
        this.waiting.push(each);
        locked = true;
      }
    }
    return locked;
  }
}
