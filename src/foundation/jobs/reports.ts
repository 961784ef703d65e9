/** What happened in the lanes, gathered and told to the database as soon as it is free: no timer, one statement for all. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LaneReport, LaneStore, Lease } from './lane-store';

export type News = Partial<Omit<LaneReport, 'key' | 'token'>>;

/** Pause before what an enqueuer had locked, or an absent database refused, is told again. */
const AGAIN_MS = 10;
const DOWN_MS = 500;

export class Reports {
  private waiting = new Map<string, LaneReport>();
  private flushing: Promise<void> | undefined;

  constructor(
    private readonly store: LaneStore,
    private readonly on: {
      /** It is recorded: the lane was released, and `more` of it is ready. */
      released(report: LaneReport, more: boolean): void;
      /** Nothing was recorded: another worker has the lane. */
      lost(report: LaneReport): void;
      failed(error: unknown): void;
    },
  ) {}

  add(lease: Lease, news: News): void {
    // A lane may be leased again while an older lease's report still waits.
    const at = `${lease.token} ${lease.key}`;
    const report = this.waiting.get(at) ?? { ...lease, done: [], dead: [], failed: [] };
    if (news.done) report.done.push(...news.done);
    if (news.dead) report.dead.push(...news.dead);
    if (news.failed) report.failed.push(...news.failed);
    if (news.released) report.released = news.released;
    this.waiting.set(at, report);
    this.flushing ??= this.flush().finally(() => (this.flushing = undefined));
  }

  /** Everything that was added is in the database, or its lane is another worker's. */
  async settled(): Promise<void> {
    while (this.flushing) await this.flushing;
  }

  private async flush(): Promise<void> {
    // What was added in this very tick goes along.
    await Promise.resolve();
    while (this.waiting.size > 0) {
      const batch = [...this.waiting.values()];
      this.waiting = new Map();
      let pause = 0;
      try {
        pause = (await this.send(batch)) ? AGAIN_MS : 0;
      } catch (error) {
        this.on.failed(error);
        for (const report of batch) this.again(report);
        pause = DOWN_MS;
      }
      if (pause > 0) await sleep(pause);
    }
  }

  /** True when some lanes were locked. */
  private async send(batch: readonly LaneReport[]): Promise<boolean> {
    // One statement cannot tell two leases of one lane apart: the later one waits.
    const first = new Map<string, LaneReport>();
    for (const report of batch) {
      if (first.has(report.key)) this.again(report);
      else first.set(report.key, report);
    }
    let locked = false;
    for (const { key, told, ours, more } of await this.store.tell([...first.values()])) {
      const report = first.get(key);
      if (!report) continue;
      if (!told && ours) {
        this.again(report);
        locked = true;
      } else if (!told) this.on.lost(report);
      else if (report.released) this.on.released(report, more);
    }
    return locked;
  }

  /** Puts a report back in front of what was added meanwhile. */
  private again(report: LaneReport): void {
    const at = `${report.token} ${report.key}`;
    const newer = this.waiting.get(at);
    if (newer) {
      report.done.push(...newer.done);
      report.dead.push(...newer.dead);
      report.failed.push(...newer.failed);
      report.released = newer.released ?? report.released;
    }
    this.waiting.set(at, report);
  }
}
