/** The data folder of the embedded server: where it lies, who owns it, its password; made once and whole or not at all. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Fault } from '../model/fault';
import { mayEnter, type Account } from './embedded-account';
import { executable, type Binaries } from './embedded-binaries';

export interface Cluster {
  /** Real path of PostgreSQL's data directory. */
  folder: string;
  password: string;
}

export const SUPERUSER = 'baton';
const PASSWORD_FILE = 'baton.password';

interface Means {
  binaries: Binaries;
  account: Account | null;
  /** Takes the data when `account` cannot reach the place; a link is left there. */
  refuge: string;
  log: (line: string) => void;
}

/** The cluster at `place`, made when there is none. */
export async function openCluster(place: string, means: Means): Promise<Cluster> {
  if (!lstatSync(place, { throwIfNoEntry: false })) {
    means.log('Making a new database (once) …');
    await makeCluster(place, means);
  }
  if (!existsSync(place)) {
    throw new Fault(
      'unavailable',
      `${place} points to a folder that is gone. Bring that folder back, or remove the link to begin with an empty database.`,
    );
  }
  const { binaries, account } = means;
  const folder = realpathSync(place);
  const major = readVersion(folder);
  if (major !== binaries.major) {
    throw new Fault(
      'unavailable',
      `The data folder ${folder} was written by PostgreSQL ${major}, and this Baton brings ${binaries.major}. Start the Baton that wrote it, run "npm run baton -- backup FILE", and restore that file into a new data folder.`,
    );
  }
  if (account && !mayEnter(account, folder)) {
    throw new Fault(
      'unavailable',
      `The data folder ${folder} lies in a folder that the database's system user (uid ${account.uid}) may not enter. Open it ("chmod o+x" on the folders above), or set BATON_DATA_DIR elsewhere.`,
    );
  }
  return { folder, password: readFileSync(join(folder, PASSWORD_FILE), 'utf8') };
}

function readVersion(folder: string): number {
  try {
    return Number.parseInt(readFileSync(join(folder, 'PG_VERSION'), 'utf8'), 10);
  } catch (cause) {
    throw new Fault(
      'unavailable',
      `${folder} is not a PostgreSQL data folder. Move it away, or set BATON_DATA_DIR to another folder.`,
      { cause },
    );
  }
}

/** Beside its place and renamed when done: a start that was killed halfway leaves nothing that looks finished. */
async function makeCluster(place: string, { binaries, account, refuge, log }: Means): Promise<void> {
  const away = account !== null && !mayEnter(account, dirname(place));
  const home = away ? refuge : dirname(place);
  mkdirSync(home, { recursive: true });
  const workshop = mkdtempSync(join(home, `${basename(place)}.new-`));
  try {
    const folder = join(workshop, 'data');
    const passwordFile = join(workshop, PASSWORD_FILE);
    const password = randomBytes(24).toString('base64url');
    writeFileSync(passwordFile, password, { mode: 0o600, flush: true });
    if (account) for (const path of [workshop, passwordFile]) chownSync(path, account.uid, account.gid);
    await initdb(folder, passwordFile, binaries, account);
    renameSync(passwordFile, join(folder, PASSWORD_FILE));
    const target = away ? join(refuge, `${basename(place)}-${randomBytes(6).toString('hex')}`) : place;
    settle(folder, target, place);
    if (away) log(`Its files are in ${refuge}: the database's system user may not enter ${dirname(place)}.`);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

/** Of two starts at once the first wins and the other takes what it made. */
function settle(folder: string, target: string, place: string): void {
  try {
    renameSync(folder, target);
    if (target !== place) symlinkSync(target, place);
  } catch (error) {
    if (!lstatSync(place, { throwIfNoEntry: false })) throw error;
    if (target !== place) rmSync(target, { recursive: true, force: true });
  }
}

async function initdb(
  folder: string,
  passwordFile: string,
  binaries: Binaries,
  account: Account | null,
): Promise<void> {
  const locale = binaries.major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [];
  const args = [
    '-D',
    folder,
    '-U',
    SUPERUSER,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    ...locale,
    '--no-instructions',
  ];
  try {
    await promisify(execFile)(join(binaries.bin, executable('initdb')), args, {
      cwd: dirname(folder),
      env: serverEnvironment(),
      ...account,
      timeout: 120_000,
    });
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr?.trim();
    throw new Fault('unavailable', `The embedded database could not be made: ${said || String(cause)}`, { cause });
  }
}

/** What a program of the system needs, and no more: our secrets are not the database's, and PG… variables would steer it. */
const PASSED_ON =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TZDIR|TMPDIR|TMP|TEMP|LD_LIBRARY_PATH|SYSTEMROOT|WINDIR|COMSPEC)$/i;

export function serverEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => PASSED_ON.test(name)));
}
