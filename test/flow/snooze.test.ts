/** Laws of snoozing: it leaves the lists, comes back once at its time or at once with new words, and is for its holder alone. */
import type { ConversationDetail, ConversationPage, Counts, View } from '../../src/api/http/contract';
import { Jobs } from '../../src/foundation/jobs/jobs';
import { type Api, type Client, reloaded, startApi } from '../support/api';
import { message } from '../support/inbound';
import { Ingest } from '../../src/pipeline/inbound/ingest';
import { openWriters } from '../../src/pipeline/inbound/writers';
import { until } from '../support/waiting';

let api: Api;
let agent: Client;
let admin: Client;
beforeAll(async () => {
  api = await startApi();
  [agent, admin] = await Promise.all([api.as('general'), api.as('admin')]);
});
afterAll(async () => {
  await api.app.get(Jobs, { strict: false }).stop(1_000);
  await api.stop();
});
afterEach(() => api.db.query('truncate conversation, message, handoff, offer, conversation_read, job, lane cascade'));

const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
const held = (more = {}) => api.conversation({ holder: 'agent', assigneeId: api.agents.general, ...more });
const snooze = (id: string, body: object, client = agent) =>
  client.call('POST', `/api/conversations/${id}/snooze`, body);
const ids = async (view: View, client = agent, more = ''): Promise<string[]> =>
  (await client.get<ConversationPage>(`/api/conversations?view=${view}${more}`)).items.map((item) => item.id);
const detail = (id: string) => agent.get<ConversationDetail>(`/api/conversations/${id}`);

it('it leaves the active lists and stands under "snoozed", what comes back first on top', async () => {
  const later = await held();
  const sooner = await held();
  const stays = await held();
  await snooze(later, { until: inMs(7_200_000) });
  const at = inMs(3_600_000);
  expect((await snooze(sooner, { until: at })).status).toBe(200);
  expect(await ids('mine')).toEqual([stays]);
  expect(await ids('team')).toEqual([stays]);
  expect(await ids('snoozed')).toEqual([sooner, later]);
  expect(new Set(await ids('all'))).toEqual(new Set([sooner, later, stays]));
  expect(await agent.get<Counts>('/api/conversations/counts')).toMatchObject({ mine: 1, team: 1, snoozed: 2 });
  expect(await detail(sooner)).toMatchObject({
    status: 'snoozed',
    snoozedUntil: at,
    can: { snooze: false, wake: true },
  });
});

it('the view is read page by page, each once', async () => {
  const made: string[] = [];
  for (let n = 0; n < 5; n += 1) {
    const id = await held();
    await snooze(id, { until: inMs(3_600_000 + Math.floor(n / 2) * 1_000) });
    made.push(id);
  }
  await api.db.query(`update conversation set snoozed_until = date_trunc('second', snoozed_until)`);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: ConversationPage = await agent.get(
      `/api/conversations?view=snoozed&limit=2${cursor ? `&cursor=${cursor}` : ''}`,
    );
    seen.push(...page.items.map((item) => item.id));
    cursor = page.next;
  } while (cursor);
  expect(seen.sort()).toEqual(made.sort());
});

it('only who holds it snoozes it, ahead and within a year', async () => {
  const id = await held();
  expect((await snooze(id, { until: inMs(3_600_000) }, admin)).status).toBe(409);
  expect((await snooze(await api.conversation({ holder: 'queue' }), { until: inMs(3_600_000) })).status).toBe(409);
  const elsewhere = await api.conversation({ teamId: api.ids.disputes });
  expect((await snooze(elsewhere, { until: inMs(3_600_000) })).status).toBe(404);
  expect((await agent.call('GET', `/api/conversations/${elsewhere}/snooze`)).status).toBe(404);
  for (const body of [{ until: inMs(-1_000) }, { until: inMs(400 * 86_400_000) }, { local: '2026-02-30T09:00' }, {}]) {
    expect((await snooze(id, body)).status).toBe(400);
  }
  expect((await snooze(id, { until: inMs(3_600_000) })).status).toBe(200);
  expect((await snooze(id, { until: inMs(7_200_000) })).status).toBe(409);
});

it('times are offered and understood by the clock of its team', async () => {
  await api.db.query(`update team set time_zone = 'Asia/Tokyo' where id = $1`, [api.ids.general]);
  await reloaded(api);
  const id = await held();
  const offered = await agent.get<{ timeZone: string; times: { name: string; until: string }[] }>(
    `/api/conversations/${id}/snooze`,
  );
  expect(offered.timeZone).toBe('Asia/Tokyo');
  expect(offered.times.find((one) => one.name === 'tomorrow')?.until).toMatch(/T00:00:00.000Z$/);
  const day = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  await snooze(id, { local: `${day}T09:15` });
  expect((await detail(id)).snoozedUntil).toBe(`${day}T00:15:00.000Z`);
});

it('who comes back by hand, is taken over or closed is not snoozed any more', async () => {
  for (const [action, client] of [
    ['wake', agent],
    ['take-over', admin],
    ['close', agent],
  ] as const) {
    const id = await held();
    await snooze(id, { until: inMs(3_600_000) });
    expect((await client.call('POST', `/api/conversations/${id}/${action}`, {})).status).toBe(200);
    expect((await admin.get<ConversationDetail>(`/api/conversations/${id}`)).snoozedUntil).toBeNull();
    expect(await ids('snoozed', admin)).toEqual([]);
  }
});

it('new words of the customer wake it at once', async () => {
  const id = await held();
  await api.db.query(`update conversation set is_current = true where id = $1`, [id]);
  await snooze(id, { until: inMs(3_600_000) });
  const writers = openWriters(api.db);
  const ingest = new Ingest({
    db: api.db,
    writers,
    events: { publish: () => undefined, tell: () => undefined, listen: () => () => undefined },
    jobs: { wake: () => undefined },
    frontTeam: () => ({ id: api.ids.general }),
    hasConsentWords: () => true,
  });
  const account = { id: api.ids.account, channel: 'sms', address: '', settings: {}, secrets: {}, simulated: true };
  await ingest.receive(account, [message('+15550199', 'Are you still there?')]);
  await writers.pool.end();
  expect(await detail(id)).toMatchObject({ status: 'open', snoozedUntil: null, assignee: { id: api.agents.general } });
  expect(await ids('mine')).toEqual([id]);
});

// From here on the workers run: what was due while nobody worked is done now.
it('its time that passed while nobody worked wakes it once, unread; a snooze that was ended wakes nothing', async () => {
  const due = await held({ messages: 3 });
  await agent.call('PUT', `/api/conversations/${due}/read`, { seq: 3 });
  await snooze(due, { until: inMs(300) });
  const again = await held();
  await snooze(again, { until: inMs(400) });
  await agent.call('POST', `/api/conversations/${again}/wake`, {});
  await snooze(again, { until: inMs(3_600_000) });
  const before = await detail(due);
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect((await detail(due)).status).toBe('snoozed');

  await api.app.get(Jobs, { strict: false }).start();
  await until(async () => (await detail(due)).status === 'open');
  expect(await detail(due)).toMatchObject({ unread: true, revision: before.revision + 1, can: { snooze: true } });
  await until(
    async () => (await api.db.query(`select from job where kind = 'wake' and not_before < now()`)).length === 0,
  );
  expect((await detail(due)).revision).toBe(before.revision + 1);
  expect((await detail(again)).status).toBe('snoozed');
});
