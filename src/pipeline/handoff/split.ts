/**
 * One conversation becomes two where a new matter began in it: the old one closes as it is, and the new one, which the customer's next
 * words come to, begins with the agent's. Nothing is copied or numbered anew; the new one says where in the old one it began.
 */
import { Injectable } from '@nestjs/common';
import type { Tx } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { newId } from '../../foundation/model/ids';
import { quote } from './brief';
import { lock } from './held';
import { Handoffs, type Changed } from './lifecycle';

export interface Cut {
  conversationId: string;
  agentId: string;
  /** The customer's message with which the new matter begins. */
  fromSeq: number;
  clientId: string;
  /** The agent's first words on it. */
  text: string;
}

@Injectable()
export class Splitting {
  constructor(private readonly handoffs: Handoffs) {}

  /** Answers with the new conversation; a repeat of one client id is one. */
  async split(tx: Tx, cut: Cut): Promise<Changed & { messageId: string; seq: number }> {
    const held = await lock(tx, cut.conversationId);
    const [made] = await tx.query<{ conversationId: string; revision: number; messageId: string; seq: number }>(
      `select c.id as "conversationId", c.revision::int as revision, m.id as "messageId", m.seq
         from conversation c join message m on m.conversation_id = c.id and m.client_id = $2 and m.agent_id = $3
        where c.split_from_id = $1`,
      [held.id, cut.clientId, cut.agentId],
      'split_made',
    );
    if (made) return made;
    if (held.holder !== 'agent' || held.assignee_id !== cut.agentId) {
      throw new Fault('conflict', 'Only what you hold can be split.');
    }
    const [first] = await tx.query<{ text: string }>(
      `select text from message where conversation_id = $1 and seq = $2 and seq > 1 and author = 'contact'`,
      [held.id, cut.fromSeq],
      'split_first',
    );
    if (!first) {
      throw new Fault('invalid', 'It cannot be split there.', {
        errors: ['fromSeq: is no message of the customer after the first one'],
      });
    }
    await this.handoffs.close(tx, { conversationId: held.id, by: 'split' });
    const id = newId();
    // The new one is opened from the row of the old: the way of the customer's last words, and what is known of them.
    await tx.query(
      `with old as (update conversation set is_current = false where id = $1 returning *)
       insert into conversation (id, contact_id, front_team_id, team_id, channel_account_id, contact_address_id, language,
                                 disclosed_at, last_inbound_at, priority, split_from_id, split_seq)
       select $2, contact_id, front_team_id, team_id, channel_account_id, contact_address_id, language,
              disclosed_at, last_inbound_at, $4, id, $3 from old`,
      [held.id, id, cut.fromSeq, held.priority],
      'split_open',
    );
    await this.handoffs.takeOver(tx, { conversationId: id, agentId: cut.agentId });
    await tx.query(
      `update handoff set brief = jsonb_set(brief, '{wants}', jsonb_build_array(jsonb_build_object('text', $2::text, 'seq', 0)))
        where conversation_id = $1`,
      [id, quote(first.text)],
      'split_brief',
    );
    return this.handoffs.reply(tx, {
      conversationId: id,
      agentId: cut.agentId,
      clientId: cut.clientId,
      text: cut.text,
    });
  }
}
