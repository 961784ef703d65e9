/** Articles of the database reach the index: at the start, after a change, after facts that were lost; demo articles only where allowed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Events } from '../../src/foundation/events/events';
import type { Fact } from '../../src/foundation/events/events';
import { newId } from '../../src/foundation/model/ids';
import { Knowledge } from '../../src/intelligence/knowledge/knowledge';
import { withDatabase, type TestDatabase } from '../support/database';

class Told extends Events {
  private readonly listeners = new Set<(fact: Fact, remote: boolean) => void>();
  publish(): void {
    throw new Error('not used here');
  }
  tell(...facts: Fact[]): void {
    for (const fact of facts) for (const listener of this.listeners) listener(fact, false);
  }
  listen(listener: (fact: Fact, remote: boolean) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

let database: TestDatabase;
let events: Told;
let knowledge: Knowledge;

beforeEach(async () => {
  database = await withDatabase();
  events = new Told();
  knowledge = new Knowledge(database.db, events);
});
afterEach(async () => {
  await knowledge.onModuleDestroy();
  await database.drop();
});

async function add(
  title: string,
  change: { demo?: boolean; active?: boolean; escalate?: unknown } = {},
): Promise<string> {
  const id = newId();
  await database.db.query(
    `insert into article (id, title, body, phrasings, url, escalate, demo, active) values ($1, $2, 'Text.', '{"a way to ask"}', 'https://x.example', $3, $4, $5)`,
    [id, title, change.escalate ? JSON.stringify(change.escalate) : null, change.demo ?? false, change.active ?? true],
  );
  return id;
}

const found = (text: string, demo = true): (string | undefined)[] =>
  knowledge.nearest(text, { demo, reader: 'agents' }).hits.map((hit) => hit.title);

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; waited < 5_000 && !holds(); waited += 10) await sleep(10);
  expect(holds()).toBe(true);
}

test('active articles are found from the start, with their text and their matter', async () => {
  const id = await add('Opening hours', { escalate: { reason: 'fraud', severity: 'hard', team: 'Security' } });
  await add('Opening times of yore', { active: false });
  await knowledge.onModuleInit();
  expect(found('opening hours')).toEqual(['Opening hours']);
  expect(knowledge.nearest('opening hours', { demo: true, reader: 'agents' }).hits[0]?.topic).toEqual({
    reason: 'fraud',
    severity: 'hard',
    team: 'Security',
  });
  expect(knowledge.search('opening hours', { demo: true, reader: 'agents' })).toEqual([
    {
      articleId: id,
      title: 'Opening hours',
      body: 'Text.',
      language: 'en',
      url: 'https://x.example',
      probability: expect.any(Number) as number,
    },
  ]);
  expect(knowledge.article(id)?.phrasings).toEqual(['a way to ask']);
});

test('demo articles are found only where they are allowed', async () => {
  await add('Opening hours of the demo', { demo: true });
  await add('Opening hours for real');
  await knowledge.onModuleInit();
  expect(found('opening hours', true)).toHaveLength(2);
  expect(found('opening hours', false)).toEqual(['Opening hours for real']);
});

test('a change is found after its fact, an article switched off is not', async () => {
  await knowledge.onModuleInit();
  const id = await add('Opening hours');
  expect(found('opening hours')).toEqual([]);
  events.tell({ kind: 'settings', what: 'articles' });
  await until(() => found('opening hours').length === 1);
  await database.db.query('update article set active = false, revision = revision + 1 where id = $1', [id]);
  events.tell({ kind: 'resync' });
  await until(() => found('opening hours').length === 0);
});

test('a change during a reading is not lost', async () => {
  await knowledge.onModuleInit();
  const first = knowledge.reload();
  await add('Opening hours');
  await Promise.all([first, knowledge.reload()]);
  expect(found('opening hours')).toEqual(['Opening hours']);
});

test('a database that cannot be reached leaves the articles as they were', async () => {
  await add('Opening hours');
  await knowledge.onModuleInit();
  const query = jest.spyOn(database.db, 'query').mockRejectedValueOnce(new Error('down'));
  events.tell({ kind: 'settings', what: 'articles' });
  await until(() => query.mock.calls.length > 0);
  await sleep(20);
  expect(found('opening hours')).toEqual(['Opening hours']);
});
