/** Laws of the facts: told here at once, elsewhere folded, and a gap is never silent. Over PostgreSQL, and over Redis where there is one. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Fact } from '../../src/foundation/events/events';
import { pack } from '../../src/foundation/events/folded';
import { PgWire } from '../../src/foundation/events/pg-wire';
import { RedisWire } from '../../src/foundation/events/redis-wire';
import { ReplicaEvents } from '../../src/foundation/events/replica-events';
import type { Wire } from '../../src/foundation/events/wire';
import { newId } from '../../src/foundation/model/ids';
import { withDatabase, type TestDatabase } from '../support/database';
import { freePort, until } from '../support/waiting';

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** A line that can be cut and mended between the replicas and their server. */
class Line {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  port = 0;

  constructor(private readonly to: { host: string; port: number }) {}

  async mend(): Promise<void> {
    this.server = createServer((near) => {
      const far = createConnection(this.to);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.sockets.add(one);
        one.on('error', () => other.destroy()).on('close', () => void (this.sockets.delete(one), other.destroy()));
        one.pipe(other);
      }
    });
    await new Promise<void>((resolve) => this.server?.listen(this.port, '127.0.0.1', resolve));
    const address = this.server.address();
    this.port = typeof address === 'object' && address ? address.port : 0;
  }

  async cut(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server?.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}

interface Ground {
  wire(): Wire;
  line: Line;
  stop(): Promise<void>;
}

async function onPostgres(test: TestDatabase): Promise<Ground> {
  const url = new URL(test.url);
  const line = new Line({ host: url.hostname, port: Number(url.port) });
  await line.mend();
  const through = new URL(test.url);
  // By its line, not past it by the socket.
  through.searchParams.delete('host');
  through.hostname = '127.0.0.1';
  through.port = String(line.port);
  return { line, wire: () => new PgWire({ connectionString: through.href }), stop: () => line.cut() };
}

async function onRedis(): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'baton-redis-'));
  const port = await freePort();
  const server: ChildProcess = spawn('redis-server', [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
  ]);
  const line = new Line({ host: '127.0.0.1', port });
  await line.mend();
  return {
    line,
    wire: () => new RedisWire(`redis://127.0.0.1:${line.port}`),
    stop: async () => {
      await line.cut();
      server.kill();
      await new Promise((resolve) => server.once('exit', resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const conversation = (id: string, revision: number, teamId = 'team'): Fact => ({
  kind: 'conversation',
  id,
  teamId,
  assigneeId: null,
  revision,
  lastSeq: revision,
});

describe.each([
  ['PostgreSQL', true],
  ['Redis', hasRedis],
] as const)('facts over %s', (server, available) => {
  const law = available ? it : it.skip;
  let test: TestDatabase;
  let ground: Ground;
  const replicas: ReplicaEvents[] = [];

  beforeAll(async () => {
    if (!available) return;
    Logger.overrideLogger(false);
    test = await withDatabase();
    ground = server === 'Redis' ? await onRedis() : await onPostgres(test);
  });
  afterEach(async () => {
    await Promise.all(replicas.splice(0).map((replica) => replica.beforeApplicationShutdown()));
  });
  afterAll(async () => {
    if (!available) return;
    await ground.stop();
    await test.drop();
  });

  /** A replica and everything that it heard. */
  function replica(): { events: ReplicaEvents; heard: { fact: Fact; remote: boolean }[] } {
    const events = new ReplicaEvents(ground.wire());
    replicas.push(events);
    const heard: { fact: Fact; remote: boolean }[] = [];
    events.listen((fact, remote) => heard.push({ fact, remote }));
    events.onModuleInit();
    return { events, heard };
  }
  /** Two that have found each other. */
  async function pair() {
    const [a, b] = [replica(), replica()];
    await until(() => [a, b].every(({ heard }) => heard.some(({ fact }) => fact.kind === 'resync')));
    a.heard.length = 0;
    b.heard.length = 0;
    return [a, b] as const;
  }

  law('are told in this process before `tell` returns, and in the other one soon', async () => {
    const [a, b] = await pair();
    const fact: Fact = { kind: 'presence', agentId: newId() };
    a.events.tell(fact);
    expect(a.heard).toEqual([{ fact, remote: false }]);
    await until(() => b.heard.length > 0);
    expect(b.heard).toEqual([{ fact, remote: true }]);
    await sleep(100);
    expect(a.heard).toHaveLength(1); // its own echo is none
  });

  law('of a transaction are told after its commit, and never of one that failed', async () => {
    const [a, b] = await pair();
    const [kept, lost] = [newId(), newId()];
    await test.db.transaction(async (tx) => {
      a.events.publish(tx, conversation(kept, 1));
      await sleep(20);
      expect(a.heard).toEqual([]);
    });
    const failing = test.db.transaction(async (tx) => {
      a.events.publish(tx, conversation(lost, 1));
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(a.heard.map(({ fact }) => fact)).toEqual([conversation(kept, 1)]);
    await until(() => b.heard.length > 0);
    await sleep(50);
    expect(b.heard.map(({ fact }) => fact)).toEqual([conversation(kept, 1)]);
  });

  law('that repeat each other are folded on the way, each audience keeping its last', async () => {
    const [a, b] = await pair();
    const id = newId();
    for (let revision = 1; revision <= 1_000; revision += 1) {
      a.events.tell(conversation(id, revision, revision < 1_000 ? 'old team' : 'new team'));
    }
    await until(() => b.heard.some(({ fact }) => fact.kind === 'conversation' && fact.revision === 1_000));
    expect(a.heard).toHaveLength(1_000);
    expect(b.heard.length).toBeLessThan(10);
    expect(b.heard.map(({ fact }) => fact)).toContainEqual(conversation(id, 999, 'old team'));
  });

  law('of any number all arrive, in messages that the server takes', async () => {
    const [a, b] = await pair();
    const ids = Array.from({ length: 2_000 }, () => newId());
    a.events.tell(...ids.map((id) => conversation(id, 1)));
    await until(() => b.heard.length >= ids.length);
    expect(b.heard.map(({ fact }) => (fact.kind === 'conversation' ? fact.id : fact.kind))).toEqual(ids);
  });

  law('that were lost while the line was cut make every replica read again', async () => {
    const [a, b] = await pair();
    await ground.line.cut();
    a.events.tell({ kind: 'presence', agentId: 'during' });
    await sleep(300);
    expect(b.heard).toEqual([]);
    await ground.line.mend();
    await until(() => [a, b].every(({ heard }) => heard.some(({ fact }) => fact.kind === 'resync')));
    // And the line carries again.
    a.events.tell({ kind: 'presence', agentId: 'after' });
    await until(() => b.heard.some(({ fact }) => fact.kind === 'presence' && fact.agentId === 'after'));
  });

  law('reach a replica that came later, which begins by reading', async () => {
    const a = replica();
    await sleep(200);
    a.events.tell({ kind: 'presence', agentId: 'before' });
    const b = replica();
    await until(() => b.heard.length > 0);
    expect(b.heard[0]).toEqual({ fact: { kind: 'resync' }, remote: true });
    a.events.tell({ kind: 'presence', agentId: 'after' });
    await until(() => b.heard.some(({ fact }) => fact.kind === 'presence'));
    expect(b.heard.filter(({ fact }) => fact.kind === 'presence').map(({ fact }) => fact)).toEqual([
      { kind: 'presence', agentId: 'after' },
    ]);
  });

  law('of one listener that fails reach the others', async () => {
    const { events, heard } = replica();
    const seen: Fact[] = [];
    events.listen(() => {
      throw new Error('a bad listener');
    });
    const stop = events.listen((fact) => seen.push(fact));
    events.tell({ kind: 'resync' });
    stop();
    events.tell({ kind: 'resync' });
    expect(seen).toHaveLength(1);
    expect(heard).toHaveLength(2);
  });
});

describe('a packed message', () => {
  it('stays within its bytes, and keeps every fact in order', () => {
    const facts = Array.from({ length: 300 }, (_, n) => conversation(`ключ ${n}`, n));
    const messages = pack('me', facts, 1_000);
    expect(messages.length).toBeGreaterThan(10);
    for (const message of messages) expect(Buffer.byteLength(message)).toBeLessThanOrEqual(1_000);
    expect(messages.flatMap((message) => (JSON.parse(message) as { facts: Fact[] }).facts)).toEqual(facts);
  });
});
