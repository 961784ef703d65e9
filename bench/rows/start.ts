/** Row 14: from the start of the process to its first answer, and its memory when idle, against the barest application on the same frame. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../harness/bench';
import { median, type Row } from '../harness/figures';
import { freshDatabase } from '../harness/postgres';
import { freePort, startNode, untilReady } from '../harness/processes';

const IDLE_MS = 3_000;

interface Start {
  ms: number;
  megabytes: number;
}

export async function start({ server, rounds, say }: Bench): Promise<Row[]> {
  const database = await freshDatabase(server, 'start');
  const folder = mkdtempSync(join(tmpdir(), 'baton-bench-start-'));
  const mine: Start[] = [];
  const theirs: Start[] = [];
  try {
    // The first start makes the demo business: it is not what is measured.
    for (let round = 0; round <= rounds; round += 1) {
      const app = await once('dist/main.js', database.url, folder);
      const bare = await once('bench/servers/nest.cjs', database.url, folder);
      if (round > 0) {
        mine.push(app);
        theirs.push(bare);
      }
      say(`start, round ${round} of ${rounds}`);
    }
  } finally {
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  }
  const row = (scenario: string, what: keyof Start, floor: number, goal: number, unit: string): Row => ({
    number: '14',
    scenario,
    against: 'bare Nest on Fastify with pg',
    values: mine.map((each, i) => each[what] / (theirs[i]?.[what] ?? Number.NaN)),
    better: 'smaller',
    floor,
    goal,
    detail: `${median(mine.map((each) => each[what])).toFixed(0)} ${unit} ÷ ${median(theirs.map((each) => each[what])).toFixed(0)} ${unit}`,
  });
  return [row('start → first 200', 'ms', 4, 2, 'ms'), row('memory when idle (resident)', 'megabytes', 1.8, 1.25, 'MB')];
}

async function once(file: string, databaseUrl: string, folder: string): Promise<Start> {
  const port = await freePort();
  const since = performance.now();
  const child = startNode(file, {
    DATABASE_URL: databaseUrl,
    BATON_DATA_DIR: folder,
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'warn',
  });
  try {
    const ms = await untilReady(`http://127.0.0.1:${port}/health/live`, since, child);
    await sleep(IDLE_MS);
    const kilobytes = Number(
      execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)])
        .toString()
        .trim(),
    );
    return { ms, megabytes: kilobytes / 1_024 };
  } finally {
    await child.stop();
  }
}
