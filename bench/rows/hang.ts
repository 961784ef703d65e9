/** While the model never answers: webhooks are acknowledged in time, and never before their commit. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { startApp } from '../harness/app';
import type { Bench } from '../harness/bench';
import { signedRequest } from '../harness/door';
import type { Row } from '../harness/figures';
import { Line } from '../harness/line';
import { load } from '../harness/load';

const RATE = 100;
const STUCK_MS = 500;
/** Messages that are sent while nothing can be committed. */
const HELD = 20;

export async function hang({ server, rounds, seconds, say }: Bench): Promise<Row[]> {
  let asked = 0;
  const model = createServer(() => void (asked += 1)).listen(0, '127.0.0.1');
  await once(model, 'listening');
  const address = model.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const app = await startApp(server, 'hang', 'dist/main.js', {
    OPENAI_API_KEY: 'of-the-bench',
    OPENAI_MODEL: 'of-the-bench',
    OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
  });
  const p99: number[] = [];
  const early: number[] = [];
  let slowest = 0;
  try {
    for (let round = 0; round <= rounds; round += 1) {
      const most = RATE * seconds;
      const result = await load({ door: app.door, seconds, senders: 16, rate: RATE, most });
      if (result.acknowledged < most)
        throw new Error(`Only ${result.acknowledged} of ${most} webhooks were acknowledged.`);
      if (round > 0) {
        p99.push(result.p99);
        slowest = Math.max(slowest, result.max);
      }
      say(`while the model hangs, round ${round} of ${rounds}`);
    }
    for (let round = 1; round <= rounds; round += 1) early.push(await acknowledgedWhileStuck(app));
  } finally {
    await app.stop();
    model.closeAllConnections();
    model.close();
  }
  if (asked === 0) throw new Error('The model was never asked: the scenario did not happen.');
  return [
    {
      number: 'h',
      scenario: `webhook acknowledged at ${RATE}/s while the model hangs, p99`,
      against: '',
      values: p99,
      unit: 'ms',
      better: 'smaller',
      floor: 100,
      goal: 100,
      detail: `slowest ${slowest.toFixed(0)} ms; ${asked} calls of the model hung; the whole application`,
    },
    {
      number: 'h',
      scenario: 'acknowledged before the commit',
      against: '',
      values: early,
      better: 'smaller',
      floor: 0,
      goal: 0,
      detail: `of ${HELD} sent while ${STUCK_MS} ms long no message could be committed`,
    },
  ];
}

/** How many of HELD webhooks were answered while a lock kept every message from being stored; all must be afterwards. */
async function acknowledgedWhileStuck({
  door,
  database,
}: {
  door: Parameters<typeof signedRequest>[0];
  database: { url: string };
}): Promise<number> {
  const lock = new Client({ connectionString: database.url });
  await lock.connect();
  const lines = await Promise.all(Array.from({ length: HELD }, () => Line.open(door.port)));
  try {
    await lock.query('begin; lock table message in share row exclusive mode');
    let answered = 0;
    const answers = lines.map((line) => line.post(signedRequest(door)).then((status) => ((answered += 1), status)));
    await sleep(STUCK_MS);
    const early = answered;
    await lock.query('commit');
    const refused = (await Promise.all(answers)).filter((status) => status !== 200);
    if (refused.length > 0) throw new Error(`${refused.length} webhooks were refused after the lock was gone.`);
    return early;
  } finally {
    await lock.end();
    for (const line of lines) line.close();
  }
}
