/** Who may call what: the router itself is walked, so that a new route without its check fails here. */
import { DiscoveryService } from '@nestjs/core';
import type { z } from 'zod';
import * as contract from '../../src/api/http/contract';
import { routesOf, type Route } from '../../src/api/http/describe';
import { newId } from '../../src/foundation/model/ids';
import type { Client } from '../support/api';
import { type Api, PASSWORD, startApi } from '../support/api';

let api: Api;
let routes: Route[];
beforeAll(async () => {
  api = await startApi();
  routes = routesOf(api.app.get(DiscoveryService, { strict: false }));
});
afterAll(() => api.stop());

/** A body that passes each schema: a route with a new one must be given one here. */
function bodyFor(schema: z.ZodType | null): unknown {
  if (!schema) return undefined;
  const hours = { weekly: [], holidays: [] };
  const agent = { email: 'x@example.com', name: 'X', publicName: 'X', role: 'agent', teamIds: [] };
  const policy = {
    danger: { enabled: true, text: 'Call for help at once.' },
    ...{
      askedForHuman: { enabled: true },
      hardTopics: { enabled: true },
      topics: {},
      failureSignals: 2,
      languages: ['en'],
      rules: [],
    },
  };
  const bodies = new Map<z.ZodType, unknown>([
    [contract.SignIn, { email: 'x@example.com', password: PASSWORD }],
    [contract.ResetRequest, { email: 'x@example.com' }],
    [contract.ResetConfirm, { token: 'x'.repeat(43), password: PASSWORD }],
    [contract.PresenceChange, { presence: 'away' }],
    [contract.Reply, { clientId: newId(), text: 'hello' }],
    [contract.MoveBody, { kind: 'phone', address: '+15550188' }],
    [contract.JoinBody, { address: '+15550189', reason: 'the same person' }],
    [contract.VerdictBody, { text: 'hello' }],
    [contract.NewNote, { text: 'a note' }],
    [contract.AidBody, { kind: 'summary' }],
    [contract.ReturnBody, {}],
    [contract.TransferBody, { teamId: api.ids.disputes }],
    [contract.SplitBody, { fromSeq: 2, clientId: 'split-once', text: 'mine' }],
    [contract.PassBody, { agentId: api.agents.admin, note: 'take it' }],
    [contract.MoveManyBody, { ids: [newId()], teamId: api.ids.general }],
    [contract.DeclineBody, { reason: 'busy' }],
    [
      contract.FirstBody,
      { clientId: 'first-0001', accountId: api.ids.account, address: '+12025550188', basis: 'asked', text: 'Hello' },
    ],
    [contract.SnoozeBody, { until: new Date(Date.now() + 3_600_000).toISOString() }],
    [contract.ReadBody, { seq: 1 }],
    [contract.DraftBody, { text: 'a draft' }],
    [contract.AccountEdit, { channel: 'sms', name: 'X', address: '+15550111', teamId: null, settings: {} }],
    [contract.TeamEdit, { name: 'X', timeZone: 'UTC', hours, memberIds: [] }],
    [contract.AgentEdit, agent],
    [contract.EndpointEdit, { accountId: api.ids.account, address: '+15550177' }],
    [contract.OwnEndpoint, { accountId: api.ids.account, address: '+15550178', consent: true }],
    [contract.ReachEdit, { order: [], quiet: null }],
    [contract.EndpointVerify, { code: '123456' }],
    [contract.ArticleEdit, { title: 'X', body: 'X' }],
    [contract.ArticleChange, { title: 'X', body: 'X' }],
    [contract.ArticleRestore, { basedOn: 1 }],
    [contract.GapDismiss, { reason: 'not ours' }],
    [contract.SuggestionAccept, { as: 'article', article: { title: 'X', body: 'X' } }],
    [contract.SuggestionReject, { reason: 'not ours' }],
    [contract.CannedReplyEdit, { name: 'x', text: 'X' }],
    [contract.PolicyPublish, { basedOn: 1, policy }],
    [contract.PolicyRestore, { basedOn: 1 }],
    [contract.PolicyYaml, { text: 'failureSignals: 2' }],
    [contract.TrialStart, { policy, days: 30 }],
    [
      contract.RehearsalAsk,
      {
        accountId: api.ids.account,
        text: 'hello',
        before: { heard: [], humanOffered: false, unknownAnswers: 0, attempts: 0, language: null },
      },
    ],
    [contract.SwitchesEdit, { assistantPaused: false }],
    [contract.WebhookEdit, { name: 'X', url: 'https://hooks.example/x', kinds: ['message.received'] }],
    [contract.ApiKeyEdit, { name: 'X', scopes: ['handoff:write'] }],
    [contract.HandoffRequest, { conversationId: newId(), reason: 'a reason' }],
    [contract.WebhookReplay, { since: new Date().toISOString() }],
  ]);
  if (!bodies.has(schema)) throw new Error('Give this test a body for the new schema.');
  return bodies.get(schema);
}

const fill = (route: Route, id: string) => route.path.replace(/:\w+/g, id);
const label = (route: Route) => `${route.method.toUpperCase()} ${route.path}`;
const unsafe = (route: Route) => route.method !== 'get';
const call = (client: Client, route: Route, id: string) =>
  client.call(route.method.toUpperCase(), fill(route, id), bodyFor(route.body));

/** Everything that a request could have changed. */
async function picture(): Promise<unknown> {
  return api.db.query(`select
    (select json_agg(c order by c.id) from conversation c) as conversations, (select count(*) from message) as messages,
    (select count(*) from note) as notes, (select json_agg(r order by r.conversation_id, r.agent_id) from conversation_read r) as reads,
    (select json_agg(a order by a.id) from agent a) as agents, (select json_agg(t order by t.id) from team t) as teams,
    (select count(*) from audit_entry) as audits, (select json_agg(a order by a.id) from channel_account a) as accounts,
    (select count(*) from policy) as policies, (select count(*) from setting) as settings, (select count(*) from article) as articles, (select count(*) from article_version) as versions, (select count(*) from canned_reply) as replies,
    (select count(*) from contact_link) as links, (select count(*) from link_code) as codes,
    (select json_agg(w order by w.id) from webhook_endpoint w) as webhooks, (select count(*) from webhook_delivery) as hooked,
    (select json_agg(k order by k.id) from api_key k) as keys`);
}

it('only these routes are public', () => {
  expect(routes.filter((route) => route.access === 'public').map(label)).toEqual([
    'GET /api/demo',
    'GET /api/openapi.json',
    'POST /api/password-reset',
    'POST /api/password-reset/confirm',
    'POST /api/session',
    'GET /files/:token',
    'GET /health/live',
    'GET /health/ready',
    'GET /metrics',
  ]);
});

it('every other route refuses who is not signed in', async () => {
  const open: string[] = [];
  for (const route of routes.filter((one) => one.access !== 'public')) {
    const { status } = await api.send(route.method.toUpperCase(), fill(route, newId()), { body: bodyFor(route.body) });
    if (status !== 401) open.push(`${label(route)}: ${status}`);
  }
  expect(open).toEqual([]);
});

it('every route under /api/admin is for admins: an agent is refused and nothing changes', async () => {
  const admin = routes.filter((route) => route.path.startsWith('/api/admin'));
  expect(admin.length).toBeGreaterThan(20);
  const agent = await api.as('general');
  const before = await picture();
  const open: string[] = [];
  for (const route of admin) {
    const { status } = await call(agent, route, newId());
    if (status !== 403) open.push(`${label(route)}: ${status}`);
  }
  expect(open).toEqual([]);
  expect(await picture()).toEqual(before);
});

it('routes for API keys refuse a session, an unknown or revoked key, and a key without the scope', async () => {
  const own = routes.filter((route) => route.access === 'key');
  expect(own.map(label)).toEqual(['GET /api/v1/conversations/:reference', 'POST /api/v1/handoffs']);
  const admin = await api.as('admin');
  const made = async (scopes: string[]) =>
    (await admin.call<contract.ApiKeyToken>('POST', '/api/admin/api-keys', { name: 'Ledger', scopes })).body;
  const read = await made(['conversation:read']);
  const write = await made(['handoff:write']);
  const revoked = await made(['conversation:read', 'handoff:write']);
  expect((await admin.call('DELETE', `/api/admin/api-keys/${revoked.key.id}`)).status).toBe(204);
  const before = await picture();
  for (const route of own) {
    const status = async (headers: Record<string, string>) =>
      (await api.send(route.method.toUpperCase(), fill(route, newId()), { headers, body: bodyFor(route.body) })).status;
    const bearer = (token: string) => status({ authorization: `Bearer ${token}` });
    expect([label(route), await status({ cookie: admin.cookie, 'x-csrf-token': admin.me.csrfToken })]).toEqual([
      label(route),
      401,
    ]);
    expect([label(route), await bearer('baton_unknown'), await bearer(revoked.token)]).toEqual([
      label(route),
      401,
      401,
    ]);
    const [wrong, right] = route.method === 'get' ? [write, read] : [read, write];
    expect([label(route), await bearer(wrong.token), await bearer(right.token)]).toEqual([label(route), 403, 404]);
  }
  // But for when the keys were last used.
  await api.db.query('update api_key set last_used_at = null');
  expect(await picture()).toEqual(before);
  // A key opens nothing else.
  const other = await api.send('GET', '/api/conversations?view=all', {
    headers: { authorization: `Bearer ${read.token}` },
  });
  expect(other.status).toBe(401);
  const stored = JSON.stringify([await api.db.query('select * from api_key'), await admin.get('/api/admin/api-keys')]);
  expect(stored).not.toContain(read.token);
});

it('a key that calls too often waits', async () => {
  const admin = await api.as('admin');
  const { body } = await admin.call<contract.ApiKeyToken>('POST', '/api/admin/api-keys', {
    name: 'Busy',
    scopes: ['conversation:read'],
  });
  await api.db.query(`insert into rate_limit (key, points, expire) values ($1, 300, $2)`, [
    `api key:${body.key.id}`,
    Date.now() + 60_000,
  ]);
  const { status, headers } = await api.send('GET', '/api/v1/conversations/x', {
    headers: { authorization: `Bearer ${body.token}` },
  });
  expect([status, Number(headers['retry-after']) > 0]).toEqual([429, true]);
});

it('every change refuses a session without its token, and nothing changes', async () => {
  const admin = await api.as('admin');
  const conversation = await api.conversation();
  const before = await picture();
  const open: string[] = [];
  for (const route of routes.filter((one) => unsafe(one) && one.access !== 'public' && one.access !== 'key')) {
    const id = route.path.startsWith('/api/admin') ? newId() : conversation;
    const { status } = await api.send(route.method.toUpperCase(), fill(route, id), {
      headers: { cookie: admin.cookie },
      body: bodyFor(route.body),
    });
    if (status !== 403) open.push(`${label(route)}: ${status}`);
  }
  expect(open).toEqual([]);
  expect(await picture()).toEqual(before);
});

it.each(['assistant', 'queue', 'agent'] as const)(
  'a conversation of another team, held by %s, is not there for an agent on any route, and nothing changes',
  async (holder) => {
    const stranger = await api.as('disputes');
    const assigneeId = holder === 'agent' ? api.agents.general : null;
    const id = await api.conversation({ teamId: api.ids.general, holder, assigneeId });
    const own = routes.filter((route) => route.path.includes(':id') && route.access === 'agent');
    expect(own.length).toBeGreaterThan(10);
    const before = await picture();
    const leaks: string[] = [];
    for (const route of own) {
      const foreign = await call(stranger, route, id);
      const missing = await call(stranger, route, newId());
      // Whether it exists is not told either.
      if (foreign.status !== 404 || JSON.stringify(foreign.body) !== JSON.stringify(missing.body))
        leaks.push(`${label(route)}: ${foreign.status}`);
    }
    expect(leaks).toEqual([]);
    expect(await picture()).toEqual(before);
  },
);

it('the same routes know the conversation for its team and for admins', async () => {
  for (const who of ['general', 'admin'] as const) {
    const client = await api.as(who);
    // Routes that name something inside the conversation, too, know nothing by the conversation's own id.
    const whole = (one: Route) => one.path.includes(':id') && one.path.split(':').length === 2;
    for (const route of routes.filter((one) => whole(one) && one.access === 'agent')) {
      const id = await api.conversation({ holder: 'queue' });
      expect([label(route), (await call(client, route, id)).status]).not.toEqual([label(route), 404]);
    }
  }
});

it('the lists and counts show nothing of other teams', async () => {
  const stranger = await api.as('disputes');
  const counts = () => stranger.get<contract.Counts>('/api/conversations/counts');
  const before = await counts();
  const id = await api.conversation({ teamId: api.ids.general, holder: 'queue' });
  for (const view of contract.View.options) {
    for (const team of ['', `&teamId=${api.ids.general}`]) {
      const { items } = await stranger.get<contract.ConversationPage>(`/api/conversations?view=${view}${team}`);
      expect(items.map((item) => item.id)).not.toContain(id);
    }
  }
  expect(await counts()).toEqual(before);
});

it('an agent who is asked by an open offer sees that conversation, and no longer when the offer ends', async () => {
  const id = await api.conversation({ teamId: api.ids.general, holder: 'queue' });
  const onCall = await api.as('disputes');
  await api.db.query(
    `insert into offer (id, handoff_id, agent_id, expires_at) select $1, id, $2, now() + interval '2 minutes' from handoff where conversation_id = $3`,
    [newId(), api.agents.disputes, id],
  );
  expect((await onCall.call('GET', `/api/conversations/${id}`)).status).toBe(200);
  const { items } = await onCall.get<contract.ConversationPage>('/api/conversations?view=waiting');
  expect(items.map((item) => item.id)).toContain(id);
  await api.db.query(`update offer set state = 'expired', answered_at = now()`);
  expect((await onCall.call('GET', `/api/conversations/${id}`)).status).toBe(404);
});

it('leaving a team takes its conversations away at once', async () => {
  const id = await api.conversation({ teamId: api.ids.general });
  const agent = await api.as('general');
  expect((await agent.call('GET', `/api/conversations/${id}`)).status).toBe(200);
  await api.db.query('delete from team_member where agent_id = $1', [api.agents.general]);
  expect((await agent.call('GET', `/api/conversations/${id}`)).status).toBe(404);
  await api.db.query('insert into team_member (team_id, agent_id) values ($1, $2)', [
    api.ids.general,
    api.agents.general,
  ]);
});

it('every route describes itself, and the OpenAPI page holds them all with their schemas', async () => {
  expect(routes.filter((route) => !route.description).map(label)).toEqual([]);
  expect(routes.flatMap((route) => route.params.filter((param) => !param.schema).map(() => label(route)))).toEqual([]);
  const { status, body } = await api.send('GET', '/api/openapi.json');
  expect(status).toBe(200);
  const page = body as {
    openapi: string;
    paths: Record<string, Record<string, unknown>>;
    components: { schemas: Record<string, unknown> };
  };
  expect(page.openapi).toBe('3.1.1');
  const described = Object.entries(page.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect(described.sort()).toEqual(
    routes.map((route) => `${route.method} ${route.path.replace(/:(\w+)/g, '{$1}')}`).sort(),
  );
  const references = JSON.stringify(page).match(/#\/components\/schemas\/\w+/g) ?? [];
  expect(references.length).toBeGreaterThan(40);
  for (const reference of references) expect(page.components.schemas).toHaveProperty(reference.split('/').at(-1) ?? '');
});

it('what is unknown is a problem without details', async () => {
  const { status, body, headers } = await api.send('GET', '/api/nothing');
  expect(status).toBe(404);
  expect(headers['content-type']).toContain('application/problem+json');
  expect(contract.Problem.parse(body)).toMatchObject({ code: 'not-found', status: 404 });
  const admin = await api.as('admin');
  await api.db.query('alter table note rename to note_away');
  const broken = await admin.call('GET', `/api/conversations/${await api.conversation()}/transcript`);
  await api.db.query('alter table note_away rename to note');
  expect(broken.status).toBe(500);
  expect(JSON.stringify(broken.body)).not.toMatch(/note|relation|SQL/i);
});

it('a body too large or malformed is refused as a problem', async () => {
  const headers = { 'content-type': 'application/json', origin: 'http://127.0.0.1:3000' };
  const large = await api.app.inject({
    method: 'POST',
    url: '/api/session',
    headers,
    payload: JSON.stringify({ email: 'x'.repeat(600_000) }),
  });
  expect([large.statusCode, large.json<contract.Problem>().code]).toEqual([413, 'too-large']);
  const malformed = await api.app.inject({ method: 'POST', url: '/api/session', headers, payload: '{"email":' });
  expect([malformed.statusCode, malformed.json<contract.Problem>().code]).toEqual([400, 'invalid']);
});

it('figures are served to this machine only', async () => {
  expect((await api.send('GET', '/metrics')).status).toBe(200);
  expect((await api.send('GET', '/metrics', { ip: '10.1.2.3' })).status).toBe(404);
  expect((await api.send('GET', '/metrics', { headers: { 'x-forwarded-for': '127.0.0.1' } })).status).toBe(404);
});

it('answers of the API are kept by no browser', async () => {
  expect((await api.send('GET', '/api/session')).headers['cache-control']).toBe('no-store');
});

it('a name that points here is not this machine', async () => {
  expect((await api.send('GET', '/metrics', { headers: { host: 'rebound.example' } })).status).toBe(404);
});

it('is alive, and ready while its jobs move', async () => {
  expect((await api.send('GET', '/health/live')).body).toEqual({ status: 'alive' });
  expect(await api.send('GET', '/health/ready')).toMatchObject({
    status: 200,
    body: { status: 'ready', checks: { migrations: { ok: true } } },
  });
  await api.db.query(`insert into lane (key, due, pending) values ('stuck', now() - interval '5 minutes', 1)`);
  expect(await api.send('GET', '/health/ready')).toMatchObject({
    status: 503,
    body: { checks: { database: { ok: true }, jobs: { ok: false } } },
  });
  await api.db.query('delete from lane');
});

it('pages may not be framed and run no foreign script', async () => {
  const { headers } = await api.send('GET', '/health/live');
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['content-security-policy']).toContain("script-src 'self';");
  expect(headers['x-content-type-options']).toBe('nosniff');
});
