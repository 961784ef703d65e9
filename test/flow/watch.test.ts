/** Laws of the watch: silent owners are reminded and relieved, long waits are raised and said, promised times are kept or corrected. */
import { Settings } from '../../src/foundation/settings/settings';
import { Watch } from '../../src/pipeline/handoff/watch';
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House, type Phone } from '../support/house';

let house: House;
let agent: AgentClient;
let colleague: AgentClient;
let next = 2_025_590_000;
const customer = () => house.phone(`+1${String((next += 1))}`);

beforeAll(async () => {
  house = await startHouse();
  agent = await house.signIn('agent');
  colleague = await house.signIn('colleague');
}, 240_000);
afterAll(() => house.stop(), 60_000);

const look = (minutesAhead = 0) => house.app.get(Watch).look(new Date(Date.now() + minutesAhead * 60_000));
const texts = async (phone: Phone) => (await phone.heard()).map(({ text }) => text);
const settled = () =>
  until(async () => {
    const [row] = await house.db.query<{ open: number }>(
      `select count(*)::int as open from delivery where state in ('queued', 'sending')`,
    );
    return row?.open === 0 || undefined;
  });

async function accepted(): Promise<{ phone: Phone; id: string }> {
  const phone = customer();
  await phone.writes('I want to talk to a person');
  const { id } = await agent.sees('waiting', phone.number);
  await agent.act(id, 'accept');
  return { phone, id };
}

describe('an owner who stays silent', () => {
  it('is reminded after the limit, and after as long again the conversation is offered to others; the customer hears it once', async () => {
    const { phone, id } = await accepted();
    await look(59);
    expect((await agent.detail(id)).handoff).toMatchObject({ state: 'accepted', nudgedAt: null });
    await look(61);
    expect((await agent.detail(id)).handoff).toMatchObject({
      state: 'accepted',
      nudgedAt: expect.any(String) as string,
    });
    await look(62);
    expect(await agent.detail(id)).toMatchObject({ holder: 'agent' });

    await look(121);
    const relieved = await agent.detail(id);
    expect(relieved).toMatchObject({ holder: 'queue', status: 'open', assignee: null });
    expect(relieved.handoff?.offers).toContainEqual(
      expect.objectContaining({ state: 'declined', detail: 'Accepted it, and did not answer in time.' }),
    );
    await phone.hears(/held up/u);

    await colleague.act(id, 'accept');
    await look(300);
    await look(500);
    expect((await colleague.detail(id)).holder).toBe('queue');
    await settled();
    expect((await texts(phone)).filter((text) => text.includes('held up'))).toHaveLength(1);
  });

  it('is left in peace once they answered, and by a customer who only says thanks', async () => {
    const { phone, id } = await accepted();
    await agent.reply(id, 'I have looked at it, all is well.');
    await phone.hears(/all is well/u);
    await phone.writes('Thanks!');
    await until(async () => (await agent.detail(id)).waitingSince ?? undefined);
    await look(61);
    await look(300);
    expect(await agent.detail(id)).toMatchObject({
      holder: 'agent',
      waitingSince: null,
      handoff: { nudgedAt: null },
    });
    await phone.writes('But one payment is still missing');
    await until(async () => (await agent.detail(id)).waitingSince ?? undefined);
    await look(61);
    expect((await agent.detail(id)).handoff?.nudgedAt).not.toBeNull();
    await agent.reply(id, 'Which one?');
    expect((await agent.detail(id)).handoff?.nudgedAt).toBeNull();
    await look(300);
    expect((await agent.detail(id)).holder).toBe('agent');
  });

  it('is not hurried in hours in which the team is away', async () => {
    const { id } = await accepted();
    await house.db.query(
      `update team set hours = '{"weekly":[{"day":1,"from":"09:00","to":"09:01"}],"holidays":[]}' where id = (select team_id from conversation where id = $1)`,
      [id],
    );
    await house.app.get(Settings).reload();
    await look(300);
    expect((await agent.detail(id)).handoff?.nudgedAt).toBeNull();
    await house.db.query(`update team set hours = '{"weekly":[],"holidays":[]}'`);
    await house.app.get(Settings).reload();
    await agent.act(id, 'close');
  });
});

describe('a handoff that waits past its limit', () => {
  it('moves up each time, and the customer of a slow channel hears it once', async () => {
    const phone = customer();
    await phone.writes('I want to talk to a person');
    const { id, priority } = await agent.sees('waiting', phone.number);
    await look(14);
    expect((await agent.detail(id)).priority).toBe(priority);
    await look(16);
    await phone.hears(/longer than it should/u);
    expect((await agent.detail(id)).priority).toBe(priority + 1);
    await look(17);
    expect((await agent.detail(id)).priority).toBe(priority + 1);
    await look(32);
    await look(200);
    expect((await agent.detail(id)).priority).toBe(priority + 3);
    for (let more = 1; more < 12; more += 1) await look(200 + more * 20);
    expect((await agent.detail(id)).priority).toBe(7);
    await settled();
    expect((await texts(phone)).filter((text) => text.includes('longer than it should'))).toHaveLength(1);
    await agent.act(id, 'accept');
    await agent.reply(id, 'Here I am.');
    await agent.act(id, 'close');
  });
});

describe('a promised time', () => {
  const promises = (id: string) =>
    house.db.query<{ state: string; corrections: number; due_at: Date }>(
      `select state, corrections, due_at from promise where conversation_id = $1 order by due_at`,
      [id],
    );

  async function closedTeam(): Promise<{ phone: Phone; id: string; due: Date }> {
    const tomorrow = new Date(Date.now() + 36 * 3_600_000);
    const weekly = [{ day: tomorrow.getUTCDay() === 0 ? 7 : tomorrow.getUTCDay(), from: '09:00', to: '17:00' }];
    await house.db.query(`update team set hours = $1, time_zone = 'UTC'`, [JSON.stringify({ weekly, holidays: [] })]);
    await house.app.get(Settings).reload();
    const phone = customer();
    await phone.writes('I would like to talk to a person');
    const notice = await phone.hears(/Nobody is there right now/u);
    expect(notice.text).toMatch(/back at \w+ 09:00, and you have an answer by \w+ 10:00\./u);
    const { id } = await agent.sees('waiting', phone.number);
    const [made] = await promises(id);
    if (!made) throw new Error('No promise.');
    expect(made).toMatchObject({ state: 'open', corrections: 0 });
    expect((await agent.detail(id)).handoff?.promisedBy).toBe(made.due_at.toISOString());
    return { phone, id, due: made.due_at };
  }
  const ahead = (due: Date, minutes: number) => (due.getTime() - Date.now()) / 60_000 + minutes;

  it('is kept by the first answer of a person', async () => {
    const { id } = await closedTeam();
    await agent.act(id, 'accept');
    expect(await promises(id)).toMatchObject([{ state: 'open' }]);
    await agent.reply(id, 'Good morning!');
    expect(await promises(id)).toMatchObject([{ state: 'kept' }]);
    expect((await agent.detail(id)).handoff?.promisedBy).toBeNull();
    await agent.act(id, 'close');
  });

  it('is corrected before it breaks, twice at most; then it breaks and is counted', async () => {
    const { phone, id, due } = await closedTeam();
    await look(ahead(due, -6));
    expect(await promises(id)).toMatchObject([{ state: 'open' }]);
    await look(ahead(due, -4));
    await phone.hears(
      /We said that you have an answer by 10:00\. It takes longer, and we are sorry: you have it by 11:56\./u,
    );
    const first = await promises(id);
    expect((await texts(phone)).some((text) => text.includes('longer than it should'))).toBe(false);
    expect(first).toMatchObject([{ state: 'corrected' }, { state: 'open', corrections: 1 }]);
    await look(ahead(first[1]?.due_at ?? due, -4));
    const second = await promises(id);
    expect(second).toMatchObject([{ state: 'corrected' }, { state: 'corrected' }, { state: 'open', corrections: 2 }]);
    const last = second[2]?.due_at ?? due;
    await look(ahead(last, -1));
    expect((await promises(id))[2]).toMatchObject({ state: 'open' });
    await look(ahead(last, 1));
    expect((await promises(id))[2]).toMatchObject({ state: 'broken' });
    await agent.act(id, 'accept');
    await agent.act(id, 'close');
  });

  it('is void when the customer wants nobody after all', async () => {
    const { phone, id } = await closedTeam();
    await phone.writes('never mind');
    await until(async () => (await agent.detail(id)).holder === 'assistant' || undefined);
    expect(await promises(id)).toMatchObject([{ state: 'void' }]);
  });
});
