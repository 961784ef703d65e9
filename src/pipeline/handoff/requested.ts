/** Another system asks for a person: it finds or opens the conversation, and the handoff is the same as any other. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Tx } from '../../foundation/database/database';
import { maskCards } from '../../foundation/model/cards';
import { Fault } from '../../foundation/model/fault';
import { newId } from '../../foundation/model/ids';
import { Settings } from '../../foundation/settings/settings';
import { SendGate } from '../delivery/gate';
import { knownAddress, refuseOwn } from './first';
import { lock } from './held';
import { Handoffs } from './lifecycle';
import { liveHandoff } from './rows';

export interface Request {
  keyId: string;
  /** The name of the system. */
  system: string;
  idempotencyKey: string | null;
  /** As ingest would meet the address. */
  who: { conversationId: string } | { accountId: string; address: string; name: string | null };
  teamId: string | null;
  priority: number;
  reason: string;
  summary: string | null;
  reference: string | null;
  tellCustomer: boolean;
}

export interface Requested {
  conversationId: string;
  handoffId: string;
  /** False: it was asked for before, or somebody has it already. */
  fresh: boolean;
}

@Injectable()
export class RequestedHandoffs {
  constructor(
    private readonly settings: Settings,
    private readonly gate: SendGate,
    private readonly handoffs: Handoffs,
  ) {}

  /** A repeat under one idempotency key is one request; another request under it is refused. */
  async request(tx: Tx, request: Request): Promise<Requested> {
    const { keyId, idempotencyKey, reference } = request;
    const hash = createHash('sha256').update(JSON.stringify(request)).digest();
    if (idempotencyKey !== null) {
      // Two of them at once: the second waits here, and then sees the first.
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${keyId} ${idempotencyKey}`]);
      const earlier = await this.earlier(tx, keyId, idempotencyKey, hash);
      if (earlier) return earlier;
    }
    if (request.teamId !== null && !this.settings.team(request.teamId)) {
      throw new Fault('invalid', 'There is no such team.', { errors: ['teamId: there is no such team'] });
    }
    const conversationId =
      'conversationId' in request.who ? request.who.conversationId : await this.conversation(tx, request.who);
    const asked = await this.ask(tx, conversationId, request);
    await tx.query(
      `insert into requested_handoff (id, api_key_id, idempotency_key, request_hash, reference, conversation_id, handoff_id)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [newId(), keyId, idempotencyKey, hash, reference, conversationId, asked.handoffId],
    );
    return asked;
  }

  private async earlier(tx: Tx, keyId: string, idempotencyKey: string, hash: Buffer): Promise<Requested | null> {
    const [row] = await tx.query<{ conversationId: string; handoffId: string; hash: Buffer }>(
      `select conversation_id as "conversationId", handoff_id as "handoffId", request_hash as hash
         from requested_handoff where api_key_id = $1 and idempotency_key = $2`,
      [keyId, idempotencyKey],
    );
    if (!row) return null;
    if (!row.hash.equals(hash)) throw new Fault('conflict', 'This Idempotency-Key was used for another request.');
    return { conversationId: row.conversationId, handoffId: row.handoffId, fresh: false };
  }

  private async ask(tx: Tx, conversationId: string, request: Request): Promise<Requested> {
    const held = await lock(tx, conversationId);
    const live = await liveHandoff(tx, conversationId);
    if (live) return { conversationId, handoffId: live.id, fresh: false };
    if (held.status === 'closed') await this.handoffs.reopen(tx, { conversationId });
    await this.handoffs.request(tx, {
      conversationId,
      reason: 'other_system',
      requestedBy: 'system',
      ...(request.teamId === null ? {} : { teamId: request.teamId }),
      priority: request.priority,
      seq: held.last_seq,
      facts: [
        { label: 'System', value: request.system },
        { label: 'Reason', value: maskCards(request.reason) },
        ...(request.summary === null ? [] : [{ label: 'Summary', value: maskCards(request.summary) }]),
        ...(request.reference === null ? [] : [{ label: 'Their reference', value: request.reference }]),
      ],
      silent: !request.tellCustomer,
    });
    const made = await liveHandoff(tx, conversationId);
    if (!made) throw new Error('A handoff that was requested is there.');
    return { conversationId, handoffId: made.id, fresh: true };
  }

  /** The current one with the account's front team, on the way that it goes now; else a new one on this way. */
  private async conversation(
    tx: Tx,
    { accountId, address, name }: Extract<Request['who'], { accountId: string }>,
  ): Promise<string> {
    const account = this.settings.account(accountId);
    const kind = account && this.gate.capabilities(account.channel)?.addressKind;
    if (kind !== 'phone' && kind !== 'email') {
      throw new Fault('invalid', 'Visitors of a site are known by their conversation alone: send conversationId.');
    }
    await refuseOwn(tx, this.settings, address);
    const { contactId, addressId } = await knownAddress(tx, kind, address, name);
    const [row] = await tx.query<{ id: string }>(
      `insert into conversation (id, contact_id, front_team_id, team_id, channel_account_id, contact_address_id)
       values ($1, $2, $3, $3, $4, $5)
       on conflict (contact_id, front_team_id) where is_current do update set contact_id = excluded.contact_id
       returning id`,
      [newId(), contactId, this.settings.frontTeam(accountId).id, accountId, addressId],
      'requested_conversation',
    );
    if (!row) throw new Error('An upsert answers with its row.');
    return row.id;
  }
}
