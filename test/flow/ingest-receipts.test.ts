/** Receipts: unordered, repeated, early or foreign, they end in the same rows and never move a delivery back. */
import type { InboundReceipt } from '../../src/channels/channel';
import { newId } from '../../src/foundation/model/ids';
import { afterReceipt, type DeliveryState, type ReceiptState } from '../../src/foundation/model/delivery';
import type { Ingest } from '../../src/pipeline/inbound/ingest';
import { withDatabase, type TestDatabase } from '../support/database';
import { at, message, openFrontDoor, type FrontDoor } from '../support/inbound';

const STATES: DeliveryState[] = [
  'queued',
  'sending',
  'unknown',
  'accepted',
  'failed',
  'delivered',
  'read',
  'withdrawn',
];
const RECEIPTS: ReceiptState[] = ['accepted', 'delivered', 'read', 'failed'];
const PHONE = '+15550111';

let base: TestDatabase;
let door: FrontDoor;
let ingest: Ingest;
let conversationId: string;

beforeEach(async () => {
  base = await withDatabase();
  door = await openFrontDoor(base.db);
  ingest = door.ingest();
  const [stored] = await ingest.receive(door.account, [message(PHONE, 'Hello')]);
  conversationId = stored?.kind === 'stored' ? stored.conversationId : '';
  door.facts.length = 0;
});
afterEach(async () => {
  await door.close();
  await base.drop();
});

interface Sent {
  id: string;
  providerId: string | null;
}

async function sent(state: DeliveryState, { identified = true } = {}): Promise<Sent> {
  const [id, messageId] = [newId(), newId()];
  const providerId = identified ? `SM${newId()}` : null;
  await base.db.query(
    `with c as (update conversation set last_seq = last_seq + 1 where id = $1 returning *),
          m as (insert into message (id, conversation_id, seq, direction, author, channel_account_id, contact_address_id, text)
                select $2, c.id, c.last_seq, 'out', 'assistant', c.channel_account_id, c.contact_address_id, 'Hi' from c)
     insert into delivery (id, message_id, conversation_id, channel_account_id, to_address, state, provider_id)
     select $3, $2, c.id, c.channel_account_id, $4, $5, $6 from c`,
    [conversationId, messageId, id, PHONE, state, providerId],
  );
  return { id, providerId };
}

const receipt = (to: Sent, state: ReceiptState, more: Partial<InboundReceipt> = {}): InboundReceipt => ({
  kind: 'receipt',
  providerId: to.providerId ?? `SM${newId()}`,
  state,
  ...more,
});
const read = async (to: Sent) => {
  const [row] = await base.db.query<{
    state: DeliveryState;
    fault: string | null;
    detail: string | null;
    provider_id: string | null;
  }>('select state, fault, detail, provider_id from delivery where id = $1', [to.id]);
  if (!row) throw new Error('no delivery');
  return row;
};
const revision = async (): Promise<number> =>
  Number((await base.db.query<{ revision: string }>('select revision from conversation'))[0]?.revision);

test('in every state, every receipt does what the law of deliveries says', async () => {
  const pairs = STATES.flatMap((state) => RECEIPTS.map((word) => ({ state, word })));
  const deliveries = await Promise.all(pairs.map(({ state }) => sent(state)));
  await Promise.all(pairs.map(({ word }, i) => ingest.receive(door.account, [receipt(at(deliveries, i), word)])));
  const after = await Promise.all(deliveries.map(async (each) => (await read(each)).state));
  expect(after).toEqual(pairs.map(({ state, word }) => afterReceipt(state, word)));
});

test('all orders of all receipts, some repeated, in batches or one by one, end in the same state', async () => {
  const orders = permutations(RECEIPTS).flatMap((order) => [order, [...order, order[0] ?? 'accepted']]);
  const deliveries = await Promise.all(orders.map(() => sent('sending')));
  for (let step = 0; step < 5; step += 1) {
    await Promise.all(
      orders.flatMap((order, i) =>
        order.slice(step, step + 1).map((word) => ingest.receive(door.account, [receipt(at(deliveries, i), word)])),
      ),
    );
  }
  // And all at once, in one batch.
  const together = await Promise.all(orders.map(() => sent('sending')));
  await Promise.all(
    orders.flatMap((order, i) => order.map((word) => ingest.receive(door.account, [receipt(at(together, i), word)]))),
  );
  const states = await Promise.all([...deliveries, ...together].map(async (each) => (await read(each)).state));
  expect(new Set(states)).toEqual(new Set(['read']));
});

test('a change raises the revision and is told; a repeat does neither', async () => {
  const delivery = await sent('accepted');
  const before = await revision();
  expect(await ingest.receive(door.account, [receipt(delivery, 'delivered')])).toEqual([
    { kind: 'receipt', matched: true },
  ]);
  expect(await revision()).toBe(before + 1);
  expect(door.facts).toMatchObject([{ kind: 'conversation', id: conversationId, revision: before + 1, lastSeq: 2 }]);
  expect(
    await ingest.receive(door.account, [receipt(delivery, 'accepted'), receipt(delivery, 'delivered')]),
  ).toHaveLength(2);
  expect(await revision()).toBe(before + 1);
  expect(door.facts).toHaveLength(1);
});

test('a callback that is faster than the answer to the send is matched by our own id, and brings the provider’s', async () => {
  const delivery = await sent('sending', { identified: false });
  await ingest.receive(door.account, [receipt(delivery, 'delivered', { providerId: 'SM1', deliveryId: delivery.id })]);
  expect(await read(delivery)).toMatchObject({ state: 'delivered', provider_id: 'SM1' });
});

test('an unknown send is resolved by its receipt', async () => {
  const delivery = await sent('unknown', { identified: false });
  await ingest.receive(door.account, [receipt(delivery, 'accepted', { deliveryId: delivery.id })]);
  expect(await read(delivery)).toMatchObject({ state: 'accepted' });
});

test('receipts of nothing of ours, of another account or with nonsense for an id change nothing', async () => {
  const delivery = await sent('accepted');
  const other = await openFrontDoor(base.db, '+15550199');
  const words = [
    ...(await ingest.receive(door.account, [{ kind: 'receipt', providerId: 'SM-none', state: 'read' }])),
    ...(await ingest.receive(door.account, [
      receipt({ ...delivery, providerId: null }, 'read', { deliveryId: 'nonsense' }),
    ])),
    ...(await ingest.receive(other.account, [receipt(delivery, 'read', { deliveryId: delivery.id })])),
  ];
  expect(words).toEqual([1, 2, 3].map(() => ({ kind: 'receipt', matched: false })));
  expect(await read(delivery)).toMatchObject({ state: 'accepted' });
  await other.close();
});

test('what did not arrive is looked at by a person, once; what nobody wanted any more is not', async () => {
  const lost = (): Promise<unknown[]> => base.db.query(`select lane, payload from job where kind = 'lost'`);
  const [refused, gone] = [await sent('accepted'), await sent('accepted')];
  await ingest.receive(door.account, [receipt(refused, 'failed', { fault: 'opted-out', code: '21610' })]);
  expect(await lost()).toEqual([]);
  await ingest.receive(door.account, [receipt(gone, 'failed', { code: '30003' })]);
  await ingest.receive(door.account, [receipt(gone, 'failed', { code: '30003' })]);
  expect(await lost()).toEqual([{ lane: `conversation:${conversationId}`, payload: { conversationId } }]);
});

test('a failure keeps its code and words; proof of delivery clears them', async () => {
  const delivery = await sent('accepted');
  await ingest.receive(door.account, [receipt(delivery, 'failed', { code: '30003', detail: 'Unreachable' })]);
  expect(await read(delivery)).toMatchObject({ state: 'failed', fault: 'permanent', detail: '30003: Unreachable' });
  await ingest.receive(door.account, [receipt(delivery, 'delivered')]);
  expect(await read(delivery)).toMatchObject({ state: 'delivered', fault: null, detail: null });
});

test('a refusal because the recipient opted out is recorded as consent, unless they opted in since', async () => {
  const delivery = await sent('accepted');
  const refusal = receipt(delivery, 'failed', { code: '21610', fault: 'opted-out' });
  await ingest.receive(door.account, [refusal]);
  expect(await read(delivery)).toMatchObject({ state: 'failed', fault: 'opted-out' });
  expect(await base.db.query('select state, source from consent')).toEqual([{ state: 'out', source: 'provider' }]);
  await ingest.receive(door.account, [message(PHONE, 'START')]);
  await ingest.receive(door.account, [refusal]);
  expect(await base.db.query('select state, source from consent')).toEqual([{ state: 'in', source: 'start' }]);
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  );
}
