/** The rows of one delivery: read, claim, settle. Each statement keeps the law of delivery.ts: nothing settles twice or moves back. */
import type { Queryable, Tx } from '../../foundation/database/database';
import type { SendFaultKind } from '../../channels/channel';
import { lastInbound, UNREACHABLE } from './gate';
import type { DeliveryState } from '../../foundation/model/delivery';
import type { DeliveryClass } from '../../foundation/model/entities/delivery.entity';

export interface Owed {
  id: string;
  state: DeliveryState;
  /** Why the last try did not happen; null in `sending` means that a try was cut off. */
  fault: SendFaultKind | null;
  attempts: number;
  message_id: string | null;
  conversation_id: string | null;
  contact_address_id: string | null;
  channel_account_id: string;
  to_address: string;
  text: string;
  /** Who wrote it; null for notices. */
  author: 'agent' | 'assistant' | 'system' | null;
  /** What customers call the agent. */
  agent_name: string | null;
  sent_at: Date | null;
  created_at: Date;
  /** The assistant's words under an older epoch may not leave, nor a survey while the conversation is open. */
  stale: boolean;
  opted_out: boolean;
  account_active: boolean;
  endpoint_stopped: boolean;
  unreachable: string | null;
  template: { id: string; variables: Record<string, string> } | null;
  /** How each file goes, as the gate said when it was written; null: there is none. */
  sent_as: ('file' | 'link')[] | null;
  choices: string[] | null;
  /** Of a notice to an agent: the message whose files go along, and the endpoint. */
  class: DeliveryClass;
  turn_at: Date | null;
  turn_sure: boolean;
  files_of: string | null;
  endpoint_id: string | null;
  last_inbound_at: Date | null;
}

const OWED = `
  select d.id, d.class, d.turn_at, d.turn_sure, d.state, d.fault, d.attempts, d.message_id, d.conversation_id, d.channel_account_id, d.to_address, d.sent_at, d.created_at,
         coalesce(m.text, n.text) as text, coalesce(m.contact_address_id, n.contact_address_id) as contact_address_id, m.author,
         coalesce(m.content->'template', n.template) as template, m.content->'sentAs' as sent_as, coalesce(m.content->'choices', to_jsonb(n.choices)) as choices,
         n.files_of, n.agent_endpoint_id as endpoint_id,
         (select w.public_name from agent w where w.id = m.agent_id) as agent_name,
         coalesce(d.epoch <> c.holder_epoch, false) or (d.class = 'survey' and c.status <> 'closed') as stale,
         coalesce(s.state = 'out', false) as opted_out,
         ${UNREACHABLE} as unreachable,
         a.active as account_active,
         coalesce(e.stopped_at is not null or g.disabled_at is not null, false) as endpoint_stopped,
         case when e.id is not null then greatest(e.last_heard_at, (select h.last_seen_at from contact_address h where h.kind = 'phone' and h.address = e.address))
              when d.message_id is null then now()
              else ${lastInbound('c', 'd.channel_account_id', 'm.contact_address_id')} end as last_inbound_at
    from delivery d
    join channel_account a on a.id = d.channel_account_id
    left join message m on m.id = d.message_id
    left join notice n on n.id = d.notice_id
    left join agent_endpoint e on e.id = n.agent_endpoint_id
    left join agent g on g.id = e.agent_id
    left join conversation c on c.id = d.conversation_id
    left join contact_address p on p.id = coalesce(m.contact_address_id, n.contact_address_id)
    left join consent s on s.contact_address_id = p.id and s.channel_account_id = d.channel_account_id
   where d.id = $1`;

const ON_THE_LEG = `i.direction = 'in' and i.channel_account_id = m.channel_account_id and i.contact_address_id = m.contact_address_id`;

/** What the contact wrote last on the leg of this delivery, for channels that thread by headers; at first, where its matter began. */
export async function answered(q: Queryable, owed: Owed): Promise<Record<string, unknown> | null> {
  const [row] = await q.query<{ content: Record<string, unknown> }>(
    `select i.content from message m join conversation c on c.id = m.conversation_id
      cross join lateral (
        (select 1 as nearest, i.content from message i
          where i.conversation_id = c.id and i.seq < m.seq and ${ON_THE_LEG} order by i.seq desc limit 1)
        union all
        (select 2, i.content from message i
          where i.conversation_id = c.split_from_id and ${ON_THE_LEG} order by i.seq desc limit 1)) i
      where m.id = (select d.message_id from delivery d where d.id = $1)
      order by i.nearest limit 1`,
    [owed.id],
    'delivery_answered',
  );
  return row?.content ?? null;
}

/** Of a notice to an agent's mailbox: the thread of its conversation there. */
export async function threadOf(
  q: Queryable,
  owed: Owed,
): Promise<{ code: number | null; first: string | null } | null> {
  const [row] = await q.query<{ code: number | null; first: string | null }>(
    `select (select o.code from offer o join handoff h on h.id = o.handoff_id
              where h.conversation_id = n.conversation_id and o.agent_endpoint_id = n.agent_endpoint_id and o.code is not null
              order by o.offered_at desc limit 1) as code,
            (select b.id from notice f join delivery b on b.notice_id = f.id
              where f.conversation_id = n.conversation_id and f.agent_endpoint_id = n.agent_endpoint_id
                and (f.created_at, f.id) < (n.created_at, n.id)
              order by f.created_at, f.id limit 1) as first
       from delivery d join notice n on n.id = d.notice_id
      where d.id = $1 and n.agent_endpoint_id is not null and n.conversation_id is not null`,
    [owed.id],
    'delivery_thread',
  );
  return row ?? null;
}

export async function readOwed(q: Queryable, deliveryId: string): Promise<Owed | null> {
  const [row] = await q.query<Owed>(OWED, [deliveryId], 'delivery_owed');
  return row ?? null;
}

/** Committed just before each call; the epoch is checked once more in the same statement. False: somebody was faster. */
export async function claim(q: Queryable, deliveryId: string): Promise<boolean> {
  const rows = await q.query(
    `update delivery d set state = 'sending', fault = null, detail = null, attempts = attempts + 1, sent_at = now()
      where d.id = $1 and (d.state = 'queued' or (d.state = 'sending' and d.fault is not null))
        and (d.epoch is null or d.epoch = (select c.holder_epoch from conversation c where c.id = d.conversation_id))
        and (d.class <> 'survey' or (select c.status = 'closed' from conversation c where c.id = d.conversation_id))
      returning d.id`,
    [deliveryId],
    'delivery_claim',
  );
  return rows.length === 1;
}

/** The provider took it. A status callback may have been faster: then only the provider's id is added. */
export async function accepted(q: Queryable, deliveryId: string, providerId: string): Promise<void> {
  await q.query(
    `update delivery set provider_id = coalesce(provider_id, $2), fault = null, detail = null,
            state = case when state in ('queued', 'sending', 'unknown') then 'accepted' else state end,
            settled_at = coalesce(settled_at, now())
      where id = $1`,
    [deliveryId, providerId],
    'delivery_accepted',
  );
}

/** It surely did not leave and is tried again: `sending` with its fault named. */
export async function postponed(q: Queryable, deliveryId: string, fault: SendFaultKind, detail: string): Promise<void> {
  await q.query(
    `update delivery set fault = $2, detail = $3 where id = $1 and state = 'sending'`,
    [deliveryId, fault, detail],
    'delivery_postponed',
  );
}

/** The end of a delivery that had not been accepted. False when something settled it before. */
export async function settle(
  q: Queryable,
  deliveryId: string,
  state: 'failed' | 'withdrawn' | 'unknown',
  fault: SendFaultKind | null,
  detail: string,
): Promise<boolean> {
  const rows = await q.query(
    `update delivery set state = $2, fault = $3, detail = $4, settled_at = case when $2 = 'unknown' then null else now() end
      where id = $1 and state in ('queued', 'sending', 'unknown')
      returning id`,
    [deliveryId, state, fault, detail],
    'delivery_settle',
  );
  return rows.length === 1;
}

/** A provider's late word that the contact opted out. */
export async function optOut(tx: Tx, contactAddressId: string, accountId: string, source: string): Promise<void> {
  await tx.query(
    `insert into consent (contact_address_id, channel_account_id, state, source) values ($1, $2, 'out', $3)
     on conflict (contact_address_id, channel_account_id) do update set state = 'out', source = excluded.source, changed_at = now()`,
    [contactAddressId, accountId, source],
  );
}

/** Whether the provider's id belongs to another delivery already. */
export async function isTaken(q: Queryable, owed: Owed, providerId: string): Promise<boolean> {
  const rows = await q.query('select 1 from delivery where channel_account_id = $1 and provider_id = $2 and id <> $3', [
    owed.channel_account_id,
    providerId,
    owed.id,
  ]);
  return rows.length > 0;
}
