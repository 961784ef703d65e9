/** Children of the bench: started, waited for, stopped; none outlives it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const ROOT = join(__dirname, '../..');
const RUN_TYPESCRIPT = join(ROOT, 'test/support/run-typescript.cjs');

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export interface Child {
  pid: number;
  process: ChildProcess;
  stop(): Promise<void>;
}

/** `file` below the project: TypeScript of the bench, or JavaScript of the built tree. What it prints to stderr is shown when it fails. */
export function startNode(file: string, env: Record<string, string>, args: readonly string[] = []): Child {
  const flags = file.endsWith('.ts') ? ['-r', RUN_TYPESCRIPT] : [];
  const child = spawn(process.execPath, [...flags, join(ROOT, file), ...args], {
    cwd: ROOT,
    // What the caller's shell says about databases and models is not for the servers under test.
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.add(child);
  let said = '';
  const listen = (chunk: Buffer): void => void (said = (said + chunk.toString()).slice(-4_000));
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  let stopping = false;
  child.on('exit', (code) => {
    running.delete(child);
    if (!stopping && code !== 0 && code !== null) process.stderr.write(`${file} ended with ${code}:\n${said}\n`);
  });
  return {
    pid: child.pid ?? 0,
    process: child,
    stop: async () => {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      const gone = once(child, 'exit');
      await Promise.race([gone, sleep(15_000, undefined, { ref: false })]);
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** The next message of a child; fails when it ends first or is late. */
export async function messageOf<T>(child: Child, patienceMs: number): Promise<T> {
  const late = AbortSignal.timeout(patienceMs);
  const gone = once(child.process, 'exit', { signal: late }).then(() => {
    throw new Error('A process of the bench ended early.');
  });
  const [message] = (await Promise.race([once(child.process, 'message', { signal: late }), gone])) as [T];
  gone.catch(() => undefined);
  return message;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address !== null && typeof address === 'object' ? address.port : 0;
}

/** Milliseconds from `since` until `url` answers 200. */
export async function untilReady(url: string, since: number, child: Child, patienceMs = 60_000): Promise<number> {
  while (performance.now() - since < patienceMs) {
    if (child.process.exitCode !== null) throw new Error(`The server for ${url} ended before it answered.`);
    const status = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      () => 0,
    );
    if (status === 200) return performance.now() - since;
    await sleep(5);
  }
  throw new Error(`${url} did not answer within ${patienceMs} ms.`);
}
