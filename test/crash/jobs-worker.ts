/** A worker process for the crash tests: writes into a ledger when each job began and ended. Arguments: database URL, lease in ms. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Database } from '../../src/foundation/database/database';
import { createPool } from '../../src/foundation/database/pool';
import { LaneJobs, LaneOptions } from '../../src/foundation/jobs/lane-jobs';

async function main(): Promise<void> {
  Logger.overrideLogger(false);
  const [, , url = '', leaseMs = '5000'] = process.argv;
  const db = new Database(createPool(url));
  const jobs = new LaneJobs(db, Object.assign(new LaneOptions(), { leaseMs: Number(leaseMs), pollMs: 200 }));
  jobs.handle('work', async (job) => {
    const [row] = await db.query<{ id: string }>(
      'insert into ledger (lane, n, worker) values ($1, $2, $3) returning id',
      [job.lane, job.payload['n'], process.pid],
    );
    const ms = Number(job.payload['ms'] ?? 0);
    if (ms > 0) await sleep(ms);
    await db.query('update ledger set ended = clock_timestamp() where id = $1', [row?.id]);
  });
  await jobs.start();
  process.on('SIGTERM', () => {
    void jobs.stop(10_000).then(() => process.exit(0));
  });
  process.stdout.write('ready\n');
}

void main();
