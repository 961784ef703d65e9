/** From a virtual phone to Baton's real webhook and back: signed requests over HTTP, the official client, signed callbacks. */
import fastifyFactory, { type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import {
  SendFault,
  type Channel,
  type ChannelAccount,
  type InboundEvent,
  type RawRequest,
} from '../../src/channels/channel';
import { smsChannel } from '../../src/channels/sms/sms';
import { TwilioClient } from '../../src/channels/twilio/client';
import { whatsappChannel } from '../../src/channels/whatsapp/whatsapp';
import type { FaultSwitch, LedgerEntry, PhoneList, PhoneMessage } from '../../src/sandbox/contract';
import { mountSandbox } from '../../src/sandbox/sandbox';

const PUBLIC_URL = 'https://baton.example.com';
const TOKEN = 'd4c3b2a1d4c3b2a1d4c3b2a1d4c3b2a1';
const SMS: ChannelAccount = account('sms', '+12025550110', 'AC00000000000000000000000000000110');
const WHATSAPP: ChannelAccount = account('whatsapp', '+12025550120', 'AC00000000000000000000000000000120');
const BY_AGENT = { automatic: false, author: null, answers: null };
const DELIVERY = '0199aaaa-0000-7000-8000-000000000001';
const FIRST_CUSTOMER = { sms: 'sms-12025550141', whatsapp: 'whatsapp-12025550141', number: '+12025550141' };

function account(channel: string, address: string, accountSid: string): ChannelAccount {
  return { id: channel, channel, address, settings: { accountSid }, secrets: { authToken: TOKEN }, simulated: true };
}

/** Baton's side, as the webhook routes do it: locate, verify, read; what it heard is the ledger of this test. */
class Baton {
  readonly heard: { account: string; event: InboundEvent; headers: RawRequest['headers'] }[] = [];
  /** Answers of the webhook to come; none: 200. */
  readonly answers: number[] = [];
  allowed = true;
  base = '';
  readonly fastify: FastifyInstance;
  private readonly stop: () => void;
  private readonly channels: Channel[];

  constructor() {
    const client = new TwilioClient(() => `${this.base}/sandbox/twilio`);
    this.channels = [smsChannel(client), whatsappChannel(client)];
    this.fastify = fastifyFactory();
    this.stop = mountSandbox(this.fastify, {
      allowed: () => this.allowed,
      accounts: () =>
        [SMS, WHATSAPP].map(({ channel, address, settings, secrets }) => ({
          channel: channel === 'sms' ? 'sms' : 'whatsapp',
          number: address,
          name: channel,
          accountSid: String(settings['accountSid']),
          authToken: String(secrets['authToken']),
          messagingServiceSid: null,
        })),
      site: () => 'demo-site',
      publicUrl: PUBLIC_URL,
      pace: { sent: 5, delivered: 5, read: 5 },
      pauses: [10, 10],
    });
    void this.fastify.register(async (routes) => {
      routes.removeAllContentTypeParsers();
      routes.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
      for (const path of ['/webhooks/twilio', '/webhooks/twilio/status']) {
        routes.post(path, (request, reply) => {
          const raw = { url: PUBLIC_URL + request.url, headers: request.headers, body: request.body as Buffer };
          const answer = this.answers.shift();
          if (answer) return reply.code(answer).send();
          for (const channel of this.channels) {
            const located = channel.webhook?.locate(raw, [SMS, WHATSAPP]);
            if (!located) continue;
            if (!channel.webhook?.verify(raw, located)) return reply.code(403).send();
            for (const event of channel.webhook.read(raw, located)) {
              this.heard.push({ account: located.id, event, headers: raw.headers });
            }
            return reply.type(channel.webhook.ack.contentType).send(channel.webhook.ack.body);
          }
          return reply.code(404).send();
        });
      }
    });
  }

  async start(): Promise<this> {
    await this.fastify.listen({ host: '127.0.0.1', port: 0 });
    this.base = `http://127.0.0.1:${(this.fastify.server.address() as AddressInfo).port}`;
    return this;
  }

  channel(kind: string): Channel {
    const channel = this.channels.find((one) => one.kind === kind);
    if (!channel) throw new Error(kind);
    return channel;
  }

  async send(to: ChannelAccount, text: string, withinMs = 15_000): Promise<string> {
    const deliveryId = DELIVERY;
    const outgoing = {
      deliveryId,
      to: FIRST_CUSTOMER.number,
      text,
      ...BY_AGENT,
      statusUrl: `${PUBLIC_URL}/webhooks/twilio/status?delivery=${deliveryId}`,
    };
    return this.channel(to.channel).send(to, outgoing, AbortSignal.timeout(withinMs));
  }

  find(to: ChannelAccount, text: string, since: Date): Promise<string | null> {
    const outgoing = { deliveryId: 'x', to: FIRST_CUSTOMER.number, text, ...BY_AGENT, statusUrl: null };
    return this.channel(to.channel).find?.(to, outgoing, since, AbortSignal.timeout(10_000)) ?? Promise.resolve(null);
  }

  async api<T>(path: string, body?: unknown): Promise<{ status: number; json: T }> {
    const response = await fetch(`${this.base}/sandbox/api${path}`, {
      ...(body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return { status: response.status, json: (await response.json()) as T };
  }

  async fault(kind: FaultSwitch['kind'], more: Partial<FaultSwitch> = {}): Promise<void> {
    const { status } = await this.api('/faults', { kind, times: 1, ...more });
    expect(status).toBe(200);
  }

  async phone(id: string): Promise<PhoneMessage[]> {
    return (await this.api<{ messages: PhoneMessage[] }>(`/phones/${id}/messages`)).json.messages;
  }

  async ledger(): Promise<LedgerEntry[]> {
    return (await this.api<{ entries: LedgerEntry[] }>('/ledger')).json.entries;
  }

  async close(): Promise<void> {
    this.stop();
    await this.fastify.close();
  }
}

async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  const limit = Date.now() + 15_000;
  while (!(await check())) {
    if (Date.now() > limit) throw new Error('it did not come to pass within fifteen seconds');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function faultOf(send: Promise<unknown>): Promise<SendFault> {
  const error: unknown = await send.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof SendFault)) throw new Error('it was no SendFault', { cause: error });
  return error;
}

let baton: Baton;
beforeEach(async () => {
  baton = await new Baton().start();
});
afterEach(() => baton.close());

describe('what a phone writes', () => {
  it('reaches the webhook genuinely signed, and the phone shows that it was taken', async () => {
    const { status, json } = await baton.api<PhoneMessage>(`/phones/${FIRST_CUSTOMER.sms}/messages`, {
      text: ' Where is my card? 💳 a+b & c=d ',
    });
    expect(status).toBe(202);
    expect(json).toMatchObject({ state: 'sending', direction: 'sent', business: SMS.address });
    await until(() => baton.heard.length === 1);
    expect(baton.heard[0]).toMatchObject({
      account: 'sms',
      event: {
        kind: 'message',
        providerId: json.id,
        from: { kind: 'phone', address: FIRST_CUSTOMER.number },
        text: ' Where is my card? 💳 a+b & c=d ',
      },
    });
    await until(async () => (await baton.phone(FIRST_CUSTOMER.sms))[0]?.state === 'taken');
  });

  it('carries the name and number that WhatsApp shows', async () => {
    await baton.api(`/phones/${FIRST_CUSTOMER.whatsapp}/messages`, { text: 'Hi' });
    await until(() => baton.heard.length === 1);
    expect(baton.heard[0]).toMatchObject({
      account: 'whatsapp',
      event: {
        from: { address: FIRST_CUSTOMER.number, name: 'First customer, WhatsApp' },
        content: { waId: '12025550141' },
      },
    });
  });

  it('arrives in the order in which it was written', async () => {
    const texts = Array.from({ length: 20 }, (_, index) => `line ${index}`);
    for (const text of texts) await baton.api(`/phones/${FIRST_CUSTOMER.sms}/messages`, { text });
    await until(() => baton.heard.length === texts.length);
    expect(baton.heard.map(({ event }) => event.kind === 'message' && event.text)).toEqual(texts);
  });

  it('is brought again under one idempotency token when Baton fails, and is one message', async () => {
    baton.answers.push(500, 503);
    await baton.api(`/phones/${FIRST_CUSTOMER.sms}/messages`, { text: 'Hello?' });
    await until(() => baton.heard.length === 1);
    expect(baton.heard[0]?.headers['i-twilio-idempotency-token']).toMatch(/^[0-9a-f-]{36}$/);
    const tries = (await baton.ledger()).filter(({ what }) => what === 'webhook');
    expect(tries.map(({ status }) => status)).toEqual([200, 503, 500]);
    expect(new Set(tries.map(({ messageId }) => messageId)).size).toBe(1);
  });

  it('is shown as lost when Baton refuses it, and is not repeated', async () => {
    baton.answers.push(403, 403, 403);
    await baton.api(`/phones/${FIRST_CUSTOMER.sms}/messages`, { text: 'Hello?' });
    await until(async () => (await baton.phone(FIRST_CUSTOMER.sms))[0]?.state === 'lost');
    expect((await baton.phone(FIRST_CUSTOMER.sms))[0]?.detail).toBe('Baton answered 403.');
    expect(baton.answers).toHaveLength(2);
  });
});

describe('what Baton sends', () => {
  it('arrives on the phone, and signed callbacks tell every state with the delivery’s id', async () => {
    const sid = await baton.send(WHATSAPP, 'Your card is on its way.');
    await until(async () => (await baton.phone(FIRST_CUSTOMER.whatsapp))[0]?.state === 'read');
    expect(await baton.phone(FIRST_CUSTOMER.whatsapp)).toMatchObject([
      { id: sid, direction: 'received', text: 'Your card is on its way.', business: WHATSAPP.address },
    ]);
    await until(() => baton.heard.length === 4);
    const receipts = baton.heard.map(({ event }) => event);
    expect(receipts.map((event) => event.kind === 'receipt' && event.state).sort()).toEqual([
      'accepted',
      'accepted',
      'delivered',
      'read',
    ]);
    for (const receipt of receipts) {
      expect(receipt).toMatchObject({ providerId: sid, deliveryId: DELIVERY });
    }
  });

  it.each([
    [
      'rate_limited',
      { retryAfterSeconds: 7 },
      { kind: 'rate-limited', options: { code: '20429', retryAfterMs: 7_000 } },
    ],
    ['too_many_requests', {}, { kind: 'rate-limited', options: { code: '429' } }],
    ['server_error', {}, { kind: 'ambiguous', options: { code: '20500' } }],
    ['accept_then_cut', {}, { kind: 'ambiguous' }],
    ['cut', {}, { kind: 'ambiguous' }],
    ['slow', { slowMs: 60_000 }, { kind: 'ambiguous' }],
    ['opted_out', {}, { kind: 'opted-out', options: { code: '21610' } }],
  ] as const)('fails by switch: %s', async (kind, more, expected) => {
    await baton.fault(kind, more);
    // The slow one is given up before it answers.
    const patience = kind === 'slow' ? 1_000 : 15_000;
    expect(await faultOf(baton.send(SMS, 'Hello', patience))).toMatchObject(expected);
    expect(await baton.send(SMS, 'Hello again')).toMatch(/^SM/);
  });

  it('fails for the phone that the switch names and for no other', async () => {
    await baton.fault('opted_out', { to: '+12025559999' });
    expect(await baton.send(SMS, 'Hello')).toMatch(/^SM/);
    await baton.fault('opted_out', { to: FIRST_CUSTOMER.number });
    expect(await faultOf(baton.send(SMS, 'Hello'))).toMatchObject({ kind: 'opted-out' });
  });

  it.each([
    ['outside_window', '63016', 'window-closed'],
    ['undelivered', '30003', undefined],
  ] as const)('is taken and fails later by switch: %s', async (kind, code, fault) => {
    await baton.fault(kind);
    const sid = await baton.send(WHATSAPP, 'Hello');
    await until(() => baton.heard.some(({ event }) => event.kind === 'receipt' && event.state === 'failed'));
    const failed = baton.heard
      .map(({ event }) => event)
      .find((event) => event.kind === 'receipt' && event.state === 'failed');
    expect(failed).toMatchObject({ providerId: sid, code });
    expect(failed?.kind === 'receipt' && failed.fault).toBe(fault);
    await until(async () => (await baton.phone(FIRST_CUSTOMER.whatsapp))[0]?.state === 'failed');
  });

  it('is found again after the line was cut, and only what was taken is', async () => {
    const since = new Date(Date.now() - 40_000);
    await baton.fault('accept_then_cut');
    await faultOf(baton.send(SMS, 'Taken'));
    await baton.fault('cut');
    await faultOf(baton.send(SMS, 'Never taken'));
    const [taken] = await baton.phone(FIRST_CUSTOMER.sms);
    expect(await baton.find(SMS, 'Taken', since)).toBe(taken?.id);
    expect(await baton.find(SMS, 'Never taken', since)).toBeNull();
    // The provider's list may lag: right after the send nothing is sure.
    expect(await faultOf(baton.find(SMS, 'Never taken', new Date()))).toMatchObject({ kind: 'ambiguous' });
  });

  it('is refused after STOP, which the provider answers itself, until START', async () => {
    await baton.api(`/phones/${FIRST_CUSTOMER.sms}/messages`, { text: ' stop ' });
    expect(await faultOf(baton.send(SMS, 'Hello'))).toMatchObject({ kind: 'opted-out' });
    await until(() => baton.heard.length === 1);
    expect((await baton.phone(FIRST_CUSTOMER.sms)).filter(({ automatic }) => automatic)).toHaveLength(1);
    await baton.api(`/phones/${FIRST_CUSTOMER.sms}/messages`, { text: 'START' });
    expect(await baton.send(SMS, 'Welcome back')).toMatch(/^SM/);
  });

  it('reports what is wrong with the account before anything is sent', async () => {
    const check = (one: ChannelAccount) => baton.channel('sms').check?.(one, AbortSignal.timeout(5_000));
    await expect(check(SMS)).resolves.toContain('active');
    const wrong = { ...SMS, secrets: { authToken: 'f'.repeat(32) } };
    expect(await faultOf(check(wrong) ?? Promise.resolve())).toMatchObject({
      kind: 'retry',
      options: { code: '20003' },
    });
  });
});

describe('the page’s stream', () => {
  it('says that it stands, then every change of a message', async () => {
    const stop = new AbortController();
    const response = await fetch(`${baton.base}/sandbox/api/events`, { signal: stop.signal });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    await baton.send(SMS, 'Hello');
    let seen = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      seen += decoder.decode(chunk, { stream: true });
      if (seen.includes('"state":"delivered"')) break;
    }
    stop.abort();
    const events = seen.split('\n\n').flatMap((block) => /^event: (\w+)$/m.exec(block)?.[1] ?? []);
    expect(events).toEqual(['ready', 'message', 'message', 'message', 'message']);
    expect([...seen.matchAll(/"state":"(\w+)"/g)].map(([, state]) => state)).toEqual([
      'queued',
      'queued',
      'sent',
      'delivered',
    ]);
  });
});

describe('who may use the sandbox', () => {
  const routes = ['/api/phones', '/api/ledger', '/api/events', '/api/faults', '/twilio/2010-04-01/Accounts/AC1.json'];

  it('is nobody once a real account exists', async () => {
    baton.allowed = false;
    for (const route of routes) expect((await fetch(`${baton.base}/sandbox${route}`)).status).toBe(404);
    expect(await faultOf(baton.send(SMS, 'Hello'))).toBeInstanceOf(SendFault);
  });

  it.each([
    [404, { 'x-forwarded-for': '203.0.113.7' }],
    [403, { host: 'attacker.example:3000' }],
    [403, { origin: 'https://attacker.example' }],
    [403, { origin: 'null' }],
    [403, { 'sec-fetch-site': 'cross-site' }],
    [403, { 'sec-fetch-site': 'same-site' }],
  ])('answers %d to a request with %j', async (status, headers) => {
    for (const url of routes) {
      const response = await baton.fastify.inject({
        url: `/sandbox${url}`,
        headers: { host: '127.0.0.1', ...headers },
      });
      expect([url, response.statusCode]).toEqual([url, status]);
    }
  });

  it('is the page that it serves itself', async () => {
    const headers = { host: 'localhost:3000', origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' };
    const response = await baton.fastify.inject({ url: '/sandbox/api/phones', headers });
    expect(response.statusCode).toBe(200);
    const { phones, business, site } = response.json<PhoneList>();
    expect(phones.map(({ id }) => id)).toContain(FIRST_CUSTOMER.sms);
    expect(business.map(({ number }) => number)).toEqual([SMS.address, WHATSAPP.address]);
    expect(site).toBe('demo-site');
  });

  it.each(['application/x-www-form-urlencoded', 'text/plain'])('takes no %s, which any page can post', async (type) => {
    const response = await baton.fastify.inject({
      method: 'POST',
      url: `/sandbox/api/phones/${FIRST_CUSTOMER.sms}/messages`,
      headers: { host: '127.0.0.1', 'content-type': type },
      payload: '{"text":"Hello"}',
    });
    expect(response.statusCode).toBe(400);
    expect(await baton.phone(FIRST_CUSTOMER.sms)).toEqual([]);
  });

  it('names every fault of a request', async () => {
    const { status, json } = await baton.api<{ errors: string[] }>(`/phones/${FIRST_CUSTOMER.sms}/messages`, {
      text: '',
      more: 1,
    });
    expect(status).toBe(400);
    expect(json.errors).toHaveLength(2);
    expect((await baton.api('/phones/email-1/messages')).status).toBe(400);
  });
});
