/** An agent works from their own phone, with several customers on it: whom an answer reaches, and whom it never does. */
import { io, type Socket } from 'socket.io-client';
import type { WidgetClientEvents, WidgetMessage, WidgetServerEvents } from '../../src/api/http/contract';
import { Jobs } from '../../src/foundation/jobs/jobs';
import { Templates } from '../../src/pipeline/delivery/templates';
import { newId } from '../../src/foundation/model/ids';
import type { PhoneMessage } from '../../src/sandbox/contract';
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House, type Phone } from '../support/house';

const STAFF_LINE = '+12025550150';
const ON_WHATSAPP = '+12025550151';

let house: House;
let admin: AgentClient;
let next = 2_025_630_000;
const sockets: Socket[] = [];
const customer = (channel?: 'whatsapp') => house.phone(`+1${String((next += 1))}`, channel);

beforeAll(async () => {
  house = await startHouse();
  admin = await house.signIn('admin');
  // Nobody is asked but who is meant.
  await house.db.query(`update agent set presence = 'away', capacity = 200`);
  await house.db.query(
    `insert into agent_endpoint (id, agent_id, channel_account_id, address, verified_at, last_heard_at)
     select $1, g.id, a.id, $2, now(), now() from agent g, channel_account a where g.email like 'agent@%' and a.channel = 'whatsapp'`,
    [newId(), ON_WHATSAPP],
  );
}, 240_000);
afterAll(async () => {
  for (const socket of sockets) socket.close();
  await house.stop();
}, 60_000);

/** One phone of the agent alone is asked. */
async function only(address: string): Promise<Phone> {
  await house.db.query(`update agent_endpoint set stopped_at = case when address <> $1 then now() end`, [address]);
  return house.phone(address, address === ON_WHATSAPP ? 'whatsapp' : 'sms');
}

/** Whoever left did so long ago, as far as the clock is asked. */
async function later(): Promise<void> {
  await house.db.query(`update offer set left_at = left_at - interval '1 hour'`);
  await house.db.query(`update handoff set ended_at = ended_at - interval '1 hour'`);
}

interface Held {
  phone: Phone;
  id: string;
  code: string;
}

async function offered(own: Phone, phone: Phone): Promise<Held> {
  const before = (await own.heard()).length;
  await phone.writes('I want to talk to a person');
  const { id } = await admin.sees('waiting', phone.number);
  const offer = await until(
    async () => (await own.heard()).slice(before).find(({ text }) => /ACCEPT/u.test(text)),
    async () => (await own.heard()).map(({ text }) => text),
  );
  return { phone, id, code: /#(\d+)/u.exec(offer.text)?.[1] ?? '' };
}

async function accepted(own: Phone, phone = customer()): Promise<Held> {
  const held = await offered(own, phone);
  await own.writes(`accept ${held.code}`);
  await own.hears(new RegExp(`You have #${held.code}\\.`, 'u'));
  return held;
}

async function close(...held: Held[]): Promise<void> {
  for (const { id } of held) await admin.act(id, 'close');
  await later();
}

const texts = async (phone: Phone) => (await phone.heard()).map(({ text }) => text);
const settled = () =>
  until(async () => {
    const [row] = await house.db.query<{ left: number }>(
      `select count(*)::int as left from job where kind in ('console', 'deliver')`,
    );
    return row?.left === 0 || undefined;
  });

it('a customer in the web chat talks with an agent on SMS: one transcript, the agent never shown', async () => {
  const own = await only(STAFF_LINE);
  const visitor: Socket<WidgetServerEvents, WidgetClientEvents> = io(`${house.url}/widget`, {
    transports: ['websocket'],
    forceNew: true,
    auth: { site: 'demo-site' },
    extraHeaders: { origin: house.url },
  });
  sockets.push(visitor);
  const shown: WidgetMessage[] = [];
  visitor.on('messages', ({ messages }) => void shown.push(...messages));
  await new Promise<void>((resolve) => visitor.once('welcome', () => resolve()));
  const send = (text: string) => visitor.timeout(5_000).emitWithAck('send', { clientId: newId(), text });
  const sent = (await send('I want to talk to a person')) as { ok: true; conversationId: string };
  const offer = await own.hears(/ACCEPT/u);
  const code = /#(\d+)/u.exec(offer.text)?.[1] ?? '';
  await own.writes('Accept');
  const opening = await own.hears(new RegExp(`You have #${code}\\.`, 'u'));
  expect(opening.text.length).toBeLessThanOrEqual(160);
  await own.writes('Back in 5, I look it up.');
  await until(async () => shown.some(({ text }) => text === 'Back in 5, I look it up.') || undefined);
  await send('Thank you, and the fee?');
  await own.hears(/Thank you, and the fee\?/u);
  await own.writes('Done, refunded');
  await until(async () => shown.some(({ text }) => text === 'Done, refunded') || undefined);
  expect(JSON.stringify(shown)).not.toContain(STAFF_LINE.slice(-7));
  const { entries } = await admin.transcript(sent.conversationId);
  expect(entries).toContainEqual(
    expect.objectContaining({ type: 'message', author: 'agent', text: 'Done, refunded', via: 'sms' }),
  );
  await own.writes('fertig');
  await until(async () => (await admin.detail(sent.conversationId)).status === 'closed' || undefined);
  await later();
});

it('two customers on one phone: a code or a swipe addresses one, plain text is held and asked back', async () => {
  const own = await only(ON_WHATSAPP);
  const one = await accepted(own);
  await own.writes('Hello first');
  await one.phone.hears(/^Hello first$/u);
  const two = await accepted(own, customer('whatsapp'));
  expect(two.code).not.toBe(one.code);

  await own.writes('For whom is this?');
  const question = await own.hears(/For whom\? You have #\d+, #\d+\. Nothing was sent yet/u);
  expect(question.text).toContain('"For whom is this?"');
  await own.writes(`#${two.code}`);
  await two.phone.hears(/^For whom is this\?$/u);
  await own.writes(`#${two.code}`);
  await own.hears(/Nothing waits to be sent/u);

  await one.phone.writes('Is it me you mean?');
  const relayed = await own.hears(/Is it me you mean\?/u);
  await own.sends({ text: 'Yes, you.', repliesTo: relayed.id });
  await one.phone.hears(/^Yes, you\.$/u);
  await own.sends({ text: 'Whom does this answer?', repliesTo: `SM${'0'.repeat(32)}` });
  await own.hears(/"Whom does this answer\?"/u);
  // A code that is not the swiped customer's says two things at once.
  await own.sends({ text: `#${two.code} Which of you?`, repliesTo: relayed.id });
  await own.hears(new RegExp(`There is no #${two.code} for you now\\. Nothing was sent`, 'u'));

  await own.writes(`#${one.code} mehr`);
  const earlier = await own.hears(/^Earlier in #/u);
  expect(earlier.text).toContain('Customer: I want to talk to a person');
  await settled();
  expect((await texts(one.phone)).join()).not.toMatch(/For whom is this|Which of you|Whom does/u);
  expect((await texts(two.phone)).join()).not.toMatch(/Hello first|Yes, you|Which of you|Whom does/u);
  await close(one, two);
});

it('an offer on WhatsApp is answered by a touch, whichever of several it is', async () => {
  const own = await only(ON_WHATSAPP);
  const [one, two] = [await offered(own, customer()), await offered(own, customer())];
  const offers = (await own.heard()).filter(({ text }) => /Customer waiting/u.test(text)).slice(-2);
  expect(offers.map(({ buttons }) => buttons)).toEqual([
    ['ACCEPT', 'DECLINE', 'BRIEF'],
    ['ACCEPT', 'DECLINE', 'BRIEF'],
  ]);
  const press = (text: string, at: number) =>
    own.sends({ button: { text, payload: text }, repliesTo: offers[at]?.id ?? '' });
  await press('DECLINE', 0);
  await own.hears(new RegExp(`Declined #${one.code}\\.`, 'u'));
  await press('ACCEPT', 1);
  await own.hears(new RegExp(`You have #${two.code}\\.`, 'u'));
  expect(await admin.detail(two.id)).toMatchObject({ holder: 'agent' });
  expect(await admin.detail(one.id)).toMatchObject({ holder: 'queue' });
  await close(one, two);
});

it('an agent reads in their own language, and the customer in theirs', async () => {
  const own = await only(ON_WHATSAPP);
  await house.db.query(`update agent set languages = '{de,en}' where email like 'agent@%'`);
  const phone = customer();
  await phone.writes('I want to talk to a person');
  const { id } = await admin.sees('waiting', phone.number);
  const offer = await own.hears(/^Ein Kunde wartet/u);
  expect(offer.buttons).toEqual(['ANNEHMEN', 'ABLEHNEN', 'KURZFASSUNG']);
  await own.sends({ button: { text: 'ANNEHMEN', payload: 'ANNEHMEN' }, repliesTo: offer.id });
  await own.hears(/^Sie haben #\d+\. Normaler Text antwortet/u);
  await own.writes('mehr');
  await own.hears(/^Früher in #\d+ \(ab \d+\):\nKunde: I want to talk/u);
  await own.writes('mehr');
  await own.hears(/^Nichts Früheres in #/u);
  await own.writes('FERTIG');
  await own.hears(/ist abgeschlossen\./u);
  expect((await admin.detail(id)).status).toBe('closed');
  await later();
  await house.db.query(`update agent set languages = '{}' where email like 'agent@%'`);
});

it('who did not write on WhatsApp for a day gets the approved text, and is left out where there is none', async () => {
  const own = await only(ON_WHATSAPP);
  await house.db.query(`update agent_endpoint set last_heard_at = now() - interval '25 hours' where address = $1`, [
    ON_WHATSAPP,
  ]);
  await house.db.query(`update contact_address set last_seen_at = now() - interval '25 hours' where address = $1`, [
    ON_WHATSAPP,
  ]);
  const { id, code } = await offered(own, customer());
  const offer = (await own.heard()).at(-1);
  expect(offer?.text).toBe(`A customer waits for General (#${code}). Answer ACCEPT or DECLINE within 5 minutes.`);
  await own.writes('ACCEPT');
  await own.hears(new RegExp(`You have #${code}\\.`, 'u'));
  await admin.act(id, 'close');

  await house.db.query(`update agent_endpoint set last_heard_at = now() - interval '25 hours'`);
  const none = jest.spyOn(house.app.get(Templates), 'ofOffers').mockResolvedValue([]);
  const phone = customer();
  await phone.writes('I want to talk to a person');
  const waiting = await admin.sees('waiting', phone.number);
  const routed = () =>
    house.db.query<{ looks: number }>('select looks from handoff where conversation_id = $1 and looks > 0', [
      waiting.id,
    ]);
  await until(async () => (await routed())[0]);
  none.mockRestore();
  expect((await admin.detail(waiting.id)).handoff?.offers).toEqual([]);
  await admin.act(waiting.id, 'close');
  await later();
  await house.db.query('update agent_endpoint set last_heard_at = now()');
});

describe.each([
  ['WhatsApp', ON_WHATSAPP],
  ['text messages', STAFF_LINE],
])('photos and voice notes on %s', (_name, address) => {
  it('go both ways, and to nobody whom they were not meant for', async () => {
    const own = await only(address);
    const before = customer('whatsapp');
    await before.sends({ text: 'See what came', attach: ['picture'] });
    const one = await accepted(own, before);
    // What was sent before anybody held it comes with the customer.
    const shown = await own.hears(new RegExp(`^#${one.code}: \\(attached\\)`, 'u'));
    expect(await seen(shown)).toEqual(await seen((await before.messages()).find(({ media }) => media.length > 0)));

    await before.sends({ attach: ['voice'] });
    const voice = await until(async () =>
      (await own.heard()).filter(({ text }) => text.startsWith(`#${one.code}: (attached)`)).at(1),
    );
    expect(await seen(voice)).toEqual(await seen((await before.messages()).findLast(({ media }) => media.length > 0)));

    const heard = (await one.phone.heard()).length;
    await own.sends({ text: 'This is the form', attach: ['picture'] });
    const got = await until(async () => (await one.phone.heard())[heard]);
    expect(got.text).toBe('This is the form');
    expect(got.media.map(({ mediaType }) => mediaType)).toEqual(['image/png']);
    const { entries } = await admin.transcript(one.id);
    const said = entries.findLast((entry) => entry.type === 'message' && entry.author === 'agent');
    expect(said).toMatchObject({
      text: 'This is the form',
      attachments: [{ mediaType: 'image/png', state: 'stored' }],
    });

    const two = await accepted(own, customer('whatsapp'));
    await own.sends({ attach: ['picture'] });
    await own.hears(/For whom\? Nothing was sent\. Send the file again with #\d+ or #\d+ as its text\./u);
    await own.sends({ text: `#${two.code}`, attach: ['picture'] });
    await until(async () => (await two.phone.heard()).find(({ media }) => media.length === 1));
    await settled();
    expect((await one.phone.heard()).filter(({ media }) => media.length > 0)).toHaveLength(1);
    await close(one, two);
  });
});

it("a link to a file is its agent's alone, and ends with their phone", async () => {
  // WhatsApp takes no sound of this kind.
  const own = await only(ON_WHATSAPP);
  const before = customer('whatsapp');
  await before.sends({ text: 'Here it is', attach: ['voice'] });
  const one = await accepted(own, before);
  const shown = await own.hears(new RegExp(`^#${one.code}: \\(attached\\)`, 'u'));
  const [link = ''] = linksIn(shown);
  const status = async (of: string): Promise<number> => (await fetch(of)).status;
  expect(await status(link)).toBe(200);
  expect(await status(`${link.slice(0, -4)}AAAA`)).toBe(404);
  await house.db.query('update agent_endpoint set stopped_at = now() where address = $1', [ON_WHATSAPP]);
  expect(await status(link)).toBe(404);
  await house.db.query('update agent_endpoint set stopped_at = null where address = $1', [ON_WHATSAPP]);
  await close(one);
});

function linksIn({ text }: { text: string }): string[] {
  return (text.match(/\/files\/[\w-]+/gu) ?? []).map((path) => `${house.url}${path}`);
}

/** The bytes that a phone shows, or has a link to. */
async function seen(message: PhoneMessage | undefined): Promise<string[]> {
  return Promise.all(
    [...(message?.media ?? []).map(({ url }) => url), ...(message ? linksIn(message) : [])].map(async (url) =>
      Buffer.from(await (await fetch(new URL(url, house.url))).arrayBuffer()).toString('base64'),
    ),
  );
}

it('plain text right after a customer left is held, for two minutes', async () => {
  const own = await only(STAFF_LINE);
  const [gone, stays] = [await accepted(own), await accepted(own)];
  await admin.act(gone.id, 'close');
  await own.writes('Your parcel is on its way.');
  await own.hears(/Another customer left a moment ago.*Your parcel is on/u);
  expect(await texts(stays.phone)).not.toContain('Your parcel is on its way.');
  // What is typed late with the code of who left reaches nobody, and the code is nobody else's for a day.
  await own.writes(`#${gone.code} It is in the post.`);
  await own.hears(new RegExp(`There is no #${gone.code} for you now`, 'u'));
  await close(stays);
  const other = await accepted(own);
  // The same where a colleague took one away.
  const taken = await accepted(own);
  await admin.act(taken.id, 'take-over');
  await own.writes('Hold on a second.');
  await until(
    async () =>
      (await texts(own)).filter((text) => /Another customer left a moment ago/u.test(text)).length > 1 || undefined,
  );
  await later();
  expect([gone.code, stays.code]).not.toContain(other.code);
  await own.writes('This one is yours.');
  await other.phone.hears(/^This one is yours\.$/u);
  await settled();
  expect((await texts(other.phone)).join()).not.toMatch(/parcel|in the post|Hold on/u);
  await close(other, taken);
});

it('passes on by TEAM, answers what only begins like a command, and helps in the language of the word', async () => {
  const own = await only(STAFF_LINE);
  const held = await accepted(own);
  await own.writes('Team work makes it quick', 'Decline the charge in the app', 'ayuda');
  await held.phone.hears(/^Team work makes it quick$/u);
  await held.phone.hears(/^Decline the charge in the app$/u);
  await own.hears(/ACEPTO toma la oferta/u);
  await own.writes('TEAM Nowhere');
  await own.hears(/There is no team "Nowhere"\. Nothing was sent/u);
  await own.writes('TEAM complaints');
  await own.hears(new RegExp(`#${held.code} is with Complaints now`, 'u'));
  expect((await admin.detail(held.id)).holder).toBe('queue');
  await own.writes('One more thing');
  await own.hears(/You do not hold this conversation/u);
  expect(await texts(held.phone)).not.toContain('One more thing');
  await close(held);
});

it('a colleague in the inbox passes a customer to an agent who is on their phone, and keeps them until it is accepted', async () => {
  const own = await only(STAFF_LINE);
  const [agent] = await house.db.query<{ id: string }>(`select id from agent where email like 'agent@%'`);
  const phone = customer();
  const { id } = await offered(own, phone);
  await admin.act(id, 'accept');
  const pass = async (note: string): Promise<string> => {
    const before = (await own.heard()).length;
    await admin.act(id, 'pass', { agentId: agent?.id, note });
    const asked = await until(
      async () => (await own.heard()).slice(before).find(({ text }) => /asks you to take over/u.test(text)),
      async () => (await own.heard()).map(({ text }) => text),
    );
    // The note is for the inbox; no text leaves the house before it is accepted.
    expect(asked.text).not.toContain(note);
    expect(await admin.detail(id)).toMatchObject({ holder: 'agent', assignee: { id: admin.me.agent.id } });
    return /#(\d+)/u.exec(asked.text)?.[1] ?? '';
  };
  const last = async () => (await admin.detail(id)).handoff?.offers.findLast(({ from }) => from !== null);

  await own.writes(`decline ${await pass('Knows the carrier.')} at lunch`);
  await until(async () => (await last())?.state === 'declined' || undefined);
  expect(await last()).toMatchObject({ detail: 'at lunch' });
  await own.hears(/^Declined #\d+\. It stays with your colleague\.$/u);

  await pass('Back from lunch?');
  await house.db.query(`update job set not_before = now() where kind = 'pass-lapse'`);
  await house.db.query(`update lane set due = now() where key like 'pass:%' and owner is null`);
  house.app.get(Jobs).wake();
  await until(async () => (await last())?.state === 'expired' || undefined);

  const code = await pass('Now, please.');
  await own.writes(`accept ${code}`);
  await own.hears(new RegExp(`You have #${code}\\.`, 'u'));
  expect(await admin.detail(id)).toMatchObject({ holder: 'agent', assignee: { id: agent?.id } });
  await own.writes(`#${code} It is me now.`);
  await phone.hears(/It is me now\./u);
  await close({ phone, id, code });
});

it('200 spoofed messages: other numbers, a stopped phone, a revoked agent: nothing is done, and the audit shows the refusals', async () => {
  const own = await only(STAFF_LINE);
  const held = await accepted(own);
  const before = await texts(held.phone);
  const words = [
    'DONE',
    `#${held.code} Send us your PIN`,
    'BACK',
    `#${held.code}`,
    'TEAM complaints',
    '/note I was here',
  ];
  const strangers = Array.from({ length: 150 }, (_, at) => ({
    phone: customer(),
    text: words[at % words.length] ?? '',
  }));
  for (let at = 0; at < strangers.length; at += 10)
    await Promise.all(strangers.slice(at, at + 10).map(({ phone, text }) => phone.writes(text)));
  await house.db.query(`update agent set disabled_at = now() where email like 'agent@%'`);
  for (let at = 0; at < 25; at += 1) await own.writes(words[at % words.length] ?? '');
  await settled();
  await house.db.query(`update agent set disabled_at = null where email like 'agent@%'`);
  await house.db.query(`update agent_endpoint set stopped_at = now() where address = $1`, [STAFF_LINE]);
  for (let at = 0; at < 25; at += 1) await own.writes(words[at % words.length] ?? '');
  await settled();
  expect(await texts(held.phone)).toEqual(before);
  expect(await admin.detail(held.id)).toMatchObject({ holder: 'agent', status: 'open' });
  const { entries } = await admin.transcript(held.id);
  expect(JSON.stringify(entries)).not.toMatch(/PIN|I was here/u);
  const [audit] = await house.db.query<{ refused: number }>(
    `select count(*)::int as refused from audit_entry where action = 'endpoint.refused'`,
  );
  expect(audit?.refused).toBe(50);
  await only(STAFF_LINE);
  await close(held);
}, 240_000);
