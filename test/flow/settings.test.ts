import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { hashPassword } from '../../src/api/auth/passwords';
import { readBusiness } from '../../src/foundation/config/business';
import { readEnvironment } from '../../src/foundation/config/environment';
import { Secrets } from '../../src/foundation/config/secrets';
import { PgWire } from '../../src/foundation/events/pg-wire';
import { ReplicaEvents } from '../../src/foundation/events/replica-events';
import { newId } from '../../src/foundation/model/ids';
import { seed } from '../../src/foundation/settings/seed';
import { Settings } from '../../src/foundation/settings/settings';
import { withDatabase, type TestDatabase } from '../support/database';

const business = readBusiness(join(__dirname, '../../config'));
const environment = readEnvironment({ BATON_SECRET_KEY: Buffer.alloc(32, 3).toString('hex'), PORT: '3210' });
const secrets = new Secrets(environment.secretKey);

let database: TestDatabase;
const replicas: { settings: Settings; events: ReplicaEvents }[] = [];

beforeEach(async () => {
  database = await withDatabase();
  await seed(database.db, business, environment, hashPassword);
});
afterEach(async () => {
  for (const { settings, events } of replicas.splice(0)) {
    settings.onModuleDestroy();
    await events.beforeApplicationShutdown();
  }
  await database.drop();
});

async function replica(env = environment): Promise<{ settings: Settings; events: ReplicaEvents }> {
  const events = new ReplicaEvents(new PgWire(database.pool.options));
  events.onModuleInit();
  const one = { settings: await Settings.open(database.db, secrets, env, events), events };
  replicas.push(one);
  return one;
}

async function until(holds: () => boolean, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!holds() && Date.now() < deadline) await sleep(10);
  expect(holds()).toBe(true);
}

test('everything that was seeded is read, secrets opened', async () => {
  const { settings } = await replica();
  expect(
    settings
      .accounts()
      .map((account) => account.name)
      .sort(),
  ).toEqual(business.accounts.map((account) => account.name).sort());
  expect(settings.business()).toEqual(business.settings);
  expect(settings.policy()).toEqual({ version: 1, policy: business.policy, bare: false });
  expect(settings.fallbackTeam().name).toBe('General');
  expect(settings.teamByName(' disputes ')?.hours).toEqual({ weekly: [], holidays: [] });
  expect(settings.switches()).toEqual({ assistantPaused: false, agentPhones: true });
  const sms = settings.accounts().find((account) => account.channel === 'sms');
  expect(sms?.secrets['authToken']).toMatch(/^[0-9a-f]{32}$/);
  expect(settings.account(sms?.id ?? '')).toBe(sms);
});

test('a simulated account speaks to the sandbox of this very process', async () => {
  const { settings } = await replica();
  const bases = settings.accounts().map((account) => account.settings['apiBaseUrl']);
  expect(bases.filter((base) => base !== undefined)).toHaveLength(3);
  for (const base of bases) expect([undefined, 'http://127.0.0.1:3210/sandbox/twilio']).toContain(base);
});

test('the front team follows the mapping, and the fallback team takes what nothing maps', async () => {
  const { settings } = await replica();
  const [account] = settings.accounts();
  const disputes = settings.teamByName('Disputes');
  await database.db.query('update channel_account set team_id = $2 where id = $1', [account?.id, disputes?.id]);
  await settings.reload();
  expect(settings.frontTeam(account?.id ?? '')).toEqual(disputes);
  await database.db.query('update team set archived_at = now() where id = $1', [disputes?.id]);
  await settings.reload();
  expect(settings.frontTeam(account?.id ?? '').name).toBe('General');
  await database.db.query('update channel_account set team_id = null where id = $1', [account?.id]);
  await settings.reload();
  expect(settings.frontTeam(account?.id ?? '').name).toBe('General');
  expect(settings.frontTeam(newId()).name).toBe('General');
});

test('a change told by one replica takes effect on every other without a restart', async () => {
  const [one, two] = [await replica(), await replica()];
  await sleep(300); // both have greeted each other
  await database.db.transaction(async (tx) => {
    await tx.query(`update setting set value = value || '{"assistantPaused": true}' where key = 'switches'`);
    one.events.publish(tx, { kind: 'settings', what: 'switches' });
  });
  await until(() => one.settings.switches().assistantPaused && two.settings.switches().assistantPaused, 2_000);
});

test('a reading asked for during another one sees what was written before it was asked for', async () => {
  const { settings } = await replica();
  for (let round = 0; round < 20; round += 1) {
    const earlier = settings.reload();
    await database.db.query(`update channel_account set name = $1 where channel = 'web'`, [`Site ${round}`]);
    await settings.reload();
    expect(settings.accounts().find((account) => account.channel === 'web')?.name).toBe(`Site ${round}`);
    await earlier;
  }
});

test('the first real account ends the demo: its rules and words are dropped, the laws stay', async () => {
  const { settings } = await replica();
  expect(settings.demoAllowed()).toBe(true);
  await database.db.query(
    `insert into channel_account (id, channel, name, address, simulated, active) values ($1, 'sms', 'Real', '+12025550199', false, false)`,
    [newId()],
  );
  await settings.reload();
  expect(settings.demoAllowed()).toBe(false);
  const { policy, version } = settings.policy();
  expect(version).toBe(1);
  expect(policy).toMatchObject({
    rules: [],
    topics: {},
    danger: { enabled: true },
    askedForHuman: { enabled: true },
    hardTopics: { enabled: true },
  });
  expect(policy.danger.text).not.toBe(business.policy.danger.text);
});

test('a policy that admins published is not a demo one, and stays', async () => {
  const { settings } = await replica();
  await database.db.query(`insert into policy (version, body) select 2, body from policy`);
  await database.db.query(`update channel_account set simulated = false`);
  await settings.reload();
  expect(settings.policy()).toEqual({ version: 2, policy: business.policy, bare: false });
});

test.each([
  ['in production', { mode: 'production' as const }],
  ['where others reach the port', { host: '0.0.0.0' }],
])('there is no demo %s', async (_where, difference) => {
  const { settings } = await replica({ ...environment, ...difference });
  expect(settings.demoAllowed()).toBe(false);
});

test('an account whose secrets cannot be opened is switched off alone', async () => {
  await database.db.query(`update channel_account set secrets = '\\x0102' where channel = 'whatsapp'`);
  const { settings } = await replica();
  const state = settings.accounts().map((account) => [account.channel, account.active]);
  expect(state).toContainEqual(['whatsapp', false]);
  expect(state).toContainEqual(['sms', true]);
});

test('an empty database is told apart from a broken one', async () => {
  const empty = await withDatabase();
  const events = new ReplicaEvents(new PgWire(empty.pool.options));
  await expect(Settings.open(empty.db, secrets, environment, events)).rejects.toThrow(/holds no team and policy yet/);
  await empty.drop();
});
