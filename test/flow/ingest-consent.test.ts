/** STOP and START: consent of one pair, at once, with what still waited withdrawn. */
import type { Ingest } from '../../src/pipeline/inbound/ingest';
import { newId } from '../../src/foundation/model/ids';
import { withDatabase, type TestDatabase } from '../support/database';
import { counts, message, openFrontDoor, type FrontDoor } from '../support/inbound';

const PHONE = '+15550111';
let base: TestDatabase;
let door: FrontDoor;
let ingest: Ingest;

beforeEach(async () => {
  base = await withDatabase();
  door = await openFrontDoor(base.db);
  ingest = door.ingest();
});
afterEach(async () => {
  await door.close();
  await base.drop();
});

const say = (text: string, from = PHONE) => ingest.receive(door.account, [message(from, text)]);
const consent = () =>
  base.db.query(
    `select a.address, k.state, k.source from consent k join contact_address a on a.id = k.contact_address_id order by 1`,
  );
const contents = async () =>
  (await base.db.query<{ content: unknown }>('select content from message order by seq')).map(({ content }) => content);

async function owed(
  to: string,
  state: 'queued' | 'sending' | 'accepted',
  fault: string | null = null,
): Promise<string> {
  const [messageId, deliveryId] = [newId(), newId()];
  await base.db.query(
    `with c as (update conversation set last_seq = last_seq + 1 returning *),
          m as (insert into message (id, conversation_id, seq, direction, author, channel_account_id, contact_address_id, text)
                select $1, c.id, c.last_seq, 'out', 'assistant', c.channel_account_id, c.contact_address_id, 'Hi' from c)
     insert into delivery (id, message_id, conversation_id, channel_account_id, to_address, state, fault)
     select $2, $1, c.id, c.channel_account_id, $3, $4, $5 from c`,
    [messageId, deliveryId, to, state, fault],
  );
  return deliveryId;
}

test('STOP is stored, opts the pair out and withdraws what has not left', async () => {
  await say('Hello');
  const queued = await owed(PHONE, 'queued');
  const between = await owed(PHONE, 'sending', 'retry');
  const underWay = await owed(PHONE, 'sending');
  const elsewhere = await owed('+15550122', 'queued');
  expect(await say('Stop.')).toMatchObject([{ kind: 'stored', seq: 6 }]);
  expect(await consent()).toEqual([{ address: PHONE, state: 'out', source: 'stop' }]);
  const states = await base.db.query<{ id: string; state: string }>('select id, state from delivery');
  expect(new Map(states.map(({ id, state }) => [id, state]))).toEqual(
    new Map([
      [queued, 'withdrawn'],
      [between, 'withdrawn'],
      [underWay, 'sending'],
      [elsewhere, 'queued'],
    ]),
  );
});

test('STOP of a stranger is kept too, so that nobody ever writes first', async () => {
  await say('STOP');
  expect(await consent()).toEqual([{ address: PHONE, state: 'out', source: 'stop' }]);
  expect(await contents()).toEqual([{ consent: 'stop' }]);
});

test('START and YES are consent only while opted out', async () => {
  await say('YES');
  expect(await consent()).toEqual([]);
  await say('STOP');
  await say('YES');
  expect(await consent()).toEqual([{ address: PHONE, state: 'in', source: 'start' }]);
  await say('START');
  expect(await contents()).toEqual([{}, { consent: 'stop' }, { consent: 'start' }, {}]);
});

test('a repeat of an old STOP does not undo a later START', async () => {
  const stop = message(PHONE, 'STOP');
  await ingest.receive(door.account, [stop]);
  await say('START');
  expect(await ingest.receive(door.account, [stop])).toMatchObject([{ kind: 'duplicate', seq: 1 }]);
  expect(await consent()).toEqual([{ address: PHONE, state: 'in', source: 'start' }]);
});

test('consent belongs to the pair: another number of ours may still write', async () => {
  const other = await openFrontDoor(base.db, '+15550199');
  await say('STOP');
  await other.ingest().receive(other.account, [message(PHONE, 'YES')]);
  await other.close();
  expect(await base.db.query('select channel_account_id, state from consent')).toEqual([
    { channel_account_id: door.account.id, state: 'out' },
  ]);
});

test('STOP does not reopen what is closed', async () => {
  await say('Hello');
  await base.db.query(`update conversation set status = 'closed', closed_at = now()`);
  await say('STOP');
  expect(await base.db.query('select status, last_seq from conversation')).toEqual([{ status: 'closed', last_seq: 2 }]);
});

test('what the provider recognised counts, whatever the text', async () => {
  await ingest.receive(door.account, [message(PHONE, 'leave me alone', { consent: 'stop' })]);
  expect(await consent()).toEqual([{ address: PHONE, state: 'out', source: 'stop' }]);
});

test('HELP changes nothing; it is marked only when the provider answered it', async () => {
  await say('HELP');
  expect(await contents()).toEqual([{}]);
  await ingest.receive(door.account, [message(PHONE, 'HELP', { consent: 'help' })]);
  expect(await consent()).toEqual([]);
  expect(await contents()).toEqual([{}, { consent: 'help' }]);
});

test('on a channel without consent words STOP is an ordinary word', async () => {
  const web = { ...door.account, id: newId(), channel: 'web' };
  await base.db.query(`insert into channel_account (id, channel, name, address) values ($1, 'web', 'Site', 'site')`, [
    web.id,
  ]);
  await ingest.receive(web, [message('visitor-1', 'stop', { from: { kind: 'visitor', address: 'visitor-1' } })]);
  expect(await consent()).toEqual([]);
  expect(await contents()).toEqual([{}]);
});

test('in a burst, the words around STOP keep their order and nothing is lost', async () => {
  await Promise.all(['one', 'STOP', 'two', 'START', 'three'].map((text) => say(text)));
  const rows = await base.db.query<{ text: string }>('select text from message order by seq');
  expect(rows.map(({ text }) => text)).toEqual(['one', 'STOP', 'two', 'START', 'three']);
  expect(await consent()).toEqual([{ address: PHONE, state: 'in', source: 'start' }]);
  expect(await counts(base.db)).toMatchObject({ conversations: 1, messages: 5, jobs: 5 });
});

test('an agent’s STOP stops that phone alone, and START brings it back', async () => {
  const [agentId, endpointId] = [newId(), newId()];
  await base.db.query(
    `insert into agent (id, email, name, public_name) values ($1, 'agent@example.invalid', 'Demo agent', 'Demo')`,
    [agentId],
  );
  await base.db.query(
    `insert into agent_endpoint (id, agent_id, channel_account_id, address, verified_at) values ($1, $2, $3, $4, now())`,
    [endpointId, agentId, door.account.id, PHONE],
  );
  const [noticeId, deliveryId] = [newId(), newId()];
  await base.db.query(`insert into notice (id, kind, agent_endpoint_id, text) values ($1, 'offer', $2, 'An offer')`, [
    noticeId,
    endpointId,
  ]);
  await base.db.query(`insert into delivery (id, notice_id, channel_account_id, to_address) values ($1, $2, $3, $4)`, [
    deliveryId,
    noticeId,
    door.account.id,
    PHONE,
  ]);
  const stopped = async () =>
    (await base.db.query<{ stopped: boolean }>('select stopped_at is not null as stopped from agent_endpoint'))[0]
      ?.stopped;

  expect(await say('STOP')).toEqual([{ kind: 'console', endpointId }]);
  expect(await stopped()).toBe(true);
  expect(await base.db.query('select state from delivery')).toEqual([{ state: 'withdrawn' }]);
  expect(await say('START')).toEqual([{ kind: 'console', endpointId }]);
  expect(await stopped()).toBe(false);
  expect(await counts(base.db)).toMatchObject({ contacts: 0, jobs: 2 });
  expect(await consent()).toEqual([]);
});
