/** An account sends no faster than its provider takes it; what somebody waits for goes first, and all the rest arrives. */
import { newId } from '../../src/foundation/model/ids';
import { Settings } from '../../src/foundation/settings/settings';
import { Composer } from '../../src/pipeline/delivery/compose';
import { Ingest } from '../../src/pipeline/inbound/ingest';
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House } from '../support/house';
import { message } from '../support/inbound';
import { withDatabase, type TestDatabase } from '../support/database';

const PER_SECOND = 20;
const BULK = 120;

let database: TestDatabase;
const houses: House[] = [];
let agent: AgentClient;
let accountId = '';

beforeAll(async () => {
  database = await withDatabase();
  // Two processes share one number.
  houses.push(await startHouse({ shares: database }));
  houses.push(await startHouse({ shares: database }));
  agent = await house().signIn('agent');
  const account = house()
    .app.get(Settings)
    .accounts()
    .find(({ channel, name }) => channel === 'sms' && name !== 'Staff line');
  accountId = account?.id ?? '';
  await database.db.query(
    `update channel_account set settings = settings || $2, assistant_mode = 'off' where id = $1`,
    [accountId, JSON.stringify({ perSecond: PER_SECOND })],
  );
  for (const each of houses) await each.app.get(Settings).reload();
}, 240_000);
afterAll(async () => {
  for (const each of houses) await each.stop();
  await database.drop();
}, 120_000);

const house = (): House => {
  const [first] = houses;
  if (!first) throw new Error('No house.');
  return first;
};

interface Sent {
  at: Date;
  text: string;
}

const sent = (): Promise<Sent[]> =>
  database.db.query<Sent>(
    `select d.sent_at as at, m.text from delivery d join message m on m.id = d.message_id
      where d.channel_account_id = $1 and d.sent_at is not null and m.author = 'agent' order by d.sent_at`,
    [accountId],
  );

it(`a reply leaves at once among ${BULK} that nobody waits for, each of which arrives once, never more than the rate`, async () => {
  const account = house().app.get(Settings).account(accountId);
  if (!account) throw new Error('No account.');
  const numbers = Array.from({ length: BULK }, (_, at) => `+1202561${String(1_000 + at)}`);
  const waiting = '+12025629999';
  const stored = await house()
    .app.get(Ingest)
    .receive(
      account,
      [...numbers, waiting].map((number) => message(number, 'Hello', { providerId: newId() })),
    );
  const ids = stored.flatMap((each) => (each.kind === 'stored' ? [each.conversationId] : []));
  expect(ids).toHaveLength(BULK + 1);
  await until(async () => {
    const [row] = await database.db.query<{ left: number }>(
      `select count(*)::int as left from job where kind in ('screen', 'answer', 'deliver')`,
    );
    return row?.left === 0;
  });
  const bulk = ids.slice(0, BULK);
  const began = Date.now();
  await database.db.transaction(async (tx) => {
    for (const [at, conversationId] of bulk.entries()) {
      await house()
        .app.get(Composer)
        .say(tx, {
          conversationId,
          author: 'agent',
          agentId: agent.me.agent.id,
          text: `News ${at}`,
          class: 'proactive',
        });
    }
  });
  await until(async () => (await sent()).length > 5);
  const conversationId = ids[BULK] ?? '';
  await agent.act(conversationId, 'take-over').catch(() => agent.act(conversationId, 'accept'));
  const asked = new Date();
  await agent.reply(conversationId, 'Here is your answer.');
  await until(async () => (await sent()).find(({ text }) => text === 'Here is your answer.'));
  const after = (await sent()).filter(({ at, text }) => at >= asked && text.startsWith('News')).length;
  const reply = (await sent()).find(({ text }) => text === 'Here is your answer.');
  // It had to let pass only what had its turn already.
  expect((reply?.at.getTime() ?? 0) - asked.getTime()).toBeLessThan(2_000);
  expect(after).toBeLessThan(BULK / 2);

  const all = await until(async () => {
    const rows = await sent();
    return rows.length === BULK + 1 && rows;
  });
  const times = all.map(({ at }) => at.getTime());
  // Turns are handed out by the database; the record of a send is a moment later than its turn.
  const most = Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length));
  expect(most).toBeLessThanOrEqual(PER_SECOND * 1.25);
  expect((times.at(-1) ?? 0) - began).toBeGreaterThan(((BULK - PER_SECOND) / PER_SECOND) * 1_000 * 0.9);
  const texts = all.map(({ text }) => text);
  expect(new Set(texts).size).toBe(BULK + 1);
  // Each phone heard it once, by whichever process had its turn.
  for (const number of [numbers[0], numbers.at(-1)]) {
    const heard = await Promise.all(houses.map((each) => each.phone(number ?? '').heard()));
    expect(heard.flat().filter(({ text }) => text.startsWith('News'))).toHaveLength(1);
  }
}, 120_000);

it('an account without a rate waits for nothing', async () => {
  const rows = await database.db.query('select channel_account_id from send_rate');
  expect(rows).toEqual([{ channel_account_id: accountId }]);
});
