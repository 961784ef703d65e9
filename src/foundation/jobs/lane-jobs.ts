/** The worker: claims due lanes while it has slots, runs them side by side, keeps their leases and gives them back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy, Optional } from '@nestjs/common';
import { Database, type Tx } from '../database/database';
import { newId } from '../model/ids';
import { Bell } from './bell';
import { DEBOUNCE, ENQUEUE } from './enqueue';
import { Defer, type Handler, type HandlerOptions, Jobs, type NewJob, type RunningJob } from './jobs';
import { LaneRun, type Registered } from './lane-run';
import { CLASSES, type ClaimedLane, type LaneClass, LaneStore, type Lease } from './lane-store';
import { jobOutcomes, jobSeconds, type JobOutcome, laneLate, leasesLost, reportBacklog } from './metrics';
import { type News, type Outcome, Reports } from './reports';

export class LaneOptions {
  /** How long a worker that is gone keeps its lanes. */
  leaseMs = 5_000;
  /** How late work is found that another process enqueued. */
  pollMs = 1_000;
  /**
   * Lanes in flight, by class: model calls and slow providers never take the slots of what must be quick, and what is quick holds a
   * connection: more than the pool has would only wait for each other (measured: 120 ms a transaction at 48, 6 ms at 12).
   */
  slots: Readonly<Record<LaneClass, number>> = { quick: 12, answer: 16, delivery: 32, webhook: 16 };
  /** Jobs taken from one lane at once. */
  perLane = 20;
}

/** Between looking at lanes that an open transaction has locked. */
const SHORTEST_SLEEP_MS = 20;
/** What an aborted handler gets to end, and what telling the database may take at the end. */
const LAST_WORDS_MS = 500;

interface Held {
  lane: ClaimedLane;
  run?: LaneRun;
}

@Injectable()
export class LaneJobs extends Jobs implements OnModuleDestroy {
  private readonly log = new Logger('Jobs');
  private readonly options: LaneOptions;
  private readonly store: LaneStore;
  private readonly reports: Reports;
  private readonly handlers = new Map<string, Registered>();
  private readonly schedules: string[] = [];
  private readonly held = new Map<string, Held>();
  private readonly running = new Set<Promise<void>>();
  private readonly bell = new Bell();
  private state: 'new' | 'working' | 'draining' | 'stopped' = 'new';
  private loop: Promise<void> = Promise.resolve();
  private beat: NodeJS.Timeout | undefined;
  private renewedAt = 0;
  private sleepsUntil = 0;
  /** Classes that could have claimed more with more slots. */
  private full = new Set<LaneClass>();

  constructor(db: Database, @Optional() options?: LaneOptions) {
    super();
    this.options = options ?? new LaneOptions();
    this.store = new LaneStore(db.pool, newId(), this.options.leaseMs);
    this.reports = new Reports(this.store, (error) => {
      this.log.error({ event: 'jobs.not-recorded', error: String(error) });
    });
  }

  async enqueue(tx: Tx, jobs: readonly NewJob[]): Promise<void> {
    if (jobs.length === 0) return;
    await tx.query(
      ENQUEUE,
      [
        jobs.map((job) => job.lane),
        jobs.map((job) => job.kind),
        jobs.map((job) => JSON.stringify(job.payload)),
        jobs.map((job) => job.notBefore ?? null),
        jobs.map((job) => job.debounce ?? false),
      ],
      'job_enqueue',
    );
    for (const { lane, kind, notBefore, debounce } of jobs) {
      if (debounce && notBefore) await tx.query(DEBOUNCE, [lane, kind, notBefore], 'job_debounce');
    }
    const first = Math.min(...jobs.map((job) => job.notBefore?.getTime() ?? 0));
    tx.afterCommit(() => this.due(first));
  }

  handle(kind: string, handler: Handler, options: HandlerOptions = {}): void {
    if (this.handlers.has(kind)) throw new Error(`Jobs of kind "${kind}" have a handler already.`);
    this.handlers.set(kind, { handler, options });
  }

  every(name: string, seconds: number, work: (signal: AbortSignal) => Promise<void>): void {
    const kind = `schedule:${name}`;
    this.handle(kind, async (_job, signal) => {
      try {
        await work(signal);
      } catch (error) {
        jobOutcomes.inc({ kind, outcome: 'failed' });
        this.log.error({ event: 'schedule.failed', name, error: String(error) });
      }
      // One standing job that always waits for its next run: nothing to enqueue, nothing to lose.
      throw new Defer(new Date(Date.now() + seconds * 1000));
    });
    this.schedules.push(kind);
  }

  wake(): void {
    this.bell.ring();
  }

  async start(): Promise<void> {
    if (this.state !== 'new') return;
    this.state = 'working';
    for (const lane of this.schedules) await this.store.seed(lane);
    reportBacklog(() => this.store.backlog());
    this.renewedAt = performance.now();
    this.beat = setInterval(
      () => void this.renew([...this.held.values()].map((held) => held.lane)),
      this.options.leaseMs / 3,
    );
    this.loop = this.claimForever();
  }

  async stop(timeoutMs: number): Promise<void> {
    if (this.state === 'stopped' || this.state === 'draining') return;
    const started = this.state === 'working';
    this.state = 'draining';
    this.bell.ring();
    await this.loop;
    if (started) {
      await within(timeoutMs, this.quiet());
      for (const { run } of this.held.values()) run?.abort('The process stops.');
      // A handler that does not listen keeps its lane until the lease ends: it may still have effects.
      await within(LAST_WORDS_MS, this.quiet());
      reportBacklog(undefined);
    }
    clearInterval(this.beat);
    this.state = 'stopped';
    await this.store.close();
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop(2_000);
  }

  /** Something is due at `at`: a worker that sleeps no longer than that will look in time by itself. */
  private due(at: number): void {
    if (this.sleepsUntil === 0 || at < this.sleepsUntil) this.bell.ring();
  }

  private async claimForever(): Promise<void> {
    while (this.state === 'working') {
      let wait = this.options.pollMs;
      try {
        wait = await this.claim();
      } catch (error) {
        this.log.error({ event: 'jobs.claim-failed', error: String(error) });
      }
      if (wait === 0) continue;
      this.sleepsUntil = Date.now() + wait;
      await this.bell.wait(wait);
      this.sleepsUntil = 0;
    }
  }

  /** Fills the free slots; answers how long nothing will be due. */
  private async claim(): Promise<number> {
    const free = this.free();
    if (free.size === 0) return this.options.pollMs;
    const lanes = await this.store.claim(free, this.options.perLane);
    for (const lane of lanes) this.begin(lane);
    for (const [slots, count] of free) {
      if (lanes.filter((lane) => lane.slots === slots).length >= count) this.full.add(slots);
      else this.full.delete(slots);
    }
    const open = [...free.keys()].filter((slots) => !this.full.has(slots));
    if (open.length === 0) return this.free().size > 0 ? 0 : this.options.pollMs;
    const next = await this.store.nextDue(open);
    return next === null ? this.options.pollMs : Math.min(Math.max(next, SHORTEST_SLEEP_MS), this.options.pollMs);
  }

  private free(): Map<LaneClass, number> {
    const free = new Map<LaneClass, number>();
    const used = new Map<LaneClass, number>();
    for (const { lane } of this.held.values()) used.set(lane.slots, (used.get(lane.slots) ?? 0) + 1);
    for (const slots of CLASSES) {
      const left = this.options.slots[slots] - (used.get(slots) ?? 0);
      if (left > 0) free.set(slots, left);
      else this.full.add(slots);
    }
    return free;
  }

  private begin(lane: ClaimedLane): void {
    laneLate.observe({ slots: lane.slots }, lane.late);
    // Our own late run of it has not ended: two of one lane never run side by side here.
    const twice = [...this.held.values()].some((held) => held.lane.key === lane.key);
    const held: Held = { lane };
    this.held.set(id(lane), held);
    if (!twice) {
      held.run = new LaneRun(lane, {
        find: (kind) => this.handlers.get(kind),
        tell: (news) => this.tell(lane, news),
        note: (job, outcome, seconds, error) => this.note(job, outcome, seconds, error),
        halted: () => this.state !== 'working',
      });
    }
    const ended = held.run?.work() ?? this.tell(lane, { released: { waitMs: this.options.leaseMs / 2 } });
    const work = ended.then((outcome) => {
      this.running.delete(work);
      this.held.delete(id(lane));
      if (outcome === 'more' || this.full.has(lane.slots)) this.bell.ring();
    });
    this.running.add(work);
  }

  private async tell(lane: Lease, news: News): Promise<Outcome> {
    const outcome = await this.reports.add(lane, news);
    if (outcome === 'lost') {
      leasesLost.inc();
      this.log.warn({ event: 'lane.lost', lane: lane.key });
    } else if (typeof news.released?.waitMs === 'number') this.due(Date.now() + news.released.waitMs);
    return outcome;
  }

  private note(job: RunningJob, outcome: JobOutcome, seconds: number, error?: unknown): void {
    jobOutcomes.inc({ kind: job.kind, outcome });
    jobSeconds.observe({ kind: job.kind }, seconds);
    if (error === undefined) return;
    const about = { event: `job.${outcome}`, kind: job.kind, lane: job.lane, id: job.id, attempts: job.attempts + 1 };
    const detail = error instanceof Error ? error.message : 'Something that is no Error was thrown.';
    if (outcome === 'dead') this.log.error({ ...about, error: detail });
    else this.log.warn({ ...about, error: detail });
  }

  /** Keeps the leases of all that is in flight; a database that is away for a whole lease means that they are lost. */
  private async renew(leases: readonly Lease[]): Promise<void> {
    try {
      const { lost, busy } = await this.store.renew(leases);
      this.renewedAt = performance.now();
      // What was recorded meanwhile is not held any more.
      for (const lease of lost) this.held.get(id(lease))?.run?.abort('The lease was lost.');
      if (busy.length === 0) return;
      await sleep(this.options.leaseMs / 20);
      await this.renew(busy.filter((lease) => this.held.has(id(lease))));
    } catch (error) {
      this.log.error({ event: 'jobs.not-renewed', error: String(error) });
      if (performance.now() - this.renewedAt < this.options.leaseMs) return;
      for (const { run } of this.held.values()) run?.abort('The lease could not be renewed.');
    }
  }

  private async quiet(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }
}

const id = (lease: Lease): string => `${lease.token} ${lease.key}`;

async function within(ms: number, work: Promise<void>): Promise<void> {
  const timer = new AbortController();
  await Promise.race([work, sleep(ms, undefined, { signal: timer.signal }).catch(() => undefined)]);
  timer.abort();
}
