/** Asked how it went: after closing and the last reply, once, where the customer wrote last; a number answers it, and anything else goes on. */
import { simpleParser } from 'mailparser';
import { io, type Socket } from 'socket.io-client';
import type {
  RatingFigures,
  RatingView,
  WidgetClientEvents,
  WidgetMessage,
  WidgetServerEvents,
} from '../../src/api/http/contract';
import { Jobs } from '../../src/foundation/jobs/jobs';
import { newId } from '../../src/foundation/model/ids';
import { Settings } from '../../src/foundation/settings/settings';
import { SurveyTokens } from '../../src/pipeline/survey/token';
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House, type Phone } from '../support/house';
import { emailAccount, mail } from '../support/mail/account';
import { Dovecot, hasDovecot, type MailHost } from '../support/mail/dovecot';
import { Hoodiecrow } from '../support/mail/hoodiecrow';
import { OutgoingServer } from '../support/mail/outgoing';

let house: House;
let agent: AgentClient;
let next = 2_025_640_000;
const number = () => `+1${String((next += 1))}`;
const ASKED = /how did we do\?/u;

beforeAll(async () => {
  house = await startHouse();
  agent = await house.signIn('agent');
  await quiet('00:00', '00:00');
  await surveys({ on: true, delayMinutes: 0, everyDays: 30 });
}, 240_000);
afterAll(() => house.stop(), 60_000);

async function quiet(from: string, to: string): Promise<void> {
  await house.db.query(
    `update setting set value = value || jsonb_build_object('quietHours', $1::jsonb) where key = 'business'`,
    [JSON.stringify({ from, to })],
  );
  await house.app.get(Settings).reload();
}

async function surveys(survey: object): Promise<void> {
  await house.db.query(`update team set survey = $1, time_zone = 'UTC'`, [JSON.stringify(survey)]);
  await house.app.get(Settings).reload();
}

/** What was planned for later is looked at now. */
async function due(): Promise<void> {
  await house.db.query(`update job set not_before = now() where kind = 'survey'`);
  await house.db.query(`update lane set due = now() where key like 'survey:%' and owner is null`);
  house.app.get(Jobs).wake();
}

/** The last reply may have been under way at the first look. */
const asked = (phone: Phone) =>
  until(
    async () => {
      await due();
      return (await phone.heard()).find(({ text }) => ASKED.test(text));
    },
    () => phone.heard(),
  );

interface Row {
  awaits: string | null;
  score: number | null;
  reason: string | null;
  answered_by: string;
}
const surveyOf = async (conversationId: string): Promise<Row | undefined> =>
  (
    await house.db.query<Row & Record<string, unknown>>(
      'select awaits, score, reason, answered_by from survey where conversation_id = $1 order by episode desc',
      [conversationId],
    )
  )[0];

/** A customer whom an agent answered and whose conversation that agent closed. */
async function served(phone: Phone, words = 'I want to talk to a human'): Promise<string> {
  await phone.writes(words);
  const { id } = await until(async () =>
    (await agent.list('all')).find((one) => one.contact.address === phone.number && one.holder === 'queue'),
  );
  await agent.reply(id, 'All is well again.');
  await phone.hears(/All is well again/u);
  await agent.act(id, 'close');
  return id;
}

/** No survey job of it waits any more, and none was asked. */
async function neverAsked(conversationId: string): Promise<void> {
  await noJobOf(conversationId);
  expect(await surveyOf(conversationId)).toBeUndefined();
}

async function noJobOf(conversationId: string): Promise<void> {
  await until(async () => {
    await due();
    const jobs = await house.db.query(`select 1 from job where kind = 'survey' and payload->>'conversationId' = $1`, [
      conversationId,
    ]);
    return jobs.length === 0;
  });
}

it.each(['sms', 'whatsapp'] as const)('by %s a number is the rating, and no new matter', async (channel) => {
  const phone = house.phone(number(), channel);
  const id = await served(phone);
  await asked(phone);
  const words = (await phone.heard()).map(({ text }) => text);
  expect(words.findIndex((text) => ASKED.test(text))).toBeGreaterThan(words.indexOf('All is well again.'));
  const [row] = await house.db.query(
    `select d.class from survey s join delivery d on d.message_id = s.message_id where s.conversation_id = $1`,
    [id],
  );
  expect(row).toEqual({ class: 'survey' });

  await phone.writes('4');
  await phone.hears(/Thank you for telling us/u);
  expect(await surveyOf(id)).toEqual({ awaits: null, score: 4, reason: null, answered_by: 'human' });
  expect(await agent.detail(id)).toMatchObject({ status: 'closed', holder: 'assistant' });
});

it('a low number asks why, and one free line is the reason', async () => {
  const phone = house.phone(number());
  const id = await served(phone);
  await asked(phone);
  await phone.writes('1/5');
  await phone.hears(/What could we have done better/u);
  await phone.writes('It took two days until somebody wrote.');
  await phone.hears(/Thank you for telling us/u);
  expect(await surveyOf(id)).toMatchObject({
    awaits: null,
    score: 1,
    reason: 'It took two days until somebody wrote.',
  });
  expect((await agent.detail(id)).status).toBe('closed');
});

it('in the web chat the question says that a number answers it, and the rating is shown and counted', async () => {
  const socket: Socket<WidgetServerEvents, WidgetClientEvents> = io(`${house.url}/widget`, {
    transports: ['websocket'],
    forceNew: true,
    auth: { site: 'demo-site' },
    extraHeaders: { origin: house.url },
  });
  const shown: WidgetMessage[] = [];
  socket.on('messages', ({ messages, conversationId }) => {
    shown.push(...messages);
    for (const { seq } of messages) socket.emit('seen', { conversationId, seq });
  });
  await new Promise<void>((resolve) => socket.once('welcome', () => resolve()));
  const says = async (text: string): Promise<string> => {
    const sent = (await socket.timeout(5_000).emitWithAck('send', { clientId: newId(), text })) as
      { ok: true; conversationId: string } | { ok: false; error: string };
    if (!sent.ok) throw new Error(sent.error);
    return sent.conversationId;
  };
  const id = await says('I want to talk to a human');
  await until(async () => (await agent.detail(id)).holder === 'queue');
  await agent.reply(id, 'All is well again.');
  await until(async () => shown.some(({ text }) => text === 'All is well again.'));
  await agent.act(id, 'close');
  const question = await until(async () => {
    await due();
    return shown.find(({ asksRating }) => asksRating);
  });
  expect(question.text).toMatch(ASKED);
  expect(shown.filter(({ asksRating }) => asksRating)).toHaveLength(1);
  expect((await agent.detail(id)).rating).toMatchObject({ score: null, ratedAt: null });

  const admin = await house.signIn('admin');
  const hook = { name: 'Ratings', url: `${house.url}/nowhere`, kinds: ['conversation.rated'], carriesText: false };
  expect((await admin.request('POST', '/admin/webhooks', hook)).status).toBeLessThan(300);
  await says('1');
  await until(async () => (await agent.detail(id)).rating?.score === 1);
  socket.close();
  const told = await house.db.query('select kind, data from webhook_event where conversation_id = $1', [id]);
  expect(told).toEqual([
    {
      kind: 'conversation.rated',
      data: expect.objectContaining({ score: 1, answeredBy: 'human', agentId: agent.me.agent.id }) as unknown,
    },
  ]);
  const figures = await admin.get<RatingFigures>('/admin/ratings?days=1');
  const people = figures.groups.find(({ answeredBy }) => answeredBy === 'human');
  expect(people?.asked).toBeGreaterThanOrEqual(people?.answered ?? 0);
  expect(people?.answered).toBe(people?.scores.reduce((sum, count) => sum + count, 0));
  const page = await admin.get<{ items: RatingView[]; next: string | null }>('/admin/ratings/list?limit=1');
  expect(page.items).toEqual([
    expect.objectContaining({
      conversationId: id,
      score: 1,
      reason: null,
      answeredBy: 'human',
      agent: agent.me.agent.name,
    }),
  ]);
  expect(page.next).not.toBeNull();
  const more = await admin.get<{ items: RatingView[] }>(`/admin/ratings/list?limit=100&cursor=${page.next ?? ''}`);
  expect(more.items.some((one) => one.conversationId === id)).toBe(false);
  expect(more.items.length).toBeGreaterThan(0);
  expect((await agent.request('GET', '/admin/ratings')).status).toBe(403);
});

it('by mail each number is a link of its own, and a number as the reply counts too', async () => {
  const incoming: MailHost = hasDovecot ? await Dovecot.start() : await Hoodiecrow.start('support');
  const outgoing = await OutgoingServer.start(incoming.password);
  const accountId = await emailAccount(house, incoming, outgoing);
  await until(async () => {
    const [row] = await house.db.query('select health from channel_account where id = $1', [accountId]);
    return row?.['health'] === 'ok';
  });
  const got = (pattern: RegExp) =>
    until(async () => {
      await due();
      const mails = await Promise.all(outgoing.ledger.map(({ raw }) => simpleParser(raw)));
      return mails.find(({ text }) => pattern.test(text ?? ''));
    });
  await incoming.deliver('support', mail({ subject: 'A card', text: 'I want to talk to a human' }));
  const { id } = await agent.sees('waiting', 'dana@example.net');
  await agent.reply(id, 'All is well again.');
  await got(/All is well again/u);
  await agent.act(id, 'close');
  const question = await got(ASKED);
  expect(question.headers.get('auto-submitted')).toBe('auto-replied');
  const links = [...(question.text ?? '').matchAll(/^([1-5]).*: (http\S+)\?score=([1-5])$/gmu)];
  expect(links.map(([, shown, , score]) => `${shown}${score}`)).toEqual(['55', '44', '33', '22', '11']);
  const path = new URL(links[0]?.[2] ?? '').pathname;
  expect((await fetch(`${house.url}${path}?score=5`)).status).toBe(200);
  expect(await surveyOf(id)).toMatchObject({ score: null });
  const reply = { 'In-Reply-To': question.messageId ?? '', References: question.messageId ?? '' };
  await incoming.deliver('support', mail({ subject: 'Re: A card', text: '4', headers: reply }));
  await until(async () => (await surveyOf(id))?.score === 4);
  expect((await agent.detail(id)).status).toBe('closed');
  await outgoing.stop();
  await incoming.stop();
}, 240_000);

it('anything else than a number reopens it as words do, and a later number is no rating', async () => {
  const phone = house.phone(number());
  const id = await served(phone);
  await asked(phone);
  await phone.writes('My card is still blocked, please help');
  await until(async () => (await agent.detail(id)).status === 'open');
  expect(await surveyOf(id)).toMatchObject({ awaits: null, score: null });
  await phone.writes('5');
  await until(async () =>
    (await agent.transcript(id)).entries.some((item) => item.type === 'message' && item.text === '5'),
  );
  expect(await surveyOf(id)).toMatchObject({ score: null });
});

it('a reason that asks for somebody is kept, and answered by somebody', async () => {
  const phone = house.phone(number());
  const id = await served(phone);
  await asked(phone);
  await phone.writes('2');
  await phone.hears(/What could we have done better/u);
  await phone.writes('Nobody called me. I want to talk to a human');
  await until(async () => (await agent.detail(id)).holder === 'queue');
  expect(await surveyOf(id)).toMatchObject({ score: 2, reason: 'Nobody called me. I want to talk to a human' });
});

it('nobody is asked twice in so many days', async () => {
  const phone = house.phone(number());
  const id = await served(phone);
  await asked(phone);
  await phone.writes('5');
  await phone.hears(/Thank you for telling us/u);
  await phone.writes('I want to talk to a human again');
  await until(async () => (await agent.detail(id)).holder === 'queue');
  await agent.reply(id, 'Here I am again.');
  await phone.hears(/Here I am again/u);
  await agent.act(id, 'close');
  await noJobOf(id);
  const [count] = await house.db.query('select count(*)::int as n from survey where conversation_id = $1', [id]);
  expect(count).toEqual({ n: 1 });
});

it('nobody is asked who wrote STOP, was in danger, was never answered, or whose conversation is open again', async () => {
  const stopped = house.phone(number());
  await surveys({ on: true, delayMinutes: 60, everyDays: 30 });
  const a = await served(stopped);
  await stopped.writes('STOP');
  await until(async () => (await agent.detail(a)).sendBlocked !== null);

  const grave = house.phone(number());
  const b = await served(grave, 'I want to kill myself');

  const silent = house.phone(number());
  await silent.writes('I want to talk to a human');
  const { id: c } = await agent.sees('waiting', silent.number);
  await agent.act(c, 'accept');
  await agent.act(c, 'close');

  const back = house.phone(number());
  const d = await served(back);
  await agent.act(d, 'take-over');

  await surveys({ on: true, delayMinutes: 0, everyDays: 30 });
  for (const id of [a, b, c, d]) await neverAsked(id);
  for (const phone of [stopped, grave, silent, back]) {
    expect((await phone.heard()).some(({ text }) => ASKED.test(text))).toBe(false);
  }
});

it('quiet hours hold it; words that come meanwhile go on without it', async () => {
  const clock = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
  await quiet(clock(-1), clock(2));
  const phone = house.phone(number());
  const id = await served(phone);
  await until(async () => {
    await house.db.query(
      `update lane set due = now() where key like 'survey:%' and due < now() + interval '2 minutes'`,
    );
    await house.db.query(
      `update job set not_before = now() where kind = 'survey' and not_before < now() + interval '2 minutes'`,
    );
    house.app.get(Jobs).wake();
    const [job] = await house.db.query(
      `select 1 from job j join lane l on l.key = j.lane where j.kind = 'survey' and j.payload->>'conversationId' = $1
          and l.due > now() + interval '1 hour'`,
      [id],
    );
    return job !== undefined;
  });
  expect(await surveyOf(id)).toBeUndefined();
  await quiet('00:00', '00:00');
});

it('a survey that waits for its carrier is withdrawn when the conversation goes on', async () => {
  const phone = house.phone(number());
  const id = await served(phone);
  await asked(phone);
  // Its last receipt, which would settle it anew.
  await until(async () => {
    const [row] = await house.db.query(
      `select d.state from survey s join delivery d on d.message_id = s.message_id where s.conversation_id = $1`,
      [id],
    );
    return row?.['state'] === 'delivered';
  });
  const delivered = await house.db.query<{ id: string }>(
    `update delivery d set state = 'queued', provider_id = null, settled_at = null from survey s
      where s.conversation_id = $1 and d.message_id = s.message_id returning d.id`,
    [id],
  );
  await agent.act(id, 'take-over');
  await house.db.query(`insert into lane (key, due, pending) values ($1, now(), 1)`, [`delivery:again:${id}`]);
  await house.db.query(`insert into job (lane, kind, payload) values ($1, 'deliver', $2)`, [
    `delivery:again:${id}`,
    JSON.stringify({ deliveryId: delivered[0]?.id }),
  ]);
  house.app.get(Jobs).wake();
  await until(async () => {
    const [row] = await house.db.query<{ state: string }>('select state from delivery where id = $1', [
      delivered[0]?.id,
    ]);
    return row?.state === 'withdrawn';
  });
  expect((await phone.heard()).filter(({ text }) => ASKED.test(text))).toHaveLength(1);
});

it('the page of a link rates when its button is pressed, and never by being opened', async () => {
  const phone = house.phone(number());
  const id = await served(phone);
  await asked(phone);
  const [survey] = await house.db.query<{ id: string }>('select id from survey where conversation_id = $1', [id]);
  const token = house.app.get(SurveyTokens, { strict: false }).sign(survey?.id ?? '');
  const url = `${house.url}/rate/${token}`;
  const opened = await fetch(`${url}?score=3`);
  expect(opened.status).toBe(200);
  expect(opened.headers.get('referrer-policy')).toBe('same-origin');
  expect(await opened.text()).toMatch(/value="3" required checked/u);
  expect(await surveyOf(id)).toMatchObject({ score: null });

  const post = (to: string, body: Record<string, string>, origin = house.url) =>
    fetch(to, { method: 'POST', headers: { origin }, body: new URLSearchParams(body) });
  expect((await post(url, { score: '3' }, 'https://elsewhere.example')).status).toBe(403);
  expect((await post(url, { score: '6' })).status).toBe(400);
  const forged = `${token.slice(0, -4)}${token.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
  expect((await post(`${house.url}/rate/${forged}`, { score: '3' })).status).toBe(404);
  expect((await fetch(`${house.url}/rate/cut-off`)).status).toBe(404);
  expect(await surveyOf(id)).toMatchObject({ score: null });
  const said = await post(url, { score: '3', reason: 'It was <b>fine</b>' });
  expect(await said.text()).toMatch(/Thank you for telling us/u);
  expect(await surveyOf(id)).toMatchObject({ score: 3, reason: 'It was <b>fine</b>', awaits: null });
  expect(await (await fetch(url)).text()).toContain('It was &lt;b&gt;fine&lt;/b&gt;');
});
