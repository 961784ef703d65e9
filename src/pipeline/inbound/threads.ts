/** Where a message that threads by headers belongs: to its sender's own conversation, or into somebody else's as a participant. */
import type { AddressKind, InboundMessage } from '../../channels/channel';
import type { Database, Tx } from '../../foundation/database/database';
import { LANE_TAKES_MORE } from '../../foundation/jobs/enqueue';
import { newId } from '../../foundation/model/ids';
import { ORIGINAL_POSITION, type Arrival, type ArrivedFile, type Stored } from './statement';

export interface Place {
  /** Of the sender: an answer to what this very address was sent reaches what that leg reached, whoever vouches for it. */
  kind: AddressKind;
  /** The conversation that somebody else answers; they see nothing of it and steer nothing. */
  participantOf: string | null;
  /** They answered a mail of ours, by the mark in it: they have had that mail. */
  hadOurs: boolean;
}

interface Leg {
  conversation_id: string;
  kind: AddressKind;
  address: string;
  /** The sender is another address of this same contact, and something vouches for it. */
  same_contact: boolean;
}

/** The current conversation stands in for one that it replaced. */
const LEG = `
  select coalesce((select n.id from conversation n where n.contact_id = c.contact_id and n.front_team_id = c.front_team_id and n.is_current), c.id)
           as conversation_id, a.kind, a.address,
         exists (select from contact_address o where o.kind = $3 and o.address = $4 and o.contact_id = c.contact_id) as same_contact
    from message m join conversation c on c.id = m.conversation_id join contact_address a on a.id = m.contact_address_id`;

const ANSWERED = `${LEG} join delivery d on d.message_id = m.id
   where d.id = any($1::uuid[]) and d.channel_account_id = $2 order by d.created_at desc limit 1`;

const REFERRED = `${LEG}
   where m.content ? 'email' and m.channel_account_id = $2 and m.content->'email'->>'messageId' = any($1::text[])
   order by m.created_at desc limit 1`;

export async function placeOf(db: Database, accountId: string, message: InboundMessage): Promise<Place> {
  const { from, thread } = message;
  const own: Place = { kind: from.kind, participantOf: null, hadOurs: false };
  if (!thread) return own;
  const sender = [from.kind, from.address];
  if (thread.deliveries.length > 0) {
    const [leg] = await db.query<Leg>(ANSWERED, [thread.deliveries, accountId, ...sender], 'thread_answered');
    if (leg) return { ...placed(leg, own, from.address, leg.kind), hadOurs: true };
  }
  if (thread.messages.length > 0) {
    const [leg] = await db.query<Leg>(REFERRED, [thread.messages, accountId, ...sender], 'thread_referred');
    // An id that anybody may know proves nothing: a claimed sender stays one.
    if (leg) return placed(leg, own, from.address, from.kind);
  }
  return own;
}

function placed(leg: Leg, own: Place, sender: string, kind: AddressKind): Place {
  if (leg.address === sender) return { ...own, kind };
  return leg.same_contact ? own : { ...own, participantOf: leg.conversation_id };
}

/** Stores what somebody other than the contact wrote into a conversation: its leg and its contact stay what they are. */
export async function storeAsParticipant(db: Database, arrival: Arrival, conversationId: string): Promise<Stored[]> {
  return db.transaction(async (tx) => {
    const first = await tx.query(
      'insert into inbound_event (channel_account_id, event_id) values ($1, $2) on conflict do nothing returning event_id',
      [arrival.accountId, arrival.providerId],
      'participant_event',
    );
    if (first.length === 0) return [];
    const addressId = await participant(tx, arrival);
    const [row] = await tx.query<Stored>(
      `with held as (
         update conversation set last_seq = last_seq + 1, revision = revision + 1, last_message_at = now(), recency = minute_of(now()),
                waiting_since = case when holder = 'assistant' then waiting_since else coalesce(waiting_since, now()) end,
                status = case when status = 'snoozed' then 'open' else status end, snoozed_until = null
          where id = $2
         returning id, last_seq, contact_id, contact_address_id, team_id, assignee_id, revision
       ), said as (
         insert into message (id, conversation_id, seq, direction, author, channel_account_id, contact_address_id, provider_id, text, content)
         select $1, h.id, h.last_seq, 'in', 'contact', $3, $4, $5, $6, $7 from held h
       )
       select $1::uuid as message_id, null::uuid as endpoint_id, h.id as conversation_id, h.last_seq as seq, h.contact_id,
              h.contact_address_id, h.team_id, h.assignee_id, h.revision, h.last_seq, false as opened, false as reopened
         from held h`,
      [
        arrival.messageId,
        conversationId,
        arrival.accountId,
        addressId,
        arrival.providerId,
        arrival.text,
        JSON.stringify({ ...arrival.content, participant: true, ...(arrival.hadOurs ? { hadOurs: true } : {}) }),
      ],
      'participant_message',
    );
    if (!row) throw new Error('A conversation that was answered is gone.');
    await attach(tx, arrival);
    await tx.query(
      `with l as (
         insert into lane (key, due, pending) values ($1, now(), 1)
         ${LANE_TAKES_MORE}
         returning key
       )
       insert into job (lane, kind, payload) select l.key, 'screen', $2 from l`,
      [
        `conversation:${conversationId}`,
        JSON.stringify({ conversationId, messageId: arrival.messageId, seq: row.seq, reopened: false }),
      ],
      'participant_job',
    );
    return [row];
  });
}

/** Their own contact, who may well have conversations of their own. */
async function participant(tx: Tx, arrival: Arrival): Promise<string> {
  const [row] = await tx.query<{ id: string }>(
    `with a as (
       insert into contact_address (id, contact_id, kind, address, display_name) values ($1, $2, $3, $4, $5)
       on conflict (kind, address) do update set last_seen_at = excluded.last_seen_at,
         display_name = coalesce(excluded.display_name, contact_address.display_name)
       returning id, contact_id
     ), c as (
       insert into contact (id, name) select a.contact_id, $5 from a where a.contact_id = $2
     )
     select id from a`,
    [newId(), newId(), arrival.kind, arrival.address, arrival.name],
    'participant_address',
  );
  if (!row) throw new Error('An upsert answers with its row.');
  return row.id;
}

async function attach(tx: Tx, { messageId, attachments }: Arrival): Promise<void> {
  for (const [index, file] of attachments.entries()) {
    await attachOne(tx, messageId, file.original ? ORIGINAL_POSITION : index, file);
  }
}

async function attachOne(tx: Tx, messageId: string, position: number, file: ArrivedFile): Promise<void> {
  await tx.query(
    `insert into attachment (id, message_id, position, name, media_type, source_url, sha256, bytes, content_id, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      newId(),
      messageId,
      position,
      file.name,
      file.mediaType,
      file.url,
      file.sha256,
      file.bytes,
      file.contentId,
      file.state,
    ],
    'participant_file',
  );
}
