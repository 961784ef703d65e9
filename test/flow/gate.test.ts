/** One verdict per way to the contact, the same that a reply meets: window, STOP, length, segments, and another way where one is open. */
import type { Verdicts } from '../../src/api/http/contract';
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House } from '../support/house';

let house: House;
let agent: AgentClient;
let next = 2_025_580_000;

beforeAll(async () => {
  house = await startHouse();
  agent = await house.signIn('agent');
}, 60_000);
afterAll(() => house.stop(), 60_000);

/** A customer who wrote by SMS first and by WhatsApp last. */
async function onTwoWays() {
  const number = `+1${String((next += 1))}`;
  const [sms, whatsapp] = [house.phone(number), house.phone(number, 'whatsapp')];
  await sms.writes('hello');
  const id = await until(async () => (await agent.list('all')).find((one) => one.contact.address === number)?.id);
  await whatsapp.writes('hello again');
  await until(async () => (await agent.detail(id)).channel === 'whatsapp');
  return { id, sms, whatsapp };
}

async function verdicts(id: string, text: string): Promise<Verdicts['legs']> {
  const { status, body } = await agent.request('POST', `/conversations/${id}/verdicts`, { text });
  expect(status).toBe(200);
  return (body as Verdicts).legs;
}

const wroteHoursAgo = (id: string, hours: number) =>
  house.db.query(
    `update message set created_at = now() - make_interval(mins => $2) where conversation_id = $1 and direction = 'in'`,
    [id, Math.round(hours * 60)],
  );
const reply = (id: string, text: string, leg?: { accountId: string; addressId: string }) =>
  agent.request('POST', `/conversations/${id}/messages`, {
    clientId: `client-${(next += 1)}`,
    text,
    ...(leg ? { leg } : {}),
  });

test('every way on which the customer wrote has its verdict, the current one first', async () => {
  const { id } = await onTwoWays();
  const [whatsapp, sms, ...more] = await verdicts(id, 'so “quoted”');
  expect(more).toEqual([]);
  expect(whatsapp).toMatchObject({ channel: 'whatsapp', current: true, blocked: null, size: null });
  expect(Date.parse(whatsapp?.windowClosesAt ?? '') - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
  expect(sms).toMatchObject({
    channel: 'sms',
    current: false,
    blocked: null,
    windowClosesAt: null,
    size: { encoding: 'UCS-2', segments: 1, left: 59, costly: ['“', '”'] },
  });
});

test('when the window has closed the verdict and the reply say the same, and the other way stays open', async () => {
  const { id, sms } = await onTwoWays();
  await wroteHoursAgo(id, 25);
  const [closed, open] = await verdicts(id, 'still there?');
  expect(closed).toMatchObject({ channel: 'whatsapp', fault: 'window-closed', windowClosesAt: null });
  const refused = await reply(id, 'still there?');
  expect(refused).toMatchObject({ status: 409, body: { detail: closed?.blocked } });
  expect(open?.blocked).toBeNull();
  const sent = await reply(id, 'We go on by text.', {
    accountId: open?.accountId ?? '',
    addressId: open?.addressId ?? '',
  });
  expect(sent.status).toBe(200);
  await sms.hears(/go on by text/u);
  // The customer did not move: their last words still say where they are.
  expect((await agent.detail(id)).channel).toBe('whatsapp');
});

test('STOP closes its own way alone', async () => {
  const { id, sms } = await onTwoWays();
  await sms.writes('STOP');
  const legs = await until(async () => {
    const all = await verdicts(id, 'hello');
    return all.some(({ fault }) => fault === 'opted-out') ? all : null;
  });
  expect(Object.fromEntries(legs.map(({ channel, fault }) => [channel, fault]))).toEqual({
    sms: 'opted-out',
    whatsapp: null,
  });
});

test('what is too long is refused by both with one number', async () => {
  const { id } = await onTwoWays();
  const text = 'x'.repeat(1_601);
  const [leg] = await verdicts(id, text);
  expect(leg?.blocked).toMatch(/1601 characters, at most 1600/u);
  expect(await reply(id, text)).toMatchObject({ status: 409, body: { detail: leg?.blocked } });
});

test('nobody is written to on a way of somebody else', async () => {
  const [mine, theirs] = [await onTwoWays(), await onTwoWays()];
  const [leg] = await verdicts(theirs.id, '');
  const answer = await reply(mine.id, 'for your eyes only', {
    accountId: leg?.accountId ?? '',
    addressId: leg?.addressId ?? '',
  });
  expect(answer.status).toBe(400);
  expect((await theirs.whatsapp.heard()).some(({ text }) => /your eyes/u.test(text))).toBe(false);
});

test('a conversation of others has no verdicts', async () => {
  const { status } = await agent.request('POST', '/conversations/0199aaaa-0000-7000-8000-000000000001/verdicts', {
    text: '',
  });
  expect(status).toBe(404);
});
