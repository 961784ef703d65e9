/** The worker's own way to the lanes: a few connections that busy handlers cannot take away, so that leases are renewed in time. */
import { Pool, type QueryResultRow } from 'pg';
import { SEED_SCHEDULE } from './enqueue';
import type { RunningJob } from './jobs';
import { BACKLOG, CLAIM, NEXT_DUE, READ, RENEW, TELL } from './lane-sql';

export const CLASSES = ['quick', 'answer', 'delivery', 'webhook'] as const;
export type LaneClass = (typeof CLASSES)[number];

export interface Lease {
  key: string;
  token: string;
}
export interface ClaimedLane extends Lease {
  slots: LaneClass;
  /** Seconds that it was due before it was claimed. */
  late: number;
  /** The jobs that may run now, in order. */
  jobs: RunningJob[];
}
/** What happened in one lane since it was last told. */
export interface LaneReport extends Lease {
  done: string[];
  dead: { id: string; error: string }[];
  failed: string[];
  /** Absent: the lane is still worked on. `waitMs` null: due when its next job is. */
  released?: { waitMs: number | null };
}
export interface Told {
  key: string;
  told: boolean;
  ours: boolean;
  more: boolean;
}

export class LaneStore {
  private readonly pool: Pool;

  constructor(
    shared: Pool,
    private readonly owner: string,
    private readonly leaseMs: number,
  ) {
    this.pool = new Pool({
      ...shared.options,
      password: shared.options.password, // not enumerable there
      max: 3,
      query_timeout: 10_000,
      connectionTimeoutMillis: 10_000,
      application_name: 'baton jobs',
      // A lost claim or completion means that a job runs twice, which it must bear anyway: no fsync of its own.
      // Plans are made while the tables are empty and kept when they are not: never by sequence.
      options: '-c synchronous_commit=off -c enable_seqscan=off',
    });
    // An idle connection that breaks is replaced by the next query.
    this.pool.on('error', () => undefined);
  }

  /** Leases due lanes, as many of each class as there are slots, with up to `perLane` jobs each. */
  async claim(free: ReadonlyMap<LaneClass, number>, perLane: number): Promise<ClaimedLane[]> {
    const classes = [...free.keys()].map((slots) => CLASSES.indexOf(slots));
    const rows = await this.query<{ key: string; token: string; class: number; late: number }>('lane_claim', CLAIM, [
      classes,
      [...free.values()],
      this.leaseMs,
      this.owner,
    ]);
    if (rows.length === 0) return [];
    const lanes = new Map<string, ClaimedLane & { cut?: boolean }>();
    for (const { key, token, class: index, late } of rows) {
      lanes.set(key, { key, token, slots: CLASSES[index] ?? 'quick', late, jobs: [] });
    }
    const jobs = await this.query<RunningJob & { ready: boolean }>('lane_read', READ, [[...lanes.keys()], perLane]);
    for (const { ready, ...job } of jobs) {
      const lane = lanes.get(job.lane);
      if (!lane || lane.cut) continue;
      if (ready) lane.jobs.push(job);
      else lane.cut = true; // what stands behind a job that must wait, waits
    }
    return [...lanes.values()];
  }

  /** Milliseconds until a lane of these classes is due. */
  async nextDue(classes: Iterable<LaneClass>): Promise<number | null> {
    const indexes = [...classes].map((slots) => CLASSES.indexOf(slots));
    const [row] = await this.query<{ wait: number | null }>('lane_next_due', NEXT_DUE, [indexes]);
    return row?.wait ?? null;
  }

  /** Renews leases; answers those that are lost, and those that could not be renewed just now. */
  async renew<L extends Lease>(leases: readonly L[]): Promise<{ lost: L[]; busy: L[] }> {
    if (leases.length === 0) return { lost: [], busy: [] };
    const keys = leases.map((lease) => lease.key);
    const tokens = leases.map((lease) => lease.token);
    const rows = await this.query<{ key: string; ours: boolean }>('lane_renew', RENEW, [
      keys,
      tokens,
      this.owner,
      this.leaseMs,
    ]);
    const ours = new Map(rows.map((row) => [row.key, row.ours]));
    return {
      lost: leases.filter((lease) => ours.get(lease.key) === false),
      busy: leases.filter((lease) => ours.get(lease.key) === true),
    };
  }

  async tell(reports: readonly LaneReport[]): Promise<Told[]> {
    const dead = reports.flatMap((report) => report.dead);
    return this.query<Told & QueryResultRow>('lane_tell', TELL, [
      reports.map((report) => report.key),
      reports.map((report) => report.token),
      this.owner,
      reports.map((report) => report.released !== undefined),
      reports.map((report) => report.released?.waitMs ?? null),
      reports.flatMap((report) => report.done),
      dead.map((job) => job.id),
      dead.map((job) => job.error),
      reports.flatMap((report) => report.failed),
      this.leaseMs,
    ]);
  }

  /** A schedule's standing job, unless it stands already. */
  async seed(lane: string): Promise<void> {
    await this.query('lane_seed', SEED_SCHEDULE, [lane]);
  }

  async backlog(): Promise<{ waiting: number; lag: number; dead: number } | undefined> {
    const [row] = await this.query<{ waiting: number; lag: number; dead: number }>('lane_backlog', BACKLOG, []);
    return row;
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  private async query<R extends QueryResultRow>(name: string, text: string, values: unknown[]): Promise<R[]> {
    return (await this.pool.query<R>({ name, text, values })).rows;
  }
}
