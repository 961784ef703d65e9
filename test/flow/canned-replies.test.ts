/** Laws of canned replies: admins manage and are recorded, agents are offered what is theirs. */
import type { AuditView, CannedReplyView } from '../../src/api/http/contract';
import { newId } from '../../src/foundation/model/ids';
import { type Api, type Client, startApi } from '../support/api';

let api: Api;
let agent: Client;
let admin: Client;
beforeAll(async () => {
  api = await startApi();
  [agent, admin] = await Promise.all([api.as('general'), api.as('admin')]);
});
afterAll(() => api.stop());
afterEach(() => api.db.query('truncate canned_reply, audit_entry'));

const add = (edit: object) => admin.call<CannedReplyView>('POST', '/api/admin/canned-replies', edit);
const offered = async (client: Client, query = ''): Promise<string[]> =>
  (await client.get<{ name: string }[]>(`/api/canned-replies${query}`)).map((reply) => reply.name);

it('each change is recorded with what it was and what it is', async () => {
  const { status, body } = await add({ name: 'hello', text: 'Hello {{contact.name}}' });
  expect(status).toBe(201);
  await admin.call('PUT', `/api/admin/canned-replies/${body.id}`, { name: 'hello', text: 'Hi, {{ agent.name }} here' });
  await admin.call('DELETE', `/api/admin/canned-replies/${body.id}`);
  const { items } = await admin.get<{ items: AuditView[] }>('/api/admin/audit');
  expect(items.map(({ action, before, after }) => [action, textOf(before), textOf(after)])).toEqual([
    ['reply.deleted', 'Hi, {{ agent.name }} here', undefined],
    ['reply.changed', 'Hello {{contact.name}}', 'Hi, {{ agent.name }} here'],
    ['reply.created', undefined, 'Hello {{contact.name}}'],
  ]);
  expect((await admin.call('DELETE', `/api/admin/canned-replies/${body.id}`)).status).toBe(404);
});

const textOf = (value: unknown): unknown => (value as { text?: string } | null)?.text;

it.each([
  ['a placeholder that stands for nothing', { name: 'x', text: 'Dear {{contact.surname}}' }, /contact\.surname/],
  ['a name with a blank', { name: 'two words', text: 'X' }, /letters/],
  ['a team that is none', { name: 'x', text: 'X', teamId: newId() }, /no such team/],
  ['a language that is none', { name: 'x', text: 'X', language: 'English' }, /two letters/],
])('%s is refused', async (_what, edit, words) => {
  const { status, body } = await add(edit);
  expect(status).toBe(400);
  expect(JSON.stringify(body)).toMatch(words);
  expect(await offered(admin)).toEqual([]);
});

it('a name is taken once for the same team and language', async () => {
  expect((await add({ name: 'hello', text: 'X' })).status).toBe(201);
  expect((await add({ name: 'Hello', text: 'Y' })).status).toBe(409);
  expect((await add({ name: 'hello', text: 'Hallo', language: 'de' })).status).toBe(201);
  expect((await add({ name: 'hello', text: 'Z', teamId: api.ids.disputes })).status).toBe(201);
});

it('an agent is offered those of their teams and of all, by the beginning of the name and in the language', async () => {
  await add({ name: 'refund-late', text: 'X' });
  await add({ name: 'refund-done', text: 'X', teamId: api.ids.general });
  await add({ name: 'refund-law', text: 'X', teamId: api.ids.disputes });
  await add({ name: 'refund-german', text: 'X', language: 'de' });
  await add({ name: 'greeting', text: 'X' });
  expect(await offered(agent, '?q=REF&language=en')).toEqual(['refund-done', 'refund-late']);
  expect(await offered(agent, '?q=ref&language=de')).toEqual(['refund-german', 'refund-done', 'refund-late']);
  expect(await offered(admin, '?q=refund-l')).toEqual(['refund-late', 'refund-law'].sort());
  expect(await offered(agent, '?q=%25')).toEqual([]);
});

it('admins read them page by page, newest first', async () => {
  for (const name of ['one', 'two', 'three']) await add({ name, text: 'X' });
  type Page = { items: CannedReplyView[]; next: string | null };
  const first = await admin.get<Page>('/api/admin/canned-replies?limit=2');
  const second = await admin.get<Page>(`/api/admin/canned-replies?limit=2&cursor=${first.next}`);
  expect([...first.items, ...second.items].map((reply) => reply.name)).toEqual(['three', 'two', 'one']);
  expect(second.next).toBeNull();
});
