/** The whole process dies by SIGKILL again and again while customers write: nothing is lost, doubled or reordered, and nothing is sent twice. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import { Secrets } from '../../src/foundation/config/secrets';
import { openAccountSecrets } from '../../src/foundation/settings/account-secrets';
import { withDatabase, type TestDatabase } from '../support/database';
import { freePort, until } from '../support/waiting';

const KEY = Buffer.alloc(32, 9);
const CUSTOMERS = 24;
const KILLS = 4;
const QUESTIONS = [
  'How do I freeze my card?',
  'what are your opening hours?',
  'how long does a transfer take?',
  'I want to talk to a person',
  'are you there?',
];
/** Questions that come one after another with no pause for an answer. */
const TURNS = QUESTIONS.length;

/** Twilio's Messages API as far as sending goes, in this process: its ledger outlives every crash of the server. */
class Provider {
  readonly sent: { sid: string; to: string; body: string; delivery: string; at: Date }[] = [];
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    response.setHeader('content-type', 'application/json');
    if (request.method === 'GET') {
      const to = new URL(request.url ?? '', 'http://provider').searchParams.get('To');
      const messages = this.sent
        .filter((message) => message.to === to)
        .map((message) => ({
          sid: message.sid,
          to,
          body: message.body,
          direction: 'outbound-api',
          date_created: message.at.toUTCString(),
          date_sent: message.at.toUTCString(),
          status: 'sent',
        }));
      response.end(JSON.stringify({ messages, page: 0, page_size: 50, uri: request.url, next_page_uri: null }));
      return;
    }
    const form = new URLSearchParams(body);
    const sid = `SM${String(this.sent.length).padStart(32, '0')}`;
    const delivery = new URL(form.get('StatusCallback') ?? 'http://none').searchParams.get('delivery') ?? '';
    this.sent.push({ sid, to: form.get('To') ?? '', body: form.get('Body') ?? '', delivery, at: new Date() });
    // Slow enough that a kill falls between taking and answering.
    setTimeout(
      () =>
        response
          .writeHead(201)
          .end(JSON.stringify({ sid, status: 'queued', to: form.get('To'), body: form.get('Body') })),
      60,
    );
  }
}

let database: TestDatabase;
let dataDir: string;
let port: number;
let child: ChildProcess;
const provider = new Provider();

async function start(): Promise<void> {
  child = spawn(process.execPath, [join(__dirname, '../../dist/main.js')], {
    env: {
      ...process.env,
      NODE_ENV: '',
      PORT: String(port),
      DATABASE_URL: database.url,
      BATON_DATA_DIR: dataDir,
      BATON_SECRET_KEY: KEY.toString('base64'),
      PUBLIC_URL: '',
      LOG_LEVEL: 'fatal',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await until(
    () =>
      fetch(`http://127.0.0.1:${port}/health/live`)
        .then((answer) => answer.ok)
        .catch(() => false),
    120_000,
  );
}

async function kill(): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** As a provider does: the same message again until it is taken. */
async function deliver(token: string, params: Record<string, string>): Promise<void> {
  const url = `http://127.0.0.1:${port}/webhooks/twilio`;
  const signature = getExpectedTwilioSignature(token, url, params);
  await until(
    () =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
        body: new URLSearchParams(params).toString(),
        signal: AbortSignal.timeout(10_000),
      })
        .then((answer) => answer.ok)
        .catch(() => false),
    180_000,
  );
}

beforeAll(async () => {
  database = await withDatabase();
  dataDir = mkdtempSync(join(tmpdir(), 'baton-crash-'));
  port = await freePort();
  await start();
  await kill();
  const apiBaseUrl = await provider.start();
  await database.db.query(
    `update channel_account set settings = settings || jsonb_build_object('apiBaseUrl', $1::text) where channel = 'sms'`,
    [apiBaseUrl],
  );
  await database.db.query(`update setting set value = value || '{"quietMs": 100}' where key = 'business'`);
  await start();
}, 300_000);

afterAll(async () => {
  await kill();
  provider.stop();
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
}, 240_000);

it('loses, doubles and reorders nothing over kills in the middle of turns and sends', async () => {
  const [account] = await database.db.query<{ id: string; address: string; sid: string; secrets: Buffer }>(
    `select id, address, settings->>'accountSid' as sid, secrets from channel_account where channel = 'sms' and assistant_mode = 'answers'`,
  );
  if (!account) throw new Error('No account was seeded.');
  const token = openAccountSecrets(new Secrets(KEY), account.id, account.secrets)['authToken'] ?? '';

  let writing = true;
  const killing = async (): Promise<void> => {
    for (let killed = 0; killed < KILLS && writing; killed += 1) {
      await new Promise((resolve) => setTimeout(resolve, 700 + 350 * killed));
      await kill();
      await start();
    }
  };
  const customers = Promise.all(
    Array.from({ length: CUSTOMERS }, async (_, customer) => {
      for (const [turn, text] of QUESTIONS.entries()) {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 1_200));
        await deliver(token, {
          MessageSid: `SM${String(customer).padStart(16, '0')}${String(turn).padStart(16, 'a')}`,
          AccountSid: account.sid,
          From: `+1202557${String(1000 + customer)}`,
          To: account.address,
          Body: text,
          NumMedia: '0',
        });
      }
    }),
  );
  const written = customers.finally(() => (writing = false));
  await Promise.all([written, killing()]);

  // Everything is covered and every send has an end: a cut-off one is asked for after 15 s. One that was cut off before it reached
  // the provider stays unknown for its 15 minutes, as nobody can tell.
  const left = (delivery: string): boolean => provider.sent.some((one) => one.delivery === delivery);
  await until(async () => {
    const [row] = await database.db.query<{ uncovered: string; open: string; unknown: string[] }>(
      `select (select count(*) from conversation c where c.covered_seq < (select max(m.seq) from message m where m.conversation_id = c.id and m.direction = 'in')) as uncovered,
              (select count(*) from delivery d where d.state in ('queued', 'sending') and d.conversation_id is not null) as open,
              array(select d.id from delivery d where d.state = 'unknown' and d.conversation_id is not null) as unknown`,
    );
    return row && Number(row.uncovered) + Number(row.open) === 0 && !row.unknown.some(left);
  }, 240_000);

  const conversations = await database.db.query<{ texts: string[]; seqs: number[]; last: number; uncovered: string }>(
    `select array_agg(m.text order by m.seq) filter (where m.direction = 'in') as texts, array_agg(m.seq order by m.seq) as seqs, c.last_seq as last,
            count(*) filter (where m.direction = 'in' and 1 <> (select count(*) from turn t where t.conversation_id = c.id and m.seq between t.from_seq and t.to_seq)) as uncovered
       from conversation c join message m on m.conversation_id = c.id where c.channel_account_id = $1 group by c.id`,
    [account.id],
  );
  expect(conversations.length).toBe(CUSTOMERS);
  for (const { texts, seqs, last, uncovered } of conversations) {
    expect(texts).toEqual(QUESTIONS);
    expect(seqs).toEqual(Array.from({ length: last }, (_, index) => index + 1));
    expect(Number(uncovered)).toBe(0);
  }
  expect(conversations.flatMap((one) => one.texts).length).toBe(CUSTOMERS * TURNS);

  // The provider's ledger against ours: each delivery left at most once, and what counts as sent left exactly once.
  const perDelivery = new Map<string, number>();
  for (const { delivery } of provider.sent) perDelivery.set(delivery, (perDelivery.get(delivery) ?? 0) + 1);
  expect([...perDelivery.values()].filter((times) => times > 1)).toEqual([]);
  const deliveries = await database.db.query<{ id: string; state: string }>(
    'select id, state from delivery where conversation_id is not null',
  );
  for (const { id, state } of deliveries) {
    if (state === 'accepted') expect(perDelivery.get(id)).toBe(1);
    if (state === 'withdrawn' || state === 'unknown') expect(perDelivery.get(id)).toBeUndefined();
  }
}, 480_000);
