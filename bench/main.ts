/**
 * Benchmarks against their limits, on the machine they run on: slices interleaved, ratios of one round, medians with their spread.
 *
 *   npm run bench -- [--rounds 5] [--seconds 4] [--only throughput,single,live,hang,start,retrieval]
 *
 * DATABASE_URL: a PostgreSQL whose user may create databases; without it an embedded one is started. Ends with 1 when a floor is missed.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { Bench } from './harness/bench';
import { holds, table, type Row } from './harness/figures';
import { findPgbench } from './harness/pgbench';
import { openServer } from './harness/postgres';
import { hang } from './rows/hang';
import { live } from './rows/live';
import { retrieval } from './rows/retrieval';
import { single } from './rows/single';
import { start } from './rows/start';
import { throughput } from './rows/throughput';

const PARTS: Record<string, (bench: Bench) => Promise<Row[]>> = { throughput, single, live, hang, start, retrieval };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '4' },
      only: { type: 'string', default: Object.keys(PARTS).join(',') },
    },
  });
  const server = await openServer();
  const bench: Bench = {
    server,
    pgbench: findPgbench(),
    rounds: Math.max(1, Number(values.rounds)),
    seconds: Math.min(30, Math.max(1, Number(values.seconds))),
    say: (line) => process.stderr.write(`  ${line}\n`),
  };
  const [cpu] = cpus();
  console.log(`${cpus().length} × ${cpu?.model ?? 'unknown processor'}, Node ${process.version}, ${server.label}`);
  console.log(
    `pgbench: ${bench.pgbench ?? 'not installed: the same SQL runs in a bare pg loop, which flatters the ratios'}`,
  );
  const rows: Row[] = [];
  try {
    for (const name of values.only.split(',')) {
      const part = PARTS[name.trim()];
      if (!part) throw new Error(`There is no part ${name}. Parts: ${Object.keys(PARTS).join(', ')}`);
      rows.push(...(await part(bench)));
    }
  } finally {
    await server.stop();
  }
  console.log(`\n${table(rows)}\n`);
  if (rows.some((row) => !holds(row, row.floor))) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
