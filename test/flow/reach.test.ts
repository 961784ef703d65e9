/** Laws of how agents are reached: in their own hands, verified, silent when they say so, and off until an admin switches it on. */
import { Settings } from '../../src/foundation/settings/settings';
import type { Reach } from '../../src/api/http/contract';
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House } from '../support/house';

let house: House;
let agent: AgentClient;
let colleague: AgentClient;
let admin: AgentClient;
let next = 2_025_610_000;
const customer = () => house.phone(`+1${String((next += 1))}`);

beforeAll(async () => {
  house = await startHouse();
  agent = await house.signIn('agent');
  colleague = await house.signIn('colleague');
  admin = await house.signIn('admin');
}, 240_000);
afterAll(() => house.stop(), 60_000);

const smsAccount = async (): Promise<string> => {
  const { accounts } = await agent.get<Reach>('/me/reach');
  return accounts.find(({ channel }) => channel === 'sms')?.id ?? '';
};
const codeOn = async (phone: { hears: (pattern: RegExp) => Promise<{ text: string }> }): Promise<string> =>
  /\b\d{6}\b/u.exec((await phone.hears(/your code is/u)).text)?.[0] ?? '';

async function verified(who: AgentClient): Promise<{ phone: ReturnType<typeof customer>; id: string }> {
  await house.db.query('truncate rate_limit');
  const phone = customer();
  const added = await who.request('POST', '/me/reach/endpoints', {
    accountId: await smsAccount(),
    address: phone.number,
    consent: true,
  });
  const id = (added.body as Reach).endpoints.find(({ address }) => address === phone.number)?.id ?? '';
  const answer = await who.request('POST', `/me/reach/endpoints/${id}/verify`, { code: await codeOn(phone) });
  expect(answer.status).toBe(200);
  return { phone, id };
}

const offersTo = (endpointId: string) =>
  house.db.query<{ id: string }>('select id from offer where agent_endpoint_id = $1', [endpointId]);

describe('an agent’s own phone', () => {
  it('needs their consent in words that are kept, and the code that went there', async () => {
    const accountId = await smsAccount();
    const phone = customer();
    const without = await agent.request('POST', '/me/reach/endpoints', { accountId, address: phone.number });
    expect(without.status).toBe(400);
    const { consent } = await agent.get<Reach>('/me/reach');
    const { id } = await verified(agent);
    const [row] = await house.db.query<{ consent: string; consented_at: Date }>(
      'select consent, consented_at from agent_endpoint where id = $1',
      [id],
    );
    expect(row).toEqual({ consent, consented_at: expect.any(Date) as Date });
    expect(consent).toMatch(/STOP/u);
  });

  it('is told from the line for staff where its channel has one, and customers are not written to from there', async () => {
    const { accounts } = await agent.get<Reach>('/me/reach');
    expect(accounts.filter(({ channel }) => channel === 'sms').map(({ name }) => name)).toEqual(['Staff line']);
    expect(accounts.some(({ channel }) => channel === 'whatsapp')).toBe(true);
    const [customers] = await house.db.query<{ id: string }>(
      `select id from channel_account where channel = 'sms' and name <> 'Staff line'`,
    );
    const edit = { accountId: customers?.id, address: customer().number, consent: true };
    const refused = await agent.request('POST', '/me/reach/endpoints', edit);
    expect(refused).toMatchObject({ status: 400, body: { errors: [expect.stringMatching(/line for staff/u)] } });
    const { agentId } = await admin.get<{ agentId: string }>('/session');
    const byAdmin = await admin.request('POST', `/admin/agents/${agentId}/endpoints`, edit);
    expect(byAdmin.status).toBe(400);
    const first = await agent.get<{ name: string }[]>('/first/accounts');
    expect(first.map(({ name }) => name)).not.toContain('Staff line');
    expect(first.map(({ name }) => name)).toContain('Text messages');
  });

  it('is in nobody else’s hands', async () => {
    const { id } = await verified(agent);
    const path = `/me/reach/endpoints/${id}`;
    expect((await colleague.request('POST', `${path}/code`)).status).toBe(404);
    expect((await colleague.request('POST', `${path}/verify`, { code: '123456' })).status).toBe(404);
    expect((await colleague.request('DELETE', path)).status).toBe(404);
    expect((await colleague.request('PUT', '/me/reach', { order: [id], quiet: null })).status).toBe(400);
    expect((await colleague.get<Reach>('/me/reach')).endpoints.map((one) => one.id)).not.toContain(id);
  });

  it('comes in the order that they choose', async () => {
    const first = await verified(agent);
    const second = await verified(agent);
    const ids = async () => (await agent.get<Reach>('/me/reach')).endpoints.map(({ id }) => id);
    await agent.request('PUT', '/me/reach', { order: [second.id, first.id], quiet: null });
    expect((await ids()).slice(0, 2)).toEqual([second.id, first.id]);
    await agent.request('PUT', '/me/reach', { order: [first.id], quiet: null });
    expect((await ids()).slice(0, 2)).toEqual([first.id, second.id]);
  });

  it('that says STOP is stopped at once, and admins see it', async () => {
    const { phone, id } = await verified(agent);
    await phone.sends({ text: 'STOP', to: '+12025550130' });
    await until(async () =>
      (await agent.get<Reach>('/me/reach')).endpoints.some((one) => one.id === id && one.stopped && one.verified),
    );
    const people = await admin.get<{ endpoints: { id: string; stopped: boolean }[] }[]>('/admin/agents');
    expect(people.flatMap(({ endpoints }) => endpoints).find((one) => one.id === id)?.stopped).toBe(true);
  });
});

describe('an offer', () => {
  /** Nobody is on the web, and one phone alone could ring. */
  async function onlyPhone(): Promise<{ phone: ReturnType<typeof customer>; id: string }> {
    const own = await verified(agent);
    await house.db.query(`update agent set presence = 'away', on_call = false, quiet = null`);
    await house.db.query('update agent_endpoint set stopped_at = coalesce(stopped_at, now()) where id <> $1', [own.id]);
    return own;
  }
  const waits = async (): Promise<string> => {
    const phone = customer();
    await phone.writes('I want to talk to a person');
    const { id } = await agent.sees('waiting', phone.number);
    await until(async () => {
      const [row] = await house.db.query<{ looks: number }>('select looks from handoff where conversation_id = $1', [
        id,
      ]);
      return (row?.looks ?? 0) > 0;
    });
    return id;
  };

  it('leaves the house only once an admin says so, and holds none of the customer’s words', async () => {
    const { phone, id } = await onlyPhone();
    await admin.request('PUT', '/admin/switches', { agentPhones: false });
    expect(house.app.get(Settings).switches()).toEqual({ assistantPaused: false, agentPhones: false });
    await waits();
    expect(await offersTo(id)).toEqual([]);
    await admin.request('PUT', '/admin/switches', { agentPhones: true });
    await waits();
    const offer = await phone.hears(/Reply ACCEPT/u);
    expect(offer.text).not.toContain('talk to a person');
    expect(await offersTo(id)).toHaveLength(1);
  });

  it('does not ring in an agent’s quiet hours', async () => {
    const { id } = await onlyPhone();
    const clock = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
    const aroundNow = { from: clock(-2), to: clock(2), timeZone: 'UTC' };
    await agent.request('PUT', '/me/reach', { order: [], quiet: aroundNow });
    await waits();
    expect(await offersTo(id)).toEqual([]);
    await agent.request('PUT', '/me/reach', { order: [], quiet: null });
    await waits();
    expect(await offersTo(id)).toHaveLength(1);
  });

  it('says why this agent and why not the others, and follows the team’s own times', async () => {
    await onlyPhone();
    const teams = await admin.get<{ id: string; name: string; isFallback: boolean }[]>('/admin/teams');
    const team = teams.find(({ isFallback }) => isFallback);
    const lead = { strategy: 'round_robin', minutes: { web: 2, phone: 9, mail: 15 } };
    const { status, body } = await admin.request('PUT', `/admin/teams/${team?.id}`, { ...team, routing: lead });
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ routing: expect.objectContaining(lead) as unknown }),
    ]);
    const id = await waits();
    const { handoff } = await agent.detail(id);
    const [offer] = handoff?.offers ?? [];
    expect(offer).toMatchObject({ state: 'open', detail: expect.stringContaining('on their phone') as string });
    expect(offer?.passed.map(({ why }) => why)).toContain('cannot be reached now');
    const [row] = await house.db.query<{ minutes: number }>(
      `select round(extract(epoch from expires_at - offered_at) / 60)::int as minutes from offer where id = $1`,
      [offer?.id],
    );
    expect(row?.minutes).toBe(9);
  });
});
