/** The emulated provider as the official client sees it, and as the demo business needs it. */
import fastifyFactory, { type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import twilio from 'twilio';
import { readBusiness } from '../../src/foundation/config/business';
import { Memory } from '../../src/sandbox/memory';
import { offeredPhones } from '../../src/sandbox/phones';
import { mountSandbox } from '../../src/sandbox/sandbox';

const SID = 'AC00000000000000000000000000000110';
const TOKEN = 'd4c3b2a1d4c3b2a1d4c3b2a1d4c3b2a1';
const SMS = '+12025550110';
const WHATSAPP = 'whatsapp:+12025550120';

let fastify: FastifyInstance;
let stop: () => void;
let client: twilio.Twilio;

beforeAll(async () => {
  fastify = fastifyFactory();
  stop = mountSandbox(fastify, {
    allowed: () => true,
    accounts: () => [
      { channel: 'sms', number: SMS, name: 'Text', accountSid: SID, authToken: TOKEN, messagingServiceSid: null },
      {
        channel: 'whatsapp',
        number: '+12025550120',
        name: 'WA',
        accountSid: SID,
        authToken: TOKEN,
        messagingServiceSid: null,
      },
    ],
    site: () => null,
    publicUrl: 'https://baton.example.com',
    pace: { sent: 1, delivered: 1, read: 1 },
  });
  await fastify.listen({ host: '127.0.0.1', port: 0 });
  client = clientOf(TOKEN);
});
afterAll(async () => {
  stop();
  await fastify.close();
});

function clientOf(token: string): twilio.Twilio {
  const base = `http://127.0.0.1:${(fastify.server.address() as AddressInfo).port}/sandbox/twilio`;
  class Pointed extends twilio.RequestClient {
    override request<T>(options: Parameters<twilio.RequestClient['request']>[0]) {
      return super.request<T>({ ...options, uri: options.uri.replace('https://api.twilio.com', base) } as never);
    }
  }
  return new twilio.Twilio(SID, token, { httpClient: new Pointed() });
}

const codeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'taken',
    (error: { code?: unknown }) => error.code,
  );

it('gives back what it took', async () => {
  const sent = await client.messages.create({ to: '+12025550141', from: SMS, body: 'Grüße 👋' });
  expect(sent).toMatchObject({ status: 'queued', direction: 'outbound-api', numSegments: '1', errorCode: null });
  const fetched = await client.messages(sent.sid).fetch();
  expect(fetched).toMatchObject({ sid: sent.sid, body: 'Grüße 👋', to: '+12025550141', from: SMS });
  expect(await codeOf(client.messages(`SM${'0'.repeat(32)}`).fetch())).toBe(20404);
});

it('lists by recipient, sender and date, over pages, newest first', async () => {
  for (let index = 0; index < 7; index += 1) {
    await client.messages.create({ to: '+12025550142', from: SMS, body: `number ${index}` });
  }
  await client.messages.create({ to: 'whatsapp:+12025550142', from: WHATSAPP, body: 'elsewhere' });
  const listed = await client.messages.list({ to: '+12025550142', pageSize: 3 });
  expect(listed.map(({ body }) => body)).toEqual([6, 5, 4, 3, 2, 1, 0].map((index) => `number ${index}`));
  expect(await client.messages.list({ from: WHATSAPP })).toHaveLength(1);

  const hour = 3_600_000;
  await new Promise((resolve) => setTimeout(resolve, 50)); // until all are sent
  const after = (ms: number) => client.messages.list({ to: '+12025550142', dateSentAfter: new Date(Date.now() + ms) });
  expect(await after(-hour)).toHaveLength(7);
  expect(await after(hour)).toHaveLength(0);
  expect(await client.messages.list({ to: '+12025550142', dateSentBefore: new Date(Date.now() - hour) })).toHaveLength(
    0,
  );
});

it.each([
  ['a recipient that is none', { to: '12', from: SMS, body: 'Hello' }, 21211],
  ['no sender', { to: '+12025550141', body: 'Hello' }, 21603],
  ['a sender that is not ours', { to: '+12025550141', from: '+12025550199', body: 'Hello' }, 21606],
  ['a WhatsApp sender that is none', { to: 'whatsapp:+12025550141', from: `whatsapp:${SMS}`, body: 'Hello' }, 63007],
  ['no words', { to: '+12025550141', from: SMS, body: '' }, 21619],
  ['too many words', { to: '+12025550141', from: SMS, body: 'x'.repeat(1601) }, 21617],
  ['a callback elsewhere', { to: '+12025550141', from: SMS, body: 'Hello', statusCallback: 'http://10.0.0.1/' }, 21609],
  [
    'a callback to a name that begins like ours',
    { to: '+12025550141', from: SMS, body: 'Hello', statusCallback: 'https://baton.example.com.attacker.example/' },
    21609,
  ],
])('refuses %s', async (_name, message, code) => {
  expect(await codeOf(client.messages.create(message))).toBe(code);
});

it('refuses a token that is not the account’s', async () => {
  expect(await codeOf(clientOf('f'.repeat(32)).messages.create({ to: '+12025550141', from: SMS, body: 'Hello' }))).toBe(
    20003,
  );
});

it('closes WhatsApp’s window 24 hours after the phone’s last word', () => {
  let now = Date.parse('2026-11-22T12:00:00Z');
  const hours = (count: number) => (now += count * 3_600_000);
  const memory = new Memory(() => new Date(now));
  const open = () => memory.windowOpen('+12025550141', '+12025550120');
  // What was written before the sandbox started is not known to it.
  expect(open()).toBe(true);
  hours(25);
  expect(open()).toBe(false);
  memory.heardFrom('+12025550141', '+12025550120');
  hours(23.9);
  expect(open()).toBe(true);
  hours(0.2);
  expect(open()).toBe(false);
});

it('forgets the oldest rather than growing without end', () => {
  const memory = new Memory();
  const message = { accountSid: SID, channel: 'sms', phone: '+12025550141', business: SMS } as const;
  for (let index = 0; index < 5_100; index += 1) {
    memory.add({ ...message, direction: 'inbound', body: String(index), status: 'received' });
    memory.note({ direction: 'heard', what: 'send', messageId: null, status: 200, detail: String(index) });
  }
  expect(
    memory
      .ofPhone('sms-12025550141')
      .map(({ body }) => body)
      .at(0),
  ).toBe('100');
  expect(memory.ledger()).toHaveLength(500);
  expect(memory.ledger()[0]?.detail).toBe('5099');
});

it('offers the demo agent’s phone on the line that the demo business gave it', () => {
  const { accounts, agents } = readBusiness(join(__dirname, '../../config'));
  const lines = accounts.flatMap(({ channel, address }) =>
    channel === 'sms' || channel === 'whatsapp' ? [{ channel, number: address } as const] : [],
  );
  const phones = offeredPhones(lines);
  const staff = agents.flatMap(({ endpoints }) =>
    endpoints.map(({ account, address }) => ({
      number: address,
      writesTo: accounts.find(({ name }) => name === account)?.address,
    })),
  );
  expect(staff.length).toBeGreaterThan(0);
  expect(phones.filter(({ owner }) => owner === 'agent').map(({ number, writesTo }) => ({ number, writesTo }))).toEqual(
    staff,
  );
  // Customers are never given the staff line.
  for (const { owner, writesTo } of phones) {
    if (owner === 'customer') expect(staff.map((one) => one.writesTo)).not.toContain(writesTo);
    expect(writesTo).not.toBeNull();
  }
});
