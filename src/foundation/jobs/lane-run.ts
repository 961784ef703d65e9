/** One leased lane at work: its jobs one after another, and what became of each. */
import { backOff, isOutage } from './backoff';
import { Abandon, Defer, type Handler, type HandlerOptions, type RunningJob } from './jobs';
import type { ClaimedLane } from './lane-store';
import type { JobOutcome } from './metrics';
import type { News, Outcome } from './reports';

export interface Registered {
  handler: Handler;
  options: HandlerOptions;
}

interface Result {
  outcome: JobOutcome;
  news: News;
  error?: unknown;
}

const ATTEMPTS = 8;
const FIRST_DELAY_MS = 1_000;
/** A job whose database is away comes again after this. */
const OUTAGE_MS = 1_000;
const ERROR_LENGTH = 2_000;

export interface RunSurroundings {
  find(kind: string): Registered | undefined;
  tell(news: News): Promise<Outcome>;
  note(job: RunningJob, outcome: JobOutcome, seconds: number, error?: unknown): void;
  /** True when no further job may begin. */
  halted(): boolean;
}

export class LaneRun {
  private readonly controller = new AbortController();

  constructor(
    private readonly lane: ClaimedLane,
    private readonly around: RunSurroundings,
  ) {}

  /** The lease is lost, or the drain's time is up. */
  abort(reason: string): void {
    this.controller.abort(new Error(reason));
  }

  /** Ends with the lane released or lost, whatever happens. */
  async work(): Promise<Outcome> {
    const { jobs } = this.lane;
    for (const [index, job] of jobs.entries()) {
      if (this.around.halted() || this.controller.signal.aborted) break;
      const began = performance.now();
      const result = await this.attempt(job);
      this.around.note(job, result.outcome, (performance.now() - began) / 1000, result.error);
      // Told with the release when it is the last: a lane never stands with nothing pending.
      const last = index === jobs.length - 1;
      const news = last ? { released: { waitMs: null }, ...result.news } : result.news;
      // The next one begins only when this one is on record: a worker that dies here leaves at most one job to run twice.
      const told = await this.around.tell(news);
      if (news.released || told === 'lost') return told;
    }
    return this.around.tell({ released: { waitMs: null } });
  }

  private async attempt(job: RunningJob): Promise<Result> {
    const registered = this.around.find(job.kind);
    try {
      if (!registered) throw new Error(`No handler for jobs of kind "${job.kind}".`);
      await registered.handler(job, this.controller.signal);
      return { outcome: 'done', news: { done: [job.id] } };
    } catch (error) {
      if (error instanceof Defer) {
        return { outcome: 'deferred', news: { released: { waitMs: Math.max(0, error.at.getTime() - Date.now()) } } };
      }
      if (error instanceof Abandon) return buried(job, error);
      if (this.controller.signal.aborted) return { outcome: 'released', news: { released: { waitMs: 0 } } };
      if (isOutage(error)) return { outcome: 'released', news: { released: { waitMs: OUTAGE_MS } }, error };
      const attempt = job.attempts + 1;
      const { attempts = ATTEMPTS, firstDelayMs = FIRST_DELAY_MS } = registered?.options ?? {};
      if (attempt >= attempts) return buried(job, error);
      const waitMs = backOff(attempt, firstDelayMs, Math.random());
      return { outcome: 'failed', news: { failed: [job.id], released: { waitMs } }, error };
    }
  }
}

const buried = (job: RunningJob, error: unknown): Result => ({
  outcome: 'dead',
  news: { dead: [{ id: job.id, error: describe(error) }] },
  error,
});

function describe(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.slice(0, ERROR_LENGTH);
}
