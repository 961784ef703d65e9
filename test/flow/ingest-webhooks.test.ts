/** The raw routes: genuine requests are stored and then acknowledged, everything else is refused and leaves no row. */
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import fastify, { type FastifyInstance } from 'fastify';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import type { Channel, ChannelAccount } from '../../src/channels/channel';
import { smsChannel } from '../../src/channels/sms/sms';
import { TwilioClient } from '../../src/channels/twilio/client';
import { webChannel } from '../../src/channels/web/web';
import { whatsappChannel } from '../../src/channels/whatsapp/whatsapp';
import { Fault } from '../../src/foundation/model/fault';
import { newId } from '../../src/foundation/model/ids';
import type { Ingest } from '../../src/pipeline/inbound/ingest';
import { registerWebhooks } from '../../src/pipeline/inbound/webhooks';
import { withDatabase, type TestDatabase } from '../support/database';
import { counts, openFrontDoor, type FrontDoor } from '../support/inbound';

const PUBLIC_URL = 'https://baton.example.invalid';
const SID = `AC${'0'.repeat(32)}`;
const TOKEN = 'a-token-of-the-test-account';

let base: TestDatabase;
let door: FrontDoor;
let app: FastifyInstance;
let accounts: (ChannelAccount & { active: boolean })[];
let ingest: Pick<Ingest, 'receive'>;

// What is refused here is meant to be.
beforeAll(() => {
  Logger.overrideLogger(false);
});
beforeEach(async () => {
  base = await withDatabase();
  door = await openFrontDoor(base.db);
  const secrets = { authToken: TOKEN };
  const whatsapp = newId();
  await base.db.query(
    `insert into channel_account (id, channel, name, address) values ($1, 'whatsapp', 'W', '+15550100')`,
    [whatsapp],
  );
  const sms = { ...door.account, settings: { accountSid: SID }, secrets, active: true };
  accounts = [sms, { ...sms, id: whatsapp, channel: 'whatsapp' }];
  ingest = door.ingest();
  app = fastify();
  const twilio = new TwilioClient(() => null);
  const channels = new Map<string, Channel>(
    [smsChannel(twilio), whatsappChannel(twilio), webChannel].map((each) => [each.kind, each]),
  );
  app.post('/api/echo', async ({ body }) => body);
  await registerWebhooks(app, {
    publicUrl: `${PUBLIC_URL}/`,
    channels,
    accounts: () => accounts,
    ingest: { receive: (account, events) => ingest.receive(account, events) },
  });
});
afterEach(async () => {
  await app.close();
  await door.close();
  await base.drop();
});

const parameters = (more: Record<string, string> = {}): Record<string, string> => ({
  AccountSid: SID,
  MessageSid: `SM${newId().replaceAll('-', '')}`,
  From: '+15550111',
  To: '+15550100',
  Body: 'Where is my order? ',
  NumMedia: '0',
  ...more,
});

interface Post {
  path?: string;
  token?: string;
  signature?: string | null;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

async function post(sent: Record<string, string>, { path = '/webhooks/twilio', token = TOKEN, ...more }: Post = {}) {
  const signature =
    more.signature === undefined ? getExpectedTwilioSignature(token, PUBLIC_URL + path, sent) : more.signature;
  return app.inject({
    method: 'POST',
    url: path,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(signature === null ? {} : { 'x-twilio-signature': signature }),
      ...more.headers,
    },
    payload: more.body ?? new URLSearchParams(sent).toString(),
  });
}

const stored = async (): Promise<number> => (await counts(base.db))['events'] ?? -1;

test('a genuine message is committed, then acknowledged with empty TwiML', async () => {
  const real = ingest;
  let committed = -1;
  ingest = {
    receive: async (account, events) => {
      const results = await real.receive(account, events);
      committed = await stored();
      return results;
    },
  };
  const answer = await post(parameters());
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe('text/xml; charset=utf-8');
  expect(answer.body).toMatch(/<Response\s*\/>$/);
  expect(committed).toBe(1);
  expect(await base.db.query('select text from message')).toEqual([{ text: 'Where is my order? ' }]);
});

test('SMS and WhatsApp share the route and the contact', async () => {
  await post(parameters());
  await post(parameters({ From: 'whatsapp:+15550111', To: 'whatsapp:+15550100', ProfileName: 'Someone' }));
  expect(
    await base.db.query(
      'select a.channel from message m join channel_account a on a.id = m.channel_account_id order by m.seq',
    ),
  ).toEqual([{ channel: 'sms' }, { channel: 'whatsapp' }]);
  expect(await base.db.query('select name from contact')).toEqual([{ name: 'Someone' }]);
});

test('a status callback moves its delivery, matched by the id in our URL', async () => {
  await post(parameters());
  const deliveryId = newId();
  await base.db.query(
    `with m as (insert into message (id, conversation_id, seq, direction, author, channel_account_id, contact_address_id)
                select $2, id, 2, 'out', 'assistant', channel_account_id, contact_address_id from conversation returning *)
     insert into delivery (id, message_id, conversation_id, channel_account_id, to_address, state)
     select $1, m.id, m.conversation_id, m.channel_account_id, '+15550111', 'sending' from m`,
    [deliveryId, newId()],
  );
  const answer = await post(
    parameters({ From: '+15550100', To: '+15550111', MessageStatus: 'delivered', MessageSid: `SM${'1'.repeat(32)}` }),
    { path: `/webhooks/twilio/status?delivery=${deliveryId}` },
  );
  expect(answer.statusCode).toBe(200);
  expect(await base.db.query('select state, provider_id from delivery')).toEqual([
    { state: 'delivered', provider_id: `SM${'1'.repeat(32)}` },
  ]);
});

describe('nothing is believed that is not genuine', () => {
  const forged = async (answer: Awaited<ReturnType<typeof post>>): Promise<void> => {
    expect(answer.statusCode).toBe(403);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json()).toMatchObject({ title: 'Forbidden', status: 403 });
    expect(await stored()).toBe(0);
  };

  test('no signature', async () => forged(await post(parameters(), { signature: null })));
  test('a wrong token', async () => forged(await post(parameters(), { token: 'another-token-altogether' })));
  test('a changed parameter', async () => {
    const sent = parameters();
    const signature = getExpectedTwilioSignature(TOKEN, `${PUBLIC_URL}/webhooks/twilio`, sent);
    await forged(await post({ ...sent, Body: 'Pay me' }, { signature }));
  });
  test('a host of the sender’s choice', async () => {
    const sent = parameters();
    const signature = getExpectedTwilioSignature(TOKEN, 'https://evil.invalid/webhooks/twilio', sent);
    const headers = { host: 'evil.invalid', 'x-forwarded-host': 'evil.invalid', 'x-forwarded-proto': 'https' };
    await forged(await post(sent, { signature, headers }));
  });
  test('an account that is not ours', async () =>
    forged(await post(parameters({ AccountSid: `AC${'9'.repeat(32)}` }))));
  test('an account without a token', async () => {
    accounts = accounts.map((account) => ({ ...account, secrets: {} }));
    await forged(await post(parameters(), { token: '' }));
  });
  test('an account that is switched off', async () => {
    accounts = accounts.map((account) => ({ ...account, active: false }));
    await forged(await post(parameters()));
  });
  test('a query that was not signed', async () => {
    const sent = parameters();
    const signature = getExpectedTwilioSignature(TOKEN, `${PUBLIC_URL}/webhooks/twilio`, sent);
    await forged(await post(sent, { signature, path: '/webhooks/twilio?x=1' }));
  });
});

test('malformed requests are refused with their reason and nothing is stored', async () => {
  const nameless = parameters();
  delete nameless['MessageSid'];
  const answer = await post(nameless);
  expect(answer.statusCode).toBe(400);
  expect(answer.json<{ detail: string }>().detail).toMatch(/MessageSid/);
  expect((await post(parameters(), { body: Buffer.alloc(70_000, 'a') })).statusCode).toBe(413);
  expect((await post(parameters(), { body: '' })).statusCode).toBe(403);
  expect((await post(parameters(), { body: Buffer.from([0xff, 0xfe, 0x00]) })).statusCode).toBe(403);
  expect(await stored()).toBe(0);
});

describe('on a real line', () => {
  const raw = async (lines: string[], then: (socket: Socket) => void = () => undefined): Promise<string> => {
    const { port } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
    return new Promise((resolve, reject) => {
      let said = '';
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(['POST /webhooks/twilio HTTP/1.1', 'Host: x', ...lines].join('\r\n'));
        then(socket);
      });
      socket.setEncoding('utf8').on('data', (text: string) => (said += text));
      socket.on('close', () => resolve(said)).on('error', reject);
    });
  };

  test('a body without a length is read no further than the limit', async () => {
    const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`;
    const said = await raw(['Transfer-Encoding: chunked', '', chunk + chunk]);
    expect(said).toMatch(/^HTTP\/1\.1 413 /);
    expect(said).toMatch(/connection: close/i);
  });

  test('a line that is cut in the middle of a body stores nothing, and the next request is served', async () => {
    const seen = jest.spyOn(ingest, 'receive');
    await raw(['Content-Length: 500', '', 'AccountSid=AC'], (socket) => setTimeout(() => socket.destroy(), 50));
    expect(seen).not.toHaveBeenCalled();
    expect((await post(parameters())).statusCode).toBe(200);
    expect(await stored()).toBe(1);
  });
});

test.each([
  ['too much at once', new Fault('unavailable', 'Too many.', { retryAfterSeconds: 5 }), 503],
  ['what the database refuses', new Fault('invalid', 'No.'), 422],
  ['a failure of our own', new Error('secret detail'), 500],
])('%s is never acknowledged', async (_what, error, status) => {
  ingest = { receive: () => Promise.reject(error) };
  const answer = await post(parameters());
  expect(answer.statusCode).toBe(status);
  expect(answer.body).not.toContain('secret detail');
  expect(answer.headers['retry-after']).toBe(status === 503 ? '5' : undefined);
});

test('a poison message is refused alone while others at the same moment are acknowledged', async () => {
  // Longer than an index row may be; signed, so that only the database can refuse it.
  const answers = await Promise.all([
    ...Array.from({ length: 10 }, (_, i) => post(parameters({ From: `+1555010${i}` }))),
    ingest
      .receive(accounts[0] ?? door.account, [
        {
          kind: 'message',
          providerId: Array.from({ length: 400 }, () => newId()).join(''),
          from: { kind: 'phone', address: '+15550111' },
          text: 'poison',
          content: {},
          attachments: [],
        },
      ])
      .then(() => ({ statusCode: 200 }))
      .catch(() => ({ statusCode: 422 })),
  ]);
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([...Array<number>(10).fill(200), 422]);
  expect(await stored()).toBe(10);
});

test('other routes keep their own body parsers', async () => {
  const answer = await app.inject({ method: 'POST', url: '/api/echo', payload: { a: 1 } });
  expect(answer.json()).toEqual({ a: 1 });
});

test('an unknown provider has no route', async () => {
  expect((await post(parameters(), { path: '/webhooks/nobody' })).statusCode).toBe(404);
});

test('a thousand at once over one listener are all acknowledged and all stored', async () => {
  const address = await app.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 });
  const statuses = await Promise.all(
    Array.from({ length: 1_000 }, (_, i) => send(address, parameters({ From: `+1555${1000 + (i % 300)}` }))),
  );
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await counts(base.db)).toMatchObject({ messages: 1_000, conversations: 300 });
});

function send(address: string, sent: Record<string, string>): Promise<number> {
  const body = new URLSearchParams(sent).toString();
  const signature = getExpectedTwilioSignature(TOKEN, `${PUBLIC_URL}/webhooks/twilio`, sent);
  return new Promise((resolve, reject) => {
    const outgoing = request(`${address}/webhooks/twilio`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
    });
    outgoing.on('response', (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    outgoing.on('error', reject).end(body);
  });
}
