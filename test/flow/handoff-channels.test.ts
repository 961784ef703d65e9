/** A customer of the web chat and an agent on each of their own ways, whole; and "human" on every channel while model and Redis are dead. */
import { createServer, type Server, type Socket as Line } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { io, type Socket } from 'socket.io-client';
import type { AgentView, WidgetClientEvents, WidgetMessage, WidgetServerEvents } from '../../src/api/http/contract';
import { newId } from '../../src/foundation/model/ids';
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House, type HouseOptions } from '../support/house';
import { emailAccount, mail } from '../support/mail/account';
import { Dovecot, hasDovecot, type MailHost } from '../support/mail/dovecot';
import { Hoodiecrow } from '../support/mail/hoodiecrow';
import { OutgoingServer } from '../support/mail/outgoing';
import { freePort } from '../support/waiting';

const ON_SMS = '+12025550150';
const ON_WHATSAPP = '+12025550151';
const BY_MAIL = 'kim@home.example.net';
const QUESTION = 'How do I freeze my card?';
const KNOWN = /freeze/iu;

let house: House;
let incoming: MailHost;
let outgoing: OutgoingServer;
let admin: AgentClient;
let visitors: Visitor[] = [];

async function open(options?: HouseOptions): Promise<void> {
  incoming = hasDovecot ? await Dovecot.start() : await Hoodiecrow.start('support');
  outgoing = await OutgoingServer.start(incoming.password);
  house = await startHouse(options);
  admin = await house.signIn('admin');
}

async function mailbox(): Promise<string> {
  const id = await emailAccount(house, incoming, outgoing);
  await until(async () => {
    const [row] = await house.db.query<{ health: string }>('select health from channel_account where id = $1', [id]);
    return row?.health === 'ok' || undefined;
  });
  return id;
}

async function shut(): Promise<void> {
  for (const visitor of visitors) visitor.leaves();
  visitors = [];
  await house.stop();
  await outgoing.stop();
  await incoming.stop();
}

/** Somebody in the web chat. */
class Visitor {
  readonly shown: WidgetMessage[] = [];
  private readonly socket: Socket<WidgetServerEvents, WidgetClientEvents>;

  private constructor(url: string) {
    this.socket = io(`${url}/widget`, {
      transports: ['websocket'],
      forceNew: true,
      auth: { site: 'demo-site' },
      extraHeaders: { origin: url },
    });
    this.socket.on('messages', ({ messages }) => void this.shown.push(...messages));
  }

  static async comes(): Promise<Visitor> {
    const visitor = new Visitor(house.url);
    visitors.push(visitor);
    await new Promise<void>((resolve) => visitor.socket.once('welcome', () => resolve()));
    return visitor;
  }

  /** Answers the conversation. */
  async writes(text: string): Promise<string> {
    const sent = (await this.socket.timeout(5_000).emitWithAck('send', { clientId: newId(), text })) as
      { ok: true; conversationId: string } | { ok: false };
    if (!sent.ok) throw new Error(JSON.stringify(sent));
    return sent.conversationId;
  }

  /** `after` so many that were shown before. */
  sees(author: WidgetMessage['author'], pattern: RegExp, after = 0): Promise<WidgetMessage> {
    return until(
      async () => this.shown.slice(after).find((each) => each.author === author && pattern.test(each.text)),
      async () => this.shown.map(({ author: by, text }) => `${by}: ${text}`),
    );
  }

  leaves(): void {
    this.socket.close();
  }
}

/** What an agent's own phone or mailbox has in common for these tests. */
interface Own {
  via: 'sms' | 'whatsapp' | 'email';
  address: string;
  /** What arrives from now on and fits; it is what `answers` answers. */
  gets(pattern: RegExp): Promise<void>;
  answers(text: string): Promise<void>;
}

function ownPhone(via: 'sms' | 'whatsapp', address: string): Own {
  const phone = house.phone(address, via);
  return {
    via,
    address,
    gets: async (pattern) => void (await phone.hears(pattern)),
    answers: (text) => phone.writes(text),
  };
}

function ownMailbox(): Own {
  let answered: ParsedMail | null = null;
  const all = () =>
    Promise.all(outgoing.ledger.filter(({ to }) => to.includes(BY_MAIL)).map(({ raw }) => simpleParser(raw)));
  return {
    via: 'email',
    address: BY_MAIL,
    gets: async (pattern) => {
      answered = await until(
        async () => (await all()).find(({ text }) => pattern.test(text ?? '')),
        async () => (await all()).map(({ text }) => text),
      );
    },
    answers: (text) => {
      const to = answered?.messageId ?? '';
      const headers = { 'In-Reply-To': to, References: to };
      const subject = `Re: ${answered?.subject ?? ''}`;
      return incoming.deliver('support', mail({ from: `Kim <${BY_MAIL}>`, subject, text, headers }));
    },
  };
}

describe('a customer on the web', () => {
  let code: string | undefined;
  beforeAll(async () => {
    await open();
    const accountId = await mailbox();
    // One agent alone is asked, and on one of their ways at a time.
    await house.db.query(`update agent set presence = 'away'`);
    await house.db.query(
      `insert into agent_endpoint (id, agent_id, channel_account_id, address, verified_at, last_heard_at)
       select $1, g.id, a.id, $2, now(), now() from agent g, channel_account a where g.email like 'agent@%' and a.channel = 'whatsapp'`,
      [newId(), ON_WHATSAPP],
    );
    const kim = (await admin.get<AgentView[]>('/admin/agents')).find(({ email }) => email.startsWith('agent@'));
    const added = await admin.request('POST', `/admin/agents/${kim?.id}/endpoints`, { accountId, address: BY_MAIL });
    const endpoint = (added.body as AgentView).endpoints.find(({ address }) => address === BY_MAIL);
    code = await until(async () => {
      for (const { raw } of outgoing.ledger) {
        const found = /code is (\d{6})/u.exec((await simpleParser(raw)).text ?? '')?.[1];
        if (found) return found;
      }
      return undefined;
    });
    const path = `/admin/agents/${kim?.id}/endpoints/${endpoint?.id}/verify`;
    expect((await admin.request('POST', path, { code })).status).toBe(200);
  }, 240_000);
  afterAll(shut, 60_000);

  it.each(['sms', 'whatsapp', 'email'] as const)(
    'talks with an agent on %s, and with the assistant before and after: one transcript, attributed',
    async (via) => {
      const own = via === 'email' ? ownMailbox() : ownPhone(via, via === 'sms' ? ON_SMS : ON_WHATSAPP);
      await house.db.query(`update agent_endpoint set stopped_at = case when address <> $1 then now() end`, [
        own.address,
      ]);
      const visitor = await Visitor.comes();
      const id = await visitor.writes(QUESTION);
      await visitor.sees('assistant', KNOWN);

      await visitor.writes('I want to talk to a person');
      await own.gets(/ACCEPT/u);
      expect((await admin.detail(id)).holder).toBe('queue');
      await own.answers('accept');
      await own.gets(via === 'email' ? /You have this customer now/u : /You have #\d+\./u);
      expect(await admin.detail(id)).toMatchObject({ holder: 'agent', status: 'open' });

      await own.answers(`Hello from ${via}.`);
      const hello = await visitor.sees('agent', new RegExp(`^Hello from ${via}\\.$`, 'u'));
      await visitor.writes(`Thank you, ${via}, and the fee?`);
      await own.gets(new RegExp(`Thank you, ${via}, and the fee\\?`, 'u'));
      await own.answers(`There is none by ${via}.`);
      const none = await visitor.sees('agent', new RegExp(`^There is none by ${via}\\.$`, 'u'));

      await own.answers('DONE');
      await until(async () => (await admin.detail(id)).status === 'closed' || undefined);
      // As the end of the reopen window leaves it: sooner, new words would go to the agent who closed it.
      await house.db.query(`update conversation set is_current = false where id = $1`, [id]);
      const before = visitor.shown.length;
      const next = await visitor.writes(QUESTION);
      await visitor.sees('assistant', KNOWN, before);
      expect(next).not.toBe(id);
      expect(await admin.detail(next)).toMatchObject({ holder: 'assistant', status: 'open' });

      // One transcript from the first question to the last answer, each word said by who said it.
      const { entries } = await admin.transcript(id);
      const messages = entries.flatMap((entry) => (entry.type === 'message' ? [entry] : []));
      expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, at) => at + 1));
      const said = messages.filter(({ author }) => author !== 'system').map(({ author, text }) => [author, text]);
      expect(said.filter(([author]) => author !== 'assistant')).toEqual([
        ['contact', QUESTION],
        ['contact', 'I want to talk to a person'],
        ['agent', hello.text],
        ['contact', `Thank you, ${via}, and the fee?`],
        ['agent', none.text],
      ]);
      expect(said[1]?.[0]).toBe('assistant');
      for (const message of messages.filter(({ author }) => author === 'agent')) expect(message).toMatchObject({ via });
      for (const message of messages.filter(({ author }) => author === 'contact'))
        expect(message).toMatchObject({ channel: 'web' });
      // While the agent held it, nobody else spoke.
      const held = messages.filter(({ seq }) => seq >= hello.seq && seq <= none.seq);
      expect(held.map(({ author }) => author)).toEqual(['agent', 'contact', 'agent']);
      expect(JSON.stringify(visitor.shown)).not.toMatch(new RegExp(`${own.address.slice(-7)}|kim@`, 'u'));
      // The next customer's answers are not held for this one's sake.
      await house.db.query(`update offer set left_at = left_at - interval '1 hour'`);
    },
    180_000,
  );
});

describe('with the model hanging and Redis gone', () => {
  let model: Server;
  const lines = new Set<Line>();
  beforeAll(async () => {
    // It takes every call and never says a word.
    model = createServer((line) => void lines.add(line.on('error', () => undefined)));
    await new Promise<void>((resolve) => model.listen(0, '127.0.0.1', resolve));
    const { port } = model.address() as { port: number };
    await open({
      environment: {
        OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
        OPENAI_MODEL: 'test-model',
        REDIS_URL: `redis://127.0.0.1:${await freePort()}`,
      },
    });
    await mailbox();
  }, 240_000);
  afterAll(async () => {
    await shut();
    for (const line of lines) line.destroy();
    await new Promise((resolve) => model.close(resolve));
  }, 60_000);

  it('"human" on all four channels queues a handoff within a second of ingest, exactly once', async () => {
    const visitor = await Visitor.comes();
    const text = 'I want to talk to a person';
    // The model is asked, and holds its line, before anybody asks for a human.
    const busy = house.phone('+12025640001');
    await busy.writes('Which moons of Jupiter are larger than Mercury?');
    await until(async () => lines.size > 0 || undefined);
    await Promise.all([
      busy.writes(text),
      house.phone('+12025640002').writes(text),
      house.phone('+12025640003', 'whatsapp').writes(text),
      visitor.writes(text),
      incoming.deliver('support', mail({ subject: 'A person, please', text })),
    ]);
    interface Queued {
      channel: string;
      handoffs: number;
      ms: number;
      queued: boolean;
    }
    const look = () =>
      house.db.query<Queued>(
        `select ca.channel, count(h.id)::int as handoffs, c.holder = 'queue' and bool_and(h.state in ('queued', 'offered')) as queued,
                (extract(epoch from min(h.requested_at) - max(m.created_at)) * 1000)::int as ms
           from conversation c join message m on m.conversation_id = c.id and m.author = 'contact' and m.text like $1
           join channel_account ca on ca.id = m.channel_account_id left join handoff h on h.conversation_id = c.id
          group by c.id, ca.channel order by ca.channel, c.id`,
        [`%${text}%`],
      );
    await until(async () => {
      const rows = await look();
      return (rows.length === 5 && rows.every(({ handoffs }) => handoffs > 0)) || undefined;
    }, look);
    // What else these words may lead to has run before it is counted.
    await until(async () => {
      const [row] = await house.db.query<{ left: number }>(
        `select count(*)::int as left from job where kind = 'screen'`,
      );
      return row?.left === 0 || undefined;
    });
    const rows = await look();
    expect(rows.map(({ channel }) => channel)).toEqual(['email', 'sms', 'sms', 'web', 'whatsapp']);
    for (const row of rows) {
      expect(row).toMatchObject({ handoffs: 1, queued: true });
      expect(row.ms).toBeLessThan(1_000);
    }
  }, 120_000);
});
