/** An agent writes before the customer does: to a known contact or a new address, on a stated basis, through the one send gate. */
import { Injectable } from '@nestjs/common';
import type { Tx } from '../../foundation/database/database';
import { maskCards } from '../../foundation/model/cards';
import type { Basis } from '../../foundation/model/entities/written-first.entity';
import { Fault } from '../../foundation/model/fault';
import { newId } from '../../foundation/model/ids';
import { afterQuiet } from '../../foundation/model/quiet';
import { Settings } from '../../foundation/settings/settings';
import { Composer } from '../delivery/compose';
import { SendGate } from '../delivery/gate';
import type { FilledTemplate } from '../delivery/templates';
import { Handoffs } from './lifecycle';

export interface FirstWords {
  agentId: string;
  accountId: string;
  /** As ingest would meet it. */
  address: string;
  name: string | null;
  basis: Basis;
  detail: string | null;
  clientId: string;
  text: string;
  template?: FilledTemplate['template'];
}

export interface Written {
  conversationId: string;
  messageId: string;
  seq: number;
  /** When it leaves, where quiet hours hold it. */
  leavesAt: Date | null;
}

@Injectable()
export class First {
  constructor(
    private readonly settings: Settings,
    private readonly gate: SendGate,
    private readonly composer: Composer,
    private readonly handoffs: Handoffs,
  ) {}

  /** The contact's current conversation with the account's front team, or a new one; the agent holds it then. */
  async write(tx: Tx, words: FirstWords): Promise<Written> {
    const account = this.settings.account(words.accountId);
    const kind = account && this.gate.capabilities(account.channel)?.addressKind;
    if (!account || (kind !== 'phone' && kind !== 'email')) {
      throw new Fault('invalid', 'Nobody can be written to first from this account.');
    }
    await refuseOwn(tx, this.settings, words.address);
    const { contactId, addressId } = await knownAddress(tx, kind, words.address, words.name);
    const team = this.settings.frontTeam(account.id);
    const conversationId = await this.conversation(tx, contactId, team.id, account.id, addressId);
    const [holder] = await tx.query<{ assignee_id: string | null; name: string | null }>(
      `select c.assignee_id, g.name from conversation c left join agent g on g.id = c.assignee_id where c.id = $1 and c.holder = 'agent' and c.status <> 'closed'`,
      [conversationId],
    );
    if (holder?.assignee_id && holder.assignee_id !== words.agentId) {
      throw new Fault('conflict', `${holder.name ?? 'A colleague'} has a conversation with this customer now.`);
    }
    if (!holder) await this.handoffs.takeOver(tx, { conversationId, agentId: words.agentId });
    const gate = await this.gate.forConversation(tx, conversationId, words.text.length);
    if (gate.blocked && !(words.template && gate.fault === 'window-closed')) throw new Fault('conflict', gate.blocked);
    const now = new Date();
    const leaves = afterQuiet(this.settings.business().quietHours, team.timeZone, now);
    const said = await this.composer.say(tx, {
      conversationId,
      author: 'agent',
      agentId: words.agentId,
      clientId: words.clientId,
      text: maskCards(words.text),
      ...(words.template ? { content: { template: words.template } } : {}),
      class: 'proactive',
      ...(leaves > now ? { notBefore: leaves } : {}),
    });
    await tx.query('update conversation set waiting_since = null where id = $1', [conversationId]);
    if (!said.fresh) return { conversationId, messageId: said.messageId, seq: said.seq, leavesAt: null };
    await tx.query(
      `insert into written_first (id, conversation_id, contact_address_id, channel_account_id, agent_id, basis, detail)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [newId(), conversationId, addressId, account.id, words.agentId, words.basis, words.detail],
    );
    return { conversationId, messageId: said.messageId, seq: said.seq, leavesAt: leaves > now ? leaves : null };
  }

  private async conversation(
    tx: Tx,
    contactId: string,
    teamId: string,
    accountId: string,
    addressId: string,
  ): Promise<string> {
    const [row] = await tx.query<{ id: string }>(
      `insert into conversation (id, contact_id, front_team_id, team_id, channel_account_id, contact_address_id)
       values ($1, $2, $3, $3, $4, $5)
       on conflict (contact_id, front_team_id) where is_current
       do update set channel_account_id = excluded.channel_account_id, contact_address_id = excluded.contact_address_id
       returning id`,
      [newId(), contactId, teamId, accountId, addressId],
      'first_conversation',
    );
    if (!row) throw new Error('An upsert answers with its row.');
    return row.id;
  }
}

/** Throws for an account's own address, and for that of an agent. */
export async function refuseOwn(tx: Tx, settings: Settings, address: string): Promise<void> {
  if (settings.accounts().some((account) => account.address === address)) {
    throw new Fault('invalid', 'This is one of our own addresses.', { errors: ['address: is our own'] });
  }
  const agents = await tx.query(
    'select 1 from agent_endpoint where address = $1 and verified_at is not null and stopped_at is null',
    [address],
  );
  if (agents.length > 0) throw new Fault('conflict', 'This is the own address of an agent.');
}

/** Writing to an address proves nothing of it: it stays what it was, or begins as one that never wrote. */
export async function knownAddress(
  tx: Tx,
  kind: 'phone' | 'email',
  address: string,
  name: string | null,
): Promise<{ contactId: string; addressId: string }> {
  const [row] = await tx.query<{ contactId: string; addressId: string }>(
    `with a as (
       insert into contact_address (id, contact_id, kind, address) values ($1, $2, $3, $4)
       on conflict (kind, address) do update set address = excluded.address
       returning id, contact_id
     ), c as (
       insert into contact (id, name) select a.contact_id, $5 from a where a.contact_id = $2
     )
     select a.id as "addressId", a.contact_id as "contactId" from a`,
    [newId(), newId(), kind, address, name],
    'first_address',
  );
  if (!row) throw new Error('An upsert answers with its row.');
  return row;
}
