/** After the visitor left the chat: once for each absence a mail says that there is an answer, with a link and nothing of the content. */
import { simpleParser } from 'mailparser';
import { io, type Socket } from 'socket.io-client';
import type { WidgetClientEvents, WidgetServerEvents } from '../../src/api/http/contract';
import { Jobs } from '../../src/foundation/jobs/jobs';
import { newId } from '../../src/foundation/model/ids';
import { Settings } from '../../src/foundation/settings/settings';
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House } from '../support/house';
import { emailAccount, mail } from '../support/mail/account';
import { Dovecot, hasDovecot, type MailHost } from '../support/mail/dovecot';
import { Hoodiecrow } from '../support/mail/hoodiecrow';
import { OutgoingServer } from '../support/mail/outgoing';

type Line = Socket<WidgetServerEvents, WidgetClientEvents>;

let house: House;
let agent: AgentClient;
let incoming: MailHost;
let outgoing: OutgoingServer;
let people = 0;
const lines: Line[] = [];

beforeAll(async () => {
  incoming = hasDovecot ? await Dovecot.start() : await Hoodiecrow.start('support');
  outgoing = await OutgoingServer.start(incoming.password);
  house = await startHouse();
  agent = await house.signIn('agent');
  await house.db.query(
    `update setting set value = value || '{"quietHours": {"from": "00:00", "to": "00:00"}}' where key = 'business'`,
  );
  const accountId = await emailAccount(house, incoming, outgoing);
  await house.app.get(Settings).reload();
  await until(async () => {
    const [row] = await house.db.query('select health from channel_account where id = $1', [accountId]);
    return row?.['health'] === 'ok';
  });
}, 240_000);
afterAll(async () => {
  for (const line of lines) line.close();
  await house.stop();
  await outgoing.stop();
  await incoming.stop();
}, 60_000);

/** A visitor whose page shows what comes, as the widget does. */
async function visitor() {
  const email = `visitor${(people += 1)}@example.net`;
  let token: string | undefined;
  let line: Line | undefined;
  const come = async (): Promise<void> => {
    const opened: Line = io(`${house.url}/widget`, {
      transports: ['websocket'],
      forceNew: true,
      auth: { site: 'demo-site', token },
      extraHeaders: { origin: house.url },
    });
    lines.push(opened);
    opened.on('messages', ({ conversationId, messages }) => {
      const seq = messages.at(-1)?.seq;
      if (seq) opened.emit('seen', { conversationId, seq, state: 'delivered' });
    });
    line = opened;
    const hello = await new Promise<{ token: string; conversationId: string | null; lastSeq: number }>((resolve) =>
      opened.once('welcome', resolve),
    );
    token = hello.token;
    if (hello.conversationId) opened.emit('seen', { conversationId: hello.conversationId, seq: hello.lastSeq });
  };
  await come();
  const sent = (await line
    ?.timeout(5_000)
    .emitWithAck('send', { clientId: newId(), text: 'I want to talk to a human' })) as {
    conversationId: string;
  };
  const id = sent.conversationId;
  await until(async () => (await agent.detail(id)).holder === 'queue');
  return {
    email,
    id,
    come,
    leave: () => void line?.close(),
    gives: (page: string) =>
      line
        ?.timeout(5_000)
        .emitWithAck('email', { conversationId: id, email, consent: 'I agree.', language: 'en', page }),
    mails: async () =>
      Promise.all(outgoing.ledger.filter(({ to }) => to.includes(email)).map(({ raw }) => simpleParser(raw))),
  };
}

const undelivered = (id: string) =>
  house.db.query<{ state: string }>(
    `select d.state from delivery d join message m on m.id = d.message_id
      where d.conversation_id = $1 and m.author = 'agent' order by m.seq desc limit 1`,
    [id],
  );
const stateOf = async (id: string) => (await undelivered(id))[0]?.state;

/** Two minutes later: whatever was planned has run. */
async function later(id: string): Promise<void> {
  await until(async () => ['accepted', 'delivered', 'read'].includes((await stateOf(id)) ?? ''));
  await house.db.query(
    `update delivery set settled_at = settled_at - interval '3 minutes' where conversation_id = $1 and settled_at is not null`,
    [id],
  );
  await house.db.query(`update notice set created_at = created_at - interval '3 minutes' where conversation_id = $1`, [
    id,
  ]);
  await house.db.query(
    `update conversation set last_inbound_at = last_inbound_at - interval '3 minutes' where id = $1`,
    [id],
  );
  await until(async () => {
    await house.db.query(`update job set not_before = now() where kind = 'away'`);
    await house.db.query(`update lane set due = now() where key like 'away:%' and owner is null`);
    house.app.get(Jobs).wake();
    return (await house.db.query(`select 1 from job where kind = 'away'`)).length === 0;
  });
  await until(
    async () => (await house.db.query(`select 1 from delivery where state in ('queued', 'sending')`)).length === 0,
  );
}

it('who is there hears it in the chat alone; who left is told once, by mail, nothing of what was said', async () => {
  const dana = await visitor();
  await dana.gives(`${house.url}/shop`);
  await agent.reply(dana.id, 'The secret word is heron.');
  await until(async () => (await stateOf(dana.id)) === 'delivered');
  await later(dana.id);
  expect(await dana.mails()).toEqual([]);

  dana.leave();
  await agent.reply(dana.id, 'And the second secret is otter.');
  await later(dana.id);
  const [notice, ...more] = await dana.mails();
  expect(more).toEqual([]);
  expect(notice?.text).toContain(`${house.url}/shop`);
  expect(`${notice?.subject} ${notice?.text}`).not.toMatch(/heron|otter|secret/u);
  expect(notice?.headers.get('auto-submitted')).toBe('auto-replied');

  await agent.reply(dana.id, 'A third word.');
  await later(dana.id);
  expect(await dana.mails()).toHaveLength(1);

  await dana.come();
  await until(async () => ['delivered', 'read'].includes((await stateOf(dana.id)) ?? ''));
  dana.leave();
  await agent.reply(dana.id, 'A fourth word.');
  await later(dana.id);
  expect(await dana.mails()).toHaveLength(2);
}, 120_000);

it('a page of another origin is not linked to, and nobody is told without an address or after they asked for no more', async () => {
  const silent = await visitor();
  silent.leave();
  await agent.reply(silent.id, 'Hello?');
  await later(silent.id);
  expect(
    await house.db.query(`select 1 from notice where kind = 'away' and conversation_id = $1`, [silent.id]),
  ).toEqual([]);

  const foreign = await visitor();
  await foreign.gives('https://elsewhere.example/phish');
  const [claim] = await house.db.query('select page, consent from email_claim where email = $1', [foreign.email]);
  expect(claim).toEqual({ page: null, consent: 'I agree.' });
  await house.db.query(`update email_claim set page = $2 where email = $1`, [foreign.email, `${house.url}/shop`]);
  foreign.leave();
  await agent.reply(foreign.id, 'Hello?');
  await later(foreign.id);
  const [notice] = await foreign.mails();
  const token = /unsubscribe%20([a-z2-7]+)/u.exec(JSON.stringify([...(notice?.headerLines ?? [])]))?.[1];
  await incoming.deliver('support', mail({ from: foreign.email, subject: `unsubscribe ${token ?? ''}`, text: '' }));
  await until(async () => {
    const [row] = await house.db.query('select stopped_at from email_claim where email = $1', [foreign.email]);
    return row?.['stopped_at'] !== null;
  });
  await foreign.come();
  await until(async () => ['delivered', 'read'].includes((await stateOf(foreign.id)) ?? ''));
  foreign.leave();
  await agent.reply(foreign.id, 'Hello again?');
  await later(foreign.id);
  expect(await foreign.mails()).toHaveLength(1);
}, 120_000);
