/** Row 4: what one message alone costs, from the sender's side, against the same statement in PostgreSQL's own client. */
import { startApp } from '../harness/app';
import type { Bench } from '../harness/bench';
import { median, type Row } from '../harness/figures';
import { load } from '../harness/load';
import { ONE_CTE, runSql } from '../harness/pgbench';
import { freshDatabase, seedAccount, seedCustomers } from '../harness/postgres';

const FASTEST = 2_000;

export async function single({ server, pgbench, rounds, seconds, say }: Bench): Promise<Row[]> {
  const front = await startApp(server, 'single', 'bench/servers/front.ts');
  const peer = await freshDatabase(server, 'single_peer');
  const { accountId, teamId } = await seedAccount(peer.url);
  await seedCustomers(peer.url, accountId, teamId);
  const mine: number[] = [];
  const theirs: number[] = [];
  try {
    for (let round = 0; round <= rounds; round += 1) {
      const { p50 } = await load({ door: front.door, seconds, senders: 1, most: FASTEST * seconds });
      const variables = { account: accountId, team: teamId };
      const cte = await runSql({ url: peer.url, script: ONE_CTE, clients: 1, seconds, variables }, pgbench);
      if (round > 0) {
        mine.push(p50);
        theirs.push(cte.p50);
      }
      say(`one sender, round ${round} of ${rounds}`);
    }
  } finally {
    await front.stop();
    await peer.drop();
  }
  return [
    {
      number: '4',
      scenario: 'one signed POST, p50',
      against: `${pgbench ? 'pgbench' : 'bare pg loop'}, the same CTE, p50`,
      values: mine.map((value, i) => value / (theirs[i] ?? Number.NaN)),
      better: 'smaller',
      floor: 4,
      goal: 2,
      detail: `${median(mine).toFixed(2)} ms ÷ ${median(theirs).toFixed(2)} ms`,
    },
  ];
}
