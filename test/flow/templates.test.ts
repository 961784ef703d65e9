/** Outside of WhatsApp's window an approved template is sent, filled by the server, and nothing else. */
import type { TemplateList, TranscriptEntry } from '../../src/api/http/contract';
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House } from '../support/house';

let house: House;
let agent: AgentClient;
let next = 2_025_600_000;
let id = '';
let accountId = '';
let phone: ReturnType<House['phone']>;
const APPROVED = `HX${'0'.repeat(31)}1`;
const PENDING = `HX${'0'.repeat(31)}3`;

beforeAll(async () => {
  house = await startHouse();
  agent = await house.signIn('agent');
}, 60_000);
afterAll(() => house.stop(), 60_000);

beforeEach(async () => {
  phone = house.phone(`+1${String((next += 1))}`, 'whatsapp');
  await phone.writes('hello');
  id = await until(async () => (await agent.list('all')).find((one) => one.contact.address === phone.number)?.id);
  accountId = (await agent.detail(id)).account.id;
  await phone.hears(/./u);
  await house.db.query(
    `update message set created_at = now() - interval '25 hours' where conversation_id = $1 and direction = 'in'`,
    [id],
  );
});

const send = (template: { id: string; variables: Record<string, string> } | undefined, text = 'what I saw') =>
  agent.request('POST', `/conversations/${id}/messages`, { clientId: `client-${(next += 1)}`, text, template });

test('only what was approved is offered', async () => {
  const { templates } = await agent.get<TemplateList>(`/conversations/${id}/templates?accountId=${accountId}`);
  expect(templates.map(({ name }) => name)).toEqual(['reply_waiting', 'call_back']);
  expect(templates[0]).toMatchObject({
    id: APPROVED,
    language: 'en',
    variables: { '1': 'Customer', '2': 'your card' },
  });
});

test('a template arrives although the window is closed, in the words of the provider and not of the browser', async () => {
  expect((await send(undefined)).status).toBe(409);
  const sent = await send({ id: APPROVED, variables: { '1': 'Kim', '2': 'the letter' } }, 'anything else');
  expect(sent.status).toBe(200);
  const heard = await phone.hears(/answer to your question/u);
  expect(heard.text).toBe(
    'Hello Kim, we have an answer to your question about the letter. Write to us here to read it.',
  );
  const entry = await until(async () => {
    const { entries } = await agent.transcript(id);
    return entries.find(
      (one): one is Extract<TranscriptEntry, { type: 'message' }> =>
        one.type === 'message' && one.author === 'agent' && one.delivery?.state === 'read',
    );
  });
  expect(entry).toMatchObject({ text: heard.text, content: { template: { id: APPROVED, name: 'reply_waiting' } } });
});

test.each([
  ['half filled', { id: APPROVED, variables: { '1': 'Kim' } }, /\{\{2\}\}/u],
  ['not approved', { id: PENDING, variables: { '1': 'General' } }, /no such approved template/u],
  ['of nobody', { id: 'HX1', variables: {} }, /no such approved template/u],
])('a template that is %s is refused before anything is queued', async (_what, template, why) => {
  const { status, body } = await send(template);
  expect(status).toBe(400);
  expect((body as { detail: string }).detail).toMatch(why);
  const rows = await house.db.query(`select 1 from message where conversation_id = $1 and author = 'agent'`, [id]);
  expect(rows).toEqual([]);
});

test('STOP closes it for templates too', async () => {
  await phone.writes('STOP');
  await until(async () => /STOP/u.test((await agent.detail(id)).sendBlocked ?? ''));
  const { status, body } = await send({ id: APPROVED, variables: { '1': 'Kim', '2': 'the letter' } });
  expect(status).toBe(409);
  expect((body as { detail: string }).detail).toMatch(/STOP/u);
});

test('templates of an account that the contact never wrote to are not shown', async () => {
  const [other] = await house.db.query<{ id: string }>(`select id from channel_account where id <> $1 limit 1`, [
    accountId,
  ]);
  const { status } = await agent.request('GET', `/conversations/${id}/templates?accountId=${other?.id}`);
  expect(status).toBe(404);
});
