/** Who waits for a person hears the truth: their place, what is usual, and other ways than waiting. */
import { io, type Socket } from 'socket.io-client';
import type { WidgetClientEvents, WidgetServerEvents, WidgetState } from '../../src/api/http/contract';
import { newId } from '../../src/foundation/model/ids';
import { measureWaits } from '../../src/foundation/model/waits';
import { Settings } from '../../src/foundation/settings/settings';
import { readOutcomes } from '../../src/pipeline/handoff/tickets';
import { Watch } from '../../src/pipeline/handoff/watch';
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House, type Phone } from '../support/house';

let house: House;
let agent: AgentClient;
let next = 2_025_610_000;
const customer = (channel: 'sms' | 'whatsapp' = 'sms'): Phone => house.phone(`+1${String((next += 1))}`, channel);

beforeAll(async () => {
  house = await startHouse();
  agent = await house.signIn('agent');
}, 240_000);
afterAll(() => house.stop(), 60_000);

const look = (minutesAhead = 0) => house.app.get(Watch).look(new Date(Date.now() + minutesAhead * 60_000));
const texts = async (phone: Phone) => (await phone.heard()).map(({ text }) => text);

/** At their screens, or nowhere: their phones are left out. */
async function there(presence: boolean): Promise<void> {
  await house.db.query(`update agent set presence = 'online', presence_at = case when $1 then now() end`, [presence]);
  await house.db.query('update agent_endpoint set stopped_at = now() where stopped_at is null');
}

/** Whoever waited before is answered: each begins with an empty queue. */
async function emptied(): Promise<void> {
  const waiting = await house.db.query<{ id: string }>(`select id from conversation where holder = 'queue'`);
  for (const { id } of waiting) {
    await agent.act(id, 'accept');
    await agent.act(id, 'close');
  }
}
beforeEach(emptied);

const read = (id: string) =>
  until(async () => {
    const [row] = await house.db.query<{ done: boolean }>(
      `select c.covered_seq >= max(m.seq) as done from conversation c join message m on m.conversation_id = c.id and m.direction = 'in'
        where c.id = $1 group by c.id`,
      [id],
    );
    return row?.done || undefined;
  });

/** What the team did before: so many waits of so many seconds each, with nobody ahead. */
async function past(seconds: readonly number[]): Promise<void> {
  for (const waited of seconds) {
    const phone = customer();
    await phone.writes('I want to talk to a person');
    const { id } = await agent.sees('waiting', phone.number);
    await agent.act(id, 'accept');
    await agent.reply(id, 'Here I am.');
    await agent.act(id, 'close');
    await house.db.query('update queue_ticket set waited_seconds = $2, ahead = 0 where conversation_id = $1', [
      id,
      waited,
    ]);
  }
}

async function waits(phone: Phone, words = 'I want to talk to a person'): Promise<string> {
  await phone.writes(words);
  return (await agent.sees('waiting', phone.number)).id;
}

const ticket = async (id: string) => {
  const [row] = await house.db.query<{
    ahead: number | null;
    low: number | null;
    high: number | null;
    asks: string | null;
    callback: Date | null;
    waited: number | null;
  }>(
    `select ahead, low_seconds as low, high_seconds as high, asks, callback_at as callback, waited_seconds as waited
       from queue_ticket where conversation_id = $1`,
    [id],
  );
  return row;
};

async function away(): Promise<void> {
  const now = new Date();
  // Open in two hours, by the clock of UTC, on every day.
  const hour = (now.getUTCHours() + 2) % 24;
  const clock = (of: number): string => `${String(of % 24).padStart(2, '0')}:00`;
  const weekly = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: clock(hour), to: clock(hour + 8) }));
  await house.db.query(`update team set hours = $1, time_zone = 'UTC'`, [JSON.stringify({ weekly, holidays: [] })]);
  await house.app.get(Settings).reload();
}

async function open(): Promise<void> {
  await house.db.query(`update team set hours = '{"weekly":[],"holidays":[]}'`);
  await house.app.get(Settings).reload();
}

describe('while somebody is there', () => {
  it('the place is said, and nothing of time before enough is known', async () => {
    await there(true);
    const [one, two] = [customer(), customer()];
    const first = await waits(one);
    await one.hears(/You are next\.$/u);
    await waits(two);
    const said = await two.hears(/People before you: 1\./u);
    expect(said.text).not.toMatch(/Usually/u);
    await agent.act(first, 'accept');
    await agent.reply(first, 'What can I do for you?');
    expect(await ticket(first)).toMatchObject({ ahead: 0, waited: expect.any(Number) as number });
    await agent.act(first, 'close');
  });

  it('what is usual is said once enough customers were answered, and measured against what then happens', async () => {
    await there(true);
    await house.db.query('update queue_ticket set waited_seconds = null');
    await past([130, 150, 170, 190, 210, 230, 250, 270]);
    const phone = customer();
    const id = await waits(phone);
    await phone.hears(/You are next\. Usually an answer takes 2-5 min\.$/u);
    expect(await ticket(id)).toMatchObject({ low: 120, high: 300, asks: null });
    const { clocks, handoff } = await agent.detail(id);
    const owed = (minutes: number) => new Date(Date.parse(handoff?.requestedAt ?? '') + minutes * 60_000).toISOString();
    expect(clocks).toEqual([
      { kind: 'first', dueAt: owed(120) },
      { kind: 'resolution', dueAt: owed(960) },
    ]);
    await agent.act(id, 'accept');
    await agent.reply(id, 'Sooner than we said.');
    expect((await ticket(id))?.waited).toBeLessThan(120);
    expect((await agent.detail(id)).clocks.map(({ kind }) => kind)).toEqual(['resolution']);
    const measured = measureWaits(await readOutcomes(house.db, new Date(Date.now() - 60_000)));
    expect(measured).toMatchObject({ sooner: expect.any(Number) as number, later: 0 });
    await agent.act(id, 'close');
  });

  it('a text message says a better place seldom', async () => {
    await there(true);
    const phones = [customer(), customer(), customer()];
    const ids: string[] = [];
    for (const phone of phones) ids.push(await waits(phone));
    const last = phones[2];
    await last?.hears(/People before you: 2\./u);
    await agent.act(ids[0] ?? '', 'accept');
    // Nobody wants a message a minute.
    await look();
    expect((await texts(last ?? customer())).filter((text) => /before you: 1/u.test(text))).toHaveLength(0);
    await house.db.query(`update queue_ticket set told_at = now() - interval '11 minutes', ahead_now = null`);
    await look();
    await last?.hears(/People before you: 1\./u);
    for (const id of ids) {
      if (id !== ids[0]) await agent.act(id, 'accept');
      await agent.act(id, 'close');
    }
  });
});

it('the web chat shows the place as it changes, and nothing once somebody came', async () => {
  await there(true);
  const other = customer();
  const first = await waits(other);
  const visitor: Socket<WidgetServerEvents, WidgetClientEvents> = io(`${house.url}/widget`, {
    ...{ transports: ['websocket'], forceNew: true, auth: { site: 'demo-site' }, extraHeaders: { origin: house.url } },
  });
  let shown: WidgetState['queue'] | undefined;
  visitor.on('state', ({ queue }) => (shown = queue));
  try {
    await new Promise<void>((resolve) => visitor.once('welcome', () => resolve()));
    const sent = (await visitor
      .timeout(5_000)
      .emitWithAck('send', { clientId: newId(), text: 'Let me talk to a person' })) as { conversationId: string };
    await until(() => Promise.resolve(shown?.ahead === 1));
    await agent.act(first, 'accept');
    await look();
    await until(() => Promise.resolve(shown?.ahead === 0));
    await agent.act(sent.conversationId, 'accept');
    await until(() => Promise.resolve(shown === null));
  } finally {
    visitor.close();
  }
});

describe('while nobody is there', () => {
  it('the customer is not told that they are next, and chooses', async () => {
    await there(false);
    const phone = customer();
    const id = await waits(phone);
    const said = await phone.hears(/Nobody is at their desk/u);
    expect(said.text).toMatch(/\n1 I wait here\n2 Write to me later/u);
    expect(await ticket(id)).toMatchObject({ ahead: null, asks: 'way' });
    await phone.writes('1');
    await phone.hears(/You keep your place/u);
  });

  it('WhatsApp shows the choices as buttons', async () => {
    await there(false);
    const phone = customer('whatsapp');
    const id = await waits(phone);
    const said = await phone.hears(/Nobody is at their desk/u);
    expect(said.buttons?.slice(0, 2)).toEqual(['I wait here', 'Write to me later']);
    await phone.sends({ button: { text: 'Write to me later', payload: 'Write to me later' }, repliesTo: said.id });
    const when = await phone.hears(/When shall we write/u);
    const time = /^2 (.+)$/mu.exec(when.text)?.[1] ?? '';
    await phone.writes(time);
    const set = await phone.hears(/a person writes to you here/u);
    expect(set.text).toContain(time);
    const chosen = await ticket(id);
    expect(chosen?.callback?.getTime()).toBeGreaterThan(Date.now());
    const [promised] = await house.db.query<{ due: Date }>(
      `select due_at as due from promise where conversation_id = $1 and state = 'open'`,
      [id],
    );
    expect(promised?.due.getTime()).toBe((chosen?.callback?.getTime() ?? 0) + 60 * 60_000);
  });

  it('nobody is asked before the chosen time, everybody from then on, and who waits after all is asked at once', async () => {
    await there(false);
    const phone = customer();
    const id = await waits(phone);
    await phone.hears(/Nobody is at their desk/u);
    await phone.writes('2');
    await phone.hears(/When shall we write/u);
    await phone.writes('1');
    await phone.hears(/a person writes to you here/u);
    await there(true);
    const offers = async (): Promise<number> =>
      (await agent.detail(id)).handoff?.offers.filter(({ state }) => state === 'open').length ?? 0;
    const routed = async (): Promise<number> => {
      const [row] = await house.db.query<{ looks: number }>('select looks from handoff where conversation_id = $1', [
        id,
      ]);
      return row?.looks ?? 0;
    };
    const before = await until(async () => (await routed()) || undefined);
    await look();
    await look(40);
    expect(await offers()).toBe(0);
    // It is their like's first once its time has come.
    const [row] = await house.db.query<{ priority: number }>('select priority from conversation where id = $1', [id]);
    expect(row?.priority).toBeGreaterThan(0);
    await phone.writes('1');
    await phone.hears(/You keep your place/u);
    await until(async () => (await routed()) > before || undefined);
    await until(async () => (await offers()) > 0 || undefined);
    expect(await ticket(id)).toMatchObject({ callback: null });
    expect((await agent.detail(id)).waitingSince).not.toBeNull();
  });

  it('the answer goes on by mail where a mailbox is, to an address that they prove', async () => {
    await there(false);
    const [row] = await house.db.query<{ id: string }>(
      `select id from channel_account where channel = 'email' limit 1`,
    );
    const phone = customer();
    await waits(phone);
    const said = await phone.hears(/Nobody is at their desk/u);
    // Without a mailbox it is not offered.
    expect(/\n3 Answer by email/u.test(said.text)).toBe(row !== undefined);
    await phone.writes('3');
    if (row) await phone.hears(/To which email address/u);
  });

  it('the assistant goes on with what it knows, keeps silent on the rest, and ends with whoever accepts', async () => {
    await away();
    const phone = customer();
    const id = await waits(phone);
    await phone.hears(/the team is back at/u);
    await phone.writes('How do I freeze my card?');
    await phone.hears(/freeze/iu);
    expect(await agent.detail(id)).toMatchObject({ holder: 'queue' });
    await phone.writes('Which moons has Jupiter?');
    await phone.hears(/your message was added/u);
    expect((await texts(phone)).filter((text) => /do not know/iu.test(text))).toEqual([]);
    await agent.act(id, 'accept');
    await phone.writes('What are your opening hours?');
    await read(id);
    const answers = await house.db.query(`select 1 from message where conversation_id = $1 and author = 'assistant'`, [
      id,
    ]);
    expect(answers).toHaveLength(1);
    await open();
  });

  it('a grave matter is left to people', async () => {
    await away();
    const phone = customer();
    const id = await waits(phone, 'There is a payment on my card that I did not make, this is fraud');
    await phone.hears(/the team is back at|person/u);
    await phone.writes('How do I freeze my card?');
    await read(id);
    const answers = await house.db.query(`select 1 from message where conversation_id = $1 and author = 'assistant'`, [
      id,
    ]);
    expect(answers).toHaveLength(0);
    await open();
  });
});
