/** Acting in the inbox: each action checks who asks while it holds the row, then is one command of the handoff's lifecycle. */
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { hashOf } from '../../foundation/database/blobs';
import { Database, type Tx } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { localTime, snoozeTimes } from '../../foundation/model/snooze';
import { Settings } from '../../foundation/settings/settings';
import { SendGate } from '../../pipeline/delivery/gate';
import { Templates, type FilledTemplate } from '../../pipeline/delivery/templates';
import { Handoffs, type Changed } from '../../pipeline/handoff/lifecycle';
import { Splitting } from '../../pipeline/handoff/split';
import { Passing } from '../../pipeline/routing/passing';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { Uploads } from '../http/uploads';
import { Checked, Id } from '../http/checked';
import {
  Accepted,
  AgentRef,
  DeclineBody,
  NewNote,
  PassBody,
  Replied,
  Reply,
  ReturnBody,
  SnoozeBody,
  SnoozeTimes,
  SplitBody,
  TransferBody,
} from '../http/contract';
import { Describe } from '../http/describe';
import { uploader } from './agent-uploads';
import { heldStanding, rights, standing, type Rights, type Standing } from './visible';

const REFUSED: Record<keyof Rights, string> = {
  accept: 'It does not wait for anybody now.',
  takeOver: 'You hold it already, or it waits: accept it instead.',
  reply: 'You cannot answer here.',
  return: 'Only the agent who holds it, or an admin, gives it back to the assistant.',
  close: 'It is closed, or a colleague holds it: take it over first.',
  transfer: 'It is closed, or a colleague holds it: take it over first.',
  snooze: 'Only what you hold can be snoozed, once.',
  pass: 'Only what you hold can be passed on.',
  decline: 'It is not put to you now.',
  split: 'Only what you hold can be split.',
  wake: 'It is not snoozed, or a colleague holds it: take it over first.',
};

const Colleagues = z.array(AgentRef);

const LONGEST_SNOOZE_MS = 366 * 86_400_000;

@Controller('api/conversations/:id')
export class ActionsController {
  constructor(
    private readonly db: Database,
    private readonly handoffs: Handoffs,
    private readonly settings: Settings,
    private readonly gate: SendGate,
    private readonly templates: Templates,
    private readonly passing: Passing,
    private readonly splitting: Splitting,
    private readonly uploads: Uploads,
  ) {}

  @Post('accept')
  @HttpCode(200)
  @Describe({ summary: 'Take what waits; the first one wins', answer: Accepted })
  accept(@Me() me: SignedIn, @Param('id', Id) id: string): Promise<Changed> {
    return this.act(me, id, 'accept', (tx) => this.handoffs.accept(tx, { conversationId: id, agentId: me.agentId }));
  }

  @Post('take-over')
  @HttpCode(200)
  @Describe({ summary: 'Take it from the assistant, a colleague, or out of the closed ones', answer: Accepted })
  takeOver(@Me() me: SignedIn, @Param('id', Id) id: string): Promise<Changed> {
    return this.act(me, id, 'takeOver', (tx) =>
      this.handoffs.takeOver(tx, { conversationId: id, agentId: me.agentId }),
    );
  }

  @Post('messages')
  @HttpCode(200)
  @Describe({ summary: 'Write to the contact; a repeat of one clientId is one message', answer: Replied })
  async reply(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(Reply)) { clientId, text, leg, template, files, seen }: z.infer<typeof Reply>,
  ): Promise<z.infer<typeof Replied>> {
    // Asked of the provider before the transaction begins.
    const filled = template ? await this.filled(me, id, template, leg?.accountId) : null;
    const redeemed = await this.uploads.redeem(uploader(me.agentId), files);
    return this.db.transaction(async (tx) => {
      const { revision } = await heldStanding(tx, me, id);
      const [before] = await tx.query<{ id: string; seq: number }>(
        'select id, seq from message where conversation_id = $1 and client_id = $2 and agent_id = $3',
        [id, clientId, me.agentId],
      );
      // A repeat must not take the conversation back from whoever has it since.
      if (before) return { conversationId: id, revision, messageId: before.id, seq: before.seq };
      if (seen !== undefined) await this.refuseStale(tx, me, id, seen);
      const said = await this.handoffs.reply(tx, {
        conversationId: id,
        agentId: me.agentId,
        clientId,
        text,
        leg,
        files: redeemed.map(({ content, mediaType, name }) => ({
          sha256: hashOf(content),
          mediaType,
          name: name ?? null,
          bytes: content.length,
        })),
        ...filled,
      });
      await tx.query(
        `insert into conversation_read (conversation_id, agent_id, seq) values ($1, $2, $3)
         on conflict (conversation_id, agent_id)
         do update set seq = greatest(conversation_read.seq, excluded.seq), draft = null, updated_at = now()`,
        [id, me.agentId, said.seq],
      );
      return said;
    });
  }

  @Post('notes')
  @HttpCode(200)
  @Describe({ summary: 'A note that only staff see', answer: Accepted })
  note(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(NewNote)) { text }: z.infer<typeof NewNote>,
  ): Promise<Changed> {
    return this.act(me, id, null, (tx) => this.handoffs.note(tx, { conversationId: id, agentId: me.agentId, text }));
  }

  @Post('return')
  @HttpCode(200)
  @Describe({ summary: 'Give it back to the assistant', answer: Accepted })
  giveBack(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(ReturnBody)) { note }: z.infer<typeof ReturnBody>,
  ): Promise<Changed> {
    return this.act(me, id, 'return', (tx) =>
      this.handoffs.giveBack(tx, { conversationId: id, agentId: me.agentId, note }),
    );
  }

  @Post('close')
  @HttpCode(200)
  @Describe({ summary: 'The matter is done', answer: Accepted })
  close(@Me() me: SignedIn, @Param('id', Id) id: string): Promise<Changed> {
    return this.act(me, id, 'close', (tx) => this.handoffs.close(tx, { conversationId: id, by: 'agent' }));
  }

  @Get('colleagues')
  @Describe({
    summary: 'Who can be asked to take it over: its team and the admins, those who are here first',
    answer: Colleagues,
  })
  async colleagues(@Me() me: SignedIn, @Param('id', Id) id: string): Promise<z.infer<typeof Colleagues>> {
    await standing(this.db, me, id);
    return this.passing.colleagues(this.db, id, me.agentId);
  }

  @Post('pass')
  @HttpCode(200)
  @Describe({ summary: 'Ask a colleague to take it over; it stays yours until they accept', answer: Accepted })
  pass(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(PassBody)) { agentId: colleagueId, note }: z.infer<typeof PassBody>,
  ): Promise<Changed> {
    return this.act(me, id, 'pass', (tx) =>
      this.passing.ask(tx, { conversationId: id, agent: { id: me.agentId, name: me.name }, colleagueId, note }),
    );
  }

  @Post('pass/withdraw')
  @HttpCode(200)
  @Describe({ summary: 'Ask that colleague no more', answer: Accepted })
  withdraw(@Me() me: SignedIn, @Param('id', Id) id: string): Promise<Changed> {
    return this.act(me, id, 'pass', (tx) => this.passing.withdraw(tx, { conversationId: id }));
  }

  @Post('decline')
  @HttpCode(200)
  @Describe({
    summary: 'Not now: what waits is offered to the next one, what a colleague passed stays with them',
    answer: Accepted,
  })
  decline(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(DeclineBody)) { reason }: z.infer<typeof DeclineBody>,
  ): Promise<Changed> {
    return this.act(me, id, 'decline', async (tx, { revision }) => {
      const [handoff] = await tx.query<{ id: string }>(
        `select id from handoff where conversation_id = $1 and state in ('queued', 'offered', 'accepted')`,
        [id],
      );
      if (!handoff) throw new Fault('conflict', REFUSED.decline);
      await this.handoffs.decline(tx, { handoffId: handoff.id, agentId: me.agentId, detail: reason ?? null });
      return { conversationId: id, revision };
    });
  }

  @Post('transfer')
  @HttpCode(200)
  @Describe({ summary: 'Hand it to another team', answer: Accepted })
  transfer(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(TransferBody)) { teamId, note }: z.infer<typeof TransferBody>,
  ): Promise<Changed> {
    return this.act(me, id, 'transfer', (tx) =>
      this.handoffs.transfer(tx, { conversationId: id, agentId: me.agentId, teamId, note }),
    );
  }

  @Post('split')
  @HttpCode(200)
  @Describe({
    summary: 'Close it where a new matter began, and go on with that in a conversation of its own',
    answer: Replied,
  })
  split(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(SplitBody)) { fromSeq, clientId, text }: z.infer<typeof SplitBody>,
  ): Promise<z.infer<typeof Replied>> {
    return this.db.transaction(async (tx) => {
      await heldStanding(tx, me, id);
      return this.splitting.split(tx, { conversationId: id, agentId: me.agentId, fromSeq, clientId, text });
    });
  }

  @Post('snooze')
  @HttpCode(200)
  @Describe({ summary: 'It leaves the lists until a time, or until the customer writes', answer: Accepted })
  snooze(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(SnoozeBody)) body: z.infer<typeof SnoozeBody>,
  ): Promise<Changed> {
    return this.act(me, id, 'snooze', (tx, { teamId }) => {
      const until = 'until' in body ? new Date(body.until) : localTime(body.local, this.zoneOf(teamId));
      const ahead = until.getTime() - Date.now();
      // Also false for a time that is none.
      if (!(ahead > 0 && ahead < LONGEST_SNOOZE_MS)) {
        throw new Fault('invalid', 'Choose a time that lies ahead, within a year.');
      }
      return this.handoffs.snooze(tx, { conversationId: id, until });
    });
  }

  @Get('snooze')
  @Describe({ summary: 'Times to choose from, in the time zone of its team', answer: SnoozeTimes })
  async snoozeTimes(@Me() me: SignedIn, @Param('id', Id) id: string): Promise<z.infer<typeof SnoozeTimes>> {
    const timeZone = this.zoneOf((await standing(this.db, me, id)).teamId);
    const times = snoozeTimes(new Date(), timeZone);
    return { timeZone, times: times.map(({ name, until }) => ({ name, until: until.toISOString() })) };
  }

  @Post('wake')
  @HttpCode(200)
  @Describe({ summary: 'Back into the lists before its time', answer: Accepted })
  wake(@Me() me: SignedIn, @Param('id', Id) id: string): Promise<Changed> {
    return this.act(me, id, 'wake', (tx) => this.handoffs.wake(tx, { conversationId: id }));
  }

  /** Written before they read what came meanwhile: they are asked, and may send it all the same. */
  private async refuseStale(tx: Tx, me: SignedIn, id: string, seen: number): Promise<void> {
    const [newer] = await tx.query<{ author: string }>(
      `select author from message
        where conversation_id = $1 and seq > $2 and author <> 'system' and agent_id is distinct from $3
        order by seq desc limit 1`,
      [id, seen, me.agentId],
      'inbox_newer',
    );
    if (!newer) return;
    const who = { contact: 'The customer', agent: 'A colleague' }[newer.author] ?? 'The assistant';
    throw new Fault('stale', `${who} wrote something newer meanwhile. Read it, then send this as it is or change it.`);
  }

  private zoneOf(teamId: string): string {
    return (this.settings.team(teamId) ?? this.settings.fallbackTeam()).timeZone;
  }

  private async filled(
    me: SignedIn,
    id: string,
    { id: templateId, variables }: NonNullable<z.infer<typeof Reply>['template']>,
    accountId: string | undefined,
  ): Promise<FilledTemplate> {
    await standing(this.db, me, id);
    const legs = await this.gate.legs(this.db, id, '');
    const leg = legs.find((one) => (accountId === undefined ? one.current : one.accountId === accountId));
    if (!leg) throw new Fault('invalid', 'The contact never wrote on this way; choose another one.');
    return this.templates.fill(leg.accountId, templateId, variables);
  }

  private act(
    me: SignedIn,
    id: string,
    right: keyof Rights | null,
    command: (tx: Tx, at: Standing) => Promise<Changed>,
  ): Promise<Changed> {
    return this.db.transaction(async (tx) => {
      const at = await heldStanding(tx, me, id);
      if (right && !rights(me, at)[right]) throw new Fault('conflict', REFUSED[right]);
      return command(tx, at);
    });
  }
}
