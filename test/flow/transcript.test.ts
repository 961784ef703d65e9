/** Laws of the transcript: one order, no gaps between pages, nothing of the staff for a visitor. */
import type { Transcript } from '../../src/api/http/contract';
import { readHeard } from '../../src/conversations/transcript/heard';
import { readTranscript } from '../../src/conversations/transcript/transcript';
import { readWidgetMessages } from '../../src/conversations/transcript/widget';
import { newId } from '../../src/foundation/model/ids';
import { type Api, type Client, startApi } from '../support/api';

let api: Api;
let agent: Client;
beforeAll(async () => {
  api = await startApi();
  agent = await api.as('general');
});
afterAll(() => api.stop());

const MINUTES = `interval '1 minute'`;
const read = (id: string, query = '') => agent.get<Transcript>(`/api/conversations/${id}/transcript${query}`);
const named = ({ entries }: { entries: Transcript['entries'] }) =>
  entries.map(
    (entry) =>
      `${entry.seq} ${entry.type === 'message' ? entry.author : entry.type === 'note' ? entry.text : entry.event}`,
  );

/** Ten messages a minute apart, the first ten minutes ago; a handoff asked for at 3, accepted between 5 and 6, returned after 8. */
async function story(): Promise<string> {
  const id = await api.conversation({ messages: 10 });
  await api.db.query(`update message set created_at = now() - (11 - seq) * ${MINUTES} where conversation_id = $1`, [
    id,
  ]);
  await api.db.query(
    `insert into handoff (id, conversation_id, episode, state, reason, requested_by, team_id, agent_id, brief, requested_seq, requested_at, accepted_at, ended_at, ended_seq)
     values ($1, $2, 0, 'returned', 'asked_for_human', 'contact', $3, $4, '{}', 3, now() - 7.9 * ${MINUTES}, now() - 5.5 * ${MINUTES}, now() - 2.5 * ${MINUTES}, 8)`,
    [newId(), id, api.ids.general, api.agents.general],
  );
  for (const [after, text] of [
    [0, 'before'],
    [3, 'third'],
    [7, 'seventh'],
    [10, 'last'],
  ] as const) {
    await api.db.query(
      `insert into note (id, conversation_id, after_seq, agent_id, text) values ($1, $2, $3, $4, $5)`,
      [newId(), id, after, api.agents.general, text],
    );
  }
  return id;
}

const WHOLE = [
  '0 before',
  '1 contact',
  '2 contact',
  '3 contact',
  '3 handoff_requested',
  '3 third',
  '4 contact',
  '5 contact',
  '5 handoff_accepted',
  '6 contact',
  '7 contact',
  '7 seventh',
  '8 contact',
  '8 handoff_returned',
  '9 contact',
  '10 contact',
  '10 last',
];

it('merges messages, notes and handoff events by sequence', async () => {
  expect(named(await read(await story()))).toEqual(WHOLE);
});

it.each([1, 2, 3, 4, 7, 10, 50])(
  'read backwards in pages of %i shows everything exactly once and in order',
  async (limit) => {
    const id = await story();
    const pages: string[][] = [];
    const entryIds: string[] = [];
    let before: number | null = null;
    for (;;) {
      const page: Transcript = await read(id, `?limit=${limit}${before === null ? '' : `&before=${before}`}`);
      pages.unshift(named(page));
      entryIds.push(...page.entries.map((entry) => entry.id));
      if (!page.more) break;
      before = page.entries.find((entry) => entry.type === 'message')?.seq ?? 0;
    }
    expect(pages.flat()).toEqual(WHOLE);
    expect(new Set(entryIds).size).toBe(entryIds.length);
  },
);

it.each([1, 3, 10])(
  'read forwards in pages of %i misses nothing; only what stands behind the last known message comes again',
  async (limit) => {
    const id = await story();
    const seen: string[] = [];
    let after = 0;
    for (;;) {
      const page: Transcript = await read(id, `?after=${after}&limit=${limit}`);
      for (const [index, entry] of page.entries.entries())
        if (!seen.includes(entry.id)) seen.push(entry.id, named(page)[index] ?? '');
      after = page.entries.filter((entry) => entry.type === 'message').at(-1)?.seq ?? after;
      if (!page.more) break;
    }
    expect(seen.filter((_, index) => index % 2 === 1)).toEqual(WHOLE);
  },
);

it('brings a new note to a reader who has every message', async () => {
  const id = await story();
  expect(named(await read(id, '?after=10'))).toEqual(['10 last']);
});

it('tells its revision, so that the reader knows what it has seen', async () => {
  const id = await story();
  await agent.call('POST', `/api/conversations/${id}/notes`, { text: 'now' });
  const page = await read(id);
  const [row] = await api.db.query<{ revision: number }>('select revision::int from conversation where id = $1', [id]);
  expect(page).toMatchObject({ revision: row?.revision, lastSeq: 10 });
});

it('shows where an agent wrote from, what it cites, and how far it came', async () => {
  const id = await api.conversation({ messages: 1 });
  const [endpoint, article, byPhone, byAssistant] = [newId(), newId(), newId(), newId()];
  await api.db.query(
    `insert into agent_endpoint (id, agent_id, channel_account_id, address) values ($1, $2, $3, '+15550123')`,
    [endpoint, api.agents.general, api.ids.account],
  );
  await api.db.query(
    `insert into article (id, title, body, url) values ($1, 'Opening hours', 'Nine to five.', 'https://example.com/hours')`,
    [article],
  );
  const message = (messageId: string, seq: number, author: string, agentId: string | null, endpointId: string | null) =>
    api.db.query(
      `insert into message (id, conversation_id, seq, direction, author, agent_id, agent_endpoint_id, channel_account_id, contact_address_id, text)
       values ($1, $2, $3, 'out', $4, $5, $6, $7, $8, 'said')`,
      [messageId, id, seq, author, agentId, endpointId, api.ids.account, api.ids.address],
    );
  await message(byPhone, 2, 'agent', api.agents.general, endpoint);
  await message(byAssistant, 3, 'assistant', null, null);
  await api.db.query('update conversation set last_seq = 3 where id = $1', [id]);
  await api.db.query(
    `insert into delivery (id, message_id, conversation_id, channel_account_id, to_address, state, fault, detail) values ($1, $2, $3, $4, '+1', 'failed', 'permanent', 'Unreachable (30003)')`,
    [newId(), byPhone, id, api.ids.account],
  );
  await api.db.query(
    `insert into turn (id, conversation_id, from_seq, to_seq, epoch, outcome, reply_message_id, article_ids) values ($1, $2, 1, 1, 0, 'answered', $3, $4)`,
    [newId(), id, byAssistant, [article]],
  );
  await api.db.query(
    `insert into attachment (id, message_id, position, name, media_type) values ($1, $2, 0, 'bill.pdf', 'application/pdf')`,
    [newId(), byPhone],
  );

  const { entries } = await read(id);
  expect(entries[0]).toMatchObject({
    author: 'contact',
    authorName: 'Caller',
    via: null,
    channel: 'sms',
    delivery: null,
    articles: [],
  });
  expect(entries[1]).toMatchObject({
    ...{
      author: 'agent',
      authorName: 'The general agent',
      via: 'sms',
      attachments: [{ name: 'bill.pdf', mediaType: 'application/pdf' }],
    },
    delivery: { state: 'failed', fault: 'permanent', detail: 'Unreachable (30003)' },
  });
  expect(entries[2]).toMatchObject({
    author: 'assistant',
    authorName: null,
    articles: [{ title: 'Opening hours', url: 'https://example.com/hours' }],
  });

  // A visitor sees the public name and the source, and nothing else.
  await agent.call('POST', `/api/conversations/${id}/notes`, { text: 'for staff only' });
  const visible = await readWidgetMessages(api.db, id, 1);
  const plain = { choices: [], asksRating: false };
  expect(visible.map(({ at: _at, files: _files, ...rest }) => rest)).toEqual([
    { seq: 2, author: 'agent', authorName: 'Support', text: 'said', clientId: null, articles: [], ...plain },
    {
      ...plain,
      seq: 3,
      author: 'assistant',
      authorName: null,
      text: 'said',
      clientId: null,
      articles: [{ title: 'Opening hours', url: 'https://example.com/hours' }],
    },
  ]);
  expect(await readHeard(api.db, id, 2)).toMatchObject([
    { seq: 2, author: 'agent' },
    { seq: 3, author: 'assistant' },
  ]);
});

it('of twenty thousand messages reads a page by the index, however old the page', async () => {
  const id = await api.conversation({ messages: 20_000 });
  await api.db.query('analyze message');
  for (const request of [
    { limit: 50 },
    { limit: 50, before: 500 },
    { limit: 50, after: 19_900 },
    { limit: 50, after: 10 },
  ]) {
    const [before] = await blocks();
    const { entries } = await readTranscript(api.db, id, request);
    const [after] = await blocks();
    expect(entries).toHaveLength(50);
    expect([request, (after?.rows ?? 0) - (before?.rows ?? 0) < 400]).toEqual([request, true]);
  }
});

/** Rows that index and table scans of `message` have fetched so far, by every connection. */
async function blocks(): Promise<{ rows: number }[]> {
  await api.db.query('select pg_stat_force_next_flush()');
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  return api.db.query<{ rows: number }>(
    `select (seq_tup_read + idx_tup_fetch)::int as rows from pg_stat_user_tables where relname = 'message'`,
  );
}
