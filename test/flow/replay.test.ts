/** Every decision can be made again from what was stored, and is read by who may see the conversation. */
import type { DecisionEntry } from '../../src/api/http/contract';
import { replay, type Replayed } from '../../src/pipeline/trials/replay';
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House } from '../support/house';

jest.setTimeout(120_000);

let house: House;
let agent: AgentClient;
let conversationId: string;

/** A customer who gets answers, does not find them helpful, and asks for a person; more words reach the queue. */
beforeAll(async () => {
  house = await startHouse();
  agent = await house.signIn('agent');
  const phone = house.phone('+12025570001');
  await phone.writes('How do I freeze my card?');
  await phone.hears(/freeze/iu);
  for (const question of [
    'Which moons of Jupiter are larger than Mercury?',
    'Who painted the ceiling of the chapel?',
  ]) {
    const before = (await phone.heard()).length;
    await phone.writes(question);
    await until(async () => (await phone.heard()).length > before);
  }
  await phone.writes('this charge is not mine, let me talk to a person');
  const seen = await agent.sees('waiting', phone.number);
  conversationId = seen.id;
  await phone.writes('are you still there?');
  await until(async () => (await decisions()).at(-1)?.around?.holder === 'queue');
});
afterAll(() => house.stop());

const decisions = async () =>
  (await agent.get<{ items: DecisionEntry[] }>(`/conversations/${conversationId}/decisions`)).items;

async function replayed(): Promise<Replayed[]> {
  const all: Replayed[] = [];
  for await (const one of replay(house.db, conversationId)) all.push(one);
  return all;
}

it('the policy’s word on an "I don’t know" is on record too, whether or not it hands off', async () => {
  const all = await decisions();
  expect(all.filter((one) => one.seq === 3)).toHaveLength(2);
  const failing = all.filter((one) => one.seq === 5).at(-1);
  expect(failing?.evaluated.find((one) => one.rule === '5-repeated-failure')?.values['unknownAnswers']).toBe(2);
});

it('every stored decision comes out the same again', async () => {
  const all = await replayed();
  expect(all.length).toBeGreaterThanOrEqual(6);
  expect(all.filter((one) => one.same !== true)).toEqual([]);
  expect(all.map((one) => one.stored.outcome)).toContain('handoff');
});

it('what the business changed since makes no difference: articles, attributes, teams’ hours, a newer policy', async () => {
  await house.db.query('update article set active = false');
  await house.db.query(`update contact set attributes = '{"tier":"gold"}'`);
  await house.db.query(
    `insert into policy (version, body) select 2, body || '{"failureSignals": 1}' from policy where version = 1`,
  );
  expect((await replayed()).filter((one) => one.same !== true)).toEqual([]);
});

it('the command prints each with stored and replayed result, evidence, values and counterfactual, and ends with 0', async () => {
  const { code, out, err } = await house.baton('replay', conversationId);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/#7 .*this charge is not mine/u);
  expect(out).toMatch(
    /stored {4}handoff · asked_for_human · 2-asked-for-human\n {4}replayed {2}handoff · asked_for_human/u,
  );
  expect(out).toMatch(/evidence {2}#7 \d+–\d+ "/u);
  expect(out).toMatch(/5-repeated-failure {2}signs=\d/u);
  expect(out).toContain('nearest   Without the request for a person');
  expect(out).toMatch(/\d decisions: \d+ the same, 0 different, 0 not kept\./u);
});

it('the command ends with 1 and says what differs when a record was tampered with; --json is one object a line', async () => {
  await house.db.query(
    `update decision set outcome = 'continue' where conversation_id = $1 and outcome = 'handoff' and seq = 7`,
    [conversationId],
  );
  const { code, out } = await house.baton('replay', conversationId, '--json');
  expect(code).toBe(1);
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { seq?: number; same?: boolean; different?: number });
  expect(lines.at(-1)).toMatchObject({ different: 1, notKept: 0 });
  expect(lines.filter((line) => line.same === false).map((line) => line.seq)).toEqual([7]);
  expect((await house.baton('replay', conversationId)).out).toContain('DIFFERS');
});

it('a conversation that is not there is said not to be', async () => {
  const { code, err } = await house.baton('replay', '00000000-0000-7000-8000-000000000000');
  expect(code).toBe(1);
  expect(err).toContain('no conversation');
});

it('decisions are listed page by page, with the words and what stood around them', async () => {
  const all = await decisions();
  const pages: DecisionEntry[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: { items: DecisionEntry[]; next: string | null } = await agent.get(
      `/conversations/${conversationId}/decisions?limit=2${cursor && `&cursor=${cursor}`}`,
    );
    pages.push(...page.items);
    cursor = page.next;
  }
  expect(pages).toEqual(all);
  expect(all[0]).toMatchObject({
    seq: 1,
    text: 'How do I freeze my card?',
    around: {
      channel: 'sms',
      language: 'en',
      holder: 'assistant',
      nearest: { title: expect.stringMatching(/freeze/iu) },
    },
  });
  expect(all.at(-1)?.around?.holder).toBe('queue');
});
