/** Laws of the search: it finds parts of numbers and addresses, pages without gaps, and shows nobody what they may not see. */
import type { ContactHit, MessageHit } from '../../src/api/http/contract';
import { HITS, indexesOnly } from '../../src/api/inbox/search';
import { indexWords } from '../../src/api/inbox/search-upkeep';
import { newId } from '../../src/foundation/model/ids';
import { type Api, type Client, startApi } from '../support/api';
import { until } from '../support/waiting';

let api: Api;
let agent: Client;
let admin: Client;
beforeAll(async () => {
  api = await startApi();
  [agent, admin] = await Promise.all([api.as('general'), api.as('admin')]);
});
afterAll(() => api.stop());
afterEach(() => api.db.query('truncate conversation, message, handoff, offer, conversation_read cascade'));

interface Page<T> {
  items: T[];
  next: string | null;
}
const messages = (client: Client, q: string, more = '') =>
  client.get<Page<MessageHit>>(`/api/search/messages?q=${encodeURIComponent(q)}${more}`);
const contacts = (client: Client, q: string, more = '') =>
  client.get<Page<ContactHit>>(`/api/search/contacts?q=${encodeURIComponent(q)}${more}`);

/** A conversation whose only message has this text. */
async function said(text: string, made: Parameters<Api['conversation']>[0] = {}): Promise<string> {
  const id = await api.conversation(made);
  await api.db.query('update message set text = $2, id = $3 where conversation_id = $1', [id, text, newId()]);
  return id;
}

async function person(name: string | null, kind: string, address: string): Promise<string> {
  const [contact, from, conversation] = [newId(), newId(), await api.conversation()];
  await api.db.query('insert into contact (id, name) values ($1, $2)', [contact, name]);
  await api.db.query('insert into contact_address (id, contact_id, kind, address) values ($1, $2, $3, $4)', [
    from,
    contact,
    kind,
    address,
  ]);
  await api.db.query('update conversation set contact_id = $2, contact_address_id = $3 where id = $1', [
    conversation,
    contact,
    from,
  ]);
  return conversation;
}

describe('messages', () => {
  it.each([
    ['a word in another case', 'REFUND', 'my refund never came'],
    ['the beginning of a word', 'refu', 'my refund never came'],
    ['all words, in any order', 'came refund', 'my refund never came'],
    ['letters beyond ASCII', 'überweisung', 'Meine ÜBERWEISUNG fehlt'],
    ['Cyrillic', 'заказ', 'где мой заказ'],
    ['a part of an email address', 'example', 'write to anna@mail.example.org please'],
    ['a number behind a dash', '882', 'order 4711-882 is missing'],
    ['a number with what people put in it', '0170/555 0142', 'call me at 0170 555-0142'],
    ['words within markup', 'urgent', 'a <b>urgent</b> matter'],
  ])('are found by %s', async (_what, q, text) => {
    const id = await said(text);
    await said('something else altogether');
    const { items } = await messages(agent, q);
    expect(items.map((item) => item.conversationId)).toEqual([id]);
    expect(items[0]?.marks.length).toBeGreaterThan(0);
  });

  it('are told with the place to open and the hit marked', async () => {
    const id = await said('I want my refund now', { messages: 1 });
    const { items } = await messages(agent, 'refund');
    expect(items).toMatchObject([
      { conversationId: id, seq: 1, author: 'contact', channel: 'sms', contact: { address: '+15550199' } },
    ]);
    const [hit] = items;
    expect(hit?.marks.map(({ start, end }) => hit.excerpt.slice(start, end))).toEqual(['refund']);
  });

  it('of another team are found by an admin and not by an agent', async () => {
    const id = await said('a secret refund', { teamId: api.ids.disputes });
    expect((await messages(agent, 'refund')).items).toEqual([]);
    expect((await messages(admin, 'refund')).items.map((item) => item.conversationId)).toEqual([id]);
  });

  it('come page by page, each once, newest first, while others arrive', async () => {
    const made: string[] = [];
    for (let n = 0; n < 7; n += 1) made.unshift(await said(`refund ${n}`));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<MessageHit> = await messages(agent, 'refund', `&limit=3${cursor ? `&cursor=${cursor}` : ''}`);
      seen.push(...page.items.map((item) => item.conversationId));
      cursor = page.next;
      await said('refund of somebody new');
    } while (cursor);
    expect(seen).toEqual(made);
  });

  it('signs that mean something to the search language are words of nobody', async () => {
    await said('a refund');
    for (const q of ["':*", "refund' | 'x", '!refund & (', '\\%_']) {
      expect((await agent.call('GET', `/api/search/messages?q=${encodeURIComponent(q)}`)).status).toBe(200);
    }
    expect((await messages(agent, "refund' | 'nowhere")).items).toEqual([]);
  });

  it('rare words go by the index', async () => {
    await api.db.query(
      `insert into message (id, conversation_id, seq, direction, author, channel_account_id, contact_address_id, text)
       select gen_random_uuid(), $1, n + 1, 'in', 'contact', $2, $3, 'common words of everyday ' || n from generate_series(1, 20000) n`,
      [await said('the only needle'), api.ids.account, api.ids.address],
    );
    await indexWords(api.db);
    await api.db.query('vacuum analyze message, search_entry, search_due');
    expect((await messages(agent, 'needle')).items).toHaveLength(1);
    const plan = await api.db.transaction(async (tx) => {
      await indexesOnly(tx);
      return tx.query<{ 'QUERY PLAN': string }>(`explain (analyze, costs off, timing off) ${HITS}`, [`'needle':*`, 10]);
    });
    const lines = plan.map((row) => row['QUERY PLAN']);
    expect(lines.join('\n')).toContain('Bitmap Index Scan on search_entry_words (actual rows=1');
    expect(lines.filter((line) => /Seq Scan on (message|search_entry)/.test(line))).toEqual([]);
  });

  it('words are found before they are indexed, after it, and among both at once', async () => {
    const found = async (q: string) => (await messages(agent, q)).items.map((item) => item.conversationId).sort();
    const first = await said('a parcel of blue glass');
    expect(await found('parcel')).toEqual([first]);
    await Promise.all([indexWords(api.db), indexWords(api.db)]);
    expect(await api.db.query('select from search_due')).toEqual([]);
    expect(await found('parcel')).toEqual([first]);
    const second = await said('another parcel');
    expect(await found('parcel')).toEqual([first, second].sort());
  });

  it('words that are erased are found no more, even when they were being indexed just then', async () => {
    const change = `update message set text = '(erased)' where conversation_id = $1`;
    const entries = () => api.db.query<{ words: string }>('select words::text from search_entry');
    const indexed = await said('the secret of the first');
    await indexWords(api.db);
    await api.db.query(change, [indexed]);
    expect(await entries()).toEqual([]);
    const listed = await said('the secret of the second');
    // The change is not committed yet: whoever indexes now would read the old words, and leaves the message alone.
    await api.db.transaction(async (tx) => {
      await tx.query(change, [listed]);
      await indexWords(api.db);
    });
    const beingIndexed = await said('the secret of the third');
    let erasing: Promise<unknown> = Promise.resolve();
    await api.db.transaction(async (tx) => {
      await indexWords(tx);
      erasing = api.db.query(change, [beingIndexed]);
      await until(async () => {
        const waits = await api.db.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return waits.length > 0;
      });
    });
    await erasing;
    await indexWords(api.db);
    expect(await entries()).toEqual(Array(3).fill({ words: "'erased':1" }));
    expect((await messages(agent, 'secret')).items).toEqual([]);
  });

  it('the words of a removed message go with it, and one that goes before its turn holds up nobody', async () => {
    await said('indexed and gone');
    await indexWords(api.db);
    await said('gone before its turn');
    await api.db.query('delete from message');
    expect(await api.db.query('select from search_entry')).toEqual([]);
    await indexWords(api.db);
    expect(await api.db.query('select from search_due')).toEqual([]);
    expect((await messages(agent, 'gone')).items).toEqual([]);
  });

  it('common words are found from the newest backwards', async () => {
    const id = await said('everyday words');
    await api.db.query(
      `insert into message (id, conversation_id, seq, direction, author, channel_account_id, contact_address_id, text)
       select gen_random_uuid(), $1, n + 1, 'in', 'contact', $2, $3, 'everyday ' || n from generate_series(1, 5100) n`,
      [id, api.ids.account, api.ids.address],
    );
    const page = await messages(agent, 'everyday', '&limit=50');
    expect(page.items).toHaveLength(50);
    expect(page.items.map((item) => item.messageId)).toEqual(
      page.items
        .map((item) => item.messageId)
        .sort()
        .reverse(),
    );
  });
});

describe('contacts', () => {
  it.each([
    ['the last digits of a phone', '0142', null, 'phone', '+491705550142'],
    ['a number as people write it', '0170 / 555', null, 'phone', '+490170555011'],
    ['a part of a name', 'ller', 'Änne Müller', 'phone', '+15550124'],
    ['a name in another case', 'änne', 'Änne Müller', 'phone', '+15550123'],
    ['a part of an email address', 'ple.or', null, 'email', 'anna@example.org'],
  ])('are found by %s', async (_what, q, name, kind, address) => {
    const id = await person(name, kind, address);
    const { items } = await contacts(agent, q);
    expect(items.map((item) => [item.conversationId, item.contact.address])).toContainEqual([id, address]);
    await api.db.query('update conversation set team_id = $2 where id = $1', [id, api.ids.disputes]);
    expect((await contacts(agent, q)).items.map((item) => item.conversationId)).not.toContain(id);
  });

  it('come page by page, each once', async () => {
    const made: string[] = [];
    for (let n = 0; n < 5; n += 1) made.push(await person(`Paging Person ${n}`, 'phone', `+1666000${n}`));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<ContactHit> = await contacts(
        agent,
        'paging person',
        `&limit=2${cursor ? `&cursor=${cursor}` : ''}`,
      );
      seen.push(...page.items.map((item) => item.conversationId));
      cursor = page.next;
    } while (cursor);
    expect(seen.sort()).toEqual(made.sort());
  });

  it('a percent sign finds nobody but who has one', async () => {
    await person('Nobody Special', 'phone', '+17770001');
    expect((await contacts(agent, '%%%')).items).toEqual([]);
  });
});

it('one letter is refused, and a cursor of another list', async () => {
  expect((await agent.call('GET', '/api/search/messages?q=a')).status).toBe(400);
  expect((await agent.call('GET', '/api/search/messages?q=refund&cursor=nonsense')).status).toBe(400);
  expect((await agent.call('GET', '/api/search/contacts?q=refund&cursor=nonsense')).status).toBe(400);
});
