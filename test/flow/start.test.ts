/** The built server as a process of its own: what it says, when it stops, and what it refuses. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withDatabase, type TestDatabase } from '../support/database';
import { freePort } from '../support/waiting';

const ROOT = join(__dirname, '../..');
const KEY = Buffer.alloc(32, 5).toString('hex');
/** Starts share the machine with other tests. */
jest.setTimeout(120_000);

interface Run {
  child: ChildProcess;
  said: () => string;
  ended: Promise<number | null>;
}

let database: TestDatabase;
let folder: string;
const running: ChildProcess[] = [];

beforeAll(() => {
  const built = spawnSync(process.execPath, ['scripts/build.mjs', 'server'], { cwd: ROOT, encoding: 'utf8' });
  expect(built).toMatchObject({ status: 0 });
});
beforeEach(async () => {
  database = await withDatabase({ empty: true });
  folder = mkdtempSync(join(tmpdir(), 'baton-start-'));
});
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

function start(variables: NodeJS.ProcessEnv): Run {
  const env = {
    PATH: process.env['PATH'],
    DATABASE_URL: database.url,
    BATON_DATA_DIR: folder,
    BATON_SECRET_KEY: KEY,
    ...variables,
  };
  // In a folder of its own: no .env of a developer is read.
  const child = spawn(process.execPath, [join(ROOT, 'dist/main.js')], { cwd: folder, env });
  running.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return { child, said: () => said, ended: new Promise((resolve) => child.once('close', resolve)) };
}

async function until(run: Run, words: RegExp): Promise<void> {
  const poll = new Promise<void>((resolve) => {
    const timer = setInterval(() => words.test(run.said()) && (clearInterval(timer), resolve()), 20);
    void run.ended.then(() => (clearInterval(timer), resolve()));
  });
  await poll;
  expect(run.said()).toMatch(words);
}

async function tables(): Promise<number> {
  const [row] = await database.db.query<{ n: number }>(
    `select count(*)::int as n from pg_tables where schemaname = 'public'`,
  );
  return row?.n ?? -1;
}

test('an empty database becomes a demo that says where to go, ends on a signal, and is the same after the next start', async () => {
  const PORT = String(await freePort());
  const first = start({ PORT });
  await until(first, /is ready after/);
  for (const part of [
    `http://127.0.0.1:${PORT}`,
    '/sandbox',
    'agent@larkmoor.example',
    'demo-agent-pass',
    'Simulated',
    'Ctrl-C',
  ]) {
    expect(first.said()).toContain(part);
  }
  expect((await fetch(`http://127.0.0.1:${PORT}/health/ready`)).status).toBe(200);
  const agents = await database.db.query('select id, password_hash from agent order by id');
  expect(agents).toHaveLength(3);

  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  await expect(fetch(`http://127.0.0.1:${PORT}/health/live`)).rejects.toThrow();

  const second = start({ PORT });
  await until(second, /is ready after/);
  expect(await database.db.query('select id, password_hash from agent order by id')).toEqual(agents);
  expect(second.said()).not.toMatch(/differs|error/);
  second.child.kill('SIGINT');
  expect(await second.ended).toBe(0);
});

test('in production there is no demo: no sign-in is made or shown, no sandbox answers, the log is JSON and names the next step', async () => {
  const PORT = String(await freePort());
  const run = start({ PORT, HOST: '127.0.0.1', NODE_ENV: 'production', PUBLIC_URL: 'https://baton.example.com' });
  await until(run, /"event":"started"/);
  const lines = run
    .said()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.at(-1)).toMatchObject({ event: 'started', url: 'https://baton.example.com', anyAdmin: false });
  expect(run.said()).not.toMatch(/demo-|larkmoor/);
  for (const path of ['/sandbox', '/sandbox/api/phones']) {
    expect((await fetch(`http://127.0.0.1:${PORT}${path}`)).status).toBe(404);
  }
  expect(await database.db.query('select 1 from agent union all select 1 from channel_account')).toEqual([]);
});

test('a wrong environment is refused at once, every fault in words, without a stack', async () => {
  const run = start({ PORT: 'high', PUBLIC_URL: 'baton', REDIS_URL: 'here', NODE_ENV: 'production' });
  expect(await run.ended).toBe(1);
  for (const name of ['PORT', 'PUBLIC_URL', 'REDIS_URL']) expect(run.said()).toMatch(new RegExp(`- ${name} must be`));
  expect(run.said()).not.toMatch(/\n\s+at /);
  expect(await tables()).toBe(0);
});

test('a taken port is named before the database is touched', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const run = start({ PORT: String(port) });
  expect(await run.ended).toBe(1);
  expect(run.said().trim()).toBe(
    `Port ${port} is taken by another process. Stop that one, or choose another: PORT=${port + 1} npm start`,
  );
  expect(await tables()).toBe(0);
  server.close();
});

test('a database that is not there is said in words, without its password', async () => {
  const run = start({ PORT: String(await freePort()), DATABASE_URL: 'postgres://baton:hunter2@127.0.0.1:1/baton' });
  expect(await run.ended).toBe(1);
  expect(run.said()).toMatch(/The database of DATABASE_URL cannot be reached/);
  expect(run.said()).not.toMatch(/hunter2|\n\s+at /);
});

test('a key that does not open what is stored stops the start', async () => {
  const PORT = String(await freePort());
  const first = start({ PORT });
  await until(first, /is ready after/);
  first.child.kill('SIGTERM');
  await first.ended;
  const second = start({ PORT, BATON_SECRET_KEY: Buffer.alloc(32, 6).toString('hex') });
  expect(await second.ended).toBe(1);
  expect(second.said()).toMatch(/BATON_SECRET_KEY does not belong to this database/);
});
