import { join } from 'node:path';
import { hashPassword, verifyPassword } from '../../src/api/auth/passwords';
import { readBusiness } from '../../src/foundation/config/business';
import { readEnvironment, type Environment } from '../../src/foundation/config/environment';
import { Secrets } from '../../src/foundation/config/secrets';
import { openAccountSecrets } from '../../src/foundation/settings/account-secrets';
import { checkSecretKey } from '../../src/foundation/settings/canary';
import { differences } from '../../src/foundation/settings/differences';
import { seed } from '../../src/foundation/settings/seed';
import { withDatabase, type TestDatabase } from '../support/database';

const business = readBusiness(join(__dirname, '../../config'));
const KEY = Buffer.alloc(32, 3).toString('hex');
const development = readEnvironment({ BATON_SECRET_KEY: KEY });
const production = readEnvironment({
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://baton.example.com',
  BATON_SECRET_KEY: KEY,
});

let database: TestDatabase;
beforeEach(async () => {
  database = await withDatabase();
});
afterEach(() => database.drop());

const sow = (environment: Environment = development): Promise<boolean> =>
  seed(database.db, business, environment, hashPassword);
const counts = async (): Promise<Record<string, number>> => {
  const tables = ['team', 'channel_account', 'agent', 'team_member', 'agent_endpoint', 'policy', 'article', 'setting'];
  const rows = await Promise.all(
    tables.map((table) => database.db.query<{ n: number }>(`select count(*)::int as n from ${table}`)),
  );
  return Object.fromEntries(tables.map((table, index) => [table, rows[index]?.[0]?.n ?? 0]));
};

test('the first start writes the whole business, marked as demo', async () => {
  expect(await sow()).toBe(true);
  expect(await counts()).toMatchObject({
    team: business.teams.length,
    channel_account: business.accounts.length,
    agent: business.agents.length,
    policy: 1,
    article: business.articles.length,
  });
  const demo = await database.db.query<{ demo: boolean }>(
    'select demo from team union all select demo from agent union all select demo from policy union all select demo from article',
  );
  expect(demo.every((row) => row.demo)).toBe(true);
});

test('a second start changes nothing, not even what admins took away', async () => {
  await sow();
  await database.db.query(`update channel_account set name = 'Renamed' where channel = 'web'`);
  await database.db.query(`delete from agent_endpoint`);
  const before = await counts();
  expect(await sow()).toBe(false);
  expect(await counts()).toEqual(before);
});

test('of two first starts at once, one writes', async () => {
  const results = await Promise.all([sow(), sow(), sow()]);
  expect(results.filter(Boolean)).toHaveLength(1);
  expect((await counts())['team']).toBe(business.teams.length);
});

test('a demo agent signs in with the password of the file, which is stored as argon2id', async () => {
  await sow();
  const agent = business.agents[0];
  const [row] = await database.db.query<{ password_hash: string }>('select password_hash from agent where email = $1', [
    agent?.email,
  ]);
  expect(row?.password_hash).toMatch(/^\$argon2id\$/);
  expect(await verifyPassword(row?.password_hash ?? null, agent?.demoPassword ?? '')).toBe(true);
});

test('a simulated account has a token of its own that only this key opens', async () => {
  await sow();
  const rows = await database.db.query<{ id: string; secrets: Buffer }>(
    'select id, secrets from channel_account where secrets is not null',
  );
  const tokens = rows.map(
    (row) => openAccountSecrets(new Secrets(development.secretKey), row.id, row.secrets)['authToken'],
  );
  expect(new Set(tokens).size).toBe(business.accounts.filter((account) => account.secrets['authToken']).length);
  for (const token of tokens) expect(token).toMatch(/^[0-9a-f]{32}$/);
  expect(() =>
    openAccountSecrets(new Secrets(Buffer.alloc(32, 4)), rows[0]?.id ?? '', rows[0]?.secrets ?? null),
  ).toThrow('another');
  expect(() =>
    openAccountSecrets(new Secrets(development.secretKey), rows[1]?.id ?? '', rows[0]?.secrets ?? null),
  ).toThrow();
});

test('the phone of a demo agent is ready for handoffs', async () => {
  await sow();
  const rows = await database.db.query(
    `select e.verified_at is not null as verified, c.simulated from agent_endpoint e join channel_account c on c.id = e.channel_account_id`,
  );
  expect(rows).toEqual([{ verified: true, simulated: true }]);
});

test('in production nothing of the demo is written: one team that is always there, and a policy of the laws alone', async () => {
  expect(await sow(production)).toBe(true);
  expect(await counts()).toMatchObject({
    team: 1,
    channel_account: 0,
    agent: 0,
    agent_endpoint: 0,
    article: 0,
    policy: 1,
  });
  const [team] = await database.db.query('select is_fallback, demo from team');
  expect(team).toEqual({ is_fallback: true, demo: false });
  const [policy] = await database.db.query<{ body: { rules: unknown[]; topics: object }; demo: boolean }>(
    'select body, demo from policy',
  );
  expect(policy).toMatchObject({ demo: false, body: { rules: [], topics: {}, hardTopics: { enabled: true } } });
  expect(JSON.stringify(await database.db.query('select * from setting'))).not.toContain(business.settings.name);
});

test('a real account begins with drafts, and its business is no demo', async () => {
  const real = {
    ...business,
    demo: false,
    agents: [],
    accounts: business.accounts.map((account) => ({ ...account, simulated: false, secrets: {} })),
  };
  await seed(database.db, real, development, hashPassword);
  const rows = await database.db.query<{ assistant_mode: string }>(
    `select distinct assistant_mode from channel_account order by 1`,
  );
  expect(rows.map((row) => row.assistant_mode)).toEqual(['drafts', 'off']);
  expect(await database.db.query('select 1 from team where demo union all select 1 from article where demo')).toEqual(
    [],
  );
});

test('right after seeding no file differs; what admins change is named by its file', async () => {
  await sow();
  expect(await differences(database.db, business, 'config')).toEqual([]);
  await database.db.query(`update team set time_zone = 'UTC' where name = 'General'`);
  await database.db.query(
    `insert into policy (version, body) select 2, jsonb_set(body, '{failureSignals}', '3') from policy`,
  );
  expect(await differences(database.db, business, 'config')).toEqual(['config/teams.yaml', 'config/policy.yaml']);
});

test('a start with another secret key is refused before anything is read with it', async () => {
  await checkSecretKey(database.db, new Secrets(development.secretKey));
  await checkSecretKey(database.db, new Secrets(development.secretKey));
  await expect(checkSecretKey(database.db, new Secrets(Buffer.alloc(32, 9)))).rejects.toThrow(
    /BATON_SECRET_KEY does not belong/,
  );
});
