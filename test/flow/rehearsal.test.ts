/** Laws of the rehearsal: the real policy, articles and assistant decide, and nothing is left behind. */
import type { PolicyView, RehearsalView } from '../../src/api/http/contract';
import { Knowledge } from '../../src/intelligence/knowledge/knowledge';
import { type Api, type Client, startApi } from '../support/api';

let api: Api;
let admin: Client;
beforeAll(async () => {
  api = await startApi();
  admin = await api.as('admin');
  await admin.call('POST', '/api/admin/articles', {
    title: 'When the workshop is open',
    body: 'Monday to Friday, from nine to five.',
    phrasings: ['workshop opening hours', 'when is the workshop open'],
  });
  await api.app.get(Knowledge).reload();
});
afterAll(() => api.stop());

const NOTHING = { heard: [], humanOffered: false, unknownAnswers: 0, attempts: 0, language: null };
const play = (text: string, more: object = {}) =>
  admin.call<RehearsalView>('POST', '/api/admin/rehearsal', {
    accountId: api.ids.account,
    text,
    before: NOTHING,
    ...more,
  });
const counts = () =>
  api.db.query(`select (select count(*) from message) as messages, (select count(*) from conversation) as conversations,
    (select count(*) from decision) as decisions, (select count(*) from turn) as turns, (select count(*) from job) as jobs,
    (select count(*) from delivery) as deliveries, (select count(*) from handoff) as handoffs`);

test('shows article, answer and decision, and leaves nothing behind', async () => {
  const before = await counts();
  const { status, body } = await play('when is the workshop open?');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    language: 'en',
    handedOff: false,
    assistant: 'embedded',
    nearest: { articles: [{ title: 'When the workshop is open', topic: null }] },
    answer: { kind: 'answer', text: expect.stringContaining('nine to five') as string },
    decision: { outcome: 'continue' },
    after: { attempts: 1, heard: [{ author: 'contact' }, { author: 'assistant' }] },
  });
  expect(body.decision.evaluated.map(({ rule }) => rule)).toContain('2-asked-for-human');
  expect(await counts()).toEqual(before);
});

test('carries the conversation on: a yes after the offer calls a person, with the words that said so', async () => {
  const first = (await play('zebra crossing colours')).body;
  expect(first).toMatchObject({ answer: { kind: 'unknown' }, after: { humanOffered: true, unknownAnswers: 1 } });
  const second = (await play('yes please', { before: first.after })).body;
  expect(second).toMatchObject({
    handedOff: true,
    answer: null,
    decision: { outcome: 'handoff', reason: 'asked_for_human', evidence: [{ seq: 3, words: 'yes please' }] },
  });
});

test('a draft decides in place of the policy in force, and a faulty one is refused', async () => {
  const { policy } = await admin.get<PolicyView>('/api/admin/policy');
  const rule = {
    id: 'zebras',
    name: 'Zebras',
    enabled: true,
    match: 'any',
    conditions: [{ field: 'text', operator: 'contains_word', value: 'zebra' }],
    then: { outcome: 'handoff' },
  };
  expect((await play('a zebra')).body.handedOff).toBe(false);
  expect((await play('a zebra', { policy: { ...policy, rules: [rule] } })).body).toMatchObject({
    handedOff: true,
    decision: { rule: 'zebras' },
  });
  const faulty = { ...rule, conditions: [{ field: 'text', operator: 'at_least', value: 'x' }] };
  expect((await play('a zebra', { policy: { ...policy, rules: [faulty] } })).status).toBe(400);
  expect((await play('hello', { accountId: api.ids.contact })).status).toBe(404);
});
