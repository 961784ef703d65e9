/** A process killed in a storm of webhooks has acknowledged nothing that is not stored, and stored nothing twice. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import { withDatabase, type TestDatabase } from '../support/database';
import { gaps, openFrontDoor, type FrontDoor } from '../support/inbound';

const TOKEN = 'a-token-of-the-test-account';
const SID = `AC${'0'.repeat(32)}`;
const MESSAGES = 1_200;
const SENDERS = 24;
const KILLS = 2;

let base: TestDatabase;
let door: FrontDoor;
let child: ChildProcess | undefined;

beforeEach(async () => {
  base = await withDatabase();
  door = await openFrontDoor(base.db);
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await base.drop();
});

async function start(): Promise<string> {
  const account = { ...door.account, settings: { accountSid: SID }, secrets: { authToken: TOKEN }, active: true };
  const server = spawn(
    process.execPath,
    ['-r', join(__dirname, '../support/run-typescript.cjs'), join(__dirname, 'ingest-server.ts')],
    {
      env: { ...process.env, DATABASE_URL: base.url, ACCOUNT: JSON.stringify(account), TEAM: door.teamId },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  child = server;
  for await (const line of createInterface({ input: server.stdout })) return line;
  throw new Error('The server ended before it listened.');
}

/** True when acknowledged; false when the line broke, as providers see it. */
function deliver(address: string, agent: Agent, index: number): Promise<boolean> {
  const sent = {
    AccountSid: SID,
    MessageSid: `SM${String(index).padStart(32, '0')}`,
    From: `+1555${1000 + (index % 97)}`,
    To: door.account.address,
    Body: `message ${index}`,
  };
  const signature = getExpectedTwilioSignature(TOKEN, 'http://baton.example.invalid/webhooks/twilio', sent);
  return new Promise((resolve) => {
    const outgoing = request(`${address}/webhooks/twilio`, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
    });
    outgoing.on('response', (response) => {
      response.resume();
      response.on('close', () => resolve(response.statusCode === 200));
    });
    outgoing.on('error', () => resolve(false)).end(new URLSearchParams(sent).toString());
  });
}

test('whatever was acknowledged is there exactly once, after any number of kills and retries', async () => {
  const acknowledged = new Set<number>();
  let pending = Array.from({ length: MESSAGES }, (_, i) => i);
  for (let life = 0; pending.length > 0; life += 1) {
    const address = await start();
    const server = child;
    const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
    const before = acknowledged.size;
    const queue = [...pending];
    const sender = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        if (await deliver(address, agent, next)) acknowledged.add(next);
        if (life < KILLS && acknowledged.size - before > 200) server?.kill('SIGKILL');
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, sender));
    agent.destroy();
    server?.kill('SIGKILL');
    if (server && server.exitCode === null && server.signalCode === null) await once(server, 'exit');
    // Between lives: everything acknowledged so far is stored.
    const rows = await base.db.query<{ provider_id: string }>('select provider_id from message');
    const stored = new Set(rows.map((row) => Number(row.provider_id.slice(2))));
    expect([...acknowledged].filter((index) => !stored.has(index))).toEqual([]);
    expect(rows).toHaveLength(stored.size);
    pending = pending.filter((index) => !acknowledged.has(index));
  }
  const [row] = await base.db.query<{ messages: number; jobs: number; events: number }>(
    `select (select count(*)::int from message) as messages, (select count(*)::int from job) as jobs,
            (select count(*)::int from inbound_event) as events`,
  );
  expect(row).toEqual({ messages: MESSAGES, jobs: MESSAGES, events: MESSAGES });
  expect(await gaps(base.db)).toEqual([]);
}, 240_000);
