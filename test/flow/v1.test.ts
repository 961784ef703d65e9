/** Laws of handoffs that other systems ask for: one request is one handoff, agents read why, customers hear only what was asked. */
import type { ApiKeyToken, ConversationDetail, Problem } from '../../src/api/http/contract';
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House } from '../support/house';

interface Asked {
  conversationId: string;
  handoffId: string;
  fresh: boolean;
}

let house: House;
let agent: AgentClient;
let token: string;
beforeAll(async () => {
  house = await startHouse();
  agent = await house.signIn('admin');
  const { body } = await agent.request('POST', '/admin/api-keys', {
    name: 'Ledger',
    scopes: ['handoff:write', 'conversation:read'],
  });
  token = (body as ApiKeyToken).token;
}, 120_000);
afterAll(() => house.stop(), 60_000);

async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  key?: string,
): Promise<{ status: number; body: T }> {
  const response = await fetch(`${house.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as T };
}
const contact = (address: string) => ({ channel: 'whatsapp', address });
const ask = (body: object, key?: string) => call<Asked>('POST', '/handoffs', { reason: 'Card blocked', ...body }, key);

it('a new customer waits for a person, who reads why; the customer hears nothing', async () => {
  const { status, body } = await ask({
    contact: { ...contact('+1 202 555 0171'), name: 'Ada' },
    summary: 'Called twice. Card 4111 1111 1111 1111.',
    reference: 'CASE-7',
  });
  expect([status, body.fresh]).toEqual([200, true]);
  const detail = await agent.get<ConversationDetail>(`/conversations/${body.conversationId}`);
  expect(JSON.stringify(detail)).toMatch(/Another system of the business asked for a person/);
  expect(JSON.stringify(detail)).toMatch(/Card blocked.*Called twice/);
  expect(JSON.stringify(detail)).not.toMatch(/4111 1111 1111/);
  expect(detail.holder).toBe('queue');
  const said = await house.db.query('select 1 from message where conversation_id = $1', [body.conversationId]);
  expect(said).toEqual([]);
  // By the reference and by the id it is the same.
  const stands = await call('GET', '/conversations/CASE-7');
  expect((await call('GET', `/conversations/${body.conversationId}`)).body).toMatchObject({
    conversationId: body.conversationId,
    handoff: { id: body.handoffId },
  });
  expect(stands.body).toMatchObject({ holder: 'queue', status: 'open', handoff: { id: body.handoffId, agent: null } });
  await agent.act(body.conversationId, 'accept');
  expect((await call('GET', '/conversations/CASE-7')).body).toMatchObject({
    holder: 'agent',
    handoff: { state: 'accepted' },
  });
});

it('a known customer keeps the conversation, and is told where that is asked', async () => {
  const phone = house.phone('+12025550172');
  await phone.writes('Where is your branch?');
  await phone.hears(/./);
  const before = (await phone.heard()).length;
  const [row] = await house.db.query<{ id: string; accountId: string }>(
    `select c.id, c.channel_account_id as "accountId" from conversation c join contact_address a on a.id = c.contact_address_id
      where a.address = $1`,
    [phone.number],
  );
  const sms = { channel: 'sms', address: phone.number };
  // The demo business has two lines: one must be named.
  expect((await ask({ contact: sms })).status).toBe(400);
  const { body } = await ask({ contact: { ...sms, accountId: row?.accountId }, tellCustomer: true });
  expect(body).toMatchObject({ fresh: true, conversationId: row?.id });
  await until(async () => (await phone.heard()).length > before);
});

it('one Idempotency-Key is one handoff, however often and at once; another request under it is refused', async () => {
  const body = { contact: contact('+12025550173') };
  const answers = await Promise.all(Array.from({ length: 6 }, () => ask(body, 'key-1')));
  expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
  expect(new Set(answers.map((one) => one.body.handoffId)).size).toBe(1);
  expect(answers.filter((one) => one.body.fresh)).toHaveLength(1);
  const rows = await house.db.query('select 1 from requested_handoff where idempotency_key = $1', ['key-1']);
  expect(rows).toHaveLength(1);
  expect((await ask({ contact: contact('+12025550174') }, 'key-1')).status).toBe(409);
});

it('while one is under way another request finds it; after closing a new one begins', async () => {
  const first = (await ask({ contact: contact('+12025550175') })).body;
  const second = (await ask({ conversationId: first.conversationId })).body;
  expect(second).toMatchObject({ handoffId: first.handoffId, fresh: false });
  await agent.act(first.conversationId, 'accept');
  await agent.act(first.conversationId, 'close');
  const third = (await ask({ conversationId: first.conversationId })).body;
  expect(third).toMatchObject({ conversationId: first.conversationId, fresh: true });
  expect(third.handoffId).not.toBe(first.handoffId);
});

it.each([
  [{}, 400],
  [{ contact: contact('12') }, 400],
  [{ contact: { ...contact('+12025550176'), accountId: '01890000-0000-7000-8000-000000000000' } }, 400],
  [{ contact: contact('+12025550176'), teamId: '01890000-0000-7000-8000-000000000000' }, 400],
  [{ conversationId: '01890000-0000-7000-8000-000000000000' }, 404],
])('%j is refused with %i, and nothing is opened', async (body, status) => {
  const count = 'select count(*)::int as count from conversation';
  const before = await house.db.query(count);
  const answer = await ask(body);
  expect([answer.status, (answer.body as unknown as Problem).status]).toEqual([status, status]);
  expect(await house.db.query(count)).toEqual(before);
});
