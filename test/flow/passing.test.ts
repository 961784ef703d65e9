/** Laws of passing a conversation on: it stays with who holds it until the colleague who was asked accepts, and one is asked at a time. */
import type { ConversationDetail, ConversationPage, Counts } from '../../src/api/http/contract';
import { type Api, type Client, startApi } from '../support/api';

let api: Api;
let giver: Client;
let colleague: Client;
let admin: Client;
beforeAll(async () => {
  api = await startApi();
  [giver, colleague, admin] = await Promise.all([api.as('general'), api.as('disputes'), api.as('admin')]);
});
afterAll(() => api.stop());
beforeEach(() =>
  api.db.query('insert into team_member (team_id, agent_id) values ($1, $2) on conflict do nothing', [
    api.ids.general,
    api.agents.disputes,
  ]),
);
afterEach(() => api.db.query('truncate conversation, job, lane cascade'));

const act = (client: Client, id: string, action: string, body: unknown = {}) =>
  client.call<{ message?: string }>('POST', `/api/conversations/${id}/${action}`, body);
const detail = (client: Client, id: string) => client.get<ConversationDetail>(`/api/conversations/${id}`);

async function held(): Promise<string> {
  const id = await api.conversation({ messages: 2 });
  expect((await act(giver, id, 'take-over')).status).toBe(200);
  return id;
}
const pass = (id: string, agentId = api.agents.disputes) =>
  act(giver, id, 'pass', { agentId, note: 'She wants her fee back; card 4111 1111 1111 1111.' });

test('the colleague sees who asks and the note, accepts, and has it with all that was before', async () => {
  const id = await held();
  const choices = await giver.get<{ id: string }[]>(`/api/conversations/${id}/colleagues`);
  expect(choices.map((one) => one.id).sort()).toEqual([api.agents.admin, api.agents.disputes].sort());
  expect((await pass(id)).status).toBe(200);

  expect(await detail(giver, id)).toMatchObject({ holder: 'agent', assignee: { id: api.agents.general } });
  const asked = await detail(colleague, id);
  expect(asked.can).toMatchObject({ accept: true, decline: true, pass: false });
  const offer = asked.handoff?.offers.find(({ state }) => state === 'open');
  expect(offer).toMatchObject({ agent: { id: api.agents.disputes }, from: { id: api.agents.general } });
  expect(offer?.detail).toContain('She wants her fee back');
  expect(offer?.detail).not.toContain('4111 1111');
  const waiting = await colleague.get<ConversationPage>('/api/conversations?view=waiting');
  expect(waiting.items.map((item) => item.id)).toEqual([id]);
  expect((await colleague.get<Counts>('/api/conversations/counts')).waiting).toBe(1);
  // It waits for nobody else.
  expect((await giver.get<ConversationPage>('/api/conversations?view=waiting')).items).toEqual([]);

  expect((await act(colleague, id, 'accept')).status).toBe(200);
  expect(await detail(colleague, id)).toMatchObject({ assignee: { id: api.agents.disputes }, can: { pass: true } });
  const notes = await api.db.query<{ text: string }>('select text from note where conversation_id = $1', [id]);
  expect(notes).toEqual([{ text: expect.stringMatching(/^For .*: She wants her fee back/u) as string }]);
});

test('who declines says why, and it stays where it is', async () => {
  const id = await held();
  await pass(id);
  expect((await act(colleague, id, 'decline', { reason: 'At lunch' })).status).toBe(200);
  const { assignee, handoff } = await detail(giver, id);
  expect(assignee?.id).toBe(api.agents.general);
  expect(handoff?.offers.at(-1)).toMatchObject({ state: 'declined', detail: 'At lunch' });
  expect((await act(colleague, id, 'decline')).status).toBe(409);
});

test('one is asked at a time; who is asked no more cannot accept', async () => {
  const id = await held();
  await pass(id);
  await pass(id, api.agents.admin);
  expect((await detail(giver, id)).handoff?.offers.filter(({ state }) => state === 'open')).toHaveLength(1);
  expect((await act(colleague, id, 'accept')).status).toBe(409);
  expect((await act(giver, id, 'pass/withdraw')).status).toBe(200);
  expect((await act(giver, id, 'pass/withdraw')).status).toBe(409);
  expect((await detail(admin, id)).can).toMatchObject({ accept: false, decline: false });
});

test('an offer ends with what it was for: given back, closed, taken by another', async () => {
  for (const [client, end] of [
    [giver, 'return'],
    [giver, 'close'],
    [admin, 'take-over'],
  ] as const) {
    const id = await held();
    await pass(id);
    expect((await act(client, id, end)).status).toBe(200);
    expect((await act(colleague, id, 'accept')).status).toBe(409);
    const open = await api.db.query(`select 1 from offer where state = 'open'`);
    expect(open).toEqual([]);
  }
});

test('after its minutes it lapses, and cannot be accepted even before that is written', async () => {
  const id = await held();
  await pass(id);
  await api.db.query(`update offer set expires_at = now() where state = 'open'`);
  expect((await act(colleague, id, 'accept')).status).toBe(409);
  const jobs = await api.db.query<{ lane: string }>(`select lane from job where kind = 'pass-lapse'`);
  expect(jobs).toHaveLength(1);
});

test('nobody passes on what they do not hold, to themselves, to strangers of the team or to who left', async () => {
  const id = await held();
  expect((await pass(id, api.agents.general)).status).toBe(400);
  expect((await act(admin, id, 'pass', { agentId: api.agents.disputes, note: 'take it' })).status).toBe(409);
  await api.db.query('delete from team_member where team_id = $1 and agent_id = $2', [
    api.ids.general,
    api.agents.disputes,
  ]);
  expect((await pass(id)).status).toBe(400);
  expect((await act(colleague, id, 'pass', { agentId: api.agents.admin, note: 'take it' })).status).toBe(404);
  expect((await act(giver, id, 'pass', { agentId: api.agents.admin, note: ' ' })).status).toBe(400);
});

test('of two who take it at once one has it', async () => {
  const id = await held();
  await pass(id);
  const answers = await Promise.all([
    act(colleague, id, 'accept'),
    act(admin, id, 'take-over'),
    act(giver, id, 'close'),
  ]);
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
  const accepted = await api.db.query(`select 1 from offer where state = 'accepted' and left_at is null`);
  expect(accepted.length).toBeLessThanOrEqual(1);
});
