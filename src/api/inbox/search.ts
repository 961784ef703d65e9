/** Looking for words that were said and for the people who said them; only what the agent may see, newest first. */
import type { Database, Tx } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import type { SignedIn } from '../auth/sessions';
import type { ContactHit, MessageHit } from '../http/contract';
import { MICROS_PART, momentOf, readCursor, UUID_PART, writeCursor } from '../http/cursor';
import { excerptOf, wordsOf } from './excerpt';
import { visibleTo } from './visible';

export interface SearchRequest {
  q: string;
  cursor?: string | undefined;
  limit: number;
}

interface Found<T> {
  items: T[];
  next: string | null;
}

/** A search that everything matches must not hold up the inbox. */
const MOST_MS = 4_000;
/** Words with more hits than this are looked for from the newest message backwards, where one is soon found. */
const MOST_RARE = 5_000;
/** Fewer letters in a row have no entry of their own in the index of names and addresses. */
const SHORTEST_PART = 3;
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Messages that are not indexed yet and are read one by one: those of some seconds, unless the workers cannot follow. */
const MOST_DUE = 20_000;

/** $1 words, $2 how many. */
export const HITS = `
  select e.message_id as id from search_entry e where e.words @@ to_tsquery('simple', $1)
   union all
  select m.id from (select d.message_id from search_due d order by d.message_id desc limit ${MOST_DUE}) due
    join message m on m.id = due.message_id
   where words_of(m.text) @@ to_tsquery('simple', $1)
   limit $2::int`;

/** $1 agent, $2 is admin, $3 what `hit` takes, $4 last id, $5 limit. */
const messages = (hit: string): string => `
  select m.id as "messageId", m.conversation_id as "conversationId", m.seq, m.author, left(m.text, 50000) as text, c.status,
         m.created_at as at,
         (select a.channel from channel_account a where a.id = m.channel_account_id) as channel,
         (select json_build_object('id', t.id, 'name', t.name) from team t where t.id = c.team_id) as team,
         (select json_build_object('id', p.id, 'name', coalesce(p.name, a.display_name), 'address', a.address, 'addressKind', a.kind)
            from contact p, contact_address a where p.id = c.contact_id and a.id = m.contact_address_id) as contact
    from message m join conversation c on c.id = m.conversation_id
   where ${hit} and m.id < $4::uuid and ${visibleTo('$1', '$2')}
   order by m.id desc limit $5::int`;
const RARE = messages('m.id = any($3::uuid[])');
const COMMON = messages(`words_of(m.text) @@ to_tsquery('simple', $3)`);

/** $1 agent, $2 is admin, $3 part of a name, $4 part of an address, $5 last moment, $6 last id, $7 limit. */
export const CONTACTS = `
  with hit as (
    select a.contact_id as id from contact_address a where a.address ilike $4
     union
    select p.id from contact p where p.name ilike $3
  )
  select json_build_object('id', p.id, 'name', coalesce(p.name, a.display_name), 'address', a.address, 'addressKind', a.kind) as contact,
         last.id as "conversationId", last.status, last.last_message_at as "lastMessageAt", last.micros,
         (select s.channel from channel_account s where s.id = last.channel_account_id) as channel,
         (select json_build_object('id', t.id, 'name', t.name) from team t where t.id = last.team_id) as team
    from hit join contact p on p.id = hit.id
    cross join lateral (
      select c.*, (extract(epoch from c.last_message_at) * 1000000)::bigint::text as micros from conversation c
       where c.contact_id = p.id and ${visibleTo('$1', '$2')}
       order by c.last_message_at desc, c.id desc limit 1) last
    -- The address that was looked for, else the one they last wrote from.
    cross join lateral (
      select * from contact_address a where a.contact_id = p.id
       order by a.address ilike $4 desc, a.id = last.contact_address_id desc, a.id limit 1) a
   where (last.last_message_at, last.id) < ($5::timestamptz, $6::uuid)
   order by last.last_message_at desc, last.id desc limit $7::int`;

type MessageRow = Omit<MessageHit, 'excerpt' | 'marks' | 'at'> & { text: string; at: Date };
type ContactRow = Omit<ContactHit, 'lastMessageAt'> & { lastMessageAt: Date; micros: string };

export async function searchMessages(db: Database, me: SignedIn, request: SearchRequest): Promise<Found<MessageHit>> {
  const { q, cursor, limit } = request;
  const words = wordsOf(q);
  if (words.length === 0) return { items: [], next: null };
  const [before] = cursor === undefined ? [] : readCursor(cursor, [UUID_PART]);
  const asked = words.map((word) => `'${word}':*`).join(' & ');
  const rows = await bounded(db, async (tx) => {
    const rare = await rareHits(tx, asked);
    const values = [me.agentId, me.role === 'admin', rare ?? asked, before ?? LAST_ID, limit + 1];
    return tx.query<MessageRow>(rare ? RARE : COMMON, values);
  });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ text, at, ...row }) => ({ ...row, ...excerptOf(text, words), at: at.toISOString() })),
    next: rows.length > limit && last ? writeCursor([last.messageId]) : null,
  };
}

export async function searchContacts(db: Database, me: SignedIn, request: SearchRequest): Promise<Found<ContactHit>> {
  const { q, cursor, limit } = request;
  // Numbers are stored as digits alone: what people put between them is left out.
  const digits = /^[+\d\s().\-/]+$/.test(q) ? q.replace(/\D/g, '') : null;
  if ((digits ?? q).length < SHORTEST_PART) return { items: [], next: null };
  const [at, id] = cursor === undefined ? [] : readCursor(cursor, [MICROS_PART, UUID_PART]);
  const values = [
    me.agentId,
    me.role === 'admin',
    contains(q),
    contains(digits ?? q),
    at === undefined ? 'infinity' : momentOf(at),
    id ?? LAST_ID,
    limit + 1,
  ];
  const rows = await bounded(db, (tx) => tx.query<ContactRow>(CONTACTS, values));
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ lastMessageAt, micros: _micros, ...row }) => ({
      ...row,
      lastMessageAt: lastMessageAt.toISOString(),
    })),
    next: rows.length > limit && last ? writeCursor([last.micros, last.conversationId]) : null,
  };
}

const contains = (part: string): string => `%${part.replace(/[\\%_]/g, '\\$&')}%`;

/** Null where they are too many. */
async function rareHits(tx: Tx, asked: string): Promise<string[] | null> {
  await indexesOnly(tx);
  const rows = await tx.query<{ id: string }>(HITS, [asked, MOST_RARE + 1]);
  await tx.query('set local enable_seqscan = on');
  await tx.query('set local enable_indexscan = on');
  return rows.length > MOST_RARE ? null : rows.map((row) => row.id);
}

/** For HITS: the planner thinks every beginning of a word common, and would read the whole table for a rare one. */
export async function indexesOnly(tx: Tx): Promise<void> {
  await tx.query('set local enable_seqscan = off');
  await tx.query('set local enable_indexscan = off');
}

async function bounded<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await db.transaction(async (tx) => {
      await tx.query(`set local statement_timeout = ${MOST_MS}`);
      return work(tx);
    });
  } catch (error) {
    if ((error as { code?: string }).code !== '57014') throw error;
    throw new Fault('unavailable', 'The search took too long. Add a word, or write more of one.', { cause: error });
  }
}
