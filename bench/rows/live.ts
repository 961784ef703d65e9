/** Row 5: from a customer's POST to the event on an agent's socket at a steady rate, against the same without a database. */
import { startApp } from '../harness/app';
import type { Bench } from '../harness/bench';
import { ACCOUNT_SID, TOKEN, type Door } from '../harness/door';
import { median, type Row } from '../harness/figures';
import { customer, CUSTOMERS, run } from '../harness/postgres';
import { freePort, messageOf, startNode } from '../harness/processes';
import type { LivePlan, LiveResult } from '../harness/live-child';

const RATE = 500;

export async function live({ server, rounds, seconds, say }: Bench): Promise<Row[]> {
  const front = await startApp(server, 'live', 'bench/servers/front.ts');
  const port = await freePort();
  const echo = startNode('bench/servers/echo.ts', { PORT: String(port) });
  await messageOf(echo, 60_000);
  const echoDoor: Door = {
    port,
    publicUrl: `http://127.0.0.1:${port}`,
    accountSid: ACCOUNT_SID,
    token: TOKEN,
    to: '+12125550100',
  };
  const cookie = await signIn(front.door.publicUrl);
  const conversations = await run<{ from: string; key: string }>(
    front.database.url,
    `select a.address as "from", c.id as key from conversation c join contact_address a on a.id = c.contact_address_id order by a.address`,
  );
  const same = Array.from({ length: CUSTOMERS }, (_, i) => ({ from: customer(i), key: customer(i) }));
  const taken = { mine: [] as LiveResult[], theirs: [] as LiveResult[] };
  try {
    for (let round = 0; round <= rounds; round += 1) {
      const slice = <T>(all: readonly T[]): T[] => {
        const count = RATE * seconds;
        const from = (round * count) % Math.max(1, all.length - count);
        return all.slice(from, from + count);
      };
      const mine = await measure({ door: front.door, cookie, rate: RATE, targets: slice(conversations) });
      const theirs = await measure({ door: echoDoor, cookie: '', rate: RATE, targets: slice(same) });
      if (mine.missed + theirs.missed > 0) say(`${mine.missed} and ${theirs.missed} events never came`);
      if (round > 0) {
        taken.mine.push(mine);
        taken.theirs.push(theirs);
      }
      say(`to the socket, round ${round} of ${rounds}`);
    }
  } finally {
    await front.stop();
    await echo.stop();
  }
  const row = (what: 'p50' | 'p99', floor: number, goal: number): Row => ({
    number: '5',
    scenario: `POST → agent's socket at ${RATE}/s, ${what}`,
    against: 'the same without database',
    values: taken.mine.map((each, i) => each[what] / (taken.theirs[i]?.[what] ?? Number.NaN)),
    better: 'smaller',
    floor,
    goal,
    detail: `${median(taken.mine.map((each) => each[what])).toFixed(2)} ms ÷ ${median(taken.theirs.map((each) => each[what])).toFixed(2)} ms`,
  });
  return [row('p50', 6, 3), row('p99', 8, 4.5)];
}

async function measure(plan: LivePlan): Promise<LiveResult> {
  const child = startNode('bench/harness/live-child.ts', {});
  try {
    child.process.send(plan);
    return await messageOf<LiveResult>(child, 120_000);
  } finally {
    await child.stop();
  }
}

/** The demo admin, who hears of everything; the password stands in config/agents.yaml and is printed at every start. */
async function signIn(url: string): Promise<string> {
  const response = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'admin@larkmoor.example', password: 'demo-admin-pass' }),
    signal: AbortSignal.timeout(10_000),
  });
  const [cookie] = response.headers.getSetCookie();
  if (response.status !== 200 || !cookie) throw new Error(`The demo admin could not sign in (${response.status}).`);
  return cookie.split(';')[0] ?? '';
}
