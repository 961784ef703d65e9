/** Retention: conversations that are closed and long silent go, batch by batch, and with their last one the contact. */
import type { Database } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { removeContacts, removeConversations } from './removal';

export interface Retained {
  conversations: number;
  messages: number;
  contacts: number;
}

/** Of a transaction: some thousand rows, done within a second. */
const BATCH = 50;

/** "400d", in days; less than a day is a slip of the hand. */
export function daysOf(age: string): number {
  const days = Number(/^(\d{1,5})d$/.exec(age.trim())?.[1]);
  if (!(days >= 1)) throw new Fault('invalid', `"${age}" is no age: write days, such as 400d.`);
  return days;
}

const OLD = `c.status = 'closed' and c.last_message_at < now() - make_interval(days => $1::int)`;

/** What `retain` would remove; contacts are counted by their last conversation. */
export async function countOld(db: Database, days: number): Promise<Retained> {
  const [row] = await db.query<Retained>(
    `with old as materialized (select c.id, c.contact_id from conversation c where ${OLD})
     select (select count(*)::int from old) as conversations,
            (select count(*)::int from old join message m on m.conversation_id = old.id) as messages,
            (select count(distinct old.contact_id)::int from old
              where not exists (select from conversation o where o.contact_id = old.contact_id and not exists (select from old k where k.id = o.id))
                and not exists (select from contact_address a join consent s on s.contact_address_id = a.id
                                 where a.contact_id = old.contact_id and s.state = 'out')) as contacts`,
    [days],
  );
  return row ?? { conversations: 0, messages: 0, contacts: 0 };
}

/** Tells after each batch. Whoever said STOP stays known by address alone, so that nobody writes to them. */
export async function retain(db: Database, days: number, tell: (done: Retained) => void): Promise<Retained> {
  const done = { conversations: 0, messages: 0, contacts: 0 };
  for (;;) {
    const more = await db.transaction(async (tx) => {
      const rows = await tx.query<{ id: string; contact_id: string }>(
        `select c.id, c.contact_id from conversation c where ${OLD} order by c.id limit $2 for update skip locked`,
        [days, BATCH],
      );
      if (rows.length === 0) return null;
      const messages = await removeConversations(
        tx,
        rows.map((row) => row.id),
      );
      return { conversations: rows.length, messages, contacts: [...new Set(rows.map((row) => row.contact_id))] };
    });
    if (!more) return done;
    done.conversations += more.conversations;
    done.messages += more.messages;
    done.contacts += await forget(db, more.contacts);
    tell(done);
  }
}

/** Those of these contacts who have no conversation any more. Their addresses are locked first, as ingest does. */
function forget(db: Database, contactIds: readonly string[]): Promise<number> {
  return db.transaction(async (tx) => {
    await tx.query('select from contact_address where contact_id = any($1) order by kind, address for update', [
      contactIds,
    ]);
    const rows = await tx.query<{ id: string }>(
      `select p.id from contact p
        where p.id = any($1) and not exists (select from conversation c where c.contact_id = p.id)
          and not exists (select from contact_address a join consent s on s.contact_address_id = a.id
                           where a.contact_id = p.id and s.state = 'out')`,
      [contactIds],
    );
    const ids = rows.map((row) => row.id);
    await removeContacts(tx, ids);
    return ids.length;
  });
}
