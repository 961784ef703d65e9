/** Workers that are killed, paused and drained: whole processes on one database. Nothing is lost, overlaps or changes its order. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LaneJobs } from '../../src/foundation/jobs/lane-jobs';
import type { NewJob } from '../../src/foundation/jobs/jobs';
import { withDatabase, type TestDatabase } from '../support/database';
import { until } from '../support/waiting';

let test: TestDatabase;
let producer: LaneJobs;
const workers = new Set<ChildProcess>();

beforeAll(async () => {
  test = await withDatabase();
  producer = new LaneJobs(test.db);
  await test.pool.query(
    `create table ledger (id bigserial primary key, lane text not null, n int not null, worker int not null,
       began timestamptz not null default clock_timestamp(), ended timestamptz)`,
  );
});
afterEach(async () => {
  await Promise.all([...workers].map((worker) => end(worker, 'SIGKILL')));
  await test.pool.query('truncate ledger, lane, job, dead_job');
});
afterAll(async () => {
  await producer.stop(0);
  await test.drop();
});

async function start(leaseMs = 5_000): Promise<ChildProcess> {
  const register = join(__dirname, '../support/run-typescript.cjs');
  const worker = spawn(
    process.execPath,
    ['-r', register, join(__dirname, 'jobs-worker.ts'), test.url, String(leaseMs)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  workers.add(worker);
  worker.once('exit', () => workers.delete(worker));
  if (!worker.stdout) throw new Error('no output');
  await once(worker.stdout, 'data');
  return worker;
}
async function end(worker: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const gone = once(worker, 'exit');
  worker.kill(signal);
  await gone;
}

const put = (...jobs: NewJob[]): Promise<void> => test.db.transaction((tx) => producer.enqueue(tx, jobs));
const job = (lane: string, n: number, ms = 0): NewJob => ({ lane, kind: 'work', payload: { n, ms } });
async function one<T extends object>(sql: string, values: unknown[] = []): Promise<T> {
  const { rows } = await test.pool.query<T>(sql, values);
  if (!rows[0]) throw new Error('no row');
  return rows[0];
}
const drained = (ms = 120_000): Promise<boolean> =>
  until(
    async () =>
      (await one<{ n: number }>('select (select count(*) from job)::int + (select count(*) from lane)::int as n')).n ===
      0,
    ms,
  );

/** Jobs that ran while another one of their lane did; those of a killed worker end with it. */
const OVERLAPS = `select count(*)::int as n from ledger a join ledger b on a.lane = b.lane and a.id < b.id
  where b.began < a.ended and a.began < coalesce(b.ended, b.began)`;
/** Jobs that began after a later one of their lane had begun. */
const DISORDER = `select count(*)::int as n from
  (select n, max(n) over (partition by lane order by began, id rows between unbounded preceding and 1 preceding) as before from ledger) l
  where n < before`;

/** Producers side by side, several jobs a transaction, into lanes in any order. */
async function produce(lanes: number, each: number, ms: () => number): Promise<void> {
  const next = Array.from({ length: lanes }, () => 0);
  const producers = Array.from({ length: 8 }, async (_, index) => {
    const mine = next.map((_n, lane) => lane).filter((lane) => lane % 8 === index);
    while (mine.some((lane) => (next[lane] ?? 0) < each)) {
      const open = mine.filter((lane) => (next[lane] ?? 0) < each);
      const some = open.sort(() => Math.random() - 0.5).slice(0, 1 + Math.floor(Math.random() * 3));
      await put(
        ...some.flatMap((lane) => {
          const n = next[lane] ?? 0;
          next[lane] = n + 2;
          return [job(`lane:${lane}`, n, ms()), job(`lane:${lane}`, n + 1, ms())];
        }),
      );
    }
  });
  await Promise.all(producers);
}

describe('three worker processes', () => {
  it('run every job once, in order, one of a lane at a time', async () => {
    await Promise.all([start(20_000), start(20_000), start(20_000)]);
    await produce(64, 40, () => Math.floor(Math.random() * 4));
    await drained();
    const total = await one<{ jobs: number; different: number; workers: number }>(
      'select count(*)::int as jobs, count(distinct (lane, n))::int as different, count(distinct worker)::int as workers from ledger where ended is not null',
    );
    expect(total).toEqual({ jobs: 64 * 40, different: 64 * 40, workers: 3 });
    expect(await one(OVERLAPS)).toEqual({ n: 0 });
    expect(await one(DISORDER)).toEqual({ n: 0 });
  }, 240_000);

  it('lose nothing and keep the order when they are killed again and again', async () => {
    await Promise.all([start(4_000), start(4_000), start(4_000)]);
    let killed = 0;
    const producing = produce(48, 60, () => 2 + Math.floor(Math.random() * 8));
    while (killed < 4) {
      await sleep(700);
      const [victim] = workers;
      if (!victim) throw new Error('no worker is left');
      await end(victim, 'SIGKILL');
      killed += 1;
      await start(4_000);
    }
    await producing;
    await drained();
    const total = await one<{ done: number }>(
      'select count(distinct (lane, n))::int as done from ledger where ended is not null',
    );
    expect(total.done).toBe(48 * 60);
    expect(await one(OVERLAPS)).toEqual({ n: 0 });
    expect(await one(DISORDER)).toEqual({ n: 0 });
    expect(await one('select count(*)::int as n from dead_job')).toEqual({ n: 0 });
  }, 240_000);
});

describe('a job whose worker is killed with SIGKILL', () => {
  it('runs again within seconds, without waiting out a long lock, and what stands behind it after it', async () => {
    const victim = await start();
    await put(job('lane:a', 0, 3_000), job('lane:a', 1));
    await until(async () => (await one<{ n: number }>('select count(*)::int as n from ledger')).n === 1);
    await start();
    await end(victim, 'SIGKILL');
    const killedAt = Date.now();
    await until(
      async () =>
        (await one<{ n: number }>('select count(*)::int as n from ledger where worker <> $1', [victim.pid])).n > 0,
      60_000,
    );
    // The promise is 15 s (a lease is 5 s); a machine that starts processes slowly is given as much again.
    expect((Date.now() - killedAt) / 1_000).toBeLessThan(30);
    await drained();
    const { rows } = await test.pool.query('select n from ledger where ended is not null order by id');
    expect(rows).toEqual([{ n: 0 }, { n: 1 }]);
  }, 240_000);
});

describe('a worker that is paused for longer than its lease', () => {
  it('comes back to find its lane taken: what it reports counts for nothing', async () => {
    const paused = await start(2_000);
    await put(job('lane:a', 0, 400), job('lane:a', 1, 400), job('lane:a', 2, 400));
    await until(async () => (await one<{ n: number }>('select count(*)::int as n from ledger')).n === 1);
    paused.kill('SIGSTOP');
    await start(2_000);
    await until(
      async () =>
        (await one<{ n: number }>('select count(*)::int as n from ledger where worker <> $1', [paused.pid])).n > 1,
    );
    paused.kill('SIGCONT');
    await drained();
    await sleep(600);
    const { rows } = await test.pool.query<{ n: number }>('select n from ledger where worker <> $1 order by id', [
      paused.pid,
    ]);
    expect(rows.map((row) => row.n)).toEqual([0, 1, 2]);
    const late = await one<{ n: number }>('select count(*)::int as n from ledger where worker = $1', [paused.pid]);
    expect(late.n).toBe(1);
  }, 240_000);
});

describe('a worker that is told to stop', () => {
  it('ends what runs and leaves the rest to the others at once', async () => {
    const leaving = await start();
    await put(job('lane:a', 0, 5_000), job('lane:a', 1));
    await until(async () => (await one<{ n: number }>('select count(*)::int as n from ledger')).n === 1);
    await start();
    await end(leaving, 'SIGTERM');
    await drained();
    const { rows } = await test.pool.query(
      'select n, worker = $1 as leaving from ledger where ended is not null order by id',
      [leaving.pid],
    );
    expect(rows).toEqual([
      { n: 0, leaving: true },
      { n: 1, leaving: false },
    ]);
    const { gap } = await one<{ gap: number }>(
      'select extract(epoch from b.began - a.ended)::float8 as gap from ledger a, ledger b where a.n = 0 and b.n = 1',
    );
    expect(gap).toBeLessThan(5); // a lease
  }, 240_000);
});
