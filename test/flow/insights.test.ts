/** Laws of the figures for admins: they are the sums of the rows, and for admins alone. */
import type { AssistantUse } from '../../src/api/http/contract';
import { newId } from '../../src/foundation/model/ids';
import { type Api, startApi } from '../support/api';

let api: Api;
beforeAll(async () => {
  api = await startApi({ OPENAI_API_KEY: 'k', OPENAI_MODEL: 'm' });
});
afterAll(() => api.stop());

async function turn(conversationId: string, at: number, more: { model?: string; error?: string; tokens?: number }) {
  await api.db.query(
    `insert into turn (id, conversation_id, from_seq, to_seq, epoch, outcome, model, error, tokens_in, tokens_out, cost_micros, created_at)
     values ($1, $2, $3::int, $3::int, 0, 'answered', $4, $5, $6::int, 0, $6::int, now() - $3::int * interval '1 minute')`,
    [newId(), conversationId, at, more.model ?? null, more.error ?? null, more.tokens ?? 0],
  );
}

test('what the model cost is summed by day, what a cap held back is named, and old days are left out', async () => {
  const id = await api.conversation({ messages: 0 });
  await turn(id, 1, { model: 'm', tokens: 500_000 });
  await turn(id, 2, { error: 'timeout: no answer', tokens: 10 });
  await turn(id, 3, { error: 'capped: 40 turns for one conversation' });
  await turn(id, 4, {});
  await turn(id, 60 * 24 * 40, { model: 'm', tokens: 7 });
  await api.db.query(
    `insert into aid (id, conversation_id, agent_id, kind, model, tokens_in, tokens_out, cost_micros) values ($1, $2, $3, 'draft', 'm', 20, 5, 25)`,
    [newId(), id, api.agents.general],
  );
  const admin = await api.as('admin');
  const use = await admin.get<AssistantUse>('/api/admin/insights/assistant');
  const sum = (of: (day: AssistantUse['days'][number]) => number) => use.days.reduce((all, day) => all + of(day), 0);
  expect(use).toMatchObject({ model: 'm', currency: 'USD', caps: { day: { turns: 20_000 } } });
  expect([sum((d) => d.turns), sum((d) => d.aids), sum((d) => d.failed), sum((d) => d.heldBack)]).toEqual([2, 1, 1, 1]);
  expect(sum((d) => d.tokens)).toBe(500_035);
  expect(sum((d) => d.cost)).toBeCloseTo(0.500035, 6);
  expect(use.heldBack).toMatchObject([{ conversationId: id, cap: '40 turns for one conversation' }]);
});

test('agents have no business there', async () => {
  const agent = await api.as('general');
  expect((await agent.call('GET', '/api/admin/insights/assistant')).status).toBe(403);
});
