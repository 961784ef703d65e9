/** The embedded server runs where an install, a home folder or an older version would stand in its way, or says plainly why not. */
import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { startEmbedded, type Embedded } from '../../src/foundation/database/embedded';
import { packageFolder, runnableBinaries } from '../../src/foundation/database/embedded-binaries';

const ROOT = join(__dirname, '../..');
const NOBODY = { uid: 65_534, gid: 65_534 };
const log = () => undefined;
const asRoot = process.getuid?.() === 0 && process.platform === 'linux' ? test : test.skip;
let folder: string;

/** Some make a whole database, which a busy disk makes slow. */
jest.setTimeout(120_000);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'baton-places-'));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function answers({ url }: Embedded): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ version: string }>(`select current_setting('data_directory') as data`);
  await client.end();
  return rows[0];
}

function runsAs(data: string): number {
  const pid = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0];
  return Number(execFileSync('ps', ['-o', 'uid=', '-p', String(pid)], { encoding: 'utf8' }));
}

/** The package as npm leaves it when install scripts are ignored. */
function unlinkedPackage(at: string): string {
  cpSync(packageFolder(), at, { recursive: true, verbatimSymlinks: true });
  for (const { target } of JSON.parse(readFileSync(join(at, 'native/pg-symlinks.json'), 'utf8')) as {
    target: string;
  }[]) {
    if (existsSync(join(at, target))) unlinkSync(join(at, target));
  }
  return at;
}

test('links that an ignored install script did not make are made', async () => {
  const { bin, major } = runnableBinaries(unlinkedPackage(join(folder, 'package')), null, join(folder, 'refuge'));
  expect(bin).toBe(join(folder, 'package/native/bin'));
  const { stdout } = await promisify(execFile)(join(bin, 'initdb'), ['--version']);
  expect(stdout).toContain(`(PostgreSQL) ${major}.`);
});

asRoot('as root it runs as another user, and keeps to the one that owns the data', async () => {
  const first = await startEmbedded(folder, log);
  const owner = runsAs(join(folder, 'postgres'));
  await first.stop();
  expect(owner).not.toBe(0);
  expect(lstatSync(join(folder, 'postgres')).uid).toBe(owner);

  execFileSync('chown', ['-R', 'nobody', join(folder, 'postgres')]);
  const second = await startEmbedded(folder, log);
  expect(runsAs(join(folder, 'postgres'))).toBe(NOBODY.uid);
  await second.stop();
});

asRoot('a closed data folder keeps the data; the other user may pass through it, not look into it', async () => {
  chmodSync(folder, 0o700);
  const server = await startEmbedded(folder, log);
  expect(await answers(server)).toEqual({ data: join(folder, 'postgres') });
  expect(lstatSync(folder).mode & 0o777).toBe(0o701);
  await server.stop();
});

asRoot('in a closed home, binaries and data go where the other user can reach them', async () => {
  const home = join(folder, 'home');
  mkdirSync(home, { mode: 0o700 });
  const options = { package: unlinkedPackage(join(home, 'package')), refuge: join(folder, 'refuge') };
  const said: string[] = [];
  const server = await startEmbedded(join(home, 'data'), (line) => said.push(line), options);
  expect(await answers(server)).toEqual({ data: expect.stringContaining(options.refuge) as string });
  expect(said.join()).toContain(options.refuge);
  expect(lstatSync(home).mode & 0o777).toBe(0o700);
  await server.stop();

  const again = await startEmbedded(join(home, 'data'), () => undefined, options);
  expect(await answers(again)).toEqual({ data: expect.stringContaining(options.refuge) as string });
  await again.stop();
});

asRoot('an ordinary user needs no other', async () => {
  chownSync(folder, NOBODY.uid, NOBODY.gid);
  const script = `
    const { startEmbedded } = require('${ROOT}/src/foundation/database/embedded.ts');
    startEmbedded('${folder}/data', () => undefined).then((server) => { console.log(process.getuid()); return server.stop(); });`;
  const { stdout } = await promisify(execFile)(
    'node',
    ['-r', join(ROOT, 'test/support/run-typescript.cjs'), '-e', script],
    { ...NOBODY, cwd: folder },
  );
  expect(stdout.trim()).toBe(String(NOBODY.uid));
  expect(lstatSync(join(folder, 'data/postgres')).uid).toBe(NOBODY.uid);
});

describe('a data folder that it cannot use', () => {
  const place = (version: string | null) => {
    const data = join(folder, 'postgres');
    mkdirSync(data);
    if (version) writeFileSync(join(data, 'PG_VERSION'), version);
  };

  test('of another PostgreSQL is refused, with both versions and a way out', async () => {
    place('16\n');
    await expect(startEmbedded(folder, log)).rejects.toThrow(/PostgreSQL 16, and this Baton brings 18.*backup/);
  });

  test('that is none is refused, and nothing in it is touched', async () => {
    place(null);
    writeFileSync(join(folder, 'postgres/letters.txt'), 'mine');
    await expect(startEmbedded(folder, log)).rejects.toThrow(/not a PostgreSQL data folder/);
    expect(readFileSync(join(folder, 'postgres/letters.txt'), 'utf8')).toBe('mine');
  });
});

test.each([
  ['musl', 'linux', process.arch === 'x64' ? 'arm64' : 'x64', /glibc.*DATABASE_URL/],
  ['a system without binaries', 'sunos', 'x64', /no embedded PostgreSQL.*DATABASE_URL/],
] as const)('on %s it asks for DATABASE_URL', (_what, platform, arch, message) => {
  expect(() => packageFolder(platform, arch)).toThrow(message);
});
