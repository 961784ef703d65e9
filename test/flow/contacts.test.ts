/** Laws of what is held of people: an export misses nothing, an erasure leaves nothing, retention takes what is old and closed alone. */
import { audit } from '../../src/api/auth/audit';
import { eraseContact, type Erased } from '../../src/conversations/contacts/erase';
import { exportContact } from '../../src/conversations/contacts/export';
import { countOld, daysOf, retain } from '../../src/conversations/contacts/retention';
import type { Ingest } from '../../src/pipeline/inbound/ingest';
import { newId } from '../../src/foundation/model/ids';
import { withDatabase, type TestDatabase } from '../support/database';
import { message, openFrontDoor, type FrontDoor } from '../support/inbound';

const ADDRESS = '+15559871234';
const NAME = 'Wilhelmina Testperson';
const SECRET = 'xylophone-secret';

let test: TestDatabase;
let door: FrontDoor;
let ingest: Ingest;
beforeEach(async () => {
  test = await withDatabase();
  door = await openFrontDoor(test.db);
  ingest = door.ingest();
});
afterEach(async () => {
  await ingest.drained();
  await door.close();
  await test.drop();
});

const first = message(ADDRESS, `${SECRET} in my first words`, {
  from: { kind: 'phone', address: ADDRESS, name: NAME },
  providerId: 'SM-first',
  attachments: [{ url: `https://files.example/${SECRET}`, mediaType: 'image/png', name: `${SECRET}.png` }],
});

/** A conversation with every kind of row that there is; its id. */
async function lived(): Promise<string> {
  const { db } = test;
  const [result] = await ingest.receive(door.account, [first]);
  if (result?.kind !== 'stored') throw new Error('It was not stored.');
  const { conversationId, messageId } = result;
  const [agent, endpoint, decision, handoff, out, notice] = Array.from({ length: 6 }, () => newId());
  await db.query(`insert into agent (id, email, name, public_name) values ($1, 'a@example.org', 'Agent', 'Agent')`, [
    agent,
  ]);
  await db.query(
    `insert into agent_endpoint (id, agent_id, channel_account_id, address) values ($1, $2, $3, '+15550001')`,
    [endpoint, agent, door.account.id],
  );
  await db.query(`insert into policy (version, body) values (1, '{}') on conflict do nothing`);
  const [{ contact_address_id: from } = { contact_address_id: '' }] = await db.query<{ contact_address_id: string }>(
    'select contact_address_id from conversation where id = $1',
    [conversationId],
  );
  await db.query(
    `insert into message (id, conversation_id, seq, direction, author, channel_account_id, contact_address_id, text)
     values ($1, $2, 2, 'out', 'assistant', $3, $4, $5)`,
    [out, conversationId, door.account.id, from, `answer about ${SECRET}`],
  );
  await db.query(
    `insert into decision (id, conversation_id, message_id, seq, policy_version, outcome) values ($1, $2, $3, 1, 1, 'handoff')`,
    [decision, conversationId, messageId],
  );
  await db.query(
    `insert into handoff (id, conversation_id, episode, state, reason, requested_by, decision_id, team_id, brief, requested_seq)
     values ($1, $2, 0, 'offered', 'asked_for_human', 'contact', $3, $4, $5, 1)`,
    [handoff, conversationId, decision, door.teamId, { why: SECRET }],
  );
  await db.query(
    `insert into offer (id, handoff_id, agent_id, agent_endpoint_id, expires_at) values ($1, $2, $3, $4, now() + interval '1 h')`,
    [newId(), handoff, agent, endpoint],
  );
  await db.query(
    `insert into written_first (id, conversation_id, contact_address_id, channel_account_id, agent_id, basis, detail)
     select $1, c.id, c.contact_address_id, c.channel_account_id, $3, 'other', $4 from conversation c where c.id = $2`,
    [newId(), conversationId, agent, SECRET],
  );
  await db.query(
    `insert into survey (id, conversation_id, episode, team_id, answered_by, message_id, awaits, score, reason, rated_at)
     values ($1, $2, 0, $3, 'human', $4, null, 2, $5, now())`,
    [newId(), conversationId, door.teamId, out, SECRET],
  );
  await db.query(
    `insert into promise (id, conversation_id, handoff_id, message_id, due_at)
     select $1, $2, $3, m.id, now() + interval '1 h' from message m where m.conversation_id = $2 order by m.seq limit 1`,
    [newId(), conversationId, handoff],
  );
  await db.query('insert into queue_ticket (handoff_id, conversation_id, team_id) values ($1, $2, $3)', [
    handoff,
    conversationId,
    door.teamId,
  ]);
  await db.query(`insert into held_answer (id, agent_endpoint_id, key, text) values ($1, $2, 'SM1', $3)`, [
    newId(),
    endpoint,
    SECRET,
  ]);
  await db.query(
    `insert into notice (id, kind, agent_endpoint_id, conversation_id, text) values ($1, 'relay', $2, $3, $4)`,
    [notice, endpoint, conversationId, SECRET],
  );
  await db.query(
    `with k as (insert into api_key (id, name, token_hash, hint, scopes) values ($1, 'Ledger', $2, 'baton_', '{}') returning id)
     insert into requested_handoff (id, api_key_id, request_hash, reference, conversation_id, handoff_id)
     select $3, k.id, '', $4, $5, $6 from k`,
    [newId(), Buffer.from(newId()), newId(), SECRET, conversationId, handoff],
  );
  await db.query(
    `with listener as (insert into webhook_endpoint (id, name, url, kinds, secret) values ($1, 'x', 'https://hooks.example', '{}', '') returning id),
          told as (insert into webhook_event (kind, conversation_id, data) values ('message.received', $2, $3) returning sequence)
     insert into webhook_delivery (id, endpoint_id, event_sequence, response_body) select $4, listener.id, told.sequence, $5 from listener, told`,
    [newId(), conversationId, { messageId }, newId(), SECRET],
  );
  const delivery = newId();
  await db.query(
    `insert into delivery (id, message_id, conversation_id, channel_account_id, to_address) values ($1, $2, $3, $4, $5)`,
    [delivery, out, conversationId, door.account.id, ADDRESS],
  );
  await db.query(
    `insert into delivery (id, notice_id, channel_account_id, to_address) values ($1, $2, $3, '+15550001')`,
    [newId(), notice, door.account.id],
  );
  await db.query(
    `insert into turn (id, conversation_id, from_seq, to_seq, epoch, outcome, reply_message_id) values ($1, $2, 1, 1, 0, 'answered', $3)`,
    [newId(), conversationId, out],
  );
  await db.query(
    `insert into tool_call (id, conversation_id, asked_seq, tool, parameters) values ($1, $2, 2, 'parcels', '{}')`,
    [newId(), conversationId],
  );
  await db.query(
    `insert into aid (id, conversation_id, agent_id, kind, model, tokens_in, tokens_out, cost_micros) values ($1, $2, $3, 'draft', 'm', 1, 1, 1)`,
    [newId(), conversationId, agent],
  );
  await db.query(`insert into note (id, conversation_id, after_seq, agent_id, text) values ($1, $2, 2, $3, $4)`, [
    newId(),
    conversationId,
    agent,
    SECRET,
  ]);
  const whose = 'select contact_id from conversation where id = $1';
  await db.query(`insert into email_claim select contact_id, id, $2, 'asked', 'en' from conversation where id = $1`, [
    conversationId,
    `${SECRET}@example.org`,
  ]);
  await db.query(`insert into external_identity select $2, $3, (${whose}), $4, null`, [
    conversationId,
    door.account.id,
    `id-${SECRET}`,
    NAME,
  ]);
  await db.query(`insert into conversation_read (conversation_id, agent_id, seq, draft) values ($1, $2, 1, $3)`, [
    conversationId,
    agent,
    `draft ${SECRET}`,
  ]);
  await db.query(`insert into consent values ($1, $2, 'out', 'STOP')`, [from, door.account.id]);
  await db.query(
    `insert into dead_job (id, lane, kind, payload, attempts, error, created_at) values (1, 'x', 'deliver', $1, 8, 'x', now())`,
    [{ deliveryId: delivery }],
  );
  const [gap, question] = [newId(), newId()];
  await db.query(`insert into knowledge_gap (id, language, questions) values ($1, 'en', 1)`, [gap]);
  await db.query(
    `insert into knowledge_question (id, gap_id, conversation_id, from_seq, to_seq, outcome, terms) values ($1, $2, $3, 1, 1, 'unknown', $4)`,
    [question, gap, conversationId, [SECRET]],
  );
  await db.query(
    `insert into knowledge_suggestion (id, question_id, conversation_id, answer_seqs, state, detail, ended_at)
     values ($1, $2, $3, '{2}', 'rejected', $4, now())`,
    [newId(), question, conversationId, SECRET],
  );
  await db.query(`update conversation set holder = 'queue', last_seq = 2, waiting_since = now() where id = $1`, [
    conversationId,
  ]);
  return conversationId;
}

/** Tables in which some row holds one of these words. */
async function traces(words: string[]): Promise<string[]> {
  const tables = await test.db.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await test.db.query(`select from ${name} t where t::text ilike any($1)`, [
      words.map((word) => `%${word}%`),
    ]);
    if (rows.length > 0) found.push(name);
  }
  return found;
}

const erase = (seen: Erased[] = []) =>
  eraseContact(test.db, ADDRESS, async (tx, erased) => {
    seen.push(erased);
    await audit(tx, {
      agentId: null,
      actor: 'CLI',
      action: 'contact.erased',
      subjectKind: 'contact',
      subjectId: erased.contactId,
    });
  });

describe('an erasure', () => {
  it('leaves no word, name or address of the person in any table, and nothing that refers to them but the fact', async () => {
    const id = await lived();
    const [contact] = await test.db.query<{ contact_id: string }>('select contact_id from conversation where id = $1', [
      id,
    ]);
    expect((await traces([ADDRESS, NAME, SECRET])).length).toBeGreaterThan(7);
    expect(await erase()).toMatchObject({ addresses: 1, conversations: 1, messages: 2, closed: 1 });
    expect(await traces([ADDRESS.slice(1), NAME, SECRET, id])).toEqual([]);
    expect(await traces([contact?.contact_id ?? ''])).toEqual(['audit_entry']);
  });

  it('leaves the others as they are, and no lane that owes what is gone', async () => {
    await ingest.receive(door.account, [message('+15550177', 'somebody else')]);
    await lived();
    await erase();
    expect(await test.db.query('select text from message')).toEqual([{ text: 'somebody else' }]);
    expect(
      await test.db.query(
        'select l.pending, (select count(*)::int from job j where j.lane = l.key) as jobs from lane l',
      ),
    ).toEqual([{ pending: 1, jobs: 1 }]);
  });

  it('is not undone by a repeat of an old event; new words begin with a new contact', async () => {
    await lived();
    await erase();
    expect(await ingest.receive(door.account, [first])).toMatchObject([{ kind: 'duplicate', conversationId: null }]);
    expect(await traces([ADDRESS.slice(1), NAME, SECRET])).toEqual([]);
    expect(await ingest.receive(door.account, [message(ADDRESS, 'hello again')])).toMatchObject([
      { kind: 'stored', seq: 1, opened: true },
    ]);
  });

  it('closes live conversations first: what waits to be sent is withdrawn before anything is removed', async () => {
    const id = await lived();
    // A send under way holds the removal up, and is the moment to look.
    await test.db.query(`update delivery set state = 'sending' where to_address = $1`, [ADDRESS]);
    const erased = erase();
    let seen: unknown;
    for (let tries = 0; tries < 100 && !seen; tries += 1) {
      const [row] = await test.db.query<{ status: string }>(
        `select c.status, c.holder, h.state as handoff, o.state as offer from conversation c
           join handoff h on h.conversation_id = c.id join offer o on o.handoff_id = h.id where c.id = $1`,
        [id],
      );
      if (row?.status === 'closed') seen = row;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(seen).toEqual({ status: 'closed', holder: 'assistant', handoff: 'cancelled', offer: 'withdrawn' });
    await test.db.query(`update delivery set state = 'accepted'`);
    await erased;
    expect(await traces([SECRET])).toEqual([]);
  });

  it('of words that keep coming ends with nothing left of before, and no word lost', async () => {
    await lived();
    const writing = (async () => {
      for (let n = 0; n < 30; n += 1) await ingest.receive(door.account, [message(ADDRESS, `later ${n}`)]);
    })();
    const [erased] = await Promise.all([erase(), writing]);
    const [left] = await test.db.query<{ contacts: number; messages: number }>(
      `select (select count(*)::int from contact) as contacts, (select count(*)::int from message) as messages`,
    );
    expect(left?.contacts).toBeLessThanOrEqual(1);
    expect(erased.messages + (left?.messages ?? 0)).toBe(32);
    expect(await traces([SECRET])).toEqual([]);
  });

  it('of somebody unknown is refused', async () => {
    await expect(eraseContact(test.db, '+10000000', () => Promise.resolve())).rejects.toThrow(/Nobody is known/);
  });
});

it('an export holds every row of the person, and none of another', async () => {
  const id = await lived();
  await ingest.receive(door.account, [message('+15550177', 'somebody else')]);
  const held = await exportContact(test.db, ADDRESS);
  const counts = Object.fromEntries(Object.entries(held).map(([part, rows]) => [part, rows.length]));
  expect(counts).toEqual({
    ...{ identities: 1, emailClaims: 1, links: 0 },
    ...{ contact: 1, addresses: 1, consent: 1, conversations: 1, messages: 2, attachments: 1, notes: 1, drafts: 1 },
    ...{
      turns: 1,
      toolCalls: 1,
      aids: 1,
      decisions: 1,
      handoffs: 1,
      offers: 1,
      promises: 1,
      waits: 1,
      writtenFirst: 1,
      ratings: 1,
      requestedHandoffs: 1,
    },
    ...{ notices: 1, deliveries: 1 },
    ...{ unanswered: 1, suggestions: 1 },
  });
  const text = JSON.stringify(held);
  for (const word of [NAME, ADDRESS, id, `${SECRET} in my first words`, `${SECRET}.png`, `draft ${SECRET}`]) {
    expect(text).toContain(word);
  }
  expect(text).not.toContain('somebody else');
});

describe('retention', () => {
  const aged = async (address: string, days: number, closed: boolean): Promise<void> => {
    await ingest.receive(door.account, [message(address, `from ${address}`)]);
    await test.db.query(
      `update conversation c set last_message_at = now() - make_interval(days => $2), recency = minute_of(now() - make_interval(days => $2)),
              status = case when $3 then 'closed' else 'open' end, closed_at = case when $3 then now() end
         from contact_address a where a.id = c.contact_address_id and a.address = $1`,
      [address, days, closed],
    );
  };

  it('takes what is closed and old, with contacts who have nothing else, and says before what it would take', async () => {
    await aged('+15550111', 500, true);
    await aged('+15550112', 500, false);
    await aged('+15550113', 300, true);
    await aged('+15550114', 500, true);
    await test.db.query(
      `insert into consent select id, $1, 'out', 'STOP' from contact_address where address = '+15550114'`,
      [door.account.id],
    );
    const expected = { conversations: 2, messages: 2, contacts: 1 };
    expect(await countOld(test.db, 400)).toEqual(expected);
    const told: number[] = [];
    expect(await retain(test.db, 400, (done) => told.push(done.conversations))).toEqual(expected);
    expect(told).toEqual([2]);
    expect(await test.db.query('select address from contact_address order by 1')).toEqual(
      ['+15550112', '+15550113', '+15550114'].map((address) => ({ address })),
    );
    expect(await test.db.query('select text from message order by 1')).toEqual(
      ['from +15550112', 'from +15550113'].map((text) => ({ text })),
    );
    expect(await countOld(test.db, 400)).toEqual({ conversations: 0, messages: 0, contacts: 0 });
  });

  it('goes batch by batch', async () => {
    for (let n = 0; n < 120; n += 1) await aged(`+1555${1000 + n}`, 500, true);
    const told: number[] = [];
    await retain(test.db, 400, (done) => told.push(done.conversations));
    expect(told).toEqual([50, 100, 120]);
  });

  it('understands days, and nothing else', () => {
    expect(daysOf('400d')).toBe(400);
    for (const age of ['400', '0d', '2w', '-1d', '']) expect(() => daysOf(age)).toThrow(/days/);
  });
});
