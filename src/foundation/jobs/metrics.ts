/** The workers' figures for Prometheus. */
import { Counter, Gauge, Histogram } from 'prom-client';

export type JobOutcome = 'done' | 'failed' | 'dead' | 'deferred' | 'released';
type Backlog = { waiting: number; lag: number; dead: number };

/** Who answers for the backlog at a scrape: the worker of this process. */
let backlog: (() => Promise<Backlog | undefined>) | undefined;
export function reportBacklog(source: typeof backlog): void {
  backlog = source;
}

export const jobOutcomes = new Counter({
  name: 'baton_jobs_total',
  help: 'Jobs by kind and outcome of one run',
  labelNames: ['kind', 'outcome'],
});
export const jobSeconds = new Histogram({
  name: 'baton_job_seconds',
  help: 'Duration of one run of a job',
  labelNames: ['kind'],
  buckets: [0.005, 0.02, 0.05, 0.1, 0.5, 1, 5, 15, 30],
});
export const laneLate = new Histogram({
  name: 'baton_lane_late_seconds',
  help: 'Time between a lane being due and being claimed',
  labelNames: ['slots'],
  buckets: [0.005, 0.02, 0.1, 0.5, 1, 5, 15, 60],
});
export const leasesLost = new Counter({
  name: 'baton_leases_lost_total',
  help: 'Lanes that another worker took over because this one was late',
});

const waiting = new Gauge({
  name: 'baton_jobs_waiting',
  help: 'Jobs in lanes, running ones included',
  // One query answers the three gauges; when the database is away they keep their last value.
  async collect(): Promise<void> {
    const now = await backlog?.().catch(() => undefined);
    if (!now) return;
    waiting.set(now.waiting);
    lag.set(now.lag);
    dead.set(now.dead);
  },
});
const lag = new Gauge({ name: 'baton_jobs_lag_seconds', help: 'How long the oldest due lane has waited for a worker' });
const dead = new Gauge({ name: 'baton_jobs_dead', help: 'Jobs that were given up' });
