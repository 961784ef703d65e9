/** One customer, many addresses, through the whole house: a code joins them, one conversation goes on elsewhere, and all of it can be taken back. */
import { io, type Socket } from 'socket.io-client';
import type { ContactLinks, WidgetClientEvents, WidgetMessage, WidgetServerEvents } from '../../src/api/http/contract';
import type { z } from 'zod';
import { newId } from '../../src/foundation/model/ids';
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House } from '../support/house';

type Sent = { ok: true; conversationId: string } | { ok: false; error: string };

let house: House;
let agent: AgentClient;
const sockets: Socket[] = [];
let next = 2_025_570_000;
const customer = () => house.phone(`+1${String((next += 1))}`);

beforeAll(async () => {
  house = await startHouse();
  agent = await house.signIn('agent');
}, 240_000);
afterAll(async () => {
  for (const socket of sockets) socket.close();
  await house.stop();
});

async function visitor() {
  const socket: Socket<WidgetServerEvents, WidgetClientEvents> = io(`${house.url}/widget`, {
    transports: ['websocket'],
    forceNew: true,
    auth: { site: 'demo-site' },
    extraHeaders: { origin: house.url },
  });
  sockets.push(socket);
  const shown: WidgetMessage[] = [];
  socket.on('messages', ({ messages }) => void shown.push(...messages));
  await new Promise<void>((resolve) => socket.once('welcome', () => resolve()));
  return {
    shown,
    async says(text: string): Promise<string> {
      const sent = (await socket.timeout(5_000).emitWithAck('send', { clientId: newId(), text })) as Sent;
      if (!sent.ok) throw new Error(sent.error);
      return sent.conversationId;
    },
    hears: (pattern: RegExp) =>
      until(async () => shown.find((one) => one.author !== 'contact' && pattern.test(one.text))),
  };
}

const call = (method: string, path: string, body?: unknown) => agent.request(method, path, body);
const links = async (id: string) =>
  (await call('GET', `/conversations/${id}/links`)).body as z.infer<typeof ContactLinks>;

const codeOn = async (phone: ReturnType<typeof customer>) =>
  /\b(\d{6})\b/u.exec((await phone.hears(/your code is \d{6}/u)).text)?.[1] ?? '';

const addressesOf = (conversationId: string) =>
  house.db.query<{ address: string; verified: boolean }>(
    `select a.address, a.verified_at is not null as verified from conversation c join contact_address a on a.contact_id = c.contact_id
      where c.id = $1 and a.kind <> 'visitor' order by 1`,
    [conversationId],
  );

describe('a customer in the web chat', () => {
  it('goes on by text after the code came back: same conversation, same holder, same place in the queue', async () => {
    const phone = customer();
    const web = await visitor();
    const id = await web.says('this charge is not mine, let me talk to a person');
    const waiting = await until(async () => (await agent.list('waiting')).find((one) => one.id === id));
    await web.says(`Text me instead at ${phone.number}`);
    await web.hears(/sent a code to \+1/u);
    expect(await addressesOf(id)).toEqual([]);
    // Whoever has the phone sees the code and nothing of before.
    const code = await codeOn(phone);
    expect((await phone.heard()).map((one) => one.text).join()).not.toMatch(/charge/u);
    await web.says(code);
    await web.hears(/From now on we write to/u);
    await phone.hears(/here we go on/u);
    expect(await addressesOf(id)).toEqual([{ address: phone.number, verified: true }]);

    const still = (await agent.list('waiting')).find((one) => one.id === id);
    expect(still).toMatchObject({ holder: 'queue', waitingSince: waiting.waitingSince, channel: 'sms' });
    await agent.act(id, 'accept');
    await agent.reply(id, 'A person, now on your phone.');
    await phone.hears(/now on your phone/u);
    await phone.writes('I can read you here.');
    await until(async () =>
      (await agent.transcript(id)).entries.some(
        (entry) => entry.type === 'message' && entry.text === 'I can read you here.',
      ),
    );
    const { entries } = await agent.transcript(id);
    const messages = entries.filter((entry) => entry.type === 'message');
    expect(messages.map((message) => message.seq)).toEqual(messages.map((_, index) => index + 1));
    expect(new Set(messages.map((message) => message.channel))).toEqual(new Set(['web', 'sms']));
    expect(entries.find((entry) => entry.type === 'event' && entry.event === 'contacts_joined')).toMatchObject({
      text: `Joined with ${phone.number}: a code proved it`,
    });
    // And back: answers go where the customer last wrote.
    await web.says('And here again.');
    await agent.reply(id, 'Back in the chat.');
    await web.hears(/Back in the chat/u);
  });

  it('guesses in vain: five wrong codes end it, and the phone stays somebody else', async () => {
    const phone = customer();
    const web = await visitor();
    const id = await web.says(`text me at ${phone.number}`);
    const code = await codeOn(phone);
    const wrong = code === '000000' ? '000001' : '000000';
    for (let i = 0; i < 5; i += 1) await web.says(wrong);
    await web.hears(/cannot go on at/u);
    await web.says(code);
    await until(async () => {
      const [row] = await house.db.query<{ covered: boolean }>(
        'select covered_seq = last_seq or exists (select from turn t where t.conversation_id = c.id and t.to_seq >= 7) as covered from conversation c where id = $1',
        [id],
      );
      return row?.covered;
    });
    expect(await addressesOf(id)).toEqual([]);
  });

  it('sends codes to a phone three times an hour at most, and never to one that said STOP', async () => {
    const phone = customer();
    for (let i = 0; i < 4; i += 1) {
      const web = await visitor();
      await web.says(`text me at ${phone.number}`);
      await web.hears(i < 3 ? /sent a code/u : /cannot go on at/u);
    }
    expect((await phone.heard()).length).toBe(3);
    const gone = customer();
    await gone.writes('STOP');
    await until(
      async () =>
        (
          await house.db.query(
            `select 1 from consent s join contact_address a on a.id = s.contact_address_id where a.address = $1`,
            [gone.number],
          )
        ).length > 0,
    );
    const web = await visitor();
    await web.says(`text me at ${gone.number}`);
    await web.hears(/cannot go on at/u);
    expect((await gone.heard()).filter((one) => /code/u.test(one.text))).toEqual([]);
  });
});

describe('joining', () => {
  it('keeps the conversation where the customer is, and asks there for the person whom they had asked for', async () => {
    const phone = customer();
    await phone.writes('I want to talk to a person');
    const asked = await agent.sees('waiting', phone.number);
    const web = await visitor();
    const id = await web.says(`Please text me at ${phone.number}`);
    await web.says(await codeOn(phone));
    await web.hears(/From now on/u);
    const here = await until(async () => (await agent.list('waiting')).find((one) => one.id === id));
    expect(here.reason).toBe('asked_for_human');
    expect((await agent.detail(asked.id)).status).toBe('closed');
    expect((await agent.detail(id)).contactProfile.otherConversations.map((one) => one.id)).toEqual([asked.id]);
    await phone.writes('hello, it is me');
    await until(async () => (await agent.detail(id)).lastSeq >= 6);
    expect((await agent.detail(asked.id)).status).toBe('closed');
  });

  it('by an agent needs a reason, shows it, and is taken back with everything that moved', async () => {
    const [one, two] = [customer(), customer()];
    await one.writes('I want a person');
    await two.writes('I want a person');
    const [first, second] = [await agent.sees('waiting', one.number), await agent.sees('waiting', two.number)];
    expect((await call('POST', `/conversations/${first.id}/links`, { address: two.number, reason: '' })).status).toBe(
      400,
    );
    const joined = await call('POST', `/conversations/${first.id}/links`, {
      address: two.number,
      reason: 'She said on the phone that both numbers are hers.',
    });
    expect(joined.status).toBe(200);
    expect((await addressesOf(first.id)).map((row) => row.address).sort()).toEqual([one.number, two.number].sort());
    expect((await agent.detail(second.id)).status).toBe('closed');
    const [link] = (await links(first.id)).links;
    expect(link).toMatchObject({ evidence: 'agent', by: expect.any(String), undoable: true, addresses: [two.number] });

    expect((await call('POST', `/conversations/${first.id}/links/${link?.id}/undo`)).status).toBe(200);
    expect((await addressesOf(first.id)).map((row) => row.address)).toEqual([one.number]);
    expect((await addressesOf(second.id)).map((row) => row.address)).toEqual([two.number]);
    expect((await call('POST', `/conversations/${first.id}/links/${link?.id}/undo`)).status).toBe(409);
    await two.writes('and a new question: how do I freeze my card?');
    await until(async () => {
      const [row] = await house.db.query<{ contact_id: string; ours: string }>(
        `select c.contact_id, (select contact_id from conversation where id = $2) as ours from conversation c join contact_address a on a.id = c.contact_address_id
          where a.address = $1 and c.is_current`,
        [two.number, first.id],
      );
      return row && row.contact_id !== row.ours;
    });
  });

  it('never makes two customers one whom the business tells apart', async () => {
    const [one, two] = [customer(), customer()];
    await one.writes('I want a person');
    await two.writes('I want a person');
    const first = await agent.sees('waiting', one.number);
    await agent.sees('waiting', two.number);
    await house.db.query(
      `insert into external_identity (channel_account_id, external_id, contact_id)
       select (select id from channel_account where channel = 'web'), a.address, a.contact_id from contact_address a where a.address = any($1)`,
      [[one.number, two.number]],
    );
    const refused = await call('POST', `/conversations/${first.id}/links`, {
      address: two.number,
      reason: 'the same name',
    });
    expect(refused.status).toBe(409);
  });

  it('is refused to whom the other customer does not concern', async () => {
    const phone = customer();
    await phone.writes('this charge is not mine, I want a person');
    const seen = await agent.sees('waiting', phone.number);
    const unknown = await call('POST', `/conversations/${seen.id}/links`, {
      address: '+12025550000',
      reason: 'a guess',
    });
    expect(unknown.status).toBe(400);
    const bare = await fetch(`${house.url}/api/conversations/${seen.id}/links`);
    expect(bare.status).toBe(401);
  });
});
