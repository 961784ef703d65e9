/**
 * Erasing a person: their conversations are closed first, so that nobody writes to them any more; then everything goes.
 *
 * What stays: the ids of inbound events, which say nothing but that an event came, so that a provider's late repeat makes nobody anew;
 * and one audit entry without the person. Their next new message begins with a new contact. Where they had said STOP, this goes too:
 * the provider's own block list is what holds then.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Tx } from '../../foundation/database/database';
import { contactOf } from './find';
import { removeContacts, removeConversations } from './removal';

export interface Erased {
  contactId: string;
  addresses: number;
  conversations: number;
  messages: number;
  /** That were open until now. */
  closed: number;
}

/** A send under way is waited for: its row holds what became of it. */
const SENDING_MS = 15_000;
const BATCH = 20;

/** `record`: writes the audit entry, in the transaction that removes the person. */
export async function eraseContact(
  db: Database,
  address: string,
  record: (tx: Tx, erased: Erased) => Promise<void>,
): Promise<Erased> {
  const contactId = await contactOf(db, address);
  const closed = await db.transaction((tx) => close(tx, contactId));
  await sent(db, contactId);
  const done = { contactId, addresses: 0, conversations: 0, messages: 0, closed };
  while (await db.transaction((tx) => removeSome(tx, contactId, done, BATCH)));
  return db.transaction(async (tx) => {
    // Address before conversation, as ingest locks them: words that arrive now wait, and begin with a new contact.
    const addresses = await tx.query<{ id: string }>(
      'select id from contact_address where contact_id = $1 order by id for update',
      [contactId],
    );
    while (await removeSome(tx, contactId, done, BATCH));
    await forgetAsParticipant(
      tx,
      addresses.map((row) => row.id),
    );
    await removeContacts(tx, [contactId]);
    const erased = { ...done, addresses: addresses.length };
    await record(tx, erased);
    return erased;
  });
}

/** As the law has it: nobody holds what is closed, its epoch is another, and what was about to be sent is not. */
async function close(tx: Tx, contactId: string): Promise<number> {
  const open = await tx.query<{ id: string }>(
    `select id from conversation where contact_id = $1 and status <> 'closed' order by id for update`,
    [contactId],
  );
  const ids = open.map((row) => row.id);
  await tx.query(
    `update conversation set status = 'closed', holder = 'assistant', assignee_id = null, holder_epoch = holder_epoch + 1,
            waiting_since = null, snoozed_until = null, closed_at = now(), closed_by = 'erasure', revision = revision + 1
      where id = any($1)`,
    [ids],
  );
  await tx.query(
    `update offer set state = 'withdrawn', answered_at = now()
      where state = 'open' and handoff_id in (select id from handoff where conversation_id = any($1))`,
    [ids],
  );
  await tx.query(
    `update handoff set state = 'cancelled', ended_at = now(), ended_seq = c.last_seq from conversation c
      where c.id = handoff.conversation_id and c.id = any($1) and handoff.state in ('queued', 'offered', 'accepted')`,
    [ids],
  );
  await tx.query(
    `update delivery set state = 'withdrawn', settled_at = now()
      where conversation_id in (select id from conversation where contact_id = $1) and state = 'queued'`,
    [contactId],
  );
  return ids.length;
}

async function sent(db: Database, contactId: string): Promise<void> {
  const end = Date.now() + SENDING_MS;
  while (Date.now() < end) {
    const sending = await db.query(
      `select from delivery d join conversation c on c.id = d.conversation_id where c.contact_id = $1 and d.state = 'sending' limit 1`,
      [contactId],
    );
    if (sending.length === 0) return;
    await pause(250);
  }
}

/** What they wrote into other people's conversations: the line stays, as the sequence has no gaps; its words go. */
async function forgetAsParticipant(tx: Tx, addressIds: readonly string[]): Promise<void> {
  const theirs = `select id from message where contact_address_id = any($1) and content ? 'participant'`;
  await tx.query(`delete from attachment where message_id in (${theirs})`, [addressIds]);
  await tx.query(
    `update message set text = '(erased)', content = '{"participant": true}'
      where contact_address_id = any($1) and content ? 'participant'`,
    [addressIds],
  );
}

/** False when there was nothing left. */
async function removeSome(
  tx: Tx,
  contactId: string,
  done: { conversations: number; messages: number },
  limit: number,
): Promise<boolean> {
  const rows = await tx.query<{ id: string }>(
    'select id from conversation where contact_id = $1 order by id limit $2 for update',
    [contactId, limit],
  );
  if (rows.length === 0) return false;
  const messages = await removeConversations(
    tx,
    rows.map((row) => row.id),
  );
  done.conversations += rows.length;
  done.messages += messages;
  return true;
}
