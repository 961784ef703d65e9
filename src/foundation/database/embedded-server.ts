/** One postmaster process: start it, read what it says of itself, recognise it after a crash, stop it. */
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Fault } from '../model/fault';
import type { Account } from './embedded-account';
import { executable } from './embedded-binaries';
import { serverEnvironment } from './embedded-cluster';

const SOCKET = '.s.PGSQL.';

/** What postmaster.pid says; `ready` is its eighth line. */
export interface Postmaster {
  pid: number;
  port: number;
  /** Folder of its Unix socket; '' when it has none. */
  socket: string;
  ready: boolean;
}

export interface Launch {
  bin: string;
  folder: string;
  account: Account | null;
  logFile: string;
  settings: Record<string, string>;
  /** The server is told to stop when this process dies, where the system can (Linux with util-linux). */
  dieWithParent: boolean;
}

/** The running postmaster of `folder`, or null; a pid file left by a crash counts as none. */
export function findPostmaster(folder: string): Postmaster | null {
  const said = readPidFile(folder);
  return said && isPostmasterOf(folder, said.pid) ? said : null;
}

/** The port that a server killed without a goodbye had; 0 when the last one stopped cleanly. */
export function lastPort(folder: string): number {
  return readPidFile(folder)?.port ?? 0;
}

/**
 * Removes a pid file whose number belongs to another program now: PostgreSQL would take that for a running server
 * when both run as the same user, as in a restarted container. Its shared memory still guards against a real one.
 */
export function clearStalePidFile(folder: string): void {
  const said = readPidFile(folder);
  if (!said || isPostmasterOf(folder, said.pid)) return;
  for (const left of ['postmaster.pid', `${SOCKET}${said.port}`, `${SOCKET}${said.port}.lock`])
    rmSync(join(folder, left), { force: true });
}

/** Whether a socket can lie in `folder`: its path has 103 bytes on macOS, 107 on Linux; the setting is a list with commas. */
export function takesSocket(folder: string): boolean {
  if (process.platform === 'win32' || /[,"]/u.test(folder)) return false;
  return Buffer.byteLength(join(folder, `${SOCKET}65535`)) <= 103;
}

function readPidFile(folder: string): Postmaster | null {
  try {
    const lines = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    const [port, socket] = [Number(lines[3] ?? 0), lines[4]?.trim() ?? ''];
    return pid > 0 ? { pid, port, socket, ready: lines[7]?.trim() === 'ready' } : null;
  } catch {
    return null;
  }
}

/** Whether `pid` is alive and works in `folder`: after a crash or in a container the number may be anybody's. */
function isPostmasterOf(folder: string, pid: number): boolean {
  if (process.platform === 'linux') {
    try {
      // The command line, because a root without CAP_SYS_PTRACE (Docker) may not read another user's cwd. A zombie's is empty.
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(folder);
    } catch {
      return false;
    }
  }
  try {
    process.kill(pid, 0);
    // Windows has no cheap way to ask; there a connection with our password is the proof.
    return (
      process.platform === 'win32' ||
      execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(folder)
    );
  } catch {
    return false;
  }
}

/** Starts a postmaster on a loopback port and, asked for, on a socket in its folder. Detached, so that Ctrl-C in a terminal reaches Baton only, which drains first. */
export function launch(
  { bin, folder, account, logFile, settings, dieWithParent }: Launch,
  port: number,
  socket: boolean,
): ChildProcess {
  const all: Record<string, string> = {
    ...settings,
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: socket ? folder : '',
  };
  const postgres = [
    join(bin, executable('postgres')),
    '-D',
    folder,
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const setpriv =
    process.platform === 'linux' && dieWithParent
      ? ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path))
      : undefined;
  const [command = '', ...args] = setpriv ? [setpriv, '--pdeathsig', 'INT', '--', ...postgres] : postgres;
  const output = openSync(
    logFile,
    (statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > 1_000_000 ? 'w' : 'a',
    0o600,
  );
  try {
    const child = spawn(command, args, {
      cwd: folder,
      env: serverEnvironment(),
      ...account,
      detached: true,
      stdio: ['ignore', output, output],
    });
    child.unref();
    return child;
  } finally {
    closeSync(output);
  }
}

/** A fast shutdown (SIGINT): open transactions end, everything is on disk. Resolves when the process is gone. */
export async function stopPostmaster(bin: string, folder: string, pid: number): Promise<void> {
  if (process.platform === 'win32') {
    await promisify(execFile)(join(bin, executable('pg_ctl')), ['stop', '-D', folder, '-m', 'fast', '-w']);
    return;
  }
  for (const [signal, patience] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 2_000],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return; // gone by itself
    }
    for (const until = Date.now() + patience; Date.now() < until; await sleep(5)) {
      if (isGone(pid)) return;
    }
  }
  throw new Fault('unavailable', `The embedded database (process ${pid}) does not stop.`);
}

/** Dead, or a zombie that nobody collects (an orphan in a container without an init). */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform === 'linux' && / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\)/s, ''));
  } catch {
    return true;
  }
}

/** A loopback port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
