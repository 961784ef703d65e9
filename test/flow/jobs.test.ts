/** Laws of the lanes, on a real database. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Abandon, Defer, type NewJob, type RunningJob } from '../../src/foundation/jobs/jobs';
import { LaneJobs, LaneOptions } from '../../src/foundation/jobs/lane-jobs';
import { withDatabase, type TestDatabase } from '../support/database';
import { until } from '../support/waiting';

let test: TestDatabase;
const workers: LaneJobs[] = [];

beforeAll(async () => {
  Logger.overrideLogger(false);
  test = await withDatabase();
});
afterAll(async () => {
  await test.drop();
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop(1_000)));
  await test.pool.query('truncate lane, job, dead_job');
});

function worker(options: Partial<LaneOptions> = {}): LaneJobs {
  const jobs = new LaneJobs(test.db, Object.assign(new LaneOptions(), options));
  workers.push(jobs);
  return jobs;
}

const put = (jobs: LaneJobs, ...wanted: NewJob[]): Promise<void> =>
  test.db.transaction((tx) => jobs.enqueue(tx, wanted));
const job = (lane: string, n: number, more: Partial<NewJob> = {}): NewJob => ({
  lane,
  kind: 'work',
  payload: { n },
  ...more,
});
const number = (running: RunningJob): number => Number(running.payload['n']);

async function count(table: 'lane' | 'job' | 'dead_job'): Promise<number> {
  const { rows } = await test.pool.query<{ n: number }>(`select count(*)::int as n from ${table}`);
  return rows[0]?.n ?? 0;
}
const empty = async (): Promise<boolean> => (await count('job')) === 0 && (await count('lane')) === 0;

describe('a lane', () => {
  it('runs its jobs in the order of their commits, and within one transaction in the order given', async () => {
    const jobs = worker();
    const seen: number[] = [];
    jobs.handle('work', async (running) => {
      await sleep(Math.random() * 3);
      seen.push(number(running));
    });
    await jobs.start();
    for (let n = 0; n < 60; n += 3) await put(jobs, job('a', n), job('a', n + 1), job('a', n + 2));
    await until(empty);
    expect(seen).toEqual(Array.from({ length: 60 }, (_, n) => n));
  });

  it('goes on from job to job by itself, when nothing else happens anywhere', async () => {
    const jobs = worker();
    const seen: number[] = [];
    jobs.handle('work', async (running) => void seen.push(number(running)));
    await jobs.start();
    await put(jobs, ...Array.from({ length: 50 }, (_, n) => job('a', n)));
    await until(empty, 4_000);
    expect(seen).toHaveLength(50);
  });

  it('runs one job at a time, and other lanes beside it', async () => {
    const jobs = worker();
    const open = new Map<string, number>();
    let overlaps = 0;
    let most = 0;
    jobs.handle('work', async ({ lane }) => {
      open.set(lane, (open.get(lane) ?? 0) + 1);
      if ((open.get(lane) ?? 0) > 1) overlaps += 1;
      most = Math.max(most, [...open.values()].filter((n) => n > 0).length);
      await sleep(5);
      open.set(lane, (open.get(lane) ?? 0) - 1);
    });
    await jobs.start();
    await Promise.all(Array.from({ length: 80 }, (_, n) => put(jobs, job(`lane${n % 8}`, n))));
    await until(empty);
    expect(overlaps).toBe(0);
    expect(most).toBeGreaterThan(3);
  });

  it('keeps the others waiting while its first job fails, buries it after its last try, and goes on', async () => {
    const jobs = worker();
    const tries: number[] = [];
    const seen: number[] = [];
    jobs.handle(
      'work',
      async (running) => {
        if (number(running) !== 0) return void seen.push(number(running));
        tries.push(running.attempts);
        expect(seen).toEqual([]);
        throw new Error('poison');
      },
      { attempts: 4, firstDelayMs: 10 },
    );
    await jobs.start();
    await put(jobs, job('a', 0), job('a', 1));
    await put(jobs, job('a', 2));
    await until(empty);
    expect(tries).toEqual([0, 1, 2, 3]);
    expect(seen).toEqual([1, 2]);
    const { rows } = await test.pool.query('select lane, kind, payload, attempts, error from dead_job');
    expect(rows).toEqual([
      { lane: 'a', kind: 'work', payload: { n: 0 }, attempts: 4, error: expect.stringContaining('poison') as string },
    ]);
  });

  it('buries an abandoned job at its first try', async () => {
    const jobs = worker();
    const seen: number[] = [];
    jobs.handle('work', async (running) => {
      seen.push(number(running));
      if (number(running) === 0) throw new Abandon('never possible');
    });
    await jobs.start();
    await put(jobs, job('a', 0), job('a', 1));
    await until(empty);
    expect(seen).toEqual([0, 1]);
    expect(await count('dead_job')).toBe(1);
  });

  it('gives up a job of a kind that nobody handles, like any failure', async () => {
    const jobs = worker();
    await jobs.start();
    await put(jobs, { lane: 'a', kind: 'unheard-of', payload: {} });
    await until(async () => {
      const { rows } = await test.pool.query<{ attempts: number }>('select attempts from job');
      return rows[0]?.attempts === 1;
    });
  });

  it('waits until the time of a deferred job, which counts no attempt', async () => {
    const jobs = worker();
    const ran: { n: number; attempts: number; at: number }[] = [];
    const at = Date.now() + 400;
    jobs.handle('work', async (running) => {
      ran.push({ n: number(running), attempts: running.attempts, at: Date.now() });
      if (Date.now() < at) throw new Defer(new Date(at));
    });
    await jobs.start();
    await put(jobs, job('a', 0), job('a', 1));
    await until(empty);
    expect(ran.map(({ n, attempts }) => `${n} at ${attempts}`)).toEqual(['0 at 0', '0 at 0', '1 at 0']);
    expect(ran[1]?.at).toBeGreaterThanOrEqual(at - 5);
    expect(ran[1]?.at).toBeLessThan(at + 300);
  });

  it('does not run a job before its time, even when it was enqueued while the lane was busy', async () => {
    const jobs = worker();
    const ran = new Map<number, number>();
    jobs.handle('work', async (running) => {
      if (number(running) === 0) await sleep(100);
      ran.set(number(running), Date.now());
    });
    await jobs.start();
    await put(jobs, job('a', 0));
    await sleep(30);
    const later = new Date(Date.now() + 500);
    await put(jobs, job('a', 1, { notBefore: later }), job('a', 2));
    await until(empty);
    expect(ran.get(1)).toBeGreaterThanOrEqual(later.getTime() - 5);
    expect(ran.get(1)).toBeLessThan(later.getTime() + 300);
    expect(ran.get(2)).toBeGreaterThanOrEqual(ran.get(1) ?? Infinity);
  });

  it.each(['idle', 'busy'])('waits for the last of several debounced jobs (lane at first %s)', async (first) => {
    const jobs = worker();
    const ran: number[] = [];
    jobs.handle('work', async () => void ran.push(Date.now()));
    jobs.handle('long', () => sleep(250));
    await jobs.start();
    if (first === 'busy') {
      await put(jobs, { lane: 'answer:a', kind: 'long', payload: {} });
      await sleep(50);
    }
    let last = 0;
    for (let n = 0; n < 4; n += 1) {
      last = Date.now() + 300;
      await put(jobs, job('answer:a', n, { notBefore: new Date(last), debounce: true }));
      await sleep(80);
    }
    await until(empty);
    expect(ran).toHaveLength(4);
    expect(Math.min(...ran)).toBeGreaterThanOrEqual(last - 5);
  });

  it('leaves nothing behind: lanes that owe nothing are gone, and no job is lost to their deletion', async () => {
    const jobs = [worker(), worker()];
    const seen = new Map<string, number[]>();
    for (const one of jobs) {
      one.handle('work', async (running) => {
        seen.set(running.lane, [...(seen.get(running.lane) ?? []), number(running)]);
      });
      await one.start();
    }
    // Enqueues that meet the very deletion of their lane: few lanes, emptied again and again.
    const rounds = 300;
    await Promise.all(
      ['a', 'b', 'c'].map(async (lane, index) => {
        for (let n = 0; n < rounds; n += 1) {
          await put(jobs[index % 2] ?? worker(), job(lane, n));
          if (n % 7 === 0) await sleep(Math.random() * 4);
        }
      }),
    );
    await until(empty);
    const expected = Array.from({ length: rounds }, (_, n) => n);
    for (const lane of ['a', 'b', 'c']) expect(seen.get(lane)).toEqual(expected);
  });
});

describe('enqueueing', () => {
  it('belongs to the transaction: nothing runs of one that is rolled back', async () => {
    const jobs = worker();
    let ran = 0;
    jobs.handle('work', async () => void (ran += 1));
    await jobs.start();
    const failing = test.db.transaction(async (tx) => {
      await jobs.enqueue(tx, [job('a', 1)]);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    await sleep(100);
    expect(ran).toBe(0);
    expect(await empty()).toBe(true);
  });

  it('into several lanes from many transactions at once never deadlocks', async () => {
    const jobs = worker();
    const lanes = ['d', 'b', 'a', 'c', 'e'];
    const deadlocks = async (): Promise<number> => {
      const { rows } = await test.pool.query<{ n: string }>(
        'select deadlocks as n from pg_stat_database where datname = current_database()',
      );
      return Number(rows[0]?.n);
    };
    const before = await deadlocks();
    await Promise.all(
      Array.from({ length: 120 }, (_, n) => {
        const order = [...lanes].sort(() => Math.random() - 0.5);
        return put(jobs, ...order.map((lane) => job(lane, n)));
      }),
    );
    expect(await count('job')).toBe(600);
    expect(await deadlocks()).toBe(before);
  });

  it('is seen by a worker of another process that nobody wakes', async () => {
    const producer = worker();
    const consumer = worker({ pollMs: 200 });
    const seen: number[] = [];
    consumer.handle('work', async (running) => void seen.push(number(running)));
    await consumer.start();
    await put(producer, job('a', 1));
    await until(() => seen.length === 1, 1_000);
  });
});

describe('fairness', () => {
  it('never lets slow answers or deliveries keep quick work waiting', async () => {
    const jobs = worker();
    const release = new AbortController();
    const hang = (_: RunningJob, signal: AbortSignal): Promise<void> =>
      sleep(30_000, undefined, { signal: AbortSignal.any([signal, release.signal]) }).catch(() => undefined);
    jobs.handle('answer', hang);
    jobs.handle('deliver', hang);
    const waits: number[] = [];
    jobs.handle('screen', async (running) => void waits.push(Date.now() - Number(running.payload['at'])));
    await jobs.start();
    await put(jobs, ...Array.from({ length: 60 }, (_, n) => ({ lane: `answer:${n}`, kind: 'answer', payload: {} })));
    await put(jobs, ...Array.from({ length: 60 }, (_, n) => ({ lane: `delivery:${n}`, kind: 'deliver', payload: {} })));
    await sleep(200);
    for (let n = 0; n < 20; n += 1) {
      await put(jobs, { lane: `conversation:${n}`, kind: 'screen', payload: { at: Date.now() } });
    }
    await until(() => waits.length === 20, 20_000);
    expect(Math.max(...waits)).toBeLessThan(15_000);
    release.abort();
    await until(empty);
  });
});

describe('a late worker', () => {
  it('is fenced: what it reports of a lane that another took over counts for nothing', async () => {
    const slow = worker({ leaseMs: 150 });
    const quick = worker({ leaseMs: 5_000, pollMs: 50 });
    const ran: string[] = [];
    let aborted = false;
    let proceed = (): void => undefined;
    const gate = new Promise<void>((resolve) => (proceed = resolve));
    slow.handle('work', async (running, signal) => {
      ran.push(`slow ${number(running)}`);
      signal.addEventListener('abort', () => (aborted = true));
      await gate; // does not listen to its signal
    });
    quick.handle('work', async (running) => {
      ran.push(`quick ${number(running)}`);
      await sleep(300);
    });
    await slow.start();
    await put(slow, job('a', 1), job('a', 2));
    await until(() => ran.length === 1);
    // The lease ends while its worker is stuck: as if the process had been stopped for a while.
    await test.pool.query(`update lane set due = now() - interval '1 s', owner = 'stuck', token = 0`);
    await until(() => aborted);
    await quick.start();
    await until(() => ran.length === 2);
    proceed();
    await until(empty);
    expect(ran).toEqual(['slow 1', 'quick 1', 'quick 2']);
    expect(await count('dead_job')).toBe(0);
  });
});

describe('a drain', () => {
  it('waits for what runs, begins nothing new, and gives every lane back at once', async () => {
    const leaving = worker();
    const staying = worker({ pollMs: 50 });
    const ran: string[] = [];
    leaving.handle('work', async (running) => {
      await sleep(150);
      ran.push(`leaving ${running.lane}${number(running)}`);
    });
    staying.handle('work', async (running) => void ran.push(`staying ${running.lane}${number(running)}`));
    await leaving.start();
    await put(leaving, job('a', 1), job('a', 2), job('b', 1));
    await sleep(60);
    await leaving.stop(5_000);
    expect([...ran].sort()).toEqual(['leaving a1', 'leaving b1']);
    const { rows } = await test.pool.query('select key, pending, owner, due <= now() as due from lane');
    expect(rows).toEqual([{ key: 'a', pending: 1, owner: null, due: true }]);
    await staying.start();
    await until(empty);
    expect(ran.at(-1)).toBe('staying a2');
  });

  it('aborts what does not end in time; it counts no attempt', async () => {
    const jobs = worker();
    jobs.handle('work', (_, signal) => sleep(30_000, undefined, { signal }));
    await jobs.start();
    await put(jobs, job('a', 1));
    await sleep(60);
    const began = Date.now();
    await jobs.stop(200);
    expect(Date.now() - began).toBeLessThan(15_000);
    const { rows } = await test.pool.query(
      'select l.owner, l.due <= now() as due, j.attempts from lane l join job j on j.lane = l.key',
    );
    expect(rows).toEqual([{ owner: null, due: true, attempts: 0 }]);
  });
});

describe('a schedule', () => {
  it('runs on one replica at a time, again and again, and outlives its failures', async () => {
    const replicas = [worker({ pollMs: 50 }), worker({ pollMs: 50 })];
    let runs = 0;
    let open = 0;
    let overlaps = 0;
    for (const replica of replicas) {
      replica.every('sweep', 0.1, async () => {
        open += 1;
        if (open > 1) overlaps += 1;
        runs += 1;
        await sleep(20);
        open -= 1;
        if (runs === 2) throw new Error('once');
      });
    }
    await Promise.all(replicas.map((replica) => replica.start()));
    await until(() => runs >= 5);
    expect(overlaps).toBe(0);
    expect(await count('job')).toBe(1);
    expect(await count('dead_job')).toBe(0);
  });
});
