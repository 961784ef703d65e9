/** Keeps one embedded server running for as long as this process uses it: joins it, brings it back, stops it last. */
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { Fault } from '../model/fault';
import { SUPERUSER, type Cluster } from './embedded-cluster';
import {
  clearStalePidFile,
  findPostmaster,
  freePort,
  lastPort,
  launch,
  stopPostmaster,
  takesSocket,
  type Launch,
  type Postmaster,
} from './embedded-server';

const DATABASE = 'baton';
/** Held shared by every process that uses the server, so that only the last one stops it. */
const IN_USE = 7_221_650_010;
/** Long enough for the recovery of a big database after a crash. */
const PATIENCE_MS = 120_000;
/** Some file systems (shared folders, network drives) hold no sockets: after so many failed starts it does without. */
const TRIES_WITH_SOCKET = 3;

export class Supervisor {
  private port = 0;
  /** Folder of the socket, '' without one, null until a server was joined. A statement by socket costs two thirds of one by TCP. */
  private socket: string | null = null;
  private keeper: Client | null = null;
  private revival: Promise<void> = Promise.resolve();
  private stopping = false;
  private launched = false;

  constructor(
    private readonly cluster: Cluster,
    private readonly plan: Launch,
    private readonly log: (line: string) => void,
  ) {}

  get url(): string {
    // For PostgreSQL's own clients and for pg alike, the parameter goes before the host.
    const bySocket = this.socket ? `?host=${encodeURIComponent(this.socket)}` : '';
    return `postgres://${SUPERUSER}:${this.cluster.password}@127.0.0.1:${this.port}/${DATABASE}${bySocket}`;
  }

  async start(): Promise<void> {
    await this.secure();
    const made = await this.keeper?.query('select from pg_database where datname = $1', [DATABASE]);
    if (made?.rowCount) return;
    await this.keeper?.query(`create database ${DATABASE}`).catch((error: unknown) => {
      // Of two first starts at once, the other made it.
      if (codeOf(error) !== '42P04' && codeOf(error) !== '23505') throw error;
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.revival;
    const alone = await this.leave();
    const postmaster = findPostmaster(this.plan.folder);
    if (!postmaster) return;
    if (alone) await stopPostmaster(this.plan.bin, this.plan.folder, postmaster.pid);
    else if (this.launched) this.log('The embedded database stays up: another process uses it.');
  }

  /** Makes sure that a server runs and holds our connection to it; the port and the socket stay the same once they are known. */
  private async secure(): Promise<void> {
    let child: ChildProcess | null = null;
    let tries = 0;
    let lastWord: unknown;
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until && !this.stopping; await sleep(5)) {
      const running = findPostmaster(this.plan.folder);
      if (running?.ready && (this.port === 0 || this.port === running.port)) {
        lastWord = await this.join(running);
        if (lastWord === null) return;
        await sleep(50);
      } else if (!running && !isStarting(child)) {
        if (tries === 6) break;
        if (tries > 0) await sleep(25 * 2 ** tries); // e.g. the killed one's children still hold its memory
        // After a crash the same port first: others may still hold its address.
        const port = this.port || (tries === 0 && lastPort(this.plan.folder)) || (await freePort());
        tries += 1;
        clearStalePidFile(this.plan.folder);
        const socket = this.socket === null ? tries <= TRIES_WITH_SOCKET : this.socket !== '';
        child = launch(this.plan, port, socket && takesSocket(this.plan.folder));
        this.launched = true;
        child.once('error', (error) => (lastWord = error));
      }
    }
    if (this.stopping) return;
    throw new Fault(
      'unavailable',
      `The embedded database does not start. The end of ${this.plan.logFile}:\n${tail(this.plan.logFile)}`,
      { cause: lastWord },
    );
  }

  /** Null when joined, else why not (starting up, shutting down). */
  private async join(running: Postmaster): Promise<unknown> {
    const keeper = new Client({
      host: '127.0.0.1',
      port: running.port,
      user: SUPERUSER,
      password: this.cluster.password,
      database: 'postgres',
      ssl: false,
      application_name: `baton keeper ${process.pid}`,
      connectionTimeoutMillis: 5_000,
    });
    keeper.on('error', () => undefined); // 'end' follows
    try {
      await keeper.connect();
      await keeper.query(`select pg_advisory_lock_shared(${IN_USE})`);
    } catch (error) {
      await keeper.end().catch(() => undefined);
      if (codeOf(error) === '28P01') {
        throw new Fault('unavailable', `The password in ${this.cluster.folder} does not open the database.`, {
          cause: error,
        });
      }
      return error;
    }
    this.port = running.port;
    this.socket ??= running.socket;
    this.keeper = keeper;
    keeper.once('end', () => this.lost(keeper));
    return null;
  }

  private lost(keeper: Client): void {
    if (this.stopping || this.keeper !== keeper) return;
    this.keeper = null;
    this.log('The embedded database went away; bringing it back …');
    this.revival = this.revive();
  }

  private async revive(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.secure();
        if (this.keeper) this.log('The embedded database is back.');
        return;
      } catch (error) {
        this.log(error instanceof Error ? error.message : String(error));
        await sleep(1_000);
      }
    }
  }

  /** Gives our share up; true when nobody else holds one, or nobody can be asked. */
  private async leave(): Promise<boolean> {
    const keeper = this.keeper;
    if (!keeper) return true;
    this.keeper = null;
    try {
      await keeper.query(`select pg_advisory_unlock_shared(${IN_USE})`);
      const { rows } = await keeper.query<{ alone: boolean }>(`select pg_try_advisory_lock(${IN_USE}) as alone`);
      return rows[0]?.alone ?? true;
    } catch {
      return true;
    } finally {
      await keeper.end().catch(() => undefined);
    }
  }
}

function isStarting(child: ChildProcess | null): boolean {
  return child?.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string }).code;
}

function tail(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
}
