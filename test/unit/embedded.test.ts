/** The embedded server survives what kills it: itself, the process that started it, both; and serves several processes as one. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { startEmbedded, type Embedded, type EmbeddedOptions } from '../../src/foundation/database/embedded';

const ROOT = join(__dirname, '../..');
const log = () => undefined;
let made: string; // a data folder as the first start leaves it, copied for each test
let folder: string;
const servers: Embedded[] = [];
const holders: ChildProcess[] = [];

function newFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'baton-embedded-'));
  chmodSync(path, 0o755); // as root the server runs as another user
  return path;
}

/** A killed process loses nothing that the system has: only a power cut needs fsync, which makes tests slow. */
const QUICK: EmbeddedOptions = { settings: { fsync: 'off' } };

async function start(options = QUICK): Promise<Embedded> {
  const server = await startEmbedded(folder, log, options);
  servers.push(server);
  return server;
}

/** Another process that uses the same server. */
async function hold(options: EmbeddedOptions = {}): Promise<{ process: ChildProcess; url: string }> {
  const process = spawn(
    'node',
    [
      '-r',
      join(ROOT, 'test/support/run-typescript.cjs'),
      join(ROOT, 'test/support/embedded-holder.ts'),
      folder,
      JSON.stringify({ ...QUICK, ...options }),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  holders.push(process);
  const [line] = (await once(process.stdout, 'data')) as [Buffer];
  return { process, url: line.toString().trim() };
}

async function kill(process: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = once(process, 'exit');
  process.kill(signal);
  await gone;
}

async function query<R extends object>(url: string, text: string): Promise<R[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<R>(text)).rows;
  } finally {
    await client.end();
  }
}

const postmaster = () => Number(readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(what: () => boolean | Promise<boolean>, patience = 10_000): Promise<void> {
  for (const end = Date.now() + patience; Date.now() < end; await sleep(10)) if (await what()) return;
  throw new Error('it did not come true in time');
}

beforeAll(async () => {
  made = newFolder();
  const server = await startEmbedded(made, log);
  await query(server.url, 'create table kept (n int)');
  await server.stop();
});
beforeEach(() => {
  folder = newFolder();
  execFileSync('cp', ['-a', join(made, 'postgres'), folder]);
});
afterEach(async () => {
  for (const holder of holders.splice(0))
    if (holder.exitCode === null && holder.signalCode === null) await kill(holder, 'SIGTERM');
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  rmSync(folder, { recursive: true, force: true });
});
/** Some make a whole database, which a busy disk makes slow. */
jest.setTimeout(120_000);

afterAll(() => rmSync(made, { recursive: true, force: true }));

test('what was written is there after a stop and a start', async () => {
  await query((await start()).url, 'insert into kept values (1)');
  const before = postmaster();
  await servers.pop()?.stop();
  await until(() => !isAlive(before), 100); // a zombie until we have collected it
  expect(await query((await start()).url, 'select n from kept')).toEqual([{ n: 1 }]);
});

test('it is durable, and its text sorts and folds as Unicode', async () => {
  const { url } = await start({});
  const [row] = await query(
    url,
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as synchronous_commit,
       current_setting('server_encoding') as encoding, lower('ÄÇЖ') as lower`,
  );
  expect(row).toEqual({ fsync: 'on', synchronous_commit: 'on', encoding: 'UTF8', lower: 'äçж' });
});

test('it listens on loopback and in its closed folder only, and only the password there opens it', async () => {
  const { url } = await start();
  const [row] = await query(
    url,
    `select current_setting('listen_addresses') as at, current_setting('unix_socket_directories') as sockets,
       inet_server_addr() is null as socket`,
  );
  expect(row).toEqual({ at: '127.0.0.1', sockets: join(folder, 'postgres'), socket: true });
  expect(statSync(join(folder, 'postgres')).mode & 0o077).toBe(0);
  const wrong = new URL(url);
  wrong.password = 'guess';
  await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  const file = join(folder, 'postgres/baton.password');
  expect(readFileSync(file, 'utf8')).toBe(new URL(url).password);
  expect(statSync(file).mode & 0o077).toBe(0);
});

test('where the name of its folder is too long for a socket, it is reached by loopback alone', async () => {
  const short = folder;
  folder = join(short, 'long'.repeat(20));
  mkdirSync(folder);
  renameSync(join(short, 'postgres'), join(folder, 'postgres'));
  const { url } = await start();
  expect(await query(url, 'select inet_server_addr() is null as socket')).toEqual([{ socket: false }]);
  folder = short;
});

test('Ctrl-C in the terminal does not reach it: Baton drains first', async () => {
  await start();
  const groupOf = (pid: number) => execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  expect(groupOf(postmaster())).not.toBe(groupOf(process.pid));
});

test('two first starts at once make one database', async () => {
  rmSync(join(folder, 'postgres'), { recursive: true });
  const [first, second] = await Promise.all([start(), start()]);
  expect(first.url).toBe(second.url);
  expect(readdirSync(folder).sort()).toEqual(['postgres', 'postgres.log']);
});

test('the last process that uses it stops it, not the first', async () => {
  const app = await start();
  const command = await hold();
  expect(command.url).toBe(app.url);
  const pid = postmaster();
  await app.stop();
  expect(isAlive(pid)).toBe(true);
  expect(await query(command.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await kill(command.process, 'SIGTERM');
  await until(() => !isAlive(pid)); // ours to reap: we started it
});

test('a server killed under load comes back at the same address with every committed row', async () => {
  const { url } = await start();
  let committed = 0;
  let going = true;
  const load = (async () => {
    while (going) {
      await query(url, `insert into kept values (${committed})`).then(
        () => (committed += 1),
        () => sleep(5),
      );
    }
  })();
  await until(() => committed > 20);
  const killed = postmaster();
  process.kill(killed, 'SIGKILL');
  const before = committed;
  await until(() => committed > before + 20);
  going = false;
  await load;
  expect(postmaster()).not.toBe(killed);
  const [row] = await query<{ rows: number; distinct: number }>(
    url,
    'select count(*)::int as rows, count(distinct n)::int as distinct from kept',
  );
  // A commit whose answer was cut off may be there twice; none may be missing.
  expect(row?.distinct).toBe(committed);
});

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('it stops when the process that started it is killed', async () => {
  const { process: parent, url } = await hold();
  await query(url, 'insert into kept values (7)');
  const pid = postmaster();
  await kill(parent, 'SIGKILL');
  await until(() => !isAlive(pid));
  expect(await query((await start()).url, 'select n from kept')).toEqual([{ n: 7 }]);
});

test('a start at the moment the parent is killed gets a server that stays', async () => {
  const { process: parent } = await hold();
  await kill(parent, 'SIGKILL');
  const { url } = await start();
  await sleep(300);
  await until(() =>
    query(url, 'select 1').then(
      () => true,
      () => false,
    ),
  );
});

test('an orphan is joined where it stands, and stopped in the end', async () => {
  const { process: parent, url } = await hold({ dieWithParent: false });
  const orphan = postmaster();
  await kill(parent, 'SIGKILL');
  await sleep(100);
  expect(isAlive(orphan)).toBe(true);
  const server = await start();
  expect(server.url).toBe(url);
  expect(postmaster()).toBe(orphan);
  await server.stop();
  await until(() => !isAlive(orphan));
});

test('after the death of server and parent together the next start recovers', async () => {
  const { process: parent, url } = await hold({ dieWithParent: false });
  await query(url, 'insert into kept values (3)');
  process.kill(postmaster(), 'SIGKILL');
  await kill(parent, 'SIGKILL');
  expect(await query((await start()).url, 'select n from kept')).toEqual([{ n: 3 }]);
});

test('a pid file left by a crash, whose number now belongs to another program, is not believed', async () => {
  const stranger = spawn(
    'sleep',
    ['30'],
    statSync(join(folder, 'postgres')).uid === process.getuid?.()
      ? {}
      : { uid: statSync(join(folder, 'postgres')).uid },
  );
  try {
    writeFileSync(
      join(folder, 'postgres/postmaster.pid'),
      `${stranger.pid}\n${folder}/postgres\n1700000000\n1\n\n127.0.0.1\n  1 1\nready   \n`,
    );
    const { url } = await start();
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  } finally {
    stranger.kill('SIGKILL');
  }
});

test('when it cannot start it says so with the end of its log', async () => {
  await expect(start({ settings: { shared_buffers: 'many' } })).rejects.toThrow(/does not start[^]*shared_buffers/);
});
