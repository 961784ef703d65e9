/** Laws of signing in, staying in and getting back in. */
import { createHash } from 'node:crypto';
import type { Client } from '../support/api';
import { type Api, PASSWORD, reloaded, signIn, startApi } from '../support/api';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(() => api.db.query('truncate rate_limit'));

const ORIGIN = 'http://127.0.0.1:3000';
const email = 'general@example.com';
const enter = (body: object, options: { ip?: string; headers?: Record<string, string> } = {}) =>
  api.send('POST', '/api/session', { headers: { origin: ORIGIN, ...options.headers }, body, ip: options.ip });
const hashOf = (token: string) => createHash('sha256').update(token).digest();
const tokenOf = (client: Client) => client.cookie.split('=')[1] ?? '';

describe('a session', () => {
  it('is a cookie that scripts cannot read and other sites cannot send, and only its hash is stored', async () => {
    const { headers } = await enter({ email, password: PASSWORD });
    const cookie = String(headers['set-cookie']);
    expect(cookie).toMatch(/^baton_session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
    const token = cookie.slice('baton_session='.length, cookie.indexOf(';'));
    const rows = await api.db.query("select encode(token_hash, 'escape') as plain from session where token_hash = $1", [
      hashOf(token),
    ]);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('behind https is bound to its host and never sent in the clear', async () => {
    const secure = await startApi({ PUBLIC_URL: 'https://baton.example.com' });
    try {
      const { headers } = await secure.send('POST', '/api/session', {
        headers: { origin: 'https://baton.example.com' },
        body: { email, password: PASSWORD },
      });
      expect(String(headers['set-cookie'])).toMatch(/^__Host-baton_session=.*Secure/);
    } finally {
      await secure.stop();
    }
  });

  it('says who is signed in', async () => {
    const me = (await api.as('general')).me;
    expect(me).toMatchObject({
      agent: { id: api.agents.general, email, role: 'agent', demo: false },
      teamIds: [api.ids.general],
      business: { simulated: true, assistantPaused: false },
    });
  });

  it('ends when it is idle too long, and slides while it is used', async () => {
    const client = await api.as('general');
    const hash = hashOf(tokenOf(client));
    await api.db.query(
      `update session set last_seen_at = now() - interval '6 minutes', expires_at = now() + interval '1 minute' where token_hash = $1`,
      [hash],
    );
    expect((await client.call('GET', '/api/session')).status).toBe(200);
    const [slid] = await api.db.query<{ hours: number }>(
      `select extract(epoch from expires_at - now())::float8 / 3600 as hours from session where token_hash = $1`,
      [hash],
    );
    expect(slid?.hours).toBeGreaterThan(23);
    await api.db.query(`update session set expires_at = now() - interval '1 second' where token_hash = $1`, [hash]);
    expect((await client.call('GET', '/api/session')).status).toBe(401);
  });

  it('never outlives its absolute end, however much it is used', async () => {
    const client = await api.as('general');
    const hash = hashOf(tokenOf(client));
    await api.db.query(
      `update session set created_at = now() - interval '167 hours', last_seen_at = now() - interval '6 minutes' where token_hash = $1`,
      [hash],
    );
    await client.call('GET', '/api/session');
    const [row] = await api.db.query<{ hours: number }>(
      `select extract(epoch from expires_at - now())::float8 / 3600 as hours from session where token_hash = $1`,
      [hash],
    );
    expect(row?.hours).toBeLessThanOrEqual(1);
  });

  it('ends on signing out, and only that one', async () => {
    const [here, there] = [await api.as('general'), await api.as('general')];
    const out = await here.call('DELETE', '/api/session');
    expect(out.status).toBe(204);
    expect(String(out.headers['set-cookie'])).toContain('Max-Age=0');
    expect((await here.call('GET', '/api/session')).status).toBe(401);
    expect((await there.call('GET', '/api/session')).status).toBe(200);
  });

  it('ends everywhere at once, and the sockets are told', async () => {
    const [here, there] = [await api.as('general'), await api.as('general')];
    api.facts.length = 0;
    expect((await here.call('POST', '/api/sessions/revoke')).status).toBe(204);
    for (const client of [here, there]) expect((await client.call('GET', '/api/session')).status).toBe(401);
    expect(api.facts).toContainEqual({ kind: 'access', agentId: api.agents.general });
  });

  it('of a disabled agent is worth nothing from that moment', async () => {
    const client = await api.as('disputes');
    await api.db.query('update agent set disabled_at = now() where id = $1', [api.agents.disputes]);
    try {
      expect((await client.call('GET', '/api/session')).status).toBe(401);
      expect((await enter({ email: 'disputes@example.com', password: PASSWORD })).status).toBe(401);
    } finally {
      await api.db.query('update agent set disabled_at = null where id = $1', [api.agents.disputes]);
    }
  });
});

describe('the refusal of a sign-in', () => {
  it('is the same for a wrong password, an unknown address and an agent without a password', async () => {
    await api.db.query(
      `insert into agent (id, email, name, public_name) values (gen_random_uuid(), 'new@example.com', 'New', 'New')`,
    );
    const refusals = await Promise.all(
      [email, 'nobody@example.com', 'new@example.com'].map((address) =>
        enter({ email: address, password: 'wrong password' }),
      ),
    );
    expect(refusals.map(({ status, body }) => ({ status, body }))).toEqual(
      Array.from({ length: 3 }, () => ({ status: 401, body: refusals[0]?.body })),
    );
  });

  it('costs an unknown address the work of a known one', async () => {
    const time = async (address: string) => {
      const began = performance.now();
      await enter({ email: address, password: 'wrong password' });
      return performance.now() - began;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let round = 0; round < 7; round += 1) {
      known.push(await time(email));
      unknown.push(await time('nobody@example.com'));
    }
    const median = (values: number[]) => values.sort((a, b) => a - b)[3] ?? 0;
    // Without the decoy an unknown address answers in a tenth of the time.
    expect(median(unknown)).toBeGreaterThan(median(known) * 0.5);
  });

  it('names every fault of the body at once', async () => {
    const { status, body, headers } = await enter({ email: 'no address' });
    expect(status).toBe(400);
    expect(headers['content-type']).toContain('application/problem+json');
    const { errors } = body as { errors: string[] };
    expect(errors.map((line) => line.split(':')[0])).toEqual(['email', 'password']);
  });
});

describe('too many attempts', () => {
  it('on one account from one address are refused, even with the right password; its owner elsewhere is not', async () => {
    const tries = Array.from({ length: 10 }, () => enter({ email, password: 'wrong password' }, { ip: '10.0.0.1' }));
    expect((await Promise.all(tries)).every(({ status }) => status === 401)).toBe(true);
    const refused = await enter({ email: email.toUpperCase(), password: PASSWORD }, { ip: '10.0.0.1' });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(600);
    expect((await enter({ email, password: PASSWORD }, { ip: '10.0.1.1' })).status).toBe(200);
  });

  it('on one account are refused from wherever they come in the end', async () => {
    const key = createHash('sha256').update(email).digest('base64url');
    await api.db.query('insert into rate_limit (key, points, expire) values ($1, 100, $2)', [
      `sign-in account:${key}`,
      Date.now() + 60_000,
    ]);
    expect((await enter({ email, password: PASSWORD }, { ip: '10.0.3.1' })).status).toBe(429);
  });

  it('from one address are refused whatever account they try', async () => {
    await api.db.query(`insert into rate_limit (key, points, expire) values ('sign-in address:10.0.2.1', 60, $1)`, [
      Date.now() + 60_000,
    ]);
    expect((await enter({ email, password: PASSWORD }, { ip: '10.0.2.1' })).status).toBe(429);
    expect((await enter({ email, password: PASSWORD }, { ip: '10.0.2.2' })).status).toBe(200);
  });

  it('of one IPv6 network count as one, however many addresses it has', async () => {
    await enter({ email: 'a@example.com', password: 'wrong password' }, { ip: '2001:db8:1:2::1' });
    await enter({ email: 'b@example.com', password: 'wrong password' }, { ip: '2001:db8:1:2:ffff::9' });
    const rows = await api.db.query('select points from rate_limit where key = $1', ['sign-in address:2001:db8:1:2']);
    expect(rows).toEqual([{ points: 2 }]);
  });

  it('hold on every replica, because they are counted in the database', async () => {
    await Promise.all(Array.from({ length: 10 }, () => enter({ email, password: 'wrong password' })));
    const { RateLimiterPostgres } = await import('rate-limiter-flexible');
    const elsewhere = new RateLimiterPostgres({
      storeClient: api.db.pool,
      storeType: 'pool',
      tableName: 'rate_limit',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix: 'sign-in account',
      points: 10,
      duration: 900,
    });
    const key = createHash('sha256').update(email).digest('base64url');
    await expect(elsewhere.consume(key)).rejects.toMatchObject({ consumedPoints: 11 });
  });

  it('are forgotten after a sign-in that succeeds', async () => {
    for (let n = 0; n < 5; n += 1) await enter({ email, password: 'wrong password' });
    await enter({ email, password: PASSWORD });
    for (let n = 0; n < 9; n += 1) await enter({ email, password: 'wrong password' });
    expect((await enter({ email, password: PASSWORD })).status).toBe(200);
  });
});

describe('a forged request', () => {
  it('without the token of the session changes nothing', async () => {
    const client = await api.as('general');
    const presence = (headers: Record<string, string>) =>
      api.send('PUT', '/api/me/presence', {
        headers: { cookie: client.cookie, origin: ORIGIN, ...headers },
        body: { presence: 'online' },
      });
    const foreign = (await api.as('general')).me.csrfToken;
    await api.db.query(`update agent set presence = 'away' where id = $1`, [api.agents.general]);
    const chosen = () => api.db.query('select presence from agent where id = $1', [api.agents.general]);
    expect((await presence({})).status).toBe(403);
    expect((await presence({ 'x-csrf-token': foreign })).status).toBe(403);
    expect(await chosen()).toEqual([{ presence: 'away' }]);
    expect((await presence({ 'x-csrf-token': client.me.csrfToken })).status).toBe(204);
    expect(await chosen()).toEqual([{ presence: 'online' }]);
  });

  it.each([
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'http://localhost.evil.example:3000', host: 'localhost.evil.example:3000' }, 403],
    [{ origin: 'http://evil.example:3000', host: 'evil.example:3000' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ origin: ORIGIN }, 200],
    [{ origin: 'http://localhost:3000', host: 'localhost:3000' }, 200],
    [{}, 200],
  ])('is told by where it comes from: %j → %i', async (headers, status) => {
    const answer = await api.send('POST', '/api/session', {
      headers: headers,
      body: { email, password: PASSWORD },
    });
    expect(answer.status).toBe(status);
  });
});

describe('a demo agent', () => {
  const demo = { email: 'demo@example.com', password: PASSWORD };
  beforeAll(async () => {
    await api.db.query(
      `insert into agent (id, email, name, public_name, password_hash, demo)
       select gen_random_uuid(), $1, 'Demo agent', 'Demo agent', password_hash, true from agent where id = $2`,
      [demo.email, api.agents.general],
    );
  });

  it('signs in on this machine only, whatever a header claims', async () => {
    expect((await enter(demo)).status).toBe(200);
    expect((await enter(demo, { ip: '192.168.1.5' })).status).toBe(403);
    expect((await enter(demo, { headers: { 'x-forwarded-for': '127.0.0.1' } })).status).toBe(403);
  });

  it('is out, open sessions too, as soon as one account is real', async () => {
    const client = await signIn(api, demo.email);
    await api.db.query('update channel_account set simulated = false');
    await reloaded(api);
    try {
      expect((await client.call('GET', '/api/session')).status).toBe(401);
      expect((await enter(demo)).status).toBe(403);
      expect((await api.send('GET', '/api/demo')).status).toBe(404);
    } finally {
      await api.db.query('update channel_account set simulated = true');
      await reloaded(api);
    }
  });
});

describe('a password reset', () => {
  const link = async (): Promise<string> => {
    const admin = await api.as('admin');
    const { body } = await admin.call<{ url: string }>('POST', `/api/admin/agents/${api.agents.disputes}/reset-link`);
    return new URL(body.url).searchParams.get('token') ?? '';
  };
  const confirm = (token: string, password = 'another long password') =>
    api.send('POST', '/api/password-reset/confirm', { headers: { origin: ORIGIN }, body: { token, password } });
  const restore = async () => {
    await api.db.query(
      'update agent set password_hash = (select password_hash from agent where id = $2) where id = $1',
      [api.agents.disputes, api.agents.general],
    );
  };

  it('is asked for without learning whether the address exists, and the admins see it', async () => {
    const ask = (address: string) =>
      api.send('POST', '/api/password-reset', { headers: { origin: ORIGIN }, body: { email: address } });
    const known = await ask('disputes@example.com');
    const unknown = await ask('nobody@example.com');
    expect(known.status).toBe(202);
    expect({ ...unknown, headers: null }).toEqual({ ...known, headers: null });
    const admin = await api.as('admin');
    const { items } = await admin.get<{ items: { action: string; subjectId: string }[] }>('/api/admin/audit');
    expect(items.slice(0, 2).map(({ action, subjectId }) => [action, subjectId])).toEqual([
      ['agent.reset_requested_unknown', 'unknown'],
      ['agent.reset_requested', api.agents.disputes],
    ]);
  });

  it('is limited alike for addresses that exist and that do not', async () => {
    for (const address of ['disputes@example.com', 'nobody@example.com']) {
      const statuses: number[] = [];
      for (let n = 0; n < 4; n += 1) {
        const answer = await api.send('POST', '/api/password-reset', {
          headers: { origin: ORIGIN },
          body: { email: address },
        });
        statuses.push(answer.status);
      }
      expect(statuses).toEqual([202, 202, 202, 429]);
    }
  });

  it('works once, and ends every session', async () => {
    const old = await api.as('disputes');
    const token = await link();
    expect((await confirm(token)).status).toBe(204);
    expect((await old.call('GET', '/api/session')).status).toBe(401);
    expect((await enter({ email: 'disputes@example.com', password: PASSWORD })).status).toBe(401);
    expect((await enter({ email: 'disputes@example.com', password: 'another long password' })).status).toBe(200);
    expect((await confirm(token, 'a third long password')).status).toBe(400);
    await restore();
  });

  it('is won by one of two who use the link at once', async () => {
    const token = await link();
    const both = await Promise.all([confirm(token, 'the first password'), confirm(token, 'the second password')]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 400]);
    await restore();
  });

  it('is worth nothing after an hour, after a newer link, and for a disabled agent', async () => {
    const expired = await link();
    await api.db.query(`update password_reset set expires_at = now() - interval '1 second'`);
    expect((await confirm(expired)).status).toBe(400);
    const older = await link();
    const newer = await link();
    expect((await confirm(older)).status).toBe(400);
    await api.db.query('update agent set disabled_at = now() where id = $1', [api.agents.disputes]);
    expect((await confirm(newer)).status).toBe(400);
    await api.db.query('update agent set disabled_at = null where id = $1', [api.agents.disputes]);
  });

  it('never takes an empty or a guessed token', async () => {
    expect((await confirm('')).status).toBe(400);
    expect((await confirm('x'.repeat(43))).status).toBe(400);
  });

  it('keeps the token out of the database', async () => {
    const token = await link();
    const rows = await api.db.query('select * from password_reset');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(token);
    const entries = await api.db.query('select * from audit_entry');
    expect(JSON.stringify(entries)).not.toContain(token);
  });
});
