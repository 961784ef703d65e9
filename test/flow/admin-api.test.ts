/** Laws of what admins change: checked whole, recorded with its author, in force at once, and never past the point of no return. */
import { Secrets } from '../../src/foundation/config/secrets';
import { openAccountSecrets } from '../../src/foundation/settings/account-secrets';
import { Settings } from '../../src/foundation/settings/settings';
import type {
  AccountView,
  ListedAccount,
  AgentView,
  AuditView,
  PolicyView,
  TeamView,
} from '../../src/api/http/contract';
import { Jobs } from '../../src/foundation/jobs/jobs';
import { newId } from '../../src/foundation/model/ids';
import { type Api, type Client, PASSWORD, reloaded, signIn, startApi } from '../support/api';

let api: Api;
let admin: Client;
let settings: Settings;
beforeAll(async () => {
  api = await startApi();
  admin = await api.as('admin');
  settings = api.app.get(Settings);
});
afterAll(() => api.stop());
beforeEach(() => api.db.query('truncate rate_limit'));

const call = <T = unknown>(method: string, path: string, body?: unknown) =>
  admin.call<T>(method, `/api/admin/${path}`, body);
const lines = (answer: { body: unknown }) => (answer.body as { errors?: string[] }).errors ?? [];
const fields = (answer: { body: unknown }) => lines(answer).map((line) => line.split(':')[0]);
const lastAudit = async () => (await admin.get<{ items: AuditView[] }>('/api/admin/audit?limit=1')).items[0];
const hours = {
  weekly: [{ day: 1, from: '09:00', to: '17:00' }],
  holidays: [{ date: '2026-12-25', name: 'Christmas' }],
};
const team = (more: object = {}) => ({
  name: `Team ${newId()}`,
  timeZone: 'Europe/Berlin',
  hours,
  memberIds: [],
  ...more,
});
const agent = (more: object = {}) => ({
  email: `${newId()}@example.com`,
  name: 'New',
  publicName: 'New',
  role: 'agent',
  teamIds: [],
  ...more,
});
const article = (more: object = {}) => ({ title: 'Fees', body: 'None.', phrasings: ['what does it cost'], ...more });
const SID = `AC${'1'.repeat(32)}`;
const TOKEN = 'b'.repeat(32);
const account = (more: object = {}) => ({
  ...{ channel: 'sms', name: 'Real line', address: '+15550142', teamId: api.ids.general },
  ...{ settings: { accountSid: SID }, secrets: { authToken: TOKEN }, ...more },
});

describe('every change', () => {
  it('is recorded with its author, what it was and what it is, in the same transaction', async () => {
    const created = await call<TeamView>('POST', 'teams', team({ name: 'Billing' }));
    expect(created.status).toBe(201);
    await call('PUT', `teams/${created.body.id}`, team({ name: 'Invoices' }));
    expect(await lastAudit()).toMatchObject({
      ...{ actor: 'The admin agent', action: 'team.changed', subjectKind: 'team', subjectId: created.body.id },
      ...{ before: { name: 'Billing' }, after: { name: 'Invoices' } },
    });
    await api.db.query('alter table audit_entry rename to audit_away');
    const failed = await call('PUT', `teams/${created.body.id}`, team({ name: 'Nobody’s' }));
    await api.db.query('alter table audit_away rename to audit_entry');
    expect(failed.status).toBe(500);
    expect((await admin.get<TeamView[]>('/api/admin/teams')).map((one) => one.name)).toContain('Invoices');
  });

  it('of every kind leaves its entry', async () => {
    const count = async () =>
      (await api.db.query<{ n: number }>('select count(*)::int as n from audit_entry'))[0]?.n ?? 0;
    const made = await call<{ id: string }>('POST', 'teams', team());
    const person = await call<AgentView>('POST', 'agents', agent());
    const phone = await call<AgentView>('POST', `agents/${person.body.id}/endpoints`, {
      accountId: api.ids.account,
      address: '+15550161',
    });
    const text = await call<{ id: string }>('POST', 'articles', article());
    const endpoint = phone.body.endpoints[0]?.id ?? '';
    const policy = await admin.get<PolicyView>('/api/admin/policy');
    const steps: [string, string, unknown?][] = [
      ['PUT', `teams/${made.body.id}`, team()],
      ['DELETE', `teams/${made.body.id}`],
      ['PUT', `agents/${person.body.id}`, agent()],
      ['POST', `agents/${person.body.id}/reset-link`],
      ['DELETE', `agents/${person.body.id}/sessions`],
      ['POST', `agents/${person.body.id}/endpoints/${endpoint}/code`],
      ['DELETE', `agents/${person.body.id}/endpoints/${endpoint}`],
      ['PUT', `articles/${text.body.id}`, article({ title: 'Costs' })],
      ['DELETE', `articles/${text.body.id}`],
      ['PUT', `accounts/${api.ids.account}`, account({ name: 'Line', address: '+15550100' })],
      ['POST', `accounts/${api.ids.account}/check`],
      ['PUT', 'switches', { assistantPaused: false }],
      ['PUT', 'policy', { basedOn: policy.version, policy: policy.policy, untried: true }],
    ];
    for (const [method, path, body] of steps) {
      const before = await count();
      const { status } = await call(method, path, body);
      expect([method, path, status < 300, (await count()) - before]).toEqual([method, path, true, 1]);
    }
  });

  it('is in force when the answer comes, and the other replicas are told', async () => {
    api.facts.length = 0;
    await call('PUT', 'switches', { assistantPaused: true });
    expect(settings.switches()).toEqual({ assistantPaused: true, agentPhones: false });
    expect(api.facts).toContainEqual({ kind: 'settings', what: 'switches' });
    expect((await admin.get<{ business: { assistantPaused: boolean } }>('/api/session')).business.assistantPaused).toBe(
      true,
    );
    await call('PUT', 'switches', { assistantPaused: false });
  });

  it('can be read back page by page, newest first', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: AuditView[]; next: string | null } = await admin.get(
        `/api/admin/audit?limit=7${cursor ? `&cursor=${cursor}` : ''}`,
      );
      seen.push(...page.items.map((item) => item.id));
      cursor = page.next;
    } while (cursor);
    expect(seen.length).toBeGreaterThan(14);
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
  });
});

describe('a team', () => {
  it('is refused with every fault at once', async () => {
    const answer = await call(
      'POST',
      'teams',
      team({
        timeZone: 'Mars/Base',
        hours: { weekly: [{ day: 1, from: '25:00', to: '24:61' }], holidays: [] },
        memberIds: [newId()],
      }),
    );
    expect(answer.status).toBe(400);
    expect(fields(answer)).toEqual(['hours.weekly.0.from', 'hours.weekly.0.to', 'timeZone', 'memberIds.0']);
  });

  it('says whether it is there now, and when it is next', async () => {
    const closed = { weekly: [], holidays: [{ date: new Date().toISOString().slice(0, 10), name: 'Today' }] };
    const { body } = await call<TeamView>('POST', 'teams', team({ timeZone: 'UTC', hours: closed }));
    expect(body.open).toBe(false);
    expect(Date.parse(body.nextOpening ?? '')).toBeGreaterThan(Date.now());
  });

  it('asks its customers how it went only once that is switched on', async () => {
    const { body } = await call<TeamView>('POST', 'teams', team({}));
    expect(body.survey).toEqual({ on: false, delayMinutes: 10, everyDays: 30 });
    const { name, timeZone, hours, memberIds } = body;
    const edit = { name, timeZone, hours, memberIds, survey: { on: true, delayMinutes: 0, everyDays: 7 } };
    expect((await call<TeamView>('PUT', `teams/${body.id}`, edit)).body.survey).toEqual(edit.survey);
    expect(settings.team(body.id)?.survey).toEqual(edit.survey);
    const faulty = await call('PUT', `teams/${body.id}`, { ...edit, survey: { ...edit.survey, everyDays: 0 } });
    expect(fields(faulty)).toEqual(['survey.everyDays']);
  });

  it('that catches what no mapping names can be changed for another, never removed', async () => {
    expect((await call('DELETE', `teams/${api.ids.general}`)).status).toBe(409);
    expect(
      (
        await call(
          'PUT',
          `teams/${api.ids.general}`,
          team({ name: 'General', memberIds: [api.agents.general], isFallback: false }),
        )
      ).status,
    ).toBe(409);
    await call(
      'PUT',
      `teams/${api.ids.disputes}`,
      team({ name: 'Disputes', memberIds: [api.agents.disputes], isFallback: true }),
    );
    expect(settings.fallbackTeam().id).toBe(api.ids.disputes);
    await call(
      'PUT',
      `teams/${api.ids.general}`,
      team({ name: 'General', memberIds: [api.agents.general], isFallback: true }),
    );
    expect(settings.fallbackTeam().id).toBe(api.ids.general);
  });

  it('is not archived while a channel maps to it or a conversation is open', async () => {
    const { body } = await call<TeamView>('POST', 'teams', team());
    await api.db.query('update channel_account set team_id = $1', [body.id]);
    expect((await call('DELETE', `teams/${body.id}`)).status).toBe(409);
    await api.db.query('update channel_account set team_id = $1', [api.ids.general]);
    const open = await api.conversation({ teamId: body.id });
    expect((await call('DELETE', `teams/${body.id}`)).status).toBe(409);
    await api.db.query(`update conversation set status = 'closed', closed_at = now() where id = $1`, [open]);
    expect((await call('DELETE', `teams/${body.id}`)).status).toBe(204);
    expect((await admin.get<TeamView[]>('/api/admin/teams')).map((one) => one.id)).not.toContain(body.id);
  });

  it('that takes or loses a member tells that agent’s sockets', async () => {
    const { body } = await call<TeamView>('POST', 'teams', team({ memberIds: [api.agents.general] }));
    api.facts.length = 0;
    await call('PUT', `teams/${body.id}`, team({ memberIds: [api.agents.disputes] }));
    expect(api.facts.filter((fact) => fact.kind === 'access')).toEqual(
      expect.arrayContaining([
        { kind: 'access', agentId: api.agents.general },
        { kind: 'access', agentId: api.agents.disputes },
      ]),
    );
  });

  it('has a name of its own', async () => {
    expect((await call('POST', 'teams', team({ name: 'GENERAL' }))).status).toBe(409);
  });
});

describe('an agent', () => {
  it('is added with a link, by which they choose a password and come in', async () => {
    const { body, status } = await call<AgentView & { resetLink: { url: string } }>(
      'POST',
      'agents',
      agent({ teamIds: [api.ids.general] }),
    );
    expect(status).toBe(201);
    expect(body).toMatchObject({ demo: false, disabled: false, teamIds: [api.ids.general] });
    const token = new URL(body.resetLink.url).searchParams.get('token');
    await api.send('POST', '/api/password-reset/confirm', {
      headers: { origin: 'http://127.0.0.1:3000' },
      body: { token, password: 'a password of their own' },
    });
    expect((await signIn(api, body.email, 'a password of their own')).me.agent.id).toBe(body.id);
    const entries = await api.db.query('select * from audit_entry');
    expect(JSON.stringify(entries)).not.toContain(token);
  });

  it('who is disabled is out everywhere at once, and what they held goes back to its team', async () => {
    const client = await api.as('disputes');
    const view = (await admin.get<AgentView[]>('/api/admin/agents')).find((one) => one.id === api.agents.disputes);
    const edit = { email: 'disputes@example.com', name: 'D', publicName: 'D', role: 'agent', teamIds: view?.teamIds };
    const held = await api.conversation({ teamId: api.ids.disputes, holder: 'agent', assigneeId: api.agents.disputes });
    await api.db.query(
      `insert into agent_endpoint (id, agent_id, channel_account_id, address, verified_at) values ($1, $2, $3, '+15550155', now())`,
      [newId(), api.agents.disputes, api.ids.account],
    );
    api.facts.length = 0;
    expect((await call('PUT', `agents/${api.agents.disputes}`, { ...edit, disabled: true })).status).toBe(200);
    expect((await client.call('GET', '/api/session')).status).toBe(401);
    expect(await api.db.query('select 1 from session where agent_id = $1', [api.agents.disputes])).toEqual([]);
    expect(
      await api.db.query(
        'select 1 from agent_endpoint where agent_id = $1 and (stopped_at is null or verified_at is not null)',
        [api.agents.disputes],
      ),
    ).toEqual([]);
    expect(api.facts).toContainEqual({ kind: 'access', agentId: api.agents.disputes });
    expect(await api.db.query(`select payload from job where kind = 'release'`)).toEqual([
      { payload: { conversationId: held, agentId: api.agents.disputes } },
    ]);
    const jobs = api.app.get(Jobs);
    await jobs.start();
    const holder = async () =>
      (await api.db.query('select holder, assignee_id from conversation where id = $1', [held]))[0];
    for (let n = 0; n < 100 && (await holder())?.['holder'] !== 'queue'; n += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    await jobs.stop(5_000);
    expect(await holder()).toEqual({ holder: 'queue', assignee_id: null });
    expect((await call('POST', `agents/${api.agents.disputes}/reset-link`)).status).toBe(409);
    await call('PUT', `agents/${api.agents.disputes}`, { ...edit, disabled: false });
  });

  it('who is the last admin able to sign in cannot be disabled or demoted', async () => {
    const self = { email: 'admin@example.com', name: 'The admin agent', publicName: 'Support', teamIds: [] };
    await call('POST', 'agents', agent({ role: 'admin' })); // has no password yet
    expect((await call('PUT', `agents/${api.agents.admin}`, { ...self, role: 'agent' })).status).toBe(409);
    expect((await call('PUT', `agents/${api.agents.admin}`, { ...self, role: 'admin', disabled: true })).status).toBe(
      409,
    );
    expect((await admin.call('GET', '/api/session')).status).toBe(200);
  });

  it('and another admin who shut each other out at the same moment: one of them stays', async () => {
    const { body } = await call<AgentView>('POST', 'agents', agent({ role: 'admin' }));
    await api.db.query(
      'update agent set password_hash = (select password_hash from agent where id = $2) where id = $1',
      [body.id, api.agents.admin],
    );
    const other = await signIn(api, body.email);
    const out = (who: { email: string; name: string; publicName: string }) => ({
      ...who,
      role: 'admin',
      teamIds: [],
      disabled: true,
    });
    const self = { email: 'admin@example.com', name: 'The admin agent', publicName: 'Support' };
    const both = await Promise.all([
      call('PUT', `agents/${body.id}`, out(body)),
      other.call('PUT', `/api/admin/agents/${api.agents.admin}`, out(self)),
    ]);
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
    const left = `select 1 from agent where role = 'admin' and disabled_at is null and password_hash is not null`;
    expect(await api.db.query(left)).toHaveLength(1);
    await api.db.query('update agent set disabled_at = null where id = $1', [api.agents.admin]);
    admin = await api.as('admin');
    await call('PUT', `agents/${body.id}`, { ...out(body), role: 'agent' });
  });

  it('has an email address of their own, in any case', async () => {
    expect((await call('POST', 'agents', agent({ email: 'GENERAL@example.com' }))).status).toBe(409);
  });
});

describe('an agent’s phone', () => {
  const codeSent = async () => {
    const [row] = await api.db.query<{ text: string }>(
      `select text from notice where kind = 'code' order by id desc limit 1`,
    );
    return /\b\d{6}\b/.exec(row?.text ?? '')?.[0] ?? '';
  };
  const add = (address: string, id = api.agents.general) =>
    call<AgentView>('POST', `agents/${id}/endpoints`, { accountId: api.ids.account, address });

  it('is used only after the code that was sent to it came back', async () => {
    const { body, status } = await add('+1 (555) 0170-1');
    expect(status).toBe(201);
    const endpoint = body.endpoints.at(-1);
    expect(endpoint).toMatchObject({ address: '+155501701', verified: false });
    expect(
      await api.db.query(
        `select d.state, d.to_address from delivery d join notice n on n.id = d.notice_id where n.agent_endpoint_id = $1`,
        [endpoint?.id],
      ),
    ).toEqual([{ state: 'queued', to_address: '+155501701' }]);
    const code = await codeSent();
    const verify = (given: string) =>
      call<AgentView>('POST', `agents/${api.agents.general}/endpoints/${endpoint?.id}/verify`, { code: given });
    expect((await verify(code === '111111' ? '222222' : '111111')).status).toBe(400);
    expect((await verify(code)).body.endpoints.at(-1)?.verified).toBe(true);
    // Used up.
    expect((await verify(code)).status).toBe(400);
    const stored = await api.db.query('select * from audit_entry');
    expect(JSON.stringify(stored)).not.toContain(code);
  });

  it('is not found by guessing: five tries, then a wait, and an old code is worth nothing', async () => {
    const { body } = await add('+15550172');
    const path = `agents/${api.agents.general}/endpoints/${body.endpoints.at(-1)?.id}`;
    const code = await codeSent();
    const wrong = code === '111111' ? '222222' : '111111';
    const statuses: number[] = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await call('POST', `${path}/verify`, { code: wrong })).status);
    statuses.push((await call('POST', `${path}/verify`, { code })).status);
    expect(statuses).toEqual([400, 400, 400, 400, 400, 429]);
    await api.db.query('truncate rate_limit');
    await api.db.query('update agent_endpoint set code_expires_at = now()');
    expect((await call('POST', `${path}/verify`, { code })).status).toBe(400);
  });

  it('belongs to one agent until that one gives it up', async () => {
    const { body } = await add('+15550173');
    expect((await add('+15550173', api.agents.disputes)).status).toBe(409);
    await call('DELETE', `agents/${api.agents.general}/endpoints/${body.endpoints.at(-1)?.id}`);
    expect((await add('+15550173', api.agents.disputes)).body.endpoints.at(-1)).toMatchObject({
      address: '+15550173',
      verified: false,
      stopped: false,
    });
  });

  it('is a phone that is not our own, on an account that texts', async () => {
    expect(fields(await add('15550174'))).toEqual(['address']);
    expect(fields(await add('+15550100'))).toEqual(['address']);
    const answer = await call('POST', `agents/${api.agents.general}/endpoints`, {
      accountId: newId(),
      address: '+15550174',
    });
    expect(fields(answer)).toEqual(['accountId']);
  });

  it('of one agent is not reached through another’s path', async () => {
    const { body } = await add('+15550175');
    const id = body.endpoints.at(-1)?.id;
    expect((await call('DELETE', `agents/${api.agents.disputes}/endpoints/${id}`)).status).toBe(404);
  });
});

describe('an article', () => {
  it('is checked, revised, and kept by the business once it edits a demo one', async () => {
    const { body } = await call<{ id: string; revision: number }>('POST', 'articles', article());
    await api.db.query('update article set demo = true where id = $1', [body.id]);
    const edited = await call(
      'PUT',
      `articles/${body.id}`,
      article({ body: 'Two euros.', escalate: { reason: 'refund', severity: 'soft', team: 'Disputes' } }),
    );
    expect(edited.body).toMatchObject({ revision: 2, demo: false, body: 'Two euros.', escalate: { reason: 'refund' } });
    const wrong = await call(
      'PUT',
      `articles/${body.id}`,
      article({ escalate: { reason: 'boredom', severity: 'soft', team: 'Nowhere' } }),
    );
    expect(fields(wrong)).toEqual(['escalate.reason', 'escalate.team']);
  });

  it('has a link that leads to the web only', async () => {
    for (const url of ['javascript:alert(1)', 'data:text/html,x', 'not a link']) {
      expect(fields(await call('POST', 'articles', article({ url })))).toEqual(['url']);
    }
  });

  it('is listed page by page, stable while others are added', async () => {
    for (let n = 0; n < 5; n += 1) await call('POST', 'articles', article({ title: `Old ${n}` }));
    const first = await admin.get<{ items: { title: string }[]; next: string }>('/api/admin/articles?limit=2');
    await call('POST', 'articles', article({ title: 'Newest' }));
    const second = await admin.get<{ items: { title: string }[] }>(`/api/admin/articles?limit=2&cursor=${first.next}`);
    expect([...first.items, ...second.items].map((item) => item.title)).toEqual(['Old 4', 'Old 3', 'Old 2', 'Old 1']);
  });
});

describe('a policy', () => {
  const current = () => admin.get<PolicyView>('/api/admin/policy');
  const publish = async (more: object, basedOn?: number) => {
    const { version, policy } = await current();
    return call<PolicyView>('PUT', 'policy', {
      basedOn: basedOn ?? version,
      policy: { ...policy, ...more },
      untried: true,
    });
  };

  it('is a new version with its author, in force at once', async () => {
    const { version } = await current();
    const { body } = await publish({ failureSignals: 3 });
    expect(body).toMatchObject({
      version: version + 1,
      publishedBy: 'The admin agent',
      demo: false,
      policy: { failureSignals: 3 },
    });
    expect(settings.policy()).toMatchObject({ version: version + 1, policy: { failureSignals: 3 } });
  });

  it('based on an older version is refused; of two published at once one wins', async () => {
    const { version } = await current();
    expect((await publish({}, version - 1)).status).toBe(409);
    const both = await Promise.all([publish({ failureSignals: 1 }, version), publish({ failureSignals: 4 }, version)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it.each([
    [{ danger: { enabled: false, text: 'Call for help at once.' } }, 'danger'],
    [{ askedForHuman: { enabled: false } }, 'askedForHuman'],
    [{ hardTopics: { enabled: false } }, 'hardTopics'],
  ])('that switches off %j is not published', async (more, field) => {
    const { version } = await current();
    const answer = await publish(more);
    expect(answer.status).toBe(400);
    expect(lines(answer).join()).toContain(field);
    expect((await current()).version).toBe(version);
  });

  it('names teams that exist', async () => {
    const rule = {
      id: 'vip',
      name: 'VIP',
      enabled: true,
      match: 'any',
      conditions: [{ field: 'text', operator: 'contains_word', value: 'vip' }],
      then: { outcome: 'handoff', team: 'Nowhere' },
    };
    const answer = await publish({ rules: [rule], topics: { fraud: { severity: 'hard', team: 'Elsewhere' } } });
    expect(fields(answer)).toEqual(['topics.fraud.team', 'rules.0.then.team']);
  });
});

describe('a channel account', () => {
  it('is refused with every fault of every part at once', async () => {
    const answer = await call(
      'POST',
      'accounts',
      account({
        address: 'nowhere',
        teamId: newId(),
        settings: { accountSid: 'x', more: 1 },
        secrets: { authToken: 'short' },
      }),
    );
    expect(answer.status).toBe(400);
    expect(new Set(fields(answer))).toEqual(
      new Set(['address', 'settings.accountSid', 'settings', 'secrets.authToken', 'teamId']),
    );
    expect(fields(await call('POST', 'accounts', account({ channel: 'telegraph' })))).toEqual(['channel']);
  });

  it('keeps the secrets that are left out, takes new ones, and never gives them back or writes them down in the clear', async () => {
    const edit = (more: object) =>
      call<AccountView>(
        'PUT',
        `accounts/${api.ids.account}`,
        account({ name: 'Line', address: '+15550100', secrets: undefined, ...more }),
      );
    const stored = async () => {
      const [row] = await api.db.query<{ secrets: Buffer }>('select secrets from channel_account where id = $1', [
        api.ids.account,
      ]);
      return openAccountSecrets(api.app.get(Secrets), api.ids.account, row?.secrets ?? null);
    };
    await edit({ secrets: { authToken: TOKEN, previousAuthToken: 'a'.repeat(32) } });
    const { body } = await edit({ name: 'Renamed' });
    expect(body).toMatchObject({
      name: 'Renamed',
      secretsSet: ['authToken', 'previousAuthToken'],
      webhookUrl: 'http://127.0.0.1:3000/webhooks/twilio',
    });
    expect(await stored()).toEqual({ authToken: TOKEN, previousAuthToken: 'a'.repeat(32) });
    await edit({ secrets: { previousAuthToken: '' } });
    expect(await stored()).toEqual({ authToken: TOKEN });
    const seen = [
      body,
      await admin.get('/api/admin/accounts'),
      await api.db.query('select * from audit_entry'),
      await api.db.query('select * from channel_account'),
    ];
    expect(JSON.stringify(seen)).not.toContain(TOKEN);
    expect(JSON.stringify(seen)).not.toContain(Buffer.from(TOKEN).toString('hex'));
  });

  it('maps to a team from the next message on, and what is open goes with it', async () => {
    const open = await api.conversation({ teamId: api.ids.general, holder: 'agent', assigneeId: api.agents.general });
    await api.db.query('update conversation set is_current = (id = $1)', [open]);
    const front = async () => {
      const [row] = await api.db.query<{ id: string }>('select front_team_id as id from conversation where id = $1', [
        open,
      ]);
      return row?.id;
    };
    await call(
      'PUT',
      `accounts/${api.ids.account}`,
      account({ name: 'Line', address: '+15550100', teamId: api.ids.disputes, secrets: undefined }),
    );
    expect(settings.frontTeam(api.ids.account).id).toBe(api.ids.disputes);
    expect(await front()).toBe(api.ids.disputes);
    await call(
      'PUT',
      `accounts/${api.ids.account}`,
      account({ name: 'Line', address: '+15550100', teamId: null, secrets: undefined }),
    );
    expect(settings.frontTeam(api.ids.account).id).toBe(api.ids.general);
    expect(await front()).toBe(api.ids.general);
  });

  it('that sends through one messaging service with another team’s is warned of, as long as both are on', async () => {
    const service = { ...account().settings, messagingServiceSid: `MG${'b'.repeat(32)}` };
    const made: string[] = [];
    const add = async (name: string, number: string, more: object) => {
      const { status, body } = await call<AccountView>(
        'POST',
        'accounts',
        account({ name, address: number, settings: service, ...more }),
      );
      expect(status).toBe(201);
      made.push(body.id);
    };
    await add('Loans', '+15550171', { teamId: api.ids.disputes });
    await add('Cards', '+15550172', { teamId: null });
    await add('Also cards', '+15550173', { teamId: api.ids.general });
    await add('Alone', '+15550174', { settings: account().settings });
    const warnings = async () => {
      const list = await admin.get<ListedAccount[]>('/api/admin/accounts');
      return Object.fromEntries(list.filter(({ id }) => made.includes(id)).map(({ name, warning }) => [name, warning]));
    };
    const before = await warnings();
    expect(before['Loans']).toContain('“Also cards”, “Cards”');
    expect(before['Cards']).toContain('“Loans”');
    // The fallback team by name and by default is one team.
    expect(before['Cards']).not.toContain('“Also cards”');
    expect(before['Alone']).toBeNull();
    await api.db.query('update channel_account set active = false where id = $1', [made[0]]);
    expect(Object.values(await warnings())).toEqual([null, null, null, null]);
    await api.db.query('delete from channel_account where not simulated');
    await reloaded(api);
  });

  it('that is real begins with drafts, and only when somebody real can sign in afterwards', async () => {
    // While everything is simulated, as in the demo:
    expect(fields(await call('POST', 'accounts', account({ assistantMode: 'answers' })))).toEqual(['assistantMode']);
    await api.db.query('update agent set demo = true where id = $1', [api.agents.admin]);
    const refused = await call('POST', 'accounts', account());
    expect(refused.status).toBe(409);
    expect((refused.body as { detail: string }).detail).toContain('create-admin');
    await api.db.query('update agent set demo = false where id = $1', [api.agents.admin]);

    const { status, body } = await call<AccountView>('POST', 'accounts', account());
    expect(status).toBe(201);
    expect(body).toMatchObject({
      simulated: false,
      assistantMode: 'drafts',
      health: 'unknown',
      secretsSet: ['authToken'],
    });
    expect(settings.demoAllowed()).toBe(false);
    expect((await call('POST', 'accounts', account())).status).toBe(409);
    await api.db.query('delete from channel_account where not simulated');
    await reloaded(api);
  });
});

it('nobody but an admin sees any of it', async () => {
  const agentClient = await signIn(api, 'general@example.com', PASSWORD);
  for (const path of ['accounts', 'teams', 'agents', 'articles', 'policy', 'switches', 'audit']) {
    expect((await agentClient.call('GET', `/api/admin/${path}`)).status).toBe(403);
  }
});
