/** The laws that every channel keeps. A new channel describes itself as a `Subject` and runs this suite unchanged. */
import fc from 'fast-check';
import {
  SendFault,
  type Channel,
  type ChannelAccount,
  type InboundEvent,
  type Outgoing,
  type RawRequest,
  type SendFaultKind,
} from '../../src/channels/channel';
import { Fault } from '../../src/foundation/model/fault';
import { MisbehavingProvider, type Answer } from './provider';

export interface Subject {
  /** The channel, speaking to a provider at this address, and giving up after `deadlineMs`. */
  channel(providerUrl: string, deadlineMs: number): Channel;
  /** A configured account; every call the same. */
  account(): ChannelAccount;
  /** Settings that are wrong, with the paths that must be named, all at once. */
  junk: { settings: unknown; paths: string[] }[];
  addresses: { given: string; stored: string }[];
  badAddresses: string[];
  outgoing: Outgoing;
  /** How a provider says yes, and how it names what it took; null where a send needs no provider. */
  provider: { yes: Answer; id: string } | null;
  webhook: WebhookSubject | null;
  /** A server that is no HTTP provider: begun before the sends, with a ledger of what it took. */
  server?: ServerSubject;
  /** What is read from the wire, where nobody calls us. */
  source?: { genuine: { says: string; raw: Buffer; events: unknown[] }[] };
}

export interface ServerSubject {
  begin(): Promise<void>;
  end(): Promise<void>;
  /** How many it took. */
  taken(): number;
  moods: { says: string; arrange: () => void; kind: SendFaultKind; taken: number }[];
}

export interface WebhookSubject {
  /** Genuine requests to `account()`, one per kind that the wire knows, and what they say. */
  genuine: { says: string; request: RawRequest; events: InboundEvent[] }[];
  /** The header that proves who sent it. */
  proof: string;
  /** Another account on the same provider, with secrets of its own. */
  stranger: ChannelAccount;
  /** Field names of the wire, so that hostile bodies look like real ones. */
  fields: string[];
}

/** Never reached by a provider that answers, however busy the machine is. */
const DEADLINE_MS = 20_000;
/** For the provider that hangs: short, so that the suite is quick. */
const SHORT_MS = 1_000;

export function channelContract(name: string, subject: Subject): void {
  const { webhook, provider } = subject;
  describe(`the channel ${name}`, () => {
    describeItself(subject);
    if (webhook) describeWebhook(subject, webhook);
    if (subject.source) describeSource(subject, subject.source.genuine);
    if (subject.server) describeServer(subject, subject.server);
    else if (provider) describeProvider(subject, provider);
    else describeSend(subject);
  });
}

function describeItself(subject: Subject): void {
  const channel = subject.channel('http://127.0.0.1:1', DEADLINE_MS);
  const account = subject.account();

  it('says truly what it can do', () => {
    const { text, replyWindow, receipts } = channel.capabilities;
    expect(channel.kind).toMatch(/^[a-z]+$/);
    expect(channel.label).not.toBe('');
    expect(text.advisedLength).toBeGreaterThan(0);
    expect(text.maxLength).toBeGreaterThanOrEqual(text.advisedLength);
    if (replyWindow) expect(replyWindow.hours).toBeGreaterThan(0);
    expect(receipts).toContain('accepted');
    expect(new Set(receipts).size).toBe(receipts.length);
    if (channel.webhook)
      expect(channel.statusPath ?? `/webhooks/${channel.webhook.provider}`).toContain(
        `/webhooks/${channel.webhook.provider}`,
      );
  });

  it('takes the settings and secrets of a good account', () => {
    expect(channel.settings.safeParse(account.settings).success).toBe(true);
    expect(channel.secrets.safeParse(account.secrets).success).toBe(true);
  });

  it('names every fault of bad settings at once', () => {
    for (const { settings, paths } of subject.junk) {
      const issues = channel.settings.safeParse(settings).error?.issues ?? [];
      expect(issues.map((issue) => issue.path.join('.')).sort()).toEqual([...paths].sort());
      for (const issue of issues) expect(issue.message.length).toBeGreaterThan(10);
    }
  });

  it('refuses settings and secrets that it does not know', () => {
    for (const schema of [channel.settings, channel.secrets]) {
      expect(schema.safeParse({ ...account.settings, ...account.secrets, unheardOf: 1 }).success).toBe(false);
      expect(schema.safeParse(null).success).toBe(false);
    }
  });

  it('writes one address in one way', () => {
    for (const { given, stored } of subject.addresses) {
      expect(channel.address.parse(given)).toBe(stored);
      expect(channel.address.parse(stored)).toBe(stored);
    }
    for (const bad of subject.badAddresses) expect([bad, channel.address.safeParse(bad).success]).toEqual([bad, false]);
  });
}

function describeWebhook(subject: Subject, { genuine, proof, stranger, fields }: WebhookSubject): void {
  const channel = subject.channel('http://127.0.0.1:1', DEADLINE_MS);
  const account = subject.account();
  const webhook = channel.webhook;
  if (!webhook) throw new Error('The subject tells of a webhook that the channel does not have.');
  const fresh = (request: RawRequest): RawRequest => ({ ...request, headers: { ...request.headers } });

  for (const { says, request, events } of genuine) {
    it(`finds, believes and reads ${says}`, () => {
      expect(webhook.locate(fresh(request), [stranger, account])).toBe(account);
      expect(webhook.verify(fresh(request), account)).toBe(true);
      expect(webhook.read(fresh(request), account)).toEqual(events);
    });

    it(`reads ${says} the same twice and leaves it as it was`, () => {
      const before = structuredClone({
        url: request.url,
        headers: request.headers,
        body: request.body.toString('latin1'),
      });
      expect(webhook.read(request, account)).toEqual(webhook.read(fresh(request), account));
      expect({ url: request.url, headers: request.headers, body: request.body.toString('latin1') }).toEqual(before);
    });

    it(`does not believe ${says} without proof, without a secret, or with a stranger’s`, () => {
      expect(webhook.verify({ ...request, headers: { ...request.headers, [proof]: undefined } }, account)).toBe(false);
      expect(webhook.verify(fresh(request), { ...account, secrets: {} })).toBe(false);
      const emptied = Object.fromEntries(Object.keys(account.secrets).map((key) => [key, '']));
      expect(webhook.verify(fresh(request), { ...account, secrets: emptied })).toBe(false);
      expect(webhook.verify(fresh(request), { ...account, secrets: stranger.secrets })).toBe(false);
    });

    it(`does not believe ${says} for an account that it does not speak of`, () => {
      // Even when that account happens to have the same secret.
      expect(webhook.verify(fresh(request), { ...stranger, secrets: account.secrets })).toBe(false);
      expect(webhook.locate(fresh(request), [stranger])).toBeNull();
      expect(webhook.locate(fresh(request), [])).toBeNull();
    });

    it(`does not believe ${says} with one byte of its body changed`, () => {
      fc.assert(
        fc.property(fc.nat(request.body.length - 1), fc.integer({ min: 33, max: 126 }), (at, byte) => {
          const body = Buffer.from(request.body);
          fc.pre(body[at] !== byte && whatIsSigned(body, at, byte) !== whatIsSigned(request.body, at, null));
          body[at] = byte;
          expect(webhook.verify({ ...fresh(request), body }, account)).toBe(false);
        }),
        { numRuns: 200 },
      );
    });
  }

  const likeReal = fc.dictionary(
    fc.constantFrom(...fields, '__proto__', 'constructor'),
    fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom('\0', '\ud800', '10', '-1', 'https://[')),
  );
  const hostile = fc.record({
    url: fc.oneof(fc.constantFrom(...genuine.map(({ request }) => request.url)), fc.webUrl(), fc.string()),
    headers: fc.record({
      'content-type': fc.oneof(
        fc.constantFrom(...genuine.map(({ request }) => request.headers['content-type']), undefined),
        fc.string(),
      ),
      [proof]: fc.oneof(
        fc.string(),
        fc.base64String({ minLength: 28, maxLength: 28 }),
        fc.array(fc.string(), { maxLength: 2 }),
      ),
    }),
    body: fc.oneof(
      fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      likeReal.map((values) => Buffer.from(JSON.stringify(values))),
      likeReal.map((values) => Buffer.from(new URLSearchParams(values).toString())),
    ),
  });

  it('answers hostile requests with a refusal, never with a crash or with trust', () => {
    fc.assert(
      fc.property(hostile, (request) => {
        const raw: RawRequest = request;
        expect([null, account, stranger]).toContain(webhook.locate(raw, [account, stranger]));
        expect(webhook.verify(raw, account)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('reads hostile bodies into events that can be stored, or says that they are invalid', () => {
    fc.assert(
      fc.property(hostile, (request) => {
        let events: InboundEvent[];
        try {
          events = webhook.read(request, account);
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
          expect((error as Fault).code).toBe('invalid');
          return;
        }
        for (const event of events) {
          expect(event.providerId).not.toBe('');
          expect(event.providerId.length).toBeLessThanOrEqual(255);
          // PostgreSQL takes neither in text nor in jsonb.
          expect(JSON.stringify(event)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
          if (event.kind === 'message') {
            expect(event.from.address).not.toBe('');
            for (const { url } of event.attachments) expect(new URL(url ?? '').protocol).toMatch(/^https?:$/);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });
}

/**
 * What a changed byte leaves the same is believed rightly: two spellings of one character (+ and %20, %2f and %2F), and `a&b=` for
 * `a=b`, since Twilio signs sorted names and values strung together with no mark between them.
 */
function whatIsSigned(body: Buffer, at: number, byte: number | null): string {
  const changed = Buffer.from(body);
  if (byte !== null) changed[at] = byte;
  return [...new URLSearchParams(changed.toString('latin1'))]
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .flat()
    .join('');
}

function describeSend(subject: Subject): void {
  it('accepts a send at once under an id', async () => {
    const channel = subject.channel('http://127.0.0.1:1', DEADLINE_MS);
    const id = await channel.send(subject.account(), subject.outgoing, AbortSignal.timeout(1_000));
    expect(id).not.toBe('');
  });

  it('sends nothing that was stopped before', async () => {
    const channel = subject.channel('http://127.0.0.1:1', DEADLINE_MS);
    const fault = await faultOf(channel.send(subject.account(), subject.outgoing, AbortSignal.abort()));
    expect(fault.kind).toBe('retry');
  });
}

/** What arrives without a webhook: read the same each time, and whatever it is, into what can be stored or a clear refusal. */
function describeSource(subject: Subject, genuine: NonNullable<Subject['source']>['genuine']): void {
  const channel = subject.channel('http://127.0.0.1:1', DEADLINE_MS);
  const read = (raw: Buffer): Promise<InboundEvent[]> => {
    if (!channel.source) throw new Error('The subject tells of a source that the channel does not have.');
    return channel.source.read(subject.account(), raw, AbortSignal.timeout(DEADLINE_MS));
  };

  it.each(genuine)('reads $says, the same twice', async ({ raw, events }) => {
    const first = await read(raw);
    expect(first).toMatchObject(events);
    expect(await read(raw)).toEqual(first);
  });

  it('reads torn and changed sources into events that can be stored, or says that they are invalid', async () => {
    const [{ raw } = { raw: Buffer.alloc(0) }] = genuine;
    for (let at = 0; at < raw.length; at += 7) {
      const changed = Buffer.from(raw);
      changed[at] = (changed[at] ?? 0) ^ 0x9f;
      for (const hostile of [changed, raw.subarray(0, at)]) {
        const events = await read(hostile).catch((error: unknown) => {
          expect(error).toBeInstanceOf(Fault);
          return [];
        });
        for (const event of events) {
          expect(event.providerId).not.toBe('');
          expect(JSON.stringify(event)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
        }
      }
    }
  });
}

function describeServer(subject: Subject, server: ServerSubject): void {
  beforeAll(() => server.begin(), DEADLINE_MS);
  afterAll(() => server.end(), DEADLINE_MS);
  const send = (signal = AbortSignal.timeout(DEADLINE_MS)): Promise<string> =>
    subject.channel('http://127.0.0.1:1', DEADLINE_MS).send(subject.account(), subject.outgoing, signal);

  it('answers the id under which the server took it, the same at every try', async () => {
    const before = server.taken();
    const id = await send();
    expect(id).not.toBe('');
    expect(await send()).toBe(id);
    expect(server.taken()).toBe(before + 2);
  });

  it('sends nothing that was stopped before', async () => {
    const before = server.taken();
    expect((await faultOf(send(AbortSignal.abort()))).kind).toBe('retry');
    expect(server.taken()).toBe(before);
  });

  it.each(server.moods)('when the server $says', async ({ arrange, kind, taken }) => {
    const before = server.taken();
    arrange();
    const fault = await faultOf(send());
    expect(fault.kind).toBe(kind);
    expect(fault.message).toMatch(/\w+ \w+ \w+/);
    expect(fault.message).not.toMatch(/undefined|\[object/);
    expect(server.taken()).toBe(before + taken);
  });

  it('tries again later when nobody listens: nothing was handed over', async () => {
    await server.end();
    expect((await faultOf(send())).kind).toBe('retry');
    await server.begin();
  });
}

function describeProvider(subject: Subject, { yes, id }: NonNullable<Subject['provider']>): void {
  let provider: MisbehavingProvider;
  beforeEach(async () => {
    provider = await new MisbehavingProvider().start();
  });
  afterEach(() => provider.stop());

  const send = (more: { signal?: AbortSignal; url?: string; deadlineMs?: number } = {}): Promise<string> =>
    subject
      .channel(more.url ?? provider.url, more.deadlineMs ?? DEADLINE_MS)
      .send(subject.account(), subject.outgoing, more.signal ?? AbortSignal.timeout(DEADLINE_MS));

  it('answers the id under which the provider took it, after one request', async () => {
    provider.mood = yes;
    expect(await send()).toBe(id);
    expect(provider.heard).toHaveLength(1);
  });

  it('sends nothing that was stopped before', async () => {
    provider.mood = yes;
    expect((await faultOf(send({ signal: AbortSignal.abort() }))).kind).toBe('retry');
    expect(provider.heard).toHaveLength(0);
  });

  it('tries again later when nobody listens: nothing was handed over', async () => {
    const { url } = provider;
    await provider.stop();
    expect((await faultOf(send({ url }))).kind).toBe('retry');
    provider = await new MisbehavingProvider().start();
  });

  it('lets go of a provider that hangs, and does not know what became of it', async () => {
    // Once before, so that the short deadline is spent on waiting alone.
    provider.mood = yes;
    await send();
    provider.mood = 'hang';
    const givenUp = provider.givenUp();
    expect((await faultOf(send({ deadlineMs: SHORT_MS }))).kind).toBe('ambiguous');
    await givenUp;
    expect(provider.heard).toHaveLength(2);
  });

  it('lets go when it is stopped midway, and does not know what became of it', async () => {
    provider.mood = 'hang';
    const stop = new AbortController();
    const givenUp = provider.givenUp();
    const sending = faultOf(send({ signal: stop.signal }));
    await provider.heardOne();
    stop.abort();
    expect((await sending).kind).toBe('ambiguous');
    await givenUp;
  });

  const answers: [string, Answer | 'cut', SendFaultKind][] = [
    ['takes it and cuts the line', 'cut', 'ambiguous'],
    ['fails inside', { status: 500, body: 'Internal Server Error' }, 'ambiguous'],
    ['is out of service', { status: 503, body: '{}' }, 'ambiguous'],
    ['says yes and names nothing', { ...yes, body: '{}' }, 'ambiguous'],
    ['says yes in no language that is known', { ...yes, body: '<html>' }, 'ambiguous'],
    ['refuses it', { status: 400, body: '{"code":1,"message":"no"}' }, 'permanent'],
    ['sends it elsewhere', { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' }, 'permanent'],
    ['does not know the account', { status: 401, body: '{}' }, 'retry'],
  ];
  it.each(answers)('when the provider %s', async (_name, mood, kind) => {
    provider.mood = mood;
    const fault = await faultOf(send());
    expect(fault.kind).toBe(kind);
    // Words that a person can act on, and one request alone: repeating is delivery's business.
    expect(fault.message).toMatch(/\w+ \w+ \w+/);
    expect(fault.message).not.toMatch(/undefined|\[object/);
    expect(provider.heard).toHaveLength(1);
  });

  it('slows down for as long as the provider says', async () => {
    provider.mood = { status: 429, headers: { 'retry-after': '17' }, body: '{}' };
    const fault = await faultOf(send());
    expect(fault).toMatchObject({ kind: 'rate-limited', options: { retryAfterMs: 17_000 } });
    expect(provider.heard).toHaveLength(1);
  });
}

async function faultOf(send: Promise<unknown>): Promise<SendFault> {
  const error: unknown = await send.then(
    (value) => new Error(`It was sent: ${String(value)}`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof SendFault)) throw new Error('It was no SendFault.', { cause: error });
  return error;
}
