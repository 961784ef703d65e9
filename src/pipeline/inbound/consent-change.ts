/** STOP and START: the message, the consent of its pair (address, account) and the withdrawal of what still waits, in one transaction. */
import type { Database, Tx } from '../../foundation/database/database';
import { consentWord } from '../../foundation/model/consent';
import { prepared, type Arrival, type Stored } from './statement';

const STOPPED = 'The recipient opted out (STOP).';

/** Stores a message that may be a consent word, and acts on it when it is one: whether START is one depends on the pair's state. */
export async function storeWithConsent(db: Database, arrival: Arrival): Promise<Stored[]> {
  return db.transaction(async (tx) => {
    const endpoint = await ownEndpoint(tx, arrival);
    const optedOut = endpoint ? endpoint.stopped : await isOptedOut(tx, arrival);
    const word = wordOf(arrival, optedOut);
    const content = word ? { ...arrival.content, consent: word } : arrival.content;
    const { text, values, name } = prepared([{ ...arrival, content, quiet: arrival.quiet || word !== null }]);
    const stored = await tx.query<Stored>(text, values, name);
    const [row] = stored;
    // A repeat of an old STOP must not undo a later START.
    if (!row || !word) return stored;
    if (endpoint) await stopEndpoint(tx, endpoint.id, word);
    if (row.contact_address_id && row.contact_id)
      await changeConsent(tx, arrival, row.contact_address_id, row.contact_id, word);
    return stored;
  });
}

function wordOf(arrival: Arrival, optedOut: boolean): 'stop' | 'start' | null {
  const word = arrival.providerConsent ?? consentWord(arrival.text, optedOut);
  if (word === 'stop') return 'stop';
  return word === 'start' && optedOut ? 'start' : null;
}

async function ownEndpoint(tx: Tx, arrival: Arrival): Promise<{ id: string; stopped: boolean } | null> {
  const [row] = await tx.query<{ id: string; stopped: boolean }>(
    `select id, stopped_at is not null as stopped from agent_endpoint
      where channel_account_id = $1 and address = $2 and verified_at is not null`,
    [arrival.accountId, arrival.address],
    'ingest_endpoint',
  );
  return row ?? null;
}

async function isOptedOut(tx: Tx, arrival: Arrival): Promise<boolean> {
  const [row] = await tx.query<{ out: boolean }>(
    `select k.state = 'out' as out from contact_address a
       join consent k on k.contact_address_id = a.id and k.channel_account_id = $1
      where a.kind = $2 and a.address = $3`,
    [arrival.accountId, arrival.kind, arrival.address],
    'ingest_opted_out',
  );
  return row?.out ?? false;
}

async function changeConsent(
  tx: Tx,
  arrival: Arrival,
  addressId: string,
  contactId: string,
  word: 'stop' | 'start',
): Promise<void> {
  await tx.query(
    `insert into consent (contact_address_id, channel_account_id, state, source) values ($1, $2, $3, $4)
     on conflict (contact_address_id, channel_account_id)
     do update set state = excluded.state, source = excluded.source, changed_at = excluded.changed_at`,
    [addressId, arrival.accountId, word === 'stop' ? 'out' : 'in', word],
    'ingest_consent',
  );
  if (word === 'start') return;
  await tx.query(
    `update delivery set state = 'withdrawn', fault = 'opted-out', detail = $4, settled_at = now()
      where conversation_id in (select c.id from conversation c where c.contact_id = $1)
        and channel_account_id = $2 and to_address = $3 and message_id is not null
        and (state = 'queued' or (state = 'sending' and fault is not null))`,
    [contactId, arrival.accountId, arrival.address, STOPPED],
    'ingest_withdraw',
  );
}

async function stopEndpoint(tx: Tx, endpointId: string, word: 'stop' | 'start'): Promise<void> {
  await tx.query(
    `update agent_endpoint set stopped_at = case when $2 then now() end where id = $1`,
    [endpointId, word === 'stop'],
    'ingest_endpoint_stop',
  );
  if (word === 'start') return;
  await tx.query(
    `update delivery d set state = 'withdrawn', fault = 'opted-out', detail = $2, settled_at = now()
       from notice n
      where n.id = d.notice_id and n.agent_endpoint_id = $1
        and (d.state = 'queued' or (d.state = 'sending' and d.fault is not null))`,
    [endpointId, STOPPED],
    'ingest_endpoint_withdraw',
  );
}
