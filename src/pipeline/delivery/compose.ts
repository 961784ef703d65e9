/** Puts words into the outbox: the message or notice, its delivery and the sending job, all in the caller's transaction. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Tx } from '../../foundation/database/database';
import { Jobs } from '../../foundation/jobs/jobs';
import type { DeliveryClass } from '../../foundation/model/entities/delivery.entity';
import { Fault } from '../../foundation/model/fault';
import { newId } from '../../foundation/model/ids';
import { isLater } from './rates';
import type { FilledTemplate } from './templates';
import { TOUCHED, Touch, type Touched } from './touch';

/** A stored content that goes out with a message. */
export interface SaidFile {
  sha256: Buffer;
  mediaType: string;
  name: string | null;
  bytes: number;
}

export interface Saying {
  conversationId: string;
  author: 'agent' | 'assistant' | 'system';
  agentId?: string;
  /** The agent's own phone or mailbox that it came from; absent: the web inbox. */
  endpointId?: string;
  text: string;
  /** A repeat of one id is one message. */
  clientId?: string;
  content?: Record<string, unknown>;
  /** Left out: the one on which the contact last wrote. */
  leg?: { accountId: string; addressId: string };
  /** Left out: a notice of the system, else a reply. */
  class?: DeliveryClass;
  /** Quiet hours hold it until then. */
  notBefore?: Date;
  files?: readonly SaidFile[];
}

export interface Said {
  messageId: string;
  seq: number;
  /** False when `clientId` was said before. */
  fresh: boolean;
}

export interface NewNotice {
  kind: 'offer' | 'code' | 'invitation' | 'relay' | 'console';
  endpointId: string;
  conversationId?: string;
  text: string;
  /** The customer's message whose files go along. */
  filesOf?: string;
  /** What answers it with one touch. */
  choices?: readonly string[];
  /** `text` is this one filled: allowed outside of the reply window. */
  template?: FilledTemplate['template'];
  /** A repeat of one key is one notice. */
  key?: string;
}

export interface AddressNotice {
  accountId: string;
  addressId: string;
  /** Where it was asked for. */
  conversationId: string;
  text: string;
}

export interface AwayNotice {
  accountId: string;
  conversationId: string;
  /** That the visitor gave; it has no row of its own. */
  email: string;
  text: string;
}

@Injectable()
export class Composer {
  constructor(
    private readonly jobs: Jobs,
    private readonly touch: Touch,
  ) {}

  /** Says something to the contact on the leg where they last wrote. The assistant's words carry the epoch under which they were written. */
  async say(tx: Tx, saying: Saying): Promise<Said> {
    if (saying.clientId) {
      // The row lock makes two repeats at once wait for each other.
      await tx.query('select 1 from conversation where id = $1 for update', [saying.conversationId], 'say_lock');
      const [before] = await tx.query<{ id: string; seq: number }>(
        'select id, seq from message where conversation_id = $1 and client_id = $2',
        [saying.conversationId, saying.clientId],
        'say_repeat',
      );
      if (before) return { messageId: before.id, seq: before.seq, fresh: false };
    }
    const messageId = newId();
    const deliveryId = newId();
    const [row] = await tx.query<Touched>(
      `with c as (
         update conversation set last_seq = last_seq + 1, revision = revision + 1, last_message_at = now(), recency = minute_of(now())
          where id = $1
          returning ${TOUCHED}, channel_account_id, holder_epoch
       ), m as (
         insert into message (id, conversation_id, seq, direction, author, agent_id, agent_endpoint_id,
                              channel_account_id, contact_address_id, client_id, text, content)
         select $2, c.id, c.last_seq, 'out', $3, $4, $5, coalesce($10::uuid, c.channel_account_id), coalesce($11::uuid, c.contact_address_id), $6, $7, $8
           from c
         returning id, channel_account_id, contact_address_id
       ), d as (
         insert into delivery (id, message_id, conversation_id, channel_account_id, to_address, epoch, class, detail)
         select $9, m.id, c.id, m.channel_account_id, a.address, case when $3 = 'assistant' then c.holder_epoch end, $12, $13
           from m, c join contact_address a on a.id = coalesce($11::uuid, c.contact_address_id)
       )
       select ${TOUCHED} from c`,
      [
        saying.conversationId,
        messageId,
        saying.author,
        saying.agentId ?? null,
        saying.endpointId ?? null,
        saying.clientId ?? null,
        saying.text,
        saying.content ?? {},
        deliveryId,
        saying.leg?.accountId ?? null,
        saying.leg?.addressId ?? null,
        saying.class ?? (saying.author === 'system' ? 'notice' : 'reply'),
        saying.notBefore ? `Quiet hours: it leaves at ${saying.notBefore.toISOString()}.` : null,
      ],
      'say',
    );
    if (!row) throw new Fault('not-found', 'There is no such conversation.');
    for (const [position, file] of (saying.files ?? []).entries()) {
      await tx.query(
        `insert into attachment (id, message_id, position, name, media_type, bytes, sha256, state)
         values ($1, $2, $3, $4, $5, $6, $7, 'stored')`,
        [newId(), messageId, position, file.name, file.mediaType, file.bytes, file.sha256],
        'say_file',
      );
    }
    this.touch.tell(tx, row);
    await this.jobs.enqueue(tx, [
      saying.notBefore || (saying.class && isLater(saying.class))
        ? // A lane of its own: what is answered meanwhile does not wait behind it.
          { lane: `delivery:held:${deliveryId}`, kind: 'deliver', payload: { deliveryId }, notBefore: saying.notBefore }
        : { lane: `delivery:${saying.conversationId}`, kind: 'deliver', payload: { deliveryId } },
    ]);
    return { messageId, seq: row.last_seq, fresh: true };
  }

  /** A system text to an agent's own phone or mailbox. */
  async notify(tx: Tx, notice: NewNotice): Promise<void> {
    const noticeId = notice.key ? idFrom(notice.key) : newId();
    const deliveryId = newId();
    const rows = await tx.query(
      `with e as (
         select id, channel_account_id, address from agent_endpoint where id = $2 and stopped_at is null
       ), n as (
         insert into notice (id, kind, agent_endpoint_id, conversation_id, text, files_of, choices, template)
         select $1, $3, e.id, $4, $5, $7, $8, $9 from e
         on conflict (id) do nothing
         returning id
       )
       insert into delivery (id, notice_id, channel_account_id, to_address, class)
       select $6, n.id, e.channel_account_id, e.address, 'staff' from n, e
       returning id`,
      [
        ...[noticeId, notice.endpointId, notice.kind, notice.conversationId ?? null, notice.text, deliveryId],
        ...[notice.filesOf ?? null, notice.choices ?? null, notice.template ?? null],
      ],
      'notify',
    );
    if (rows.length === 0) return;
    await this.jobs.enqueue(tx, [{ lane: `delivery:${notice.endpointId}`, kind: 'deliver', payload: { deliveryId } }]);
  }

  /** A system text to an address of a customer, outside every transcript. */
  async tellAddress(tx: Tx, notice: AddressNotice): Promise<void> {
    const deliveryId = newId();
    await tx.query(
      `with n as (
         insert into notice (id, kind, contact_address_id, conversation_id, text) values ($1, 'verification', $2, $3, $4) returning id
       )
       insert into delivery (id, notice_id, channel_account_id, to_address, class)
       select $5, n.id, $6, a.address, 'notice' from n, contact_address a where a.id = $2`,
      [newId(), notice.addressId, notice.conversationId, notice.text, deliveryId, notice.accountId],
      'tell_address',
    );
    await this.jobs.enqueue(tx, [{ lane: `delivery:${notice.addressId}`, kind: 'deliver', payload: { deliveryId } }]);
  }

  /** A system text to an address that nothing vouches for. */
  async tellAway(tx: Tx, notice: AwayNotice): Promise<void> {
    const deliveryId = newId();
    await tx.query(
      `with n as (
         insert into notice (id, kind, conversation_id, text) values ($1, 'away', $2, $3) returning id
       )
       insert into delivery (id, notice_id, channel_account_id, to_address, class) select $4, n.id, $5, $6, 'notice' from n`,
      [newId(), notice.conversationId, notice.text, deliveryId, notice.accountId, notice.email],
      'tell_away',
    );
    await this.jobs.enqueue(tx, [
      { lane: `delivery:away:${notice.conversationId}`, kind: 'deliver', payload: { deliveryId } },
    ]);
  }

  /** Takes back what the assistant wrote and has not left yet: a human speaks now. */
  async withdraw(tx: Tx, conversationId: string): Promise<number> {
    const rows = await tx.query(
      `update delivery set state = 'withdrawn', settled_at = now(), detail = 'A person took over before it was sent.'
        where conversation_id = $1 and epoch is not null
          and (state = 'queued' or (state = 'sending' and fault is not null))
        returning id`,
      [conversationId],
      'withdraw',
    );
    return rows.length;
  }
}

/** A stable UUID (version 8, RFC 9562 5.8) from a key, so that a job that runs twice writes one row. */
function idFrom(key: string): string {
  const h = createHash('sha256').update(key).digest('hex');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-8${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20, 32)}`;
}
