/** The policy time machine: an edited policy asked about the past, and the way from there to a published version. */
import { eraseContact } from '../../src/conversations/contacts/erase';
import type { AuditView, DifferenceView, PolicyEdit, PolicyView, TrialView } from '../../src/api/http/contract';
import { Jobs } from '../../src/foundation/jobs/jobs';
import { startApi, type Api, type Client } from '../support/api';
import { lived, type Said } from '../support/past';
import { until } from '../support/patience';

let api: Api;
let admin: Client;
beforeAll(async () => {
  api = await startApi();
  await api.app.get(Jobs).start();
  admin = await api.as('admin');
}, 60_000);
afterAll(async () => {
  await api.app.get(Jobs).stop(2_000);
  await api.stop();
}, 60_000);

const rule = (word: string, team?: string, priority?: number) => ({
  id: `word-${word}`,
  name: `The word ${word}`,
  enabled: true,
  match: 'any' as const,
  conditions: [{ field: 'text' as const, operator: 'contains_word' as const, value: word }],
  then: { outcome: 'handoff' as const, ...(team ? { team } : {}), ...(priority === undefined ? {} : { priority }) },
});

const current = () => admin.get<PolicyView>('/api/admin/policy');
const trials = '/api/admin/policy/trials';

async function start(more: Partial<PolicyEdit>, days = 30): Promise<TrialView> {
  const { policy } = await current();
  const { status, body } = await admin.call<TrialView>('POST', trials, { policy: { ...policy, ...more }, days });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
}

async function ended(id: string): Promise<TrialView> {
  return until(async () => {
    const trial = await admin.get<TrialView>(`${trials}/${id}`);
    return trial.endedAt === null ? undefined : trial;
  });
}

const tried = async (more: Partial<PolicyEdit>, days?: number) => ended((await start(more, days)).id);

/** All pages, each of two. */
async function listed(id: string, kind: string): Promise<DifferenceView[]> {
  const all: DifferenceView[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: { items: DifferenceView[]; next: string | null } = await admin.get(
      `${trials}/${id}/differences?kind=${kind}&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    expect(page.items.length).toBeLessThanOrEqual(2);
    all.push(...page.items);
    cursor = page.next;
  }
  return all;
}

const SMALL_TALK: Said[][] = [
  [{ author: 'contact', text: 'What time do you open on Monday?' }],
  [
    { author: 'contact', text: 'hello there' },
    { author: 'assistant', text: 'Hello! How can I help?' },
    { author: 'contact', text: 'How do I order a parasol from the catalogue?' },
  ],
  [{ author: 'contact', text: 'Let me talk to a human please' }],
  [
    { author: 'contact', text: 'My order of a teapot is late' },
    { author: 'assistant', text: 'It takes three days.' },
    { author: 'contact', text: 'That did not help, my teapot order is still late!' },
  ],
];

/** A month: of a thousand conversations every fourth speaks of a teapot, every fourth of a parasol. */
async function month(): Promise<void> {
  const { policy } = await current();
  const many = Array.from({ length: 1_000 }, (_, n) => n);
  for (let from = 0; from < many.length; from += 50) {
    await Promise.all(
      many.slice(from, from + 50).map((n) => lived(api, policy, (n % 29) + 0.4 + n / 10_000, SMALL_TALK[n % 4] ?? [])),
    );
  }
}

describe('over a month of conversations', () => {
  beforeAll(month, 120_000);

  it('the same policy gives an empty diff, and the same load on both sides', async () => {
    const trial = await tried({});
    expect(trial).toMatchObject({
      state: 'done',
      total: 1_500,
      seen: 1_500,
      compared: 1_500,
      leftOut: 0,
      changes: [],
      counts: { newly: 0, no_longer: 0, moved: 0, offers: 0 },
    });
    const sum = (side: 'before' | 'after') => trial.load.reduce((all, entry) => all + entry[side], 0);
    expect(sum('before')).toBeGreaterThanOrEqual(250);
    expect(trial.load.every((entry) => entry.before === entry.after)).toBe(true);
  }, 60_000);

  it('shows progress while it runs, a page after another', async () => {
    const { id } = await start({});
    const seen = new Set<number>();
    await until(async () => {
      const trial = await admin.get<TrialView>(`${trials}/${id}`);
      seen.add(trial.seen);
      return trial.endedAt !== null;
    });
    expect([...seen].filter((count) => count > 0 && count < 1_500).length).toBeGreaterThan(0);
  }, 60_000);

  it('finds who is newly escalated by a rule: each once, at the first such message, with the words', async () => {
    const trial = await tried({ rules: [rule('parasol', 'Disputes')] });
    expect(trial).toMatchObject({ counts: { newly: 250, no_longer: 0, moved: 0, offers: 0 } });
    expect(trial.changes).toEqual(['Rule “The word parasol” added.']);
    const disputes = trial.load.filter((entry) => entry.team === 'Disputes');
    expect(disputes.reduce((all, entry) => all + entry.after, 0)).toBe(250);
    expect(disputes.every((entry) => entry.before === 0 && entry.hour >= 0 && entry.hour < 24)).toBe(true);
    const [first] = await listed(trial.id, 'newly');
    expect(first).toMatchObject({
      seq: 3,
      text: 'How do I order a parasol from the catalogue?',
      contact: 'Caller',
      channel: 'sms',
      before: { outcome: 'continue', reason: null },
      after: { outcome: 'handoff', reason: 'rule', ruleName: 'The word parasol', team: 'Disputes', words: ['parasol'] },
    });
    const all = await listed(trial.id, 'newly');
    expect(new Set(all.map((one) => one.conversationId)).size).toBe(250);
    expect(all.map((one) => one.at)).toEqual([...all.map((one) => one.at)].sort());
  }, 120_000);

  it('looks at the last days alone when asked to', async () => {
    const trial = await tried({ rules: [rule('parasol')] }, 7);
    expect(trial.total).toBeLessThan(500);
    expect(trial.counts.newly).toBeGreaterThan(20);
    expect(trial.counts.newly).toBeLessThan(100);
  }, 60_000);

  it('ends early when it is cancelled, and keeps what it found', async () => {
    const { id } = await start({ rules: [rule('parasol')] });
    await until(async () => (await admin.get<TrialView>(`${trials}/${id}`)).seen > 0);
    const { body } = await admin.call<TrialView>('POST', `${trials}/${id}/cancel`);
    expect(body).toMatchObject({ state: 'cancelled' });
    const { seen } = await admin.get<TrialView>(`${trials}/${id}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await admin.get<TrialView>(`${trials}/${id}`)).toMatchObject({ state: 'cancelled', seen });
    expect(seen).toBeLessThan(1_500);
    expect((await admin.call('POST', `${trials}/${id}/cancel`)).status).toBe(409);
  }, 60_000);

  it('runs one at a time', async () => {
    const { id } = await start({});
    const { policy } = await current();
    expect((await admin.call('POST', trials, { policy, days: 30 })).status).toBe(409);
    await ended(id);
  }, 60_000);

  it('goes on where it stood when the process that ran it is gone', async () => {
    const { id } = await start({ rules: [rule('parasol')] });
    await until(async () => (await admin.get<TrialView>(`${trials}/${id}`)).seen > 0);
    // A page that was under way when its worker died is taken back whole; a second worker on the same run waits for the row.
    await api.db.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`);
    const trial = await ended(id);
    expect(trial).toMatchObject({ state: 'done', seen: 1_500, counts: { newly: 250 } });
  }, 60_000);
});

describe('a conversation', () => {
  it('that is handed off no longer, or to another team, or where a person is only offered, is listed as that', async () => {
    const { version, policy } = await current();
    await admin.call('PUT', '/api/admin/policy', {
      basedOn: version,
      policy: { ...policy, rules: [rule('lantern'), rule('kettle', 'General', 1)] },
      untried: true,
    });
    const now = (await current()).policy;
    const [gone, moved, offered] = await Promise.all([
      lived(api, now, 1.2, [{ author: 'contact', text: 'a lantern' }], version + 1),
      lived(api, now, 1.3, [{ author: 'contact', text: 'a kettle' }], version + 1),
      lived(api, now, 1.4, [{ author: 'contact', text: 'une bouilloire', around: { language: 'fr' } }], version + 1),
    ]);
    const trial = await tried({ rules: [rule('kettle', 'Disputes', 1)], languages: ['en', 'fr'] }, 2);
    const ids = async (kind: string) => (await listed(trial.id, kind)).map((one) => one.conversationId);
    expect(await ids('no_longer')).toEqual([gone]);
    expect(await ids('moved')).toEqual([moved]);
    expect(await ids('offers')).toEqual([offered]);
    expect(await ids('newly')).toEqual([]);
  }, 60_000);

  it('counts up to its first difference: what came after would have gone otherwise', async () => {
    const { policy } = await current();
    const id = await lived(api, policy, 0.2, [
      { author: 'contact', text: 'about my umbrella' },
      { author: 'assistant', text: 'What about it?' },
      { author: 'contact', text: 'I want to talk to a human about the umbrella' },
    ]);
    const trial = await tried({ rules: [...policy.rules, rule('umbrella')] }, 1);
    const found = (await listed(trial.id, 'newly')).filter((one) => one.conversationId === id);
    expect(found.map((one) => one.seq)).toEqual([1]);
    expect(trial.counts.moved).toBe(0);
  }, 60_000);

  it('that a person holds is left to them by both, and so are STOP and machines', async () => {
    const { policy } = await current();
    await lived(api, policy, 0.1, [
      { author: 'contact', text: 'a zeppelin', around: { holder: 'agent' } },
      { author: 'contact', text: 'one more zeppelin', around: { holder: 'queue' } },
    ]);
    const mute = await lived(api, policy, 0.1, [{ author: 'contact', text: 'zeppelin' }]);
    await api.db.query(`update message set content = '{"automatic":"replied"}' where conversation_id = $1`, [mute]);
    expect((await tried({ rules: [rule('zeppelin')] }, 1)).counts.newly).toBe(0);
  }, 60_000);

  it('from before the circumstances were kept is left out, and said to be', async () => {
    const { policy } = await current();
    const id = await lived(api, policy, 0.05, [{ author: 'contact', text: 'an accordion' }]);
    await api.db.query('update decision set circumstances = null where conversation_id = $1', [id]);
    expect(await tried({ rules: [rule('accordion')] }, 1)).toMatchObject({ leftOut: 1, counts: { newly: 0 } });
  }, 60_000);
});

describe('what must stay on', () => {
  it.each([
    ['danger', { danger: { enabled: false, text: 'Call for help at once.' } }],
    ['askedForHuman', { askedForHuman: { enabled: false } }],
    ['hardTopics', { hardTopics: { enabled: false } }],
    ['always hard', { topics: { fraud: { severity: 'soft' } } }],
  ])('%s cannot even be tried switched off', async (field, more) => {
    const { policy } = await current();
    const { status, body } = await admin.call<{ errors: string[] }>('POST', trials, {
      policy: { ...policy, ...more },
      days: 1,
    });
    expect(status).toBe(400);
    expect(body.errors.join()).toContain(field);
  });
});

describe('publishing', () => {
  const publish = (policy: PolicyEdit, basedOn: number, untried = false) =>
    admin.call<PolicyView>('PUT', '/api/admin/policy', { basedOn, policy, untried });

  it('asks for a finished run of the very same policy, or for a word that it goes untried, which the audit keeps', async () => {
    const { version, policy } = await current();
    const edit = { ...policy, failureSignals: 3 };
    expect((await publish(edit, version)).status).toBe(409);
    await tried({ failureSignals: 3 }, 1);
    expect((await publish({ ...edit, failureSignals: 4 }, version)).status).toBe(409);
    const { status, body } = await publish(edit, version);
    expect({ status, version: body.version }).toEqual({ status: 200, version: version + 1 });
    expect((await publish({ ...edit, failureSignals: 1 }, version + 1, true)).status).toBe(200);
    const { items } = await admin.get<{ items: AuditView[] }>('/api/admin/audit?limit=2');
    expect(items.map(({ after }) => (after as { untried?: boolean }).untried)).toEqual([true, undefined]);
  }, 60_000);

  it('goes back to an older version by one call, as a new version with its author', async () => {
    const { version, policy } = await current();
    const old = await publish({ ...policy, rules: [rule('first')] }, version, true);
    await publish({ ...policy, rules: [] }, version + 1, true);
    const { body } = await admin.call<PolicyView>('POST', `/api/admin/policy/versions/${version + 1}/restore`, {
      basedOn: version + 2,
    });
    expect(body).toMatchObject({ version: version + 3, policy: old.body.policy, publishedBy: 'The admin agent' });
    const { items } = await admin.get<{ items: AuditView[] }>('/api/admin/audit?limit=1');
    expect(items[0]).toMatchObject({ action: 'policy.restored', after: { restored: version + 1 } });
    const stale = await admin.call('POST', '/api/admin/policy/versions/1/restore', { basedOn: version + 2 });
    expect(stale.status).toBe(409);
    const none = await admin.call('POST', '/api/admin/policy/versions/999/restore', { basedOn: version + 3 });
    expect(none.status).toBe(404);
  });

  it('lists the versions with who changed what, page by page', async () => {
    const { version } = await current();
    const first = await admin.get<{ items: { version: number; changes: string[] }[]; next: string }>(
      '/api/admin/policy/versions?limit=2',
    );
    expect(first.items.map((one) => one.version)).toEqual([version, version - 1]);
    expect(first.items[0]?.changes).toEqual(['Rule “The word first” added.']);
    const second = await admin.get<{ items: { version: number }[] }>(
      `/api/admin/policy/versions?limit=2&cursor=${first.next}`,
    );
    expect(second.items[0]?.version).toBe(version - 2);
  });

  it('writes a version as YAML, which reads back as the same policy; a file that switches a law off is refused with its line', async () => {
    const { version, policy } = await current();
    const { body: text, headers } = await admin.call<string>('GET', `/api/admin/policy/versions/${version}/yaml`);
    expect(headers['content-type']).toContain('yaml');
    const read = await admin.call<PolicyEdit>('POST', '/api/admin/policy/read', { text });
    expect(read.body).toEqual(policy);
    const off = text.replace('hardTopics:\n  enabled: true', 'hardTopics:\n  enabled: false');
    const refused = await admin.call<{ errors: string[] }>('POST', '/api/admin/policy/read', { text: off });
    expect(refused.status).toBe(400);
    expect(refused.body.errors.join()).toMatch(/line:\d+ .*(hardTopics|true)/u);
  });
});

it('a customer who is erased leaves no trace in any run', async () => {
  await eraseContact(api.db, '+15550199', () => Promise.resolve());
  expect(await api.db.query('select 1 from policy_difference')).toEqual([]);
}, 60_000);
