/** Other systems start handoffs, and ask how a conversation stands. */
import { Body, Controller, Get, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { Settings } from '../../foundation/settings/settings';
import { RequestedHandoffs, type Request } from '../../pipeline/handoff/requested';
import { Caller, type CallingSystem } from '../auth/api-keys';
import { KeyOnly } from '../http/access';
import { Checked } from '../http/checked';
import { ConversationState, HandoffRequest, RequestedHandoff } from '../http/contract';
import { Describe } from '../http/describe';

const Reference = new Checked(z.string().min(1).max(200));
const LONGEST_KEY = 255;

type Contact = NonNullable<z.infer<typeof HandoffRequest>['contact']>;

interface StateRow {
  conversationId: string;
  status: z.infer<typeof ConversationState>['status'];
  holder: z.infer<typeof ConversationState>['holder'];
  teamId: string;
  team: string;
  openedAt: Date;
  closedAt: Date | null;
  lastMessageAt: Date;
  waitingSince: Date | null;
  handoffId: string | null;
  state: NonNullable<z.infer<typeof ConversationState>['handoff']>['state'];
  requestedAt: Date;
  acceptedAt: Date | null;
  firstReplyAt: Date | null;
  endedAt: Date | null;
  agent: string | null;
}

@Controller('api/v1')
export class V1Controller {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly handoffs: RequestedHandoffs,
  ) {}

  @Post('handoffs')
  @HttpCode(200)
  @KeyOnly('handoff:write')
  @Describe({
    summary: 'Ask for a person: finds or opens the conversation; a repeat under one Idempotency-Key is one request',
    answer: RequestedHandoff,
  })
  async request(
    @Caller() system: CallingSystem,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Body(new Checked(HandoffRequest)) body: z.infer<typeof HandoffRequest>,
  ): Promise<z.infer<typeof RequestedHandoff>> {
    const { conversationId, contact } = body;
    const who = conversationId !== undefined ? { conversationId } : contact && this.who(contact);
    if (idempotencyKey !== undefined && idempotencyKey.length > LONGEST_KEY) {
      throw new Fault('invalid', `An Idempotency-Key has at most ${LONGEST_KEY} characters.`);
    }
    if (!who) throw new Fault('invalid', 'Send either contact or conversationId.');
    const asked = await this.db.transaction((tx) =>
      this.handoffs.request(tx, {
        keyId: system.keyId,
        system: system.name,
        idempotencyKey: idempotencyKey ?? null,
        who,
        teamId: body.teamId ?? null,
        priority: body.priority,
        reason: body.reason,
        summary: body.summary ?? null,
        reference: body.reference ?? null,
        tellCustomer: body.tellCustomer,
      }),
    );
    return { ...asked, reference: body.reference ?? null };
  }

  @Get('conversations/:reference')
  @KeyOnly('conversation:read')
  @Describe({
    summary: 'How a conversation stands, by its id or by the reference under which this key last asked for a person',
    answer: ConversationState,
  })
  async state(
    @Caller() system: CallingSystem,
    @Param('reference', Reference) reference: string,
  ): Promise<z.infer<typeof ConversationState>> {
    const [row] = await this.db.query<StateRow>(
      `select c.id as "conversationId", c.status, c.holder, t.id as "teamId", t.name as team, c.opened_at as "openedAt",
              c.closed_at as "closedAt", c.last_message_at as "lastMessageAt", c.waiting_since as "waitingSince",
              h.id as "handoffId", h.state, h.requested_at as "requestedAt", h.accepted_at as "acceptedAt",
              h.first_reply_at as "firstReplyAt", h.ended_at as "endedAt", g.public_name as agent
         from conversation c join team t on t.id = c.team_id
         left join lateral (select * from handoff where conversation_id = c.id order by requested_at desc limit 1) h on true
         left join agent g on g.id = h.agent_id
        where c.id = coalesce(
          (select r.conversation_id from requested_handoff r where r.api_key_id = $1 and r.reference = $2 order by r.id desc limit 1), $3)`,
      [system.keyId, reference, z.uuid().safeParse(reference).data ?? null],
      'v1_conversation',
    );
    if (!row) throw new Fault('not-found', 'There is no conversation of this id or reference.');
    return view(row);
  }

  /** The account that the channel has, or the one that was named. */
  private who({ channel, address, name, accountId }: Contact): Request['who'] {
    const accounts = this.settings
      .accounts()
      .filter((one) => one.active && one.channel === channel && (accountId === undefined || one.id === accountId));
    const [account] = accounts;
    if (!account || accounts.length > 1) {
      const fault = account ? `name one: ${channel} has several accounts` : `there is no such account of ${channel}`;
      throw new Fault('invalid', 'It is not clear from which account.', { errors: [`contact.accountId: ${fault}`] });
    }
    return { accountId: account.id, address: addressOf(channel, address), name: name ?? null };
  }
}

function addressOf(channel: Contact['channel'], given: string): string {
  const mail = channel === 'email';
  const address = mail ? given.toLowerCase() : given.replace(/[\s().-]/g, '');
  if (mail ? z.email().safeParse(address).success : /^\+[1-9]\d{6,14}$/.test(address)) return address;
  const fault = mail ? 'must be a mail address' : 'must be a phone number with its country code, such as +15550100';
  throw new Fault('invalid', 'Nobody has this address.', { errors: [`contact.address: ${fault}`] });
}

function view(row: StateRow): z.infer<typeof ConversationState> {
  return {
    conversationId: row.conversationId,
    status: row.status,
    holder: row.holder,
    team: { id: row.teamId, name: row.team },
    openedAt: row.openedAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    lastMessageAt: row.lastMessageAt.toISOString(),
    waitingSince: row.waitingSince?.toISOString() ?? null,
    handoff:
      row.handoffId === null
        ? null
        : {
            id: row.handoffId,
            state: row.state,
            requestedAt: row.requestedAt.toISOString(),
            acceptedAt: row.acceptedAt?.toISOString() ?? null,
            firstReplyAt: row.firstReplyAt?.toISOString() ?? null,
            endedAt: row.endedAt?.toISOString() ?? null,
            agent: row.agent,
          },
  };
}
