/** A new matter goes on by itself: two conversations where one was, each whole, and nothing of either is lost or said twice. */
import type { ConversationDetail } from '../../src/api/http/contract';
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House } from '../support/house';

let house: House;
let agent: AgentClient;
let colleague: AgentClient;
let next = 2_025_640_000;
beforeAll(async () => {
  house = await startHouse();
  agent = await house.signIn('agent');
  colleague = await house.signIn('colleague');
}, 240_000);
afterAll(() => house.stop(), 60_000);

const SECOND = 'Something else: can you send me a new card to my work?';

/** Held by the agent, with a second matter in it. */
async function held(channel: 'sms' | 'whatsapp' = 'sms') {
  const phone = house.phone(`+1${String((next += 1))}`, channel);
  await phone.writes('I want to talk to a person about my refund');
  const { id } = await agent.sees('waiting', phone.number);
  await agent.act(id, 'accept');
  await agent.reply(id, 'Your refund is on its way.');
  await phone.hears(/on its way/u);
  await phone.writes(SECOND);
  const seq = await until(async () => {
    const { entries } = await agent.transcript(id);
    return entries.find((entry) => entry.type === 'message' && entry.text === SECOND)?.seq;
  });
  return { phone, id, seq };
}
const split = (who: AgentClient, id: string, body: object) =>
  who.request('POST', `/conversations/${id}/split`, {
    clientId: 'split-once',
    text: 'Yes: where do you work?',
    ...body,
  });
const detail = (id: string) => agent.get<ConversationDetail>(`/conversations/${id}`);
const messagesOf = async (id: string) =>
  (await agent.transcript(id)).entries.flatMap((entry) => (entry.type === 'message' ? [entry] : []));
const eventsOf = async (id: string) =>
  (await agent.transcript(id)).entries.flatMap((entry) => (entry.type === 'event' ? [entry] : []));

it.each(['sms', 'whatsapp'] as const)(
  'on %s: the old one closes as it is, the new one begins with the agent’s words, and the customer goes on there',
  async (channel) => {
    const { phone, id, seq } = await held(channel);
    const before = await messagesOf(id);
    const answer = await split(agent, id, { fromSeq: seq });
    expect(answer.status).toBe(200);
    const { conversationId: begun } = answer.body as { conversationId: string };
    expect(begun).not.toBe(id);
    await phone.hears(/where do you work/u);

    // The old one: nothing left it, and it says where the matter went.
    expect((await messagesOf(id)).map(({ seq: at, text }) => [at, text])).toEqual(
      before.map(({ seq: at, text }) => [at, text]),
    );
    expect(await detail(id)).toMatchObject({ status: 'closed', holder: 'assistant' });
    expect((await eventsOf(id)).find(({ event }) => event === 'split_off')).toMatchObject({
      leadsTo: begun,
      text: expect.stringContaining('a new card to my work') as string,
    });
    // The new one: the agent's at once, and it leads back.
    const fresh = await detail(begun);
    expect(fresh).toMatchObject({ status: 'open', holder: 'agent', assignee: { name: 'Demo agent' } });
    expect(fresh.handoff?.brief.wants[0]?.text).toContain('a new card to my work');
    const [first] = await eventsOf(begun);
    expect(first).toMatchObject({ event: 'split_from', leadsTo: id, seq: 0 });

    await phone.writes('In the old town.');
    await until(async () => (await messagesOf(begun)).some(({ text }) => text === 'In the old town.'));
    expect((await messagesOf(begun)).map(({ seq: at, author }) => [at, author])).toEqual([
      [1, 'agent'],
      [2, 'contact'],
    ]);
    expect((await messagesOf(id)).length).toBe(before.length);
    // Nobody is asked how the first matter went while the second is open.
    expect((await phone.heard()).filter(({ text }) => /where do you work/u.test(text))).toHaveLength(1);
  },
);

it('a repeat is one conversation, from however many hands', async () => {
  const { phone, id, seq } = await held();
  const answers = await Promise.all(Array.from({ length: 6 }, () => split(agent, id, { fromSeq: seq })));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(answers.map(({ body }) => (body as { conversationId: string }).conversationId)).size).toBe(1);
  await phone.hears(/where do you work/u);
  expect((await phone.heard()).filter(({ text }) => /where do you work/u.test(text))).toHaveLength(1);
  const again = await split(agent, id, { fromSeq: seq, clientId: 'split-again' });
  expect(again.status).toBe(409);
});

it('is for whoever holds it, and for words of the customer after the first', async () => {
  const { id, seq } = await held();
  expect((await split(colleague, id, { fromSeq: seq })).status).toBeGreaterThanOrEqual(404);
  for (const fromSeq of [seq - 1, seq + 50]) {
    const refused = await split(agent, id, { fromSeq });
    expect(refused).toMatchObject({ status: 400, body: { errors: [expect.stringMatching(/^fromSeq/u)] } });
  }
  expect((await split(agent, id, { fromSeq: 1 })).status).toBe(400);
  expect(await detail(id)).toMatchObject({ status: 'open', holder: 'agent' });
});

it('the old one that goes leaves the new one standing', async () => {
  const { id, seq } = await held();
  const { conversationId: begun } = (await split(agent, id, { fromSeq: seq })).body as { conversationId: string };
  await house.db.query('update conversation set split_from_id = null where id = $1', [begun]);
  expect((await eventsOf(begun)).some(({ event }) => event === 'split_from')).toBe(false);
  expect((await eventsOf(id)).some(({ event }) => event === 'split_off')).toBe(false);
});
