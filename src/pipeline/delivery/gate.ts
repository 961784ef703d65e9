/** The send gate: one verdict for assistant, agent and system, asked before anything is queued and again before it leaves. */
import { Inject, Injectable } from '@nestjs/common';
import { CHANNELS, type Capabilities, type Channels } from '../../channels/channel';
import type { Queryable } from '../../foundation/database/database';
import type { SendFaultKind } from '../../channels/channel';

export interface SendVerdict {
  /** What an agent reads; null: it may be sent. */
  blocked: string | null;
  fault: SendFaultKind | null;
}

export interface SendFacts {
  optedOut: boolean;
  /** When the contact last wrote to this account from this address. */
  lastInboundAt: Date | null;
  accountActive: boolean;
  /** Why nothing arrives at the address any more; null once they were seen again. */
  unreachable: string | null;
}

const FREE: SendVerdict = { blocked: null, fault: null };

/** Pure: may a free text of `length` characters go out now? STOP wins over everything. */
export function verdict(capabilities: Capabilities, facts: SendFacts, length: number, now: Date): SendVerdict {
  if (facts.optedOut) {
    return {
      blocked: 'This customer opted out of messages here (STOP). Use another channel, or wait until they write START.',
      fault: 'opted-out',
    };
  }
  if (facts.unreachable) {
    return {
      blocked: `Nothing is sent to this address: ${facts.unreachable} Use another channel, or wait until they write.`,
      fault: 'permanent',
    };
  }
  if (!facts.accountActive) return { blocked: 'This channel account is switched off.', fault: 'permanent' };
  const window = capabilities.replyWindow;
  if (window && (!facts.lastInboundAt || now.getTime() - facts.lastInboundAt.getTime() > window.hours * 3_600_000)) {
    return {
      blocked: `The ${window.hours}-hour reply window is closed: free text is refused until the customer writes again.`,
      fault: 'window-closed',
    };
  }
  if (length > capabilities.text.maxLength) {
    return {
      blocked: `Too long: ${length} characters, at most ${capabilities.text.maxLength} here.`,
      fault: 'permanent',
    };
  }
  return FREE;
}

/** Of `contact_address p`: a mark is over once they were seen later. */
export const UNREACHABLE = `case when p.unreachable_at >= p.last_seen_at then p.unreachable_why end`;

interface FactRow {
  channel: string;
  opted_out: boolean;
  active: boolean;
  last_inbound_at: Date | null;
  unreachable: string | null;
}

@Injectable()
export class SendGate {
  constructor(@Inject(CHANNELS) private readonly channels: Channels) {}

  capabilities(channel: string): Capabilities | null {
    return this.channels.get(channel)?.capabilities ?? null;
  }

  /** The verdict for the leg on which the conversation's next reply goes. */
  async forConversation(q: Queryable, conversationId: string, length = 0, now = new Date()): Promise<SendVerdict> {
    const [row] = await q.query<FactRow>(
      `select a.channel, a.active, coalesce(s.state = 'out', false) as opted_out,
              ${UNREACHABLE} as unreachable,
              (select m.created_at from message m
                where m.conversation_id = c.id and m.direction = 'in'
                  and m.channel_account_id = c.channel_account_id and m.contact_address_id = c.contact_address_id
                order by m.seq desc limit 1) as last_inbound_at
         from conversation c
         join channel_account a on a.id = c.channel_account_id
         join contact_address p on p.id = c.contact_address_id
         left join consent s on s.contact_address_id = c.contact_address_id and s.channel_account_id = c.channel_account_id
        where c.id = $1`,
      [conversationId],
      'gate_conversation',
    );
    const capabilities = row && this.capabilities(row.channel);
    if (!row || !capabilities) return { blocked: 'This channel is not available any more.', fault: 'permanent' };
    const facts = {
      optedOut: row.opted_out,
      lastInboundAt: row.last_inbound_at,
      accountActive: row.active,
      unreachable: row.unreachable,
    };
    return verdict(capabilities, facts, length, now);
  }
}
