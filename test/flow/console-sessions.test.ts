/**
 * Generated sessions of agents on phones and mailboxes, several customers each: codes, swipes, plain text, held texts, customers who leave
 * meanwhile, texts that arrive late, quoted briefs. Every text says whom it is meant for; no customer may ever get another's.
 * BATON_SESSIONS sets how many, BATON_SEED which.
 */
import { CHANNELS, type ChannelAccount, type Channels } from '../../src/channels/channel';
import { newId } from '../../src/foundation/model/ids';
import { Settings } from '../../src/foundation/settings/settings';
import { Handoffs } from '../../src/pipeline/handoff/lifecycle';
import { Ingest } from '../../src/pipeline/inbound/ingest';
import { startHouse, until, type House } from '../support/house';
import { at, message } from '../support/inbound';
import { emailAccount, mail } from '../support/mail/account';
import { Hoodiecrow } from '../support/mail/hoodiecrow';
import { OutgoingServer } from '../support/mail/outgoing';

const SESSIONS = Number(process.env['BATON_SESSIONS'] ?? 100);
const SEED = Number(process.env['BATON_SEED'] ?? 20_260);
const AT_ONCE = 24;
const STEPS = 9;

let house: House;
let incoming: Hoodiecrow;
let outgoing: OutgoingServer;
let sms: ChannelAccount;
let email: ChannelAccount;
let people = 0;

beforeAll(async () => {
  incoming = await Hoodiecrow.start('support');
  outgoing = await OutgoingServer.start(incoming.password);
  house = await startHouse();
  await house.db.query(`update agent set presence = 'away'`);
  const emailId = await emailAccount(house, incoming, outgoing);
  const accounts = house.app.get(Settings).accounts();
  sms = at(
    accounts.filter(({ channel }) => channel === 'sms'),
    0,
  );
  email = at(
    accounts.filter(({ id }) => id === emailId),
    0,
  );
}, 240_000);
afterAll(async () => {
  await house.stop();
  await outgoing.stop();
  await incoming.stop();
}, 60_000);

/** Mulberry32. */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const receive = (account: ChannelAccount, ...events: Parameters<Ingest['receive']>[1]) =>
  house.app.get(Ingest).receive(account, events);

interface Customer {
  id: string;
  number: string;
  code: number;
}

class Session {
  readonly customers: Customer[] = [];
  private readonly address: string;
  private readonly endpointId = newId();
  private readonly agentId = newId();
  private readonly random: () => number;
  private said = 0;

  constructor(
    seed: number,
    private readonly byMail: boolean,
  ) {
    this.random = chance(seed);
    this.address = byMail ? `agent${(people += 1)}@home.example.net` : `+1303${5_000_000 + (people += 1)}`;
  }

  async run(): Promise<void> {
    await house.db.query(`insert into agent (id, email, name, public_name) values ($1, $2, 'Agent', 'Agent')`, [
      this.agentId,
      `${this.agentId}@larkmoor.example`,
    ]);
    await house.db.query(
      `insert into agent_endpoint (id, agent_id, channel_account_id, address, verified_at) values ($1, $2, $3, $4, now())`,
      [this.endpointId, this.agentId, (this.byMail ? email : sms).id, this.address],
    );
    await this.open();
    await this.open();
    for (let step = 0; step < STEPS; step += 1) await this.step();
  }

  /** A customer comes, and this endpoint takes them. */
  private async open(): Promise<void> {
    const number = `+1404${5_000_000 + (people += 1)}`;
    const [stored] = await receive(sms, message(number, `Hello, I am ${number}`));
    if (stored?.kind !== 'stored') throw new Error('A customer is stored.');
    const id = stored.conversationId;
    const code = this.customers.length + 1;
    await house.db.transaction((tx) =>
      house.app.get(Handoffs).takeOver(tx, { conversationId: id, agentId: this.agentId, endpointId: this.endpointId }),
    );
    await house.db.query(
      `update offer set code = $2 where handoff_id in (select id from handoff where conversation_id = $1)`,
      [id, code],
    );
    this.customers.push({ id, number, code });
    await receive(sms, message(number, `Are you there?`));
    await this.told(id);
  }

  private async step(): Promise<void> {
    const who = at(this.customers, Math.floor(this.random() * this.customers.length));
    const dice = this.random();
    const words = `For ${who.number}, text ${(this.said += 1)}.`;
    if (dice < 0.12) {
      // They leave while something is on its way to them.
      await Promise.all([this.leave(who), this.says(who, words, this.random())]);
      return;
    }
    if (dice < 0.2) return this.open();
    await this.says(who, words, this.random());
  }

  private async says(who: Customer, words: string, how: number): Promise<void> {
    if (this.byMail) return this.mails(who, words, how);
    if (how < 0.3) return this.texts(`#${who.code} ${words}`);
    if (how < 0.55) return this.texts(words, (await this.told(who.id)).providerId);
    await this.texts(words);
    // Asked back, they say whom they meant; or write on.
    if (how < 0.85) await this.texts(`#${who.code}`);
  }

  private async texts(words: string, repliedTo?: string): Promise<void> {
    await receive(sms, message(this.address, words, repliedTo ? { content: { repliedTo } } : {}));
  }

  private async mails(who: Customer, words: string, how: number): Promise<void> {
    const notice = await this.told(who.id);
    const quoted = notice.text
      .split('\n')
      .map((line) => (how < 0.6 ? `> ${line}` : line))
      .join('\n');
    const text =
      how < 0.3
        ? words
        : how < 0.9
          ? `${words}\n\nOn Mon, 2 Mar 2026 at 10:00, Support wrote:\n${quoted}`
          : `${words}\n${this.address}`;
    const raw = mail({
      from: `Agent <${this.address}>`,
      vouched: how < 0.95,
      text,
      headers: { 'In-Reply-To': notice.providerId, References: notice.providerId },
    });
    const source = house.app.get<Channels>(CHANNELS).get('email')?.source;
    const events = (await source?.read(email, Buffer.from(raw), AbortSignal.timeout(10_000))) ?? [];
    await receive(email, ...events);
  }

  private async leave(who: Customer): Promise<void> {
    await house.db
      .transaction((tx) => house.app.get(Handoffs).close(tx, { conversationId: who.id, by: 'agent' }))
      .catch(() => undefined);
  }

  /** The last thing that this endpoint heard of a conversation. */
  private told(conversationId: string): Promise<{ providerId: string; text: string }> {
    return until(async () => {
      const [row] = await house.db.query<{ providerId: string; text: string }>(
        `select d.provider_id as "providerId", n.text from notice n join delivery d on d.notice_id = n.id
          where n.agent_endpoint_id = $1 and n.conversation_id = $2 and d.provider_id is not null
          order by n.created_at desc limit 1`,
        [this.endpointId, conversationId],
      );
      return row;
    });
  }
}

test(
  `${SESSIONS} sessions (seed ${SEED}): 0 misdirected, 0 leaked`,
  async () => {
    const sessions = Array.from({ length: SESSIONS }, (_, n) => new Session(SEED + n, n % 3 === 2));
    const left = [...sessions];
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let one = left.pop(); one; one = left.pop()) await one.run();
      }),
    );
    await until(async () => {
      const [row] = await house.db.query<{ left: number }>(
        `select count(*)::int as left from job where kind = 'console'`,
      );
      return row?.left === 0 || undefined;
    });
    const said = await house.db.query<{ text: string; address: string }>(
      `select m.text, a.address from message m join contact_address a on a.id = m.contact_address_id where m.author = 'agent'`,
    );
    // A text is for whom it names, and holds nothing but the agent's own words.
    expect(said.filter(({ text, address }) => !text.startsWith(`For ${address}, text `))).toEqual([]);
    expect(said.filter(({ text }) => !/^For \+\d+, text \d+\.$/u.test(text))).toEqual([]);
    const again = new Set(said.map(({ text, address }) => `${address} ${text}`));
    expect(again.size).toBe(said.length);
    // Most of them arrive: silence would be no answer.
    expect(said.length).toBeGreaterThan(SESSIONS * 2);
  },
  Math.max(240_000, SESSIONS * 3_000),
);
