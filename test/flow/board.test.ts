/** Laws of the board of now: each sees their teams, everything bounded, and many are moved one by one with each result told. */
import type { Board, ConversationDetail } from '../../src/api/http/contract';
import { newId } from '../../src/foundation/model/ids';
import { Settings } from '../../src/foundation/settings/settings';
import { type Api, type Client, startApi } from '../support/api';

let api: Api;
let agent: Client;
let admin: Client;
beforeAll(async () => {
  api = await startApi();
  [agent, admin] = await Promise.all([api.as('general'), api.as('admin')]);
});
afterAll(() => api.stop());
afterEach(() => api.db.query('truncate conversation, job, lane cascade'));

const board = (client: Client) => client.get<Board>('/api/board');
const move = async (client: Client, body: object) => {
  const answer = await client.call<{ results: { id: string; refused: string | null }[] }>(
    'POST',
    '/api/board/move',
    body,
  );
  expect(answer.status).toBe(200);
  return answer.body.results;
};
const detail = (id: string) => admin.get<ConversationDetail>(`/api/conversations/${id}`);
const ids = (rows: Board['silent']) => rows.map(({ conversation }) => conversation.id);

test('who waits, is silent, was promised an answer or not reached is there, of one’s own teams alone', async () => {
  const waits = await api.conversation({ holder: 'queue', waiting: 7 });
  const theirs = await api.conversation({ holder: 'queue', waiting: 9, teamId: api.ids.disputes });
  const held = await api.conversation({ messages: 1 });
  await agent.call('POST', `/api/conversations/${held}/take-over`, {});
  await api.db.query(`update conversation set waiting_since = now() - interval '20 minutes' where id = $1`, [held]);
  expect((await board(agent)).silent).toEqual([]);
  await api.db.query(`update handoff set nudged_at = now() where conversation_id = $1`, [held]);
  const [message] = await api.db.query<{ id: string }>('select id from message where conversation_id = $1', [held]);
  const [handoff] = await api.db.query<{ id: string }>('select id from handoff where conversation_id = $1', [held]);
  await api.db.query(
    `insert into promise (id, conversation_id, handoff_id, message_id, due_at) values ($1, $2, $3, $4, now() + interval '10 minutes')`,
    [newId(), held, handoff?.id, message?.id],
  );
  await api.db.query(
    `insert into delivery (id, message_id, conversation_id, channel_account_id, to_address, class, state, fault)
     values ($1, $2, $3, $4, '+12025550100', 'reply', 'failed', 'unreachable')`,
    [newId(), message?.id, held, api.ids.account],
  );

  const mine = await board(agent);
  expect(mine.teams.map(({ team, waiting }) => [team.id, waiting])).toEqual([[api.ids.general, 1]]);
  expect(mine.waiting.map(({ id }) => id)).toEqual([waits]);
  expect([ids(mine.silent), ids(mine.promises), ids(mine.failed)]).toEqual([[held], [held], [held]]);
  expect(mine.failed[0]?.detail).toBe('unreachable');
  expect(mine.onDuty.map((one) => one.agent.id)).toEqual([api.agents.general]);
  expect(mine.onDuty[0]).toMatchObject({ holds: 1 });
  const all = await board(admin);
  expect(all.waiting.map(({ id }) => id)).toEqual([theirs, waits]);
  expect(all.teams).toHaveLength((await admin.get<unknown[]>('/api/teams')).length);
});

test('what an agent holds whose shift ended is looked at by who leads, and stays theirs until it is moved or they are back', async () => {
  const [waits, rests] = [await api.conversation({ messages: 1 }), await api.conversation({ messages: 1 })];
  for (const id of [rests, waits]) await agent.call('POST', `/api/conversations/${id}/take-over`, {});
  await api.db.query('update conversation set waiting_since = null where id = $1', [rests]);
  await api.db.query(`update conversation set waiting_since = now() where id = $1`, [waits]);
  expect((await board(admin)).left).toEqual([]);
  expect((await agent.call('POST', '/api/me/shift-end', {})).status).toBe(204);
  const { left, onDuty } = await board(admin);
  expect(ids(left)).toEqual([waits, rests]);
  expect(left[0]).toMatchObject({ detail: 'The general agent' });
  expect(onDuty.find((one) => one.agent.id === api.agents.general)).toMatchObject({ reachable: null });
  expect((await detail(waits)).assignee?.id).toBe(api.agents.general);
  expect(await move(admin, { ids: [waits], teamId: api.ids.disputes })).toEqual([{ id: waits, refused: null }]);
  expect(ids((await board(admin)).left)).toEqual([rests]);
  expect((await agent.call('PUT', '/api/me/presence', { presence: 'online' })).status).toBe(204);
  expect((await board(admin)).left).toEqual([]);
});

test('an admin gives work to an agent, to another team and back to the queue; what is refused takes nothing from the rest', async () => {
  const [one, two] = [await api.conversation({ holder: 'queue' }), await api.conversation({ holder: 'queue' })];
  const closed = await api.conversation({ status: 'closed' });
  const results = await move(admin, { ids: [one, closed, newId(), two], teamId: api.ids.disputes });
  expect(results.map(({ refused }) => refused === null)).toEqual([true, false, false, true]);
  expect((await detail(one)).team.id).toBe(api.ids.disputes);

  expect(await move(admin, { ids: [one, two], agentId: api.agents.disputes })).toEqual(
    [one, two].map((id) => ({ id, refused: null })),
  );
  const before = await detail(one);
  expect(before).toMatchObject({ holder: 'agent', assignee: { id: api.agents.disputes } });
  await move(admin, { ids: [one] });
  expect(await detail(one)).toMatchObject({ holder: 'queue', assignee: null, team: { id: api.ids.disputes } });
});

test('who leads no team takes for themselves and moves what waits, but gives nothing to others', async () => {
  const waits = await api.conversation({ holder: 'queue' });
  await api.db.query('insert into team_member (team_id, agent_id) values ($1, $2) on conflict do nothing', [
    api.ids.general,
    api.agents.disputes,
  ]);
  const refusal = async (body: object) => (await move(agent, body))[0]?.refused;
  expect(await refusal({ ids: [waits], agentId: api.agents.disputes })).toContain('leads the team');
  expect(await refusal({ ids: [waits], agentId: api.agents.general })).toBeNull();
  const theirs = await api.conversation({ holder: 'agent', assigneeId: api.agents.disputes });
  expect(await refusal({ ids: [theirs] })).toContain('lead');
  expect(await refusal({ ids: [await api.conversation({ teamId: api.ids.disputes })] })).toContain(
    'no such conversation',
  );

  await api.db.query(
    `update team set routing = jsonb_set(coalesce(routing, '{}'), '{leadId}', to_jsonb($2::text)) where id = $1`,
    [api.ids.general, api.agents.general],
  );
  await api.app.get(Settings).reload();
  expect(await refusal({ ids: [theirs], agentId: api.agents.general })).toBeNull();
  expect(await refusal({ ids: [waits], agentId: api.agents.disputes })).toBeNull();
});

test('a team or an agent, not both, and no more than fifty', async () => {
  const both = { ids: [newId()], teamId: api.ids.general, agentId: api.agents.general };
  expect((await admin.call('POST', '/api/board/move', both)).status).toBe(400);
  const many = { ids: Array.from({ length: 51 }, () => newId()) };
  expect((await admin.call('POST', '/api/board/move', many)).status).toBe(400);
});
