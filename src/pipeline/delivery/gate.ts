/** The send gate: one verdict for assistant, agent and system, asked before anything is queued and again before it leaves. */
import { Inject, Injectable } from '@nestjs/common';
import {
  CHANNELS,
  type Capabilities,
  type Carriage,
  type Channels,
  type FileFacts,
  type TextSize,
} from '../../channels/channel';
import type { Queryable } from '../../foundation/database/database';
import type { SendFaultKind } from '../../channels/channel';
import { Settings } from '../../foundation/settings/settings';
import { OutgoingFiles, withLinks } from './files';

export interface SendVerdict {
  /** What an agent reads; null: it may be sent. */
  blocked: string | null;
  fault: SendFaultKind | null;
  /** When free text ends to be allowed; null where there is no window, or it is closed. */
  windowClosesAt: Date | null;
}

/** One way to the contact, with what the gate says of a text on it. */
export interface Leg extends SendVerdict {
  accountId: string;
  addressId: string;
  channel: string;
  accountName: string;
  address: string;
  /** The one that a reply takes unless another is chosen. */
  current: boolean;
  /** Where the text is billed by parts. */
  size: TextSize | null;
  /** With a file of its own such a text becomes one MMS, however long its words are. */
  billedAs: 'segments' | 'mms' | null;
  maxLength: number;
  advisedLength: number;
  /** How each file would go, in their order. */
  files: Carriage[];
}

export interface SendFacts {
  optedOut: boolean;
  /** When the contact last wrote to this account from this address. */
  lastInboundAt: Date | null;
  accountActive: boolean;
  /** Why nothing arrives at the address any more; null once they were seen again. */
  unreachable: string | null;
}

/** Pure: may a free text of `length` characters go out now? STOP wins over everything. */
export function verdict(capabilities: Capabilities, facts: SendFacts, length: number, now: Date): SendVerdict {
  const closesAt = windowEnd(capabilities, facts);
  const windowClosesAt = closesAt && closesAt >= now ? closesAt : null;
  return { ...refusal(capabilities, facts, length, now), windowClosesAt };
}

function windowEnd({ replyWindow }: Capabilities, { lastInboundAt }: SendFacts): Date | null {
  return replyWindow && lastInboundAt ? new Date(lastInboundAt.getTime() + replyWindow.hours * 3_600_000) : null;
}

type Refusal = Pick<SendVerdict, 'blocked' | 'fault'>;

function refusal(capabilities: Capabilities, facts: SendFacts, length: number, now: Date): Refusal {
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
  const closesAt = windowEnd(capabilities, facts);
  if (window && (!closesAt || closesAt < now)) {
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
  return { blocked: null, fault: null };
}

/** Of `contact_address p`: a mark is over once they were seen later. */
export const UNREACHABLE = `case when p.unreachable_at >= p.last_seen_at then p.unreachable_why end`;

/**
 * SQL: when the contact of conversation `c` wrote last on this way to its front team, in whichever of their last conversations: a provider's
 * window knows none of them.
 */
export const lastInbound = (c: string, account: string, address: string): string => `(select max(last.at) from (
            select (select i.created_at from message i
                     where i.conversation_id = o.id and i.direction = 'in'
                       and i.channel_account_id = ${account} and i.contact_address_id = ${address}
                     order by i.seq desc limit 1) as at
              from conversation o where o.contact_id = ${c}.contact_id and o.front_team_id = ${c}.front_team_id
             order by o.id desc limit 20) last)`;

const GONE: SendVerdict = {
  blocked: 'This channel is not available any more.',
  fault: 'permanent',
  windowClosesAt: null,
};

/** The leg of each of the contact's last conversations with this team, and every leg within this one. */
const LEGS = `
  with it as (
    select * from conversation where id = $1
  ), pair as (
    select c.channel_account_id, c.contact_address_id from (
      select o.* from conversation o join it on o.contact_id = it.contact_id and o.front_team_id = it.front_team_id
       order by o.id desc limit 20) c
    union
    select m.channel_account_id, m.contact_address_id from message m join it on m.conversation_id = it.id where m.direction = 'in'
  )
  select a.id as account_id, p.id as address_id, a.channel, a.name as account_name, p.address, a.active,
         a.id = it.channel_account_id and p.id = it.contact_address_id as current,
         coalesce(s.state = 'out', false) as opted_out, ${UNREACHABLE} as unreachable,
         ${lastInbound('it', 'a.id', 'p.id')} as last_inbound_at
    from it
    cross join pair
    join channel_account a on a.id = pair.channel_account_id
    -- Words of a conversation's participants are not its contact's address.
    join contact_address p on p.id = pair.contact_address_id and p.contact_id = it.contact_id
    left join consent s on s.contact_address_id = p.id and s.channel_account_id = a.id
   order by current desc, last_inbound_at desc nulls last
   limit 12`;

interface LegRow extends FactRow {
  account_id: string;
  address_id: string;
  account_name: string;
  address: string;
  current: boolean;
}

function factsOf(row: FactRow): SendFacts {
  return {
    optedOut: row.opted_out,
    lastInboundAt: row.last_inbound_at,
    accountActive: row.active,
    unreachable: row.unreachable,
  };
}

interface FactRow {
  channel: string;
  opted_out: boolean;
  active: boolean;
  last_inbound_at: Date | null;
  unreachable: string | null;
}

@Injectable()
export class SendGate {
  constructor(
    private readonly settings: Settings,
    private readonly outgoing: OutgoingFiles,
    @Inject(CHANNELS) private readonly channels: Channels,
  ) {}

  capabilities(channel: string): Capabilities | null {
    return this.channels.get(channel)?.capabilities ?? null;
  }

  /** The verdict for the leg on which the conversation's next reply goes. */
  async forConversation(q: Queryable, conversationId: string, length = 0, now = new Date()): Promise<SendVerdict> {
    const [row] = await q.query<FactRow>(
      `select a.channel, a.active, coalesce(s.state = 'out', false) as opted_out,
              ${UNREACHABLE} as unreachable,
              ${lastInbound('c', 'c.channel_account_id', 'c.contact_address_id')} as last_inbound_at
         from conversation c
         join channel_account a on a.id = c.channel_account_id
         join contact_address p on p.id = c.contact_address_id
         left join consent s on s.contact_address_id = c.contact_address_id and s.channel_account_id = c.channel_account_id
        where c.id = $1`,
      [conversationId],
      'gate_conversation',
    );
    const capabilities = row && this.capabilities(row.channel);
    if (!row || !capabilities) return GONE;
    return verdict(capabilities, factsOf(row), length, now);
  }

  /**
   * Every way on which the contact of this conversation wrote to its front team, the current one first, with the verdict for `text` and `files`.
   * Where they never wrote nothing is offered: writing first needs a consent of its own.
   */
  async legs(
    q: Queryable,
    conversationId: string,
    text: string,
    given: readonly FileFacts[] = [],
    now = new Date(),
  ): Promise<Leg[]> {
    const rows = await q.query<LegRow>(LEGS, [conversationId], 'gate_legs');
    return rows.map((row) => {
      const channel = this.channels.get(row.channel);
      const account = this.settings.account(row.account_id);
      const files = channel && account ? channel.carries(account, row.address, given) : [];
      // What leaves is longer than what was typed by the links in it.
      const links = files.filter(({ as }) => as === 'link').map(() => this.outgoing.example());
      const whole = withLinks(text, links);
      const said = channel ? verdict(channel.capabilities, factsOf(row), whole.length, now) : GONE;
      return {
        ...said,
        accountId: row.account_id,
        addressId: row.address_id,
        channel: row.channel,
        accountName: row.account_name,
        address: row.address,
        current: row.current,
        size: channel?.measure?.(whole) ?? null,
        billedAs: !channel?.measure ? null : files.some(({ as }) => as === 'file') ? 'mms' : 'segments',
        files,
        maxLength: channel?.capabilities.text.maxLength ?? 0,
        advisedLength: channel?.capabilities.text.advisedLength ?? 0,
      };
    });
  }
}
