/** Ingest on a real database: what the wires bring becomes rows once, in order, before anybody is told. */
import type { InboundMessage } from '../../src/channels/channel';
import { newId } from '../../src/foundation/model/ids';
import { withDatabase, type TestDatabase } from '../support/database';
import { at, counts, gaps, message, openFrontDoor, type FrontDoor } from '../support/inbound';

let base: TestDatabase;
let door: FrontDoor;

beforeEach(async () => {
  base = await withDatabase();
  door = await openFrontDoor(base.db);
});
afterEach(async () => {
  await door.close();
  await base.drop();
});

const texts = async (): Promise<string[]> =>
  (await base.db.query<{ text: string }>('select text from message order by conversation_id, seq')).map((m) => m.text);

const conversation = async () => {
  const [row] = await base.db.query<{
    id: string;
    status: string;
    holder: string;
    episode: number;
    holder_epoch: number;
    revision: string;
    last_seq: number;
    closed_at: Date | null;
    snoozed_until: Date | null;
    waiting_since: Date | null;
    contact_address_id: string;
    channel_account_id: string;
  }>('select * from conversation');
  if (!row) throw new Error('no conversation');
  return row;
};

test('the first message of a stranger opens a conversation with the front team, and owes a screening', async () => {
  const [result] = await door.ingest().receive(door.account, [message('+15550111', 'Where is my order?')]);
  expect(result).toMatchObject({ kind: 'stored', seq: 1, opened: true, reopened: false });
  const c = await conversation();
  expect(c).toMatchObject({ status: 'open', holder: 'assistant', last_seq: 1, revision: '1', waiting_since: null });
  const jobs = await base.db.query('select lane, kind, payload from job');
  const messageId = result?.kind === 'stored' ? result.messageId : '';
  expect(jobs).toEqual([
    {
      lane: `conversation:${c.id}`,
      kind: 'screen',
      payload: { conversationId: c.id, messageId, seq: 1, reopened: false },
    },
  ]);
  expect(await base.db.query('select key, pending from lane')).toEqual([{ key: `conversation:${c.id}`, pending: 1 }]);
  expect(door.facts).toEqual([
    {
      kind: 'conversation',
      id: c.id,
      teamId: door.teamId,
      assigneeId: null,
      revision: 1,
      lastSeq: 1,
      contactAddressId: c.contact_address_id,
    },
  ]);
  expect(door.wakes).toBe(1);
});

test('three deliveries of one webhook on two replicas at once are one row', async () => {
  const replicas = [door.ingest(), door.ingest()];
  const sent = Array.from({ length: 60 }, (_, i) => message(`+1555020${i % 7}`, `message ${i}`));
  const results = await Promise.all(
    [0, 1, 2].flatMap((round) => sent.map((each, i) => at(replicas, (i + round) % 2).receive(door.account, [each]))),
  );
  const flat = results.flat();
  expect(flat.filter((result) => result.kind === 'stored')).toHaveLength(60);
  expect(await counts(base.db)).toEqual({
    events: 60,
    contacts: 7,
    addresses: 7,
    conversations: 7,
    messages: 60,
    jobs: 60,
    pending: 60,
  });
  expect(await gaps(base.db)).toEqual([]);
});

test('a repeat answers with the ids of the first', async () => {
  const ingest = door.ingest();
  const sent = message('+15550111', 'Hello');
  const [first] = await ingest.receive(door.account, [sent]);
  const [repeat] = await ingest.receive(door.account, [sent]);
  if (first?.kind !== 'stored') throw new Error('not stored');
  expect(repeat).toEqual({
    kind: 'duplicate',
    conversationId: first.conversationId,
    messageId: first.messageId,
    seq: 1,
  });
});

test('one id on two accounts is two messages', async () => {
  const other = await openFrontDoor(base.db, '+15550199');
  const sent = message('+15550111', 'Hello');
  await door.ingest().receive(door.account, [sent]);
  await other.ingest().receive(other.account, [sent]);
  await other.close();
  expect(await counts(base.db)).toMatchObject({ messages: 2, conversations: 2, contacts: 1 });
});

test('a burst of ten from one new number is one conversation, numbered in the order of arrival', async () => {
  const replicas = [door.ingest(), door.ingest()];
  await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      at(replicas, i % 2).receive(door.account, [message('+15550111', `line ${i}`)]),
    ),
  );
  expect(await counts(base.db)).toMatchObject({ contacts: 1, addresses: 1, conversations: 1, messages: 10, jobs: 10 });
  expect(await gaps(base.db)).toEqual([]);

  const alone = door.ingest();
  await Promise.all(
    Array.from({ length: 25 }, (_, i) => alone.receive(door.account, [message('+15550122', `line ${i}`)])),
  );
  const rows = await base.db.query<{ text: string }>(
    `select m.text from message m join contact_address a on a.id = m.contact_address_id where a.address = '+15550122' order by m.seq`,
  );
  expect(rows.map((row) => row.text)).toEqual(Array.from({ length: 25 }, (_, i) => `line ${i}`));
});

test('four replicas, thousands of messages thrice, in any order: none lost, none doubled, no gap, no deadlock', async () => {
  const replicas = Array.from({ length: 4 }, () => door.ingest());
  const sent = Array.from({ length: 1_500 }, (_, i) => message(`+1555${1000 + (i % 211)}`, `message ${i}`));
  const deliveries = [...sent, ...sent, ...sent]
    .map((each) => ({ each, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ each }) => each);
  const [before] = await base.db.query<{ deadlocks: string }>(
    `select deadlocks from pg_stat_database where datname = current_database()`,
  );
  await Promise.all(deliveries.map((each, i) => at(replicas, i % 4).receive(door.account, [each])));
  expect(await counts(base.db)).toEqual({
    events: 1_500,
    contacts: 211,
    addresses: 211,
    conversations: 211,
    messages: 1_500,
    jobs: 1_500,
    pending: 1_500,
  });
  expect(await gaps(base.db)).toEqual([]);
  expect(new Set(await texts()).size).toBe(1_500);
  await base.db.query('select pg_stat_force_next_flush()');
  const [after] = await base.db.query<{ deadlocks: string }>(
    `select deadlocks from pg_stat_database where datname = current_database()`,
  );
  expect(after).toEqual(before);
  // Within a lane, jobs run in the order of the messages.
  const unordered = await base.db.query(
    `select 1 from (select (payload->>'seq')::int - lag((payload->>'seq')::int) over (partition by lane order by id) as step from job) s
      where step <> 1`,
  );
  expect(unordered).toEqual([]);
}, 240_000);

test('a poison row fails alone; its batch is stored', async () => {
  const ingest = door.ingest();
  const good = Array.from({ length: 40 }, (_, i) => message(`+1555030${i % 9}`, `good ${i}`));
  // Longer than an index row may be, and random so that it does not compress.
  const poison = message(Array.from({ length: 400 }, () => newId()).join(''), 'poison');
  const all = [...good.slice(0, 20), poison, ...good.slice(20)];
  const settled = await Promise.allSettled(all.map((each) => ingest.receive(door.account, [each])));
  expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  expect(settled[20]).toMatchObject({ status: 'rejected', reason: { name: 'Fault', code: 'invalid' } });
  expect(await counts(base.db)).toMatchObject({ messages: 40, events: 40 });
  expect(await gaps(base.db)).toEqual([]);
});

test('what no database can hold is replaced, not refused', async () => {
  const name = 'N\0ame';
  await door.ingest().receive(door.account, [
    message('+15550111', 'a\0b\ud800c', {
      content: { location: { label: '\ud800\0' } },
      from: { kind: 'phone', address: '+15550111', name },
    }),
  ]);
  expect(await texts()).toEqual(['a\ufffdb\ufffdc']);
  expect(await base.db.query('select name from contact')).toEqual([{ name: 'N\ufffdame' }]);
});

describe('a closed conversation', () => {
  const close = () =>
    base.db.query(
      `update conversation set status = 'closed', closed_at = now() - interval '1 hour', closed_by = 'idle', holder_epoch = 3, episode = 1`,
    );

  test('reopens on new words, with the assistant, a new episode and a new epoch', async () => {
    const ingest = door.ingest();
    await ingest.receive(door.account, [message('+15550111', 'Hello')]);
    await close();
    const [result] = await ingest.receive(door.account, [message('+15550111', 'It broke again')]);
    expect(result).toMatchObject({ kind: 'stored', seq: 2, opened: false, reopened: true });
    expect(await conversation()).toMatchObject({
      status: 'open',
      holder: 'assistant',
      episode: 2,
      holder_epoch: 4,
      closed_at: null,
    });
    const [job] = await base.db.query<{ payload: unknown }>('select payload from job order by id desc limit 1');
    expect(job?.payload).toMatchObject({ seq: 2, reopened: true });
    // Only once.
    expect(await ingest.receive(door.account, [message('+15550111', 'Hello?')])).toMatchObject([{ reopened: false }]);
    expect(await conversation()).toMatchObject({ episode: 2, holder_epoch: 4 });
  });

  test('stays closed on "thanks", which is stored', async () => {
    const ingest = door.ingest();
    await ingest.receive(door.account, [message('+15550111', 'Hello')]);
    await close();
    const [result] = await ingest.receive(door.account, [message('+15550111', 'ok great, thank you! 🙏')]);
    expect(result).toMatchObject({ kind: 'stored', seq: 2, opened: false, reopened: false });
    expect(await conversation()).toMatchObject({
      status: 'closed',
      last_seq: 2,
      episode: 1,
      holder_epoch: 3,
      revision: '2',
    });
  });

  test('reopens on a thanks that comes in one batch with a request', async () => {
    const ingest = door.ingest();
    await ingest.receive(door.account, [message('+15550111', 'Hello')]);
    await close();
    await Promise.all(
      ['Thanks!', 'But my card was stolen'].map((text) => ingest.receive(door.account, [message('+15550111', text)])),
    );
    expect(await conversation()).toMatchObject({ status: 'open', last_seq: 3, episode: 2 });
  });

  test('stays closed beside one that reopens in the same batch', async () => {
    const ingest = door.ingest();
    await Promise.all(['+15550111', '+15550122'].map((from) => ingest.receive(door.account, [message(from, 'Hello')])));
    await close();
    await Promise.all([
      ingest.receive(door.account, [message('+15550111', 'thanks')]),
      ingest.receive(door.account, [message('+15550122', 'help me please')]),
    ]);
    const rows = await base.db.query(
      `select a.address, c.status from conversation c join contact_address a on a.id = c.contact_address_id order by 1`,
    );
    expect(rows).toEqual([
      { address: '+15550111', status: 'closed' },
      { address: '+15550122', status: 'open' },
    ]);
  });

  test('a picture or a pressed button is no mere courtesy', async () => {
    const ingest = door.ingest();
    await ingest.receive(door.account, [message('+15550111', 'Hello')]);
    await close();
    await ingest.receive(door.account, [
      message('+15550111', 'thanks', { attachments: [{ url: 'https://media.invalid/1', mediaType: 'image/png' }] }),
    ]);
    expect(await conversation()).toMatchObject({ status: 'open' });
  });

  test('once its window has ended, the next message opens a new one', async () => {
    const ingest = door.ingest();
    await ingest.receive(door.account, [message('+15550111', 'Hello')]);
    await close();
    await base.db.query('update conversation set is_current = false');
    expect(await ingest.receive(door.account, [message('+15550111', 'Hello again')])).toMatchObject([
      { opened: true, seq: 1 },
    ]);
  });
});

test('a snoozed conversation wakes', async () => {
  const ingest = door.ingest();
  await ingest.receive(door.account, [message('+15550111', 'Hello')]);
  await base.db.query(`update conversation set status = 'snoozed', snoozed_until = now() + interval '1 day'`);
  expect(await ingest.receive(door.account, [message('+15550111', 'thanks')])).toMatchObject([{ reopened: false }]);
  expect(await conversation()).toMatchObject({ status: 'open', snoozed_until: null });
});

test('who waits for a human waits since the first unanswered word', async () => {
  const ingest = door.ingest();
  await ingest.receive(door.account, [message('+15550111', 'Hello')]);
  await base.db.query(`update conversation set holder = 'queue'`);
  await ingest.receive(door.account, [message('+15550111', 'Anybody?')]);
  const { waiting_since: since } = await conversation();
  expect(since).not.toBeNull();
  await ingest.receive(door.account, [message('+15550111', 'Hello??')]);
  expect((await conversation()).waiting_since).toEqual(since);
});

test('the next reply goes where the customer last wrote, and the conversation stays one per front team', async () => {
  const ingest = door.ingest();
  await ingest.receive(door.account, [message('+15550111', 'Hello')]);
  const whatsapp = { ...door.account, id: newId(), channel: 'whatsapp' };
  await base.db.query(
    `insert into channel_account (id, channel, name, address) values ($1, 'whatsapp', 'WhatsApp', '+15550100')`,
    [whatsapp.id],
  );
  await ingest.receive(whatsapp, [message('+15550111', 'Now here')]);
  expect(await conversation()).toMatchObject({ last_seq: 2, channel_account_id: whatsapp.id });
});

test('a contact takes the first name it is given and keeps it; the address keeps the last', async () => {
  const ingest = door.ingest();
  const named = (name?: string): InboundMessage =>
    message('+15550111', 'Hello', { from: { kind: 'phone', address: '+15550111', name } });
  await ingest.receive(door.account, [named()]);
  await ingest.receive(door.account, [named('First')]);
  await ingest.receive(door.account, [named('Second')]);
  expect(await base.db.query('select name from contact')).toEqual([{ name: 'First' }]);
  expect(await base.db.query('select display_name from contact_address')).toEqual([{ display_name: 'Second' }]);
});

test('attachments are rows of their message, in order, still to be fetched', async () => {
  await door.ingest().receive(door.account, [
    message('+15550111', 'Two pictures', {
      attachments: [
        { url: 'https://media.invalid/1', mediaType: 'image/png' },
        { url: 'https://media.invalid/2', mediaType: 'image/jpeg', name: 'receipt.jpg' },
      ],
    }),
  ]);
  expect(
    await base.db.query('select position, name, media_type, source_url, state from attachment order by position'),
  ).toEqual([
    { position: 0, name: null, media_type: 'image/png', source_url: 'https://media.invalid/1', state: 'remote' },
    {
      position: 1,
      name: 'receipt.jpg',
      media_type: 'image/jpeg',
      source_url: 'https://media.invalid/2',
      state: 'remote',
    },
  ]);
});

test('an agent who writes from a verified phone reaches the console and never becomes a contact', async () => {
  const [agentId, endpointId] = [newId(), newId()];
  await base.db.query(
    `insert into agent (id, email, name, public_name) values ($1, 'agent@example.invalid', 'Demo agent', 'Demo')`,
    [agentId],
  );
  await base.db.query(
    `insert into agent_endpoint (id, agent_id, channel_account_id, address, verified_at) values ($1, $2, $3, '+15550177', now())`,
    [endpointId, agentId, door.account.id],
  );
  const sent = message('+15550177', 'ACCEPT, card 4111 1111 1111 1111');
  const ingest = door.ingest();
  await base.db.query(`insert into notice (id, kind, agent_endpoint_id, text) values ($1, 'code', $2, 'A code')`, [
    newId(),
    endpointId,
  ]);
  expect(await ingest.receive(door.account, [sent])).toEqual([{ kind: 'console', endpointId }]);
  expect(await ingest.receive(door.account, [sent])).toMatchObject([{ kind: 'duplicate', messageId: null }]);
  expect(await counts(base.db)).toMatchObject({ contacts: 0, addresses: 0, conversations: 0, messages: 0, jobs: 1 });
  expect(await base.db.query('select lane, kind, payload from job')).toEqual([
    {
      lane: `endpoint:${endpointId}`,
      kind: 'console',
      payload: { endpointId, text: 'ACCEPT, card XXXX XXXX XXXX 1111', providerId: sent.providerId },
    },
  ]);
  // With no offer, no customer and nothing heard for an hour it is anybody's phone.
  await base.db.query(`update notice set created_at = now() - interval '2 hours'`);
  expect(await ingest.receive(door.account, [message('+15550177', 'Hello')])).toMatchObject([{ kind: 'stored' }]);
  await base.db.query('update notice set created_at = now()');
  // The same phone is a customer's on an account where it is not an endpoint, and before it is verified.
  await base.db.query('update agent_endpoint set verified_at = null');
  expect(await ingest.receive(door.account, [message('+15550177', 'Hi')])).toMatchObject([{ kind: 'stored' }]);
});

test('a card number reaches no table', async () => {
  const pan = '4111 1111 1111 1111';
  const solid = '5555555555554444';
  await door.ingest().receive(door.account, [
    message('+15550111', `my card ${pan} cvv 737`, {
      from: { kind: 'phone', address: '+15550111', name: `Card ${solid}` },
      content: { button: { text: `pay with ${solid}`, payload: solid }, note: [Number(solid)] },
      attachments: [{ url: 'https://media.invalid/1', mediaType: 'image/png', name: `${solid}.png` }],
    }),
  ]);
  const tables = await base.db.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'`,
  );
  let dump = '';
  for (const { name } of tables) {
    const rows = await base.db.query<{ row: string }>(`select t::text as row from ${name} t`);
    dump += rows.map(({ row }) => `${name} ${row}\n`).join('');
  }
  expect(dump).toContain('XXXX XXXX XXXX 1111');
  expect(dump).not.toMatch(/4111 1111|5555555555|737/);
});

test('an account that is gone refuses its messages and nobody else’s', async () => {
  const ingest = door.ingest();
  const gone = { ...door.account, id: newId() };
  const settled = await Promise.allSettled([
    ingest.receive(door.account, [message('+15550111', 'a')]),
    ingest.receive(gone, [message('+15550122', 'b')]),
    ingest.receive(door.account, [message('+15550133', 'c')]),
  ]);
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
