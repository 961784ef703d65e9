/** Rows 1–3: durable acknowledgements a second at 32 senders, against what PostgreSQL and a bare server do in the same minutes. */
import { startApp, type App } from '../harness/app';
import type { Bench } from '../harness/bench';
import { ACCOUNT_SID, TOKEN, type Door } from '../harness/door';
import { median, type Row } from '../harness/figures';
import { load } from '../harness/load';
import { FOUR_STATEMENTS, ONE_ROW, runSql } from '../harness/pgbench';
import { freshDatabase, seedAccount, seedCustomers, type Server } from '../harness/postgres';
import { freePort, messageOf, startNode } from '../harness/processes';

const SENDERS = 32;
/** More than any server here answers in a slice. */
const FASTEST = 12_000;

export async function throughput({ server, pgbench, rounds, seconds, say }: Bench): Promise<Row[]> {
  const front = await startApp(server, 'front', 'bench/servers/front.ts');
  const whole = await startApp(server, 'whole');
  const bare = await startBare(server);
  const peer = await freshDatabase(server, 'peer');
  const ids = await seedAccount(peer.url);
  await seedCustomers(peer.url, ids.accountId, ids.teamId);
  const variables = { account: ids.accountId, team: ids.teamId };

  const taken = {
    front: [] as number[],
    whole: [] as number[],
    bare: [] as number[],
    four: [] as number[],
    one: [] as number[],
  };
  const p99: number[] = [];
  const post = (door: Door) => load({ door, seconds, senders: SENDERS, most: FASTEST * seconds });
  const sql = (script: typeof ONE_ROW) =>
    runSql({ url: peer.url, script, clients: SENDERS, seconds, variables }, pgbench).then(({ perSecond }) => perSecond);
  const awake = async (app: App): Promise<number> => {
    app.resume();
    const { perSecond, refused } = await post(app.door).finally(() => app.pause());
    if (refused > 0) throw new Error(`${refused} webhooks were refused.`);
    return perSecond;
  };
  whole.pause();
  try {
    for (let round = 1; round <= rounds + 1; round += 1) {
      // The first round warms up: plans, caches, compiled code.
      const keep = (list: number[], value: number): void => void (round > 1 && list.push(value));
      const one = await post(front.door);
      keep(taken.front, one.perSecond);
      keep(p99, one.p99);
      keep(taken.four, await sql(FOUR_STATEMENTS));
      keep(taken.bare, (await post(bare.door)).perSecond);
      keep(taken.one, await sql(ONE_ROW));
      keep(taken.whole, await awake(whole));
      say(`throughput, round ${round - 1} of ${rounds}`);
    }
  } finally {
    whole.resume();
    await front.stop();
    await whole.stop();
    await bare.stop();
    await peer.drop();
  }

  const ratio = (a: readonly number[], b: readonly number[]): number[] =>
    a.map((value, i) => value / (b[i] ?? Number.NaN));
  const figures = (mine: readonly number[], theirs: readonly number[]): string =>
    `${median(mine).toFixed(0)}/s ÷ ${median(theirs).toFixed(0)}/s`;
  const peerName = pgbench ? 'pgbench' : 'bare pg loop';
  const row = (
    number: string,
    scenario: string,
    mine: number[],
    against: string,
    theirs: number[],
    floor: number | null,
    goal: number | null,
  ): Row => ({
    number,
    scenario,
    against,
    values: ratio(mine, theirs),
    better: 'larger',
    floor,
    goal,
    detail: figures(mine, theirs),
  });
  const scenario = 'signed POST → durable 200, 32 senders';
  const first = row('1', scenario, taken.front, `${peerName}, four statements, 32`, taken.four, 1.2, 2.5);
  first.detail += `, p99 ${median(p99).toFixed(0)} ms`;
  return [
    first,
    row('2', scenario, taken.front, `${peerName}, one row, 32`, taken.one, 0.25, 0.5),
    row('3', scenario, taken.front, 'bare node:http, same SQL', taken.bare, 0.5, 0.8),
    row(
      '1w',
      'the same while the workers answer',
      taken.whole,
      `${peerName}, four statements, 32`,
      taken.four,
      null,
      null,
    ),
  ];
}

async function startBare(server: Server): Promise<{ door: Door; stop(): Promise<void> }> {
  const database = await freshDatabase(server, 'bare');
  const { accountId, teamId } = await seedAccount(database.url);
  await seedCustomers(database.url, accountId, teamId);
  const port = await freePort();
  const child = startNode('bench/servers/bare.ts', {
    DATABASE_URL: database.url,
    PORT: String(port),
    ACCOUNT: accountId,
    TEAM: teamId,
  });
  await messageOf(child, 30_000);
  return {
    door: { port, publicUrl: `http://127.0.0.1:${port}`, accountSid: ACCOUNT_SID, token: TOKEN, to: '+12125550100' },
    stop: async () => {
      await child.stop();
      await database.drop();
    },
  };
}
