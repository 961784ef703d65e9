/** Laws of webhooks out: each event reaches each endpoint that wants it, signed and once counted, whatever the endpoint does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  Alerts,
  WebhookDeliveryView,
  WebhookEdit,
  WebhookReplayed,
  WebhookSecret,
  WebhookView,
} from '../../src/api/http/contract';
import { backup } from '../../src/foundation/database/backup';
import { restore } from '../../src/foundation/database/restore';
import { Jobs } from '../../src/foundation/jobs/jobs';
import { newId } from '../../src/foundation/model/ids';
import { WEBHOOK_KINDS } from '../../src/foundation/model/webhook-kinds';
import type { AgentClient } from '../support/agent-client';
import { withDatabase, type TestDatabase } from '../support/database';
import { startHouse, until, type House } from '../support/house';
import { verifies, WebhookReceiver } from '../support/webhook-receiver';

let database: TestDatabase;
let house: House;
let admin: AgentClient;
let receiver: WebhookReceiver;
beforeAll(async () => {
  database = await withDatabase();
  [house, receiver] = await Promise.all([startHouse({ shares: database }), WebhookReceiver.start()]);
  admin = await house.signIn('admin');
}, 120_000);
afterAll(async () => {
  receiver.stop();
  await house.stop();
  await database.drop();
}, 60_000);
afterEach(async () => {
  await house.db.query('delete from webhook_endpoint');
  await house.db.query('delete from webhook_event');
  receiver.behaviour.clear();
  receiver.ledger.length = 0;
});

let paths = 0;
async function add(edit: Partial<WebhookEdit> = {}): Promise<WebhookSecret & { path: string }> {
  const path = `/hook-${(paths += 1)}`;
  const { status, body } = await admin.request('POST', '/admin/webhooks', {
    ...{ name: path, url: receiver.url(path), kinds: ['message.received'] },
    ...edit,
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return { ...(body as WebhookSecret), path };
}
const log = (query = ''): Promise<WebhookDeliveryView[]> =>
  admin.get<{ items: WebhookDeliveryView[] }>(`/admin/webhook-deliveries${query}`).then((page) => page.items);
const act = (id: string, what: string, body?: unknown) => admin.request('POST', `/admin/webhooks/${id}/${what}`, body);
const change = (view: WebhookView, part: Partial<WebhookEdit>) => {
  const { name, url, kinds, carriesText, active } = view;
  return admin.request('PUT', `/admin/webhooks/${view.id}`, { name, url, kinds, carriesText, active, ...part });
};
const first = async (query = ''): Promise<WebhookDeliveryView> => {
  const [found] = await log(query);
  if (!found) throw new Error('The log is empty.');
  return found;
};
/** What waits for its next attempt is due now. */
async function hurry(): Promise<void> {
  await house.db.query(`update lane set due = now() where key like 'webhook:%' and owner is null`);
  house.app.get(Jobs).wake();
}
let numbers = 100;
/** A customer writes; their number. */
async function write(text = 'Where is your branch?'): Promise<void> {
  await house.phone(`+1202555${(numbers += 1).toString().padStart(4, '0')}`).writes(text);
}

it('the whole life is told, each event once to each endpoint that wants it, without a word of the customer', async () => {
  const all = await add({ kinds: [...WEBHOOK_KINDS] });
  const words = await add({ carriesText: true });
  const agent = await house.signIn('agent');
  await agent.request('PUT', '/session/presence', { presence: 'online' });
  const phone = house.phone('+12025550001');
  await phone.writes('I want to talk to a human about my xylophone');
  const waiting = await until(async () => (await agent.list('waiting'))[0]);
  await agent.act(waiting.id, 'accept');
  await agent.reply(waiting.id, 'Here I am, with your marimba.');
  await phone.hears(/marimba/);
  await agent.act(waiting.id, 'close');
  await phone.writes('Another question: a human please, once more');
  const kinds = () => receiver.at(all.path).map(({ event }) => event.type);
  await until(
    async () => Promise.resolve(kinds().includes('conversation.reopened')),
    () => Promise.resolve(kinds()),
  );
  await until(async () => (await log('?state=pending')).length === 0);

  const expected = [
    ...['conversation.opened', 'message.received', 'handoff.requested', 'offer.made', 'message.sent'],
    ...['handoff.accepted', 'conversation.closed', 'handoff.closed', 'conversation.reopened'],
  ];
  expect(kinds()).toEqual(expect.arrayContaining(expected));
  const calls = receiver.at(all.path);
  expect(calls.every((call) => verifies(call, all.secret))).toBe(true);
  expect(calls.some((call) => verifies(call, words.secret))).toBe(false);
  expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length);
  expect(new Set(calls.map(({ event }) => event.sequence)).size).toBe(calls.length);
  // As often as it happened.
  const count = (kind: string) => kinds().filter((one) => one === kind).length;
  const [happened] = await house.db.query<Record<string, number>>(
    `select (select count(*)::int from message where direction = 'in') as received,
            (select count(*)::int from delivery where message_id is not null and state in ('accepted', 'delivered', 'read')) as sent,
            (select count(*)::int from handoff) as handoffs, (select count(*)::int from conversation) as conversations`,
  );
  expect({
    received: count('message.received'),
    sent: count('message.sent'),
    handoffs: count('handoff.requested'),
    conversations: count('conversation.opened'),
  }).toEqual(happened);
  expect(JSON.stringify(calls.map(({ body }) => body))).not.toMatch(/xylophone|marimba|2025550001/);
  expect(calls.every(({ event }) => event.data['conversationId'] === waiting.id)).toBe(true);
  // The order in which it happened is in the numbers, whatever the order of arrival is.
  const inOrder = [...calls].sort((a, b) => a.event.sequence - b.event.sequence).map(({ event }) => event.type);
  expect(inOrder.indexOf('conversation.opened')).toBeLessThan(inOrder.indexOf('handoff.requested'));
  expect(inOrder.indexOf('handoff.accepted')).toBeLessThan(inOrder.indexOf('conversation.closed'));
  expect(receiver.at(words.path).map(({ event }) => event.data['text'])).toEqual(
    expect.arrayContaining(['I want to talk to a human about my xylophone']),
  );
  expect(receiver.at(words.path).every(({ event }) => event.type === 'message.received')).toBe(true);
}, 120_000);

it('a fact that is rolled back was never told', async () => {
  await add({ kinds: ['conversation.closed'] });
  await write();
  const [row] = await until(async () => {
    const rows = await house.db.query<{ id: string }>(
      `select id from conversation where status = 'open' order by id desc limit 1`,
    );
    return rows.length > 0 ? rows : null;
  });
  const close = (then: () => void) =>
    house.db.transaction(async (tx) => {
      await tx.query(
        `update conversation set status = 'closed', holder = 'assistant', assignee_id = null, closed_at = now() where id = $1`,
        [row?.id],
      );
      then();
    });
  const broken = new Error('rolled back');
  await expect(
    close(() => {
      throw broken;
    }),
  ).rejects.toBe(broken);
  expect(await log()).toEqual([]);
  await close(() => undefined);
  expect(await log()).toMatchObject([{ kind: 'conversation.closed', data: { conversationId: row?.id } }]);
});

it.each([
  [500, { responseStatus: 500, fault: 'It answered 500.' }],
  [302, { responseStatus: 302, fault: 'It answered 302.' }],
  ['cut' as const, { responseStatus: null, fault: 'it could not be reached' }],
])('what is answered with %s is sent again under the same id, until it is taken', async (behaviour, seen) => {
  const { path, webhook, secret } = await add();
  receiver.behaviour.set(path, behaviour);
  await act(webhook.id, 'test');
  const failed = await until(async () => (await log()).find(({ attempts }) => attempts === 1));
  expect(failed).toMatchObject({ kind: 'test', state: 'pending', ...seen });
  expect(failed.responseBody?.length ?? 500).toBe(500);
  expect(Date.parse(failed.nextAt ?? '')).toBeGreaterThan(Date.now());
  expect(receiver.at('/elsewhere')).toEqual([]);
  receiver.behaviour.delete(path);
  await until(async () => {
    await hurry();
    return (await first()).state === 'delivered';
  });
  expect(await first()).toMatchObject({ attempts: 2, responseStatus: 200, responseBody: 'thanks', fault: null });
  const calls = receiver.at(path);
  expect(calls.map(({ id }) => id)).toEqual([failed.id, failed.id]);
  expect(calls.every((call) => verifies(call, secret))).toBe(true);
});

it('one that hangs takes a few slots, and keeps no other from being told', async () => {
  const slow = await add();
  const well = await add();
  receiver.behaviour.set(slow.path, 'hang');
  for (let count = 0; count < 20; count += 1) await act(slow.webhook.id, 'test');
  await until(async () => Promise.resolve((receiver.hanging.get(slow.path) ?? 0) > 0));
  for (let count = 0; count < 5; count += 1) await act(well.webhook.id, 'test');
  await until(async () => Promise.resolve(receiver.at(well.path).length === 5));
  expect(receiver.hanging.get(slow.path)).toBeLessThanOrEqual(4);
  await house.phone('+12025559999').writes('hello');
  await house.phone('+12025559999').hears(/./);
  receiver.behaviour.delete(slow.path);
  receiver.cutHanging();
});

it('"gone" switches it off with an alert; switched on, all that failed since is sent', async () => {
  const { path, webhook } = await add();
  receiver.behaviour.set(path, 410);
  const since = new Date().toISOString();
  await act(webhook.id, 'test');
  await until(async () => (await first()).state === 'failed');
  expect((await admin.get<Alerts>('/alerts')).webhooks).toMatchObject([{ id: webhook.id, reason: 'gone' }]);
  expect((await (await house.signIn('agent')).get<Alerts>('/alerts')).webhooks).toEqual([]);
  await write();
  expect(receiver.at(path)).toHaveLength(1);
  expect((await act(webhook.id, 'test')).status).toBe(409);
  expect((await act(webhook.id, 'replay', { since })).status).toBe(409);

  receiver.behaviour.delete(path);
  await change(webhook, { active: true });
  expect((await admin.get<Alerts>('/alerts')).webhooks).toEqual([]);
  const { body } = await act(webhook.id, 'replay', { since });
  expect(body as WebhookReplayed).toEqual({ count: 1, more: false });
  await until(async () => (await first()).state === 'delivered');
  expect(new Set(receiver.at(path).map(({ id }) => id)).size).toBe(1);
  expect((await act(webhook.id, 'replay', { since: new Date().toISOString() })).body).toEqual({
    count: 0,
    more: false,
  });
});

it('one that took nothing for days is switched off, and what waited for it has failed', async () => {
  const { path, webhook } = await add();
  receiver.behaviour.set(path, 503);
  await act(webhook.id, 'test');
  await until(async () => (await first()).attempts === 1);
  const [failing] = (await admin.get<{ items: WebhookView[] }>('/admin/webhooks')).items;
  expect(failing?.active).toBe(true);
  expect(failing?.failingSince).not.toBeNull();
  await house.db.query(`update webhook_endpoint set failing_since = now() - interval '4 days'`);
  await act(webhook.id, 'test');
  await until(async () => (await log()).every(({ state }) => state === 'failed'));
  expect((await admin.get<Alerts>('/alerts')).webhooks).toMatchObject([{ id: webhook.id, reason: 'failing' }]);
});

it('a success ends a failing time', async () => {
  const { webhook } = await add();
  await house.db.query(`update webhook_endpoint set failing_since = now() - interval '4 days'`);
  await act(webhook.id, 'test');
  await until(async () => (await first()).state === 'delivered');
  await until(
    async () => (await admin.get<{ items: WebhookView[] }>('/admin/webhooks')).items[0]?.failingSince === null,
  );
});

it('for a day after a new secret both sign, and then the new one alone', async () => {
  const { path, webhook, secret: former } = await add();
  const { secret } = (await act(webhook.id, 'secret')).body as WebhookSecret;
  await act(webhook.id, 'test');
  const both = await until(async () => Promise.resolve(receiver.at(path)[0]));
  expect([verifies(both, former), verifies(both, secret)]).toEqual([true, true]);
  await house.db.query(`update webhook_endpoint set former_until = now() - interval '1 second'`);
  await act(webhook.id, 'test');
  const one = await until(async () => Promise.resolve(receiver.at(path)[1]));
  expect([verifies(one, former), verifies(one, secret)]).toEqual([false, true]);
});

it('a secret is nowhere in clear but in the answer that shows it', async () => {
  const { webhook, secret } = await add();
  const key = secret.slice('whsec_'.length);
  const list = await admin.request('GET', '/admin/webhooks');
  const audit = await admin.request('GET', '/admin/audit');
  expect(JSON.stringify([list, audit, await change(webhook, { name: 'other' })])).not.toContain(key);
  const [row] = await house.db.query<{ secret: Buffer }>('select secret from webhook_endpoint');
  expect(row?.secret.includes(Buffer.from(key)) || row?.secret.includes(Buffer.from(key, 'base64'))).toBe(false);
});

it('the log is a list of pages, by endpoint and state', async () => {
  const [one, two] = [await add(), await add()];
  receiver.behaviour.set(two.path, 410);
  for (let count = 0; count < 3; count += 1) await act(one.webhook.id, 'test');
  await act(two.webhook.id, 'test');
  await until(async () => (await log('?state=pending')).length === 0);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${cursor}`;
    const page: { items: WebhookDeliveryView[]; next: string | null } = await admin.get(
      `/admin/webhook-deliveries?limit=2${query}`,
    );
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  } while (cursor !== null);
  expect(new Set(seen).size).toBe(4);
  expect(seen).toHaveLength(4);
  expect((await log(`?endpointId=${one.webhook.id}`)).map(({ state }) => state)).toEqual(Array(3).fill('delivered'));
  expect(await log('?state=failed')).toMatchObject([{ endpoint: { id: two.webhook.id }, responseStatus: 410 }]);
});

it('one delivery is sent again on demand; one on its way is not', async () => {
  const { path, webhook } = await add();
  await act(webhook.id, 'test');
  await until(async () => (await first()).state === 'delivered');
  const { id } = await first();
  expect((await admin.request('POST', `/admin/webhook-deliveries/${id}/replay`)).status).toBe(204);
  await until(async () => Promise.resolve(receiver.at(path).length === 2));
  receiver.behaviour.set(path, 500);
  await act(webhook.id, 'test');
  const pending = await until(async () =>
    (await log()).find(({ attempts, state }) => attempts === 1 && state === 'pending'),
  );
  expect((await admin.request('POST', `/admin/webhook-deliveries/${pending.id}/replay`)).status).toBe(409);
  expect((await admin.request('POST', `/admin/webhook-deliveries/${newId()}/replay`)).status).toBe(404);
});

it('an endpoint inside of a network is refused', async () => {
  for (const url of [
    'https://10.0.0.1/',
    'https://192.168.1.1/',
    'http://hooks.example/',
    'https://u:p@hooks.example/',
  ]) {
    const { status, body } = await admin.request('POST', '/admin/webhooks', {
      name: 'x',
      url,
      kinds: ['message.sent'],
    });
    expect([url, status, body]).toMatchObject([url, 400, { errors: [expect.stringMatching(/^url: /)] }]);
  }
});

it('a restored backup tells nobody anything', async () => {
  const { path, webhook } = await add({ kinds: [...WEBHOOK_KINDS] });
  receiver.behaviour.set(path, 500);
  await write();
  await until(async () => (await log()).length >= 2);
  await change(webhook, { active: true });
  const folder = mkdtempSync(join(tmpdir(), 'baton-hooks-'));
  const copy = await withDatabase();
  try {
    const events = 'select count(*)::int as count from webhook_event';
    await house.app.get(Jobs).stop(5_000);
    const [before] = await house.db.query(events);
    await backup(database.url, join(folder, 'b.gz'), () => undefined);
    await restore(copy.url, join(folder, 'b.gz'), () => undefined);
    expect(await copy.db.query(events)).toEqual([before]);
    expect(await copy.db.query(`select distinct state from webhook_delivery`)).toEqual([{ state: 'failed' }]);
    expect(await copy.db.query(`select 1 from job where kind = 'webhook'`)).toEqual([]);
  } finally {
    await copy.drop();
    rmSync(folder, { recursive: true, force: true });
  }
});
