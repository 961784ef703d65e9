/** Laws of what the knowledge learns: unanswered questions are grouped and counted, a human's answer becomes a suggestion, and nothing is published unreviewed. */
import type { ArticleView, AuditView, GapView, KnowledgeRate, SuggestionView } from '../../src/api/http/contract';
import { eraseContact } from '../../src/conversations/contacts/erase';
import { newId } from '../../src/foundation/model/ids';
import { Suggestions } from '../../src/intelligence/knowledge/suggestions';
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House } from '../support/house';

let house: House;
let admin: AgentClient;
let agent: AgentClient;
beforeAll(async () => {
  house = await startHouse();
  [admin, agent] = await Promise.all([house.signIn('admin'), house.signIn('agent')]);
}, 120_000);
afterAll(() => house.stop(), 60_000);

type Page<T> = { items: T[]; next: string | null };
const gaps = async (state = 'open'): Promise<GapView[]> =>
  (await admin.get<Page<GapView>>(`/admin/knowledge/gaps?state=${state}`)).items;
const suggestions = async (state = 'open'): Promise<SuggestionView[]> =>
  (await admin.get<Page<SuggestionView>>(`/admin/knowledge/suggestions?state=${state}`)).items;
const about = async (pattern: RegExp, state = 'open'): Promise<GapView | undefined> =>
  (await gaps(state)).find(({ examples }) => examples.some(({ text }) => pattern.test(text)));
const counted = (pattern: RegExp, questions: number): Promise<GapView> =>
  until(
    async () => {
      const gap = await about(pattern);
      return gap?.questions === questions ? gap : undefined;
    },
    () => gaps(),
  );
const rate = () => admin.get<KnowledgeRate>('/admin/knowledge/rate');

let next = 2_025_550_100;
/** Somebody new asks, and hears that it is not known. */
async function asks(...questions: string[]): Promise<string> {
  const phone = house.phone(`+1${(next += 1)}`);
  for (const question of questions) {
    const before = (await phone.heard()).length;
    await phone.writes(question);
    await until(async () => (await phone.heard()).length > before);
  }
  return phone.number;
}

/** A human takes over, answers and closes; what follows is looked for. */
async function answered(number: string, words: string): Promise<void> {
  const { id } = await agent.sees('all', number);
  await agent.act(id, 'take-over');
  await agent.reply(id, words);
  await agent.act(id, 'close');
  await house.app.get(Suggestions).look();
}

describe('questions that were not answered', () => {
  it('are grouped and counted, most asked first, masked of who asked', async () => {
    await asks('Do you sell zeppelin vouchers like 44556677');
    await asks('can I buy a zeppelin voucher from you');
    await asks('zeppelin vouchers available? my name is Anna Kowalska');
    await asks('Is there an xylophone for hire in Lisbon?');
    const gap = await counted(/zeppelin/u, 3);
    expect(gap).toMatchObject({ language: 'en', state: 'open', article: null, by: null });
    expect(gap.examples.map(({ text, outcome }) => [text, outcome])).toEqual([
      ['zeppelin vouchers available? my name is [name]', 'unknown'],
      ['can I buy a zeppelin voucher from you', 'unknown'],
      ['Do you sell zeppelin vouchers like [number]', 'unknown'],
    ]);
    await counted(/xylophone/u, 1);
    expect((await gaps()).map(({ questions }) => questions)).toEqual([3, 1]);
  }, 90_000);

  it('count too when the second “I don’t know” became a handoff, and greetings and answers never do', async () => {
    const number = await asks('Do you rent out kayaks at the lake?', 'Which kayaks at the lake can I rent for two?');
    await agent.sees('waiting', number);
    const gap = await counted(/kayaks/u, 2);
    expect(gap.examples.map(({ outcome }) => outcome)).toEqual(['handed_off', 'unknown']);
    await asks('hello!', 'How do I freeze my card?');
    await asks('I want to talk to a human');
    // What was asked after them is there: so would they be.
    await asks('Is an ocarina lent to schools?');
    await counted(/ocarina/u, 1);
    expect(await about(/hello|freeze|human/u)).toBeUndefined();
  }, 90_000);

  it('are listed page by page', async () => {
    const all = await gaps();
    const seen: string[] = [];
    let cursor = '';
    do {
      const page: Page<GapView> = await admin.get(`/admin/knowledge/gaps?limit=1${cursor}`);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next === null ? '' : `&cursor=${page.next}`;
    } while (cursor !== '');
    expect(seen).toEqual(all.map(({ id }) => id));
  });

  it('that are dismissed stay so when they are asked again, and come back when somebody wants them', async () => {
    const gap = await counted(/xylophone/u, 1);
    expect((await admin.request('POST', `/admin/knowledge/gaps/${gap.id}/dismiss`, { reason: '' })).status).toBe(400);
    await admin.request('POST', `/admin/knowledge/gaps/${gap.id}/dismiss`, { reason: 'We do not hire anything out.' });
    await asks('is there an xylophone for hire');
    const dismissed = await until(async () => {
      const found = await about(/xylophone/u, 'dismissed');
      return found?.questions === 2 ? found : undefined;
    });
    expect(dismissed).toMatchObject({ detail: 'We do not hire anything out.', by: admin.me.agent.name });
    expect(await about(/xylophone/u)).toBeUndefined();
    const [entry] = (await admin.get<Page<AuditView>>('/admin/audit?limit=1')).items;
    expect(entry).toMatchObject({ action: 'gap.dismissed', subjectId: gap.id });
    await admin.request('POST', `/admin/knowledge/gaps/${gap.id}/reopen`);
    expect(await about(/xylophone/u)).toMatchObject({ id: gap.id, questions: 2, detail: null });
  }, 60_000);

  it('are answered by the article that is written for them, once; what is asked afterwards is a gap of its own', async () => {
    const gap = await counted(/ocarina/u, 1);
    const article = {
      title: 'Ocarinas for schools',
      body: 'Schools borrow ocarinas for a term.',
      phrasings: ['ocarina lent to schools'],
    };
    const written = await admin.request('POST', `/admin/knowledge/gaps/${gap.id}/article`, article);
    expect([written.status, written.body]).toMatchObject([201, article]);
    expect((await admin.request('POST', `/admin/knowledge/gaps/${gap.id}/article`, article)).status).toBe(409);
    expect(await about(/ocarina/u, 'written')).toMatchObject({
      article: { title: article.title },
      by: admin.me.agent.name,
    });
    const phone = house.phone('+12025550190');
    await phone.writes('is an ocarina lent to schools?');
    await phone.hears(/for a term/u);
  }, 60_000);
});

describe('what a human answered', () => {
  it('is suggested once the conversation is closed, masked, beside the answer, and is not published', async () => {
    const number = await asks('Do you lend harmoniums to choirs? My account is 44556677');
    await counted(/harmonium/u, 1);
    const { id } = await agent.sees('all', number);
    await agent.act(id, 'take-over');
    await agent.reply(id, 'Choirs may borrow a harmonium for six weeks.');
    await house.app.get(Suggestions).look();
    expect(await suggestions()).toEqual([]);
    await agent.act(id, 'close');
    await house.app.get(Suggestions).look();
    expect(await suggestions()).toMatchObject([
      {
        ...{ conversationId: id, state: 'open', questions: 1, article: null, answeredBy: agent.me.agent.name },
        question: 'Do you lend harmoniums to choirs? My account is [number]',
        answer: 'Choirs may borrow a harmonium for six weeks.',
      },
    ]);
    const phone = house.phone('+12025550191');
    await phone.writes('do you lend harmoniums to choirs?');
    expect((await phone.hears(/./u)).text).not.toMatch(/six weeks/u);
  }, 60_000);

  it('becomes an article as the reviewer left it, and raises the share of recent questions that are answered', async () => {
    const before = await rate();
    const [suggestion] = await suggestions();
    const article = {
      title: 'Harmoniums for choirs',
      body: 'Choirs may borrow a harmonium for six weeks. Ask at a branch.',
      phrasings: ['do you lend harmoniums to choirs'],
    };
    const accepted = await admin.request('POST', `/admin/knowledge/suggestions/${suggestion?.id}/accept`, {
      as: 'article',
      article,
    });
    expect([accepted.status, accepted.body]).toMatchObject([200, article]);
    expect(await suggestions()).toEqual([]);
    expect(await suggestions('accepted')).toMatchObject([
      { article: { title: article.title }, by: admin.me.agent.name },
    ]);
    expect(await about(/harmonium/u)).toBeUndefined();
    const after = await rate();
    expect(after.questions).toBe(before.questions);
    expect(after.after).toBeGreaterThan(before.after);
    expect(after.before).toBe(before.before);
    expect(after.accepted.articles).toBe(before.accepted.articles + 1);
    const phone = house.phone('+12025550192');
    await phone.writes('do you lend harmoniums to choirs?');
    await phone.hears(/six weeks/u);
  }, 60_000);

  it('becomes a phrasing of the article that says the same', async () => {
    const number = await asks('my gizmo swallowed the brass token, whatever now');
    await counted(/gizmo/u, 1);
    await answered(number, 'Schools borrow ocarinas for a term.');
    const [suggestion] = await suggestions();
    expect(suggestion?.article?.title).toBe('Ocarinas for schools');
    const body = { as: 'phrasing', articleId: suggestion?.article?.id, phrasing: 'gizmo swallowed the brass token' };
    const before = await rate();
    const accepted = await admin.request('POST', `/admin/knowledge/suggestions/${suggestion?.id}/accept`, body);
    expect((accepted.body as ArticleView).phrasings).toEqual(['ocarina lent to schools', body.phrasing]);
    const after = await rate();
    expect(after.accepted.phrasings).toBe(before.accepted.phrasings + 1);
    expect(after.after).toBeGreaterThan(before.after);
    expect(after.before).toBe(before.before);
    expect((await admin.request('POST', `/admin/knowledge/suggestions/${suggestion?.id}/accept`, body)).status).toBe(
      409,
    );
  }, 60_000);

  it('and was rejected is gone, with the reason kept; two reviewers decide once', async () => {
    const number = await asks('Can a bassoon be insured against moths?');
    await counted(/bassoon/u, 1);
    await answered(number, 'No, we insure nothing.');
    const [suggestion] = await suggestions();
    const path = `/admin/knowledge/suggestions/${suggestion?.id}`;
    const all = await Promise.all([
      admin.request('POST', `${path}/reject`, { reason: 'too rare' }),
      admin.request('POST', `${path}/reject`, { reason: 'too rare' }),
      admin.request('POST', `${path}/accept`, { as: 'article', article: { title: 'Bassoons', body: 'No.' } }),
    ]);
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(all.filter(({ status }) => status === 409)).toHaveLength(2);
    expect(await suggestions()).toEqual([]);
  }, 60_000);

  it('by nobody is no suggestion: a question that no human answered is settled without', async () => {
    const number = await asks('Are there any tubas in the vault?');
    await counted(/tubas/u, 1);
    const { id } = await agent.sees('all', number);
    await agent.act(id, 'take-over');
    await agent.act(id, 'close');
    await house.app.get(Suggestions).look();
    expect(await suggestions()).toEqual([]);
    expect(
      await house.db.query('select 1 from knowledge_question where not settled and conversation_id = $1', [id]),
    ).toEqual([]);
  }, 60_000);
});

it('with the customer goes all that was theirs, and the count with it', async () => {
  const number = await asks('Do you sell zeppelin vouchers for two?');
  await counted(/zeppelin/u, 4);
  await eraseContact(house.db, number, () => Promise.resolve());
  expect(await counted(/zeppelin/u, 3)).toBeDefined();
  const alone = await asks('What does a glockenspiel weigh?');
  await counted(/glockenspiel/u, 1);
  await eraseContact(house.db, alone, () => Promise.resolve());
  expect(await about(/glockenspiel/u)).toBeUndefined();
  expect(await house.db.query(`select 1 from knowledge_gap where questions = 0`)).toEqual([]);
}, 60_000);

it('what is not there is said to be so', async () => {
  const id = newId();
  for (const [path, body] of [
    [`gaps/${id}/dismiss`, { reason: 'not ours' }],
    [`gaps/${id}/reopen`, undefined],
    [`gaps/${id}/article`, { title: 'X', body: 'X' }],
    [`suggestions/${id}/reject`, { reason: 'not ours' }],
    [`suggestions/${id}/accept`, { as: 'article', article: { title: 'X', body: 'X' } }],
  ] as const) {
    expect([path, (await admin.request('POST', `/admin/knowledge/${path}`, body)).status]).toEqual([path, 404]);
  }
});
