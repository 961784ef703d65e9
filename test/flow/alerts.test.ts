/** Laws of the alerts: they name what is wrong to those who can act, count only hours in which somebody is there, and are figures too. */
import type { Alerts } from '../../src/api/http/contract';
import { type Api, type Client, reloaded, startApi } from '../support/api';

let api: Api;
let agent: Client;
let other: Client;
let admin: Client;
beforeAll(async () => {
  api = await startApi();
  [agent, other, admin] = await Promise.all([api.as('general'), api.as('disputes'), api.as('admin')]);
});
afterAll(() => api.stop());
afterEach(async () => {
  await api.db.query('truncate conversation, message, handoff cascade');
  await api.db.query(`update channel_account set health = 'unknown', health_detail = null, active = true`);
  await api.db.query(`update team set hours = '{"weekly":[],"holidays":[]}'`);
  await reloaded(api);
});

const alerts = (client: Client) => client.get<Alerts>('/api/alerts');
const figures = async (): Promise<string> => String((await api.send('GET', '/metrics')).body);

it('nothing is wrong where nothing is', async () => {
  await api.conversation({ holder: 'queue', waiting: 14 });
  await api.conversation({ holder: 'agent', assigneeId: api.agents.general, waiting: 90 });
  expect(await alerts(admin)).toEqual({ accounts: [], overdue: [], webhooks: [], overdueMinutes: 15 });
  expect(await figures()).not.toMatch(/^baton_handoffs_overdue\{|^baton_channel_account_failing\{/m);
});

it('an account that fails is told to its team without the provider’s words, and with them to admins', async () => {
  await api.db.query(
    `update channel_account set health = 'failing', health_detail = 'The token is refused', health_at = now()`,
  );
  expect((await alerts(agent)).accounts).toMatchObject([{ id: api.ids.account, name: 'Line', detail: null }]);
  expect((await alerts(other)).accounts).toEqual([]);
  expect((await alerts(admin)).accounts).toMatchObject([{ detail: 'The token is refused' }]);
  expect(await figures()).toContain('baton_channel_account_failing{channel="sms",account="Line"} 1');
  await api.db.query('update channel_account set active = false');
  expect((await alerts(admin)).accounts).toEqual([]);
  expect(await figures()).not.toMatch(/^baton_channel_account_failing\{/m);
});

it('who waits longer than the setting is told to their team and to admins', async () => {
  await api.conversation({ holder: 'queue', waiting: 16 });
  await api.conversation({ holder: 'queue', waiting: 40 });
  await api.conversation({ holder: 'queue', waiting: 5 });
  const { overdue } = await alerts(agent);
  expect(overdue).toMatchObject([{ team: { name: 'General' }, count: 2 }]);
  expect(Date.now() - Date.parse(overdue[0]?.oldestSince ?? '')).toBeGreaterThan(39 * 60_000);
  expect((await alerts(other)).overdue).toEqual([]);
  expect((await alerts(admin)).overdue).toEqual(overdue);
  expect(await figures()).toContain('baton_handoffs_overdue{team="General"} 2');
});

it('hours in which nobody is there do not count', async () => {
  await api.conversation({ holder: 'queue', waiting: 60 });
  const weekly = Array.from({ length: 7 }, (_, day) => ({ day: day + 1, ...lastTenMinutes() }));
  await api.db.query('update team set hours = $1', [{ weekly, holidays: [] }]);
  await reloaded(api);
  expect((await alerts(agent)).overdue).toEqual([]);
});

/** A shift of every day that began ten minutes ago, in UTC. */
function lastTenMinutes(): { from: string; to: string } {
  const clock = (ms: number) => new Date(ms).toISOString().slice(11, 16);
  return { from: clock(Date.now() - 600_000), to: clock(Date.now() + 600_000) };
}
