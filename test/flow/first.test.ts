/** Agents write first: on a stated basis, through the same gate, and never at night. */
import { Settings } from '../../src/foundation/settings/settings';
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House } from '../support/house';

let house: House;
let agent: AgentClient;
let sms: string;
let whatsapp: string;
let next = 2_025_630_000;
let ids = 0;
const number = () => `+1${String((next += 1))}`;

beforeAll(async () => {
  house = await startHouse();
  agent = await house.signIn('agent');
  await quiet('00:00', '00:00');
  const accounts = await agent.get<{ id: string; channel: string; name: string }[]>('/first/accounts');
  expect(accounts.map(({ channel }) => channel).sort()).toEqual(expect.arrayContaining(['sms', 'whatsapp']));
  expect(accounts.some(({ channel }) => channel === 'web')).toBe(false);
  const address = '+12025550110';
  const [row] = await house.db.query<{ id: string }>(
    `select id from channel_account where channel = 'sms' and address = $1`,
    [address],
  );
  sms = row?.id ?? '';
  whatsapp = accounts.find(({ channel }) => channel === 'whatsapp')?.id ?? '';
}, 240_000);
afterAll(() => house.stop(), 60_000);

async function quiet(from: string, to: string): Promise<void> {
  await house.db.query(
    `update setting set value = value || jsonb_build_object('quietHours', $1::jsonb) where key = 'business'`,
    [JSON.stringify({ from, to })],
  );
  await house.app.get(Settings).reload();
}

interface Written {
  conversationId: string;
  messageId: string;
  leavesAt: string | null;
}
const write = async (address: string, more: object = {}, by = agent) => {
  const answer = await by.request('POST', '/first', {
    clientId: `first-${(ids += 1)}-test`,
    accountId: sms,
    address,
    basis: 'asked',
    text: 'Hello, you asked me to call back.',
    ...more,
  });
  return { status: answer.status, body: answer.body as Written & { detail: string; errors?: string[] } };
};

it('a new address becomes a customer whose conversation the agent holds, with the basis on record', async () => {
  const phone = house.phone(number());
  const { status, body } = await write(phone.number.replace(/(\d{3})(\d{4})$/u, ' $1-$2'), {
    name: 'Dana Weber',
    basis: 'other',
    detail: 'She left her number at the branch.',
  });
  expect(status).toBe(200);
  expect(body.leavesAt).toBeNull();
  await phone.hears(/^Hello, you asked me to call back\.$/u);
  const detail = await agent.detail(body.conversationId);
  expect(detail).toMatchObject({
    holder: 'agent',
    assignee: { id: agent.me.agent.id },
    contact: { name: 'Dana Weber' },
  });
  const [record] = await house.db.query('select basis, detail from written_first where conversation_id = $1', [
    body.conversationId,
  ]);
  expect(record).toEqual({ basis: 'other', detail: 'She left her number at the branch.' });
  const [delivery] = await house.db.query('select class from delivery where message_id = $1', [body.messageId]);
  expect(delivery).toEqual({ class: 'proactive' });

  await phone.writes('Yes, thank you for writing, I have a question');
  await until(async () => (await agent.detail(body.conversationId)).waitingSince ?? undefined);
  expect((await agent.detail(body.conversationId)).holder).toBe('agent');
});

it('a repeat is one message, and a known customer goes on in the same conversation', async () => {
  const phone = house.phone(number());
  const first = await write(phone.number, { clientId: 'the-same-one' });
  const again = await write(phone.number, { clientId: 'the-same-one' });
  expect(again.body).toMatchObject({ conversationId: first.body.conversationId, messageId: first.body.messageId });
  const more = await write(phone.number, { text: 'One more thing.' });
  expect(more.body.conversationId).toBe(first.body.conversationId);
  await phone.hears(/One more thing/u);
  expect(await phone.heard()).toHaveLength(2);

  const colleague = await house.signIn('colleague');
  const refused = await write(phone.number, {}, colleague);
  expect(refused.status).toBe(409);
  expect(refused.body.detail).toMatch(/has a conversation with this customer/u);
});

it('STOP, our own numbers, agents’ phones, faulty addresses and a missing reason are refused before anything is sent', async () => {
  const phone = house.phone(number());
  await phone.writes('STOP');
  await until(async () => {
    const rows = await house.db.query(`select 1 from consent where state = 'out'`);
    return rows.length > 0 || undefined;
  });
  const stopped = await write(phone.number);
  expect(stopped.status).toBe(409);
  expect(stopped.body.detail).toMatch(/opted out|STOP/iu);
  expect((await write('+12025550110')).status).toBe(400);
  expect((await write('+12025550150')).status).toBe(409);
  expect((await write('0202 555')).body.errors).toEqual([expect.stringContaining('address: must be a phone number')]);
  expect((await write(number(), { basis: 'other' })).status).toBe(400);
  expect((await write(number(), { accountId: '00000000-0000-7000-8000-000000000000' })).status).toBe(404);
  expect((await phone.heard()).every(({ text }) => !text.includes('call back'))).toBe(true);
});

it('WhatsApp takes an approved text only', async () => {
  const phone = house.phone(number(), 'whatsapp');
  const free = await write(phone.number, { accountId: whatsapp });
  expect(free.status).toBe(409);
  expect(free.body.detail).toMatch(/window/u);
  const { templates } = await agent.get<{ templates: { id: string; variables: Record<string, string> }[] }>(
    `/first/accounts/${whatsapp}/templates`,
  );
  const template = templates[0];
  if (!template) throw new Error('The sandbox has an approved text.');
  const variables = Object.fromEntries(Object.keys(template.variables).map((name) => [name, 'Monday']));
  const sent = await write(phone.number, { accountId: whatsapp, template: { id: template.id, variables } });
  expect(sent.status).toBe(200);
  await phone.hears(/Monday|./u);
});

it('at night it waits until morning, and an answer to the customer does not', async () => {
  const now = new Date();
  const clock = (hours: number) => new Date(now.getTime() + hours * 3_600_000).toISOString().slice(11, 16);
  await house.db.query(`update team set time_zone = 'UTC'`);
  await quiet(clock(-1), clock(2));
  const phone = house.phone(number());
  const { body } = await write(phone.number, { text: 'Good morning.' });
  expect(new Date(body.leavesAt ?? 0).getTime()).toBeGreaterThan(now.getTime() + 3_600_000);
  await phone.writes('I cannot sleep, is anybody there?');
  await until(async () => (await agent.detail(body.conversationId)).waitingSince ?? undefined);
  await agent.reply(body.conversationId, 'I am here.');
  await phone.hears(/I am here/u);
  expect((await phone.heard()).map(({ text }) => text)).not.toContain('Good morning.');
  const [delivery] = await house.db.query('select state, detail from delivery where message_id = $1', [body.messageId]);
  expect(delivery).toMatchObject({ state: 'queued', detail: expect.stringContaining('Quiet hours') as string });
});
