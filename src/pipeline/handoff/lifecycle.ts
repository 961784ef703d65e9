/** The life of a handoff as commands: each one changes state, tells the customer and enqueues what follows in one transaction. */
import { Injectable } from '@nestjs/common';
import { readHeard } from '../../conversations/transcript/heard';
import type { Tx } from '../../foundation/database/database';
import { Jobs } from '../../foundation/jobs/jobs';
import { apply } from '../../foundation/model/conversation';
import { maskCards } from '../../foundation/model/cards';
import { Fault } from '../../foundation/model/fault';
import { isOpen } from '../../foundation/model/hours';
import { newId } from '../../foundation/model/ids';
import type { Reason } from '../../foundation/model/policy';
import { text } from '../../foundation/model/texts';
import { Settings } from '../../foundation/settings/settings';
import { Automatic } from '../delivery/automatic';
import { Composer, type SaidFile } from '../delivery/compose';
import type { FilledTemplate } from '../delivery/templates';
import { SendGate, type Leg, type SendVerdict } from '../delivery/gate';
import { Touch, type Touched } from '../delivery/touch';
import { buildBrief, type Claim } from './brief';
import { keepPromise, promise, voidPromise } from './promises';
import { judge, lock, stateOf, write, type Held } from './held';
import { Queueing } from './queueing';
import { endOffers, endHandoff, liveHandoff, openHandoff, passedTo, takeHandoff } from './rows';
import { moveTicket } from './tickets';

export interface HandoffRequest {
  conversationId: string;
  reason: Reason;
  requestedBy: 'contact' | 'policy' | 'assistant' | 'agent' | 'system';
  /** The front team when absent. */
  teamId?: string;
  preferredAgentId?: string;
  decisionId?: string;
  /** 0–9; 9 is danger to life. */
  priority?: number;
  /** The message that decided. */
  seq: number;
  detail?: string;
  /** What the assistant understood, each with its message. */
  claims?: Claim[];
  /** A graver matter that came with the request. */
  matter?: Reason;
  mood?: string;
  /** A line for the customer while waiting. */
  meanwhile?: string;
  /** Said instead of the usual notice (the fixed safe text of a danger). */
  notice?: string;
  /** What another system said of it, for the brief. */
  facts?: readonly { label: string; value: string }[];
  /** The customer is not told. */
  silent?: boolean;
}

export interface Changed {
  conversationId: string;
  revision: number;
}

@Injectable()
export class Handoffs {
  constructor(
    private readonly jobs: Jobs,
    private readonly touch: Touch,
    private readonly composer: Composer,
    private readonly automatic: Automatic,
    private readonly gate: SendGate,
    private readonly settings: Settings,
    private readonly queueing: Queueing,
  ) {}

  /** One command: state, notice, brief and routing commit together. A second request while one waits raises it, never doubles it. */
  async request(tx: Tx, request: HandoffRequest): Promise<Changed> {
    const held = await lock(tx, request.conversationId);
    const teamId = request.teamId ?? held.front_team_id;
    const live = await liveHandoff(tx, held.id);
    if (live && held.holder === 'queue') return this.raise(tx, held, live.id, request);

    const next = judge(held, { kind: 'request-handoff', teamId });
    const priority = request.priority ?? 0;
    const heard = await readHeard(tx, held.id, 40);
    const brief = buildBrief({
      reason: request.reason,
      detail: request.detail ?? null,
      matter: request.matter,
      heard,
      seq: request.seq,
      mood: request.mood ?? null,
      ...(request.claims ? { understood: request.claims } : {}),
      ...(request.facts ? { facts: request.facts } : {}),
    });
    const handoffId = await openHandoff(tx, {
      conversationId: held.id,
      episode: held.episode,
      reason: request.reason,
      requestedBy: request.requestedBy,
      decisionId: request.decisionId ?? null,
      teamId,
      preferredAgentId: request.preferredAgentId ?? null,
      priority,
      brief,
      seq: request.seq,
    });
    const row = await write(tx, held, next, { waiting: true, priority });
    await this.composer.withdraw(tx, held.id);
    if (request.silent) {
      await this.route(tx, handoffId);
      return this.told(tx, row);
    }
    const waiting = request.notice
      ? { text: request.notice, by: null, choices: [] }
      : await this.queueing.enter(tx, held, handoffId, teamId, request.meanwhile);
    const said = await this.automatic.say(tx, {
      conversationId: held.id,
      author: 'system',
      text: waiting.text,
      ...this.queueing.content(held, waiting.choices),
      language: this.language(held),
      clientId: `handoff:${handoffId}`,
    });
    if (said && waiting.by) {
      await promise(tx, { conversationId: held.id, handoffId, messageId: said.messageId, dueAt: waiting.by });
    }
    await this.route(tx, handoffId);
    return this.told(tx, row);
  }

  /** The first acceptance wins; the law and the unique index refuse the second. */
  async accept(
    tx: Tx,
    { conversationId, agentId, endpointId }: { conversationId: string; agentId: string; endpointId?: string },
  ): Promise<Changed> {
    const held = await lock(tx, conversationId);
    if (held.holder === 'agent' && held.assignee_id === agentId) return this.told(tx, await this.same(tx, held));
    const live = await liveHandoff(tx, held.id);
    if (live && (await passedTo(tx, live.id, agentId, held.assignee_id)))
      return this.told(tx, await this.take(tx, held, agentId, endpointId ?? null));
    const next = judge(held, { kind: 'accept', agentId });
    if (!live) throw new Fault('conflict', 'No handoff waits.');
    await takeHandoff(tx, live.id, agentId, endpointId ?? null);
    return this.told(tx, await write(tx, held, next, { waiting: true, priority: held.priority }));
  }

  async decline(
    tx: Tx,
    { handoffId, agentId, detail }: { handoffId: string; agentId: string; detail: string | null },
  ): Promise<void> {
    await tx.query(
      `update offer set state = 'declined', answered_at = now(), detail = $3 where handoff_id = $1 and agent_id = $2 and state = 'open'`,
      [handoffId, agentId, detail],
    );
    const [handoff] = await tx.query<{ conversation_id: string; state: string }>(
      'select conversation_id, state from handoff where id = $1',
      [handoffId],
    );
    // Who asked a colleague keeps it, and sees the answer.
    if (handoff?.state === 'accepted') {
      await this.touch.conversation(tx, handoff.conversation_id);
      return;
    }
    await this.route(tx, handoffId);
  }

  /** From the assistant, the queue, a colleague, or out of a closed conversation. */
  async takeOver(
    tx: Tx,
    { conversationId, agentId, endpointId }: { conversationId: string; agentId: string; endpointId?: string },
  ): Promise<Changed> {
    const held = await lock(tx, conversationId);
    return this.told(tx, await this.take(tx, held, agentId, endpointId ?? null));
  }

  /** An agent's words take the conversation from assistant and queue; a second agent's words do not reassign. */
  async reply(
    tx: Tx,
    {
      conversationId,
      agentId,
      endpointId,
      clientId,
      text: words,
      leg,
      template,
      files = [],
    }: {
      conversationId: string;
      agentId: string;
      endpointId?: string;
      clientId: string;
      text: string;
      /** Left out: where the contact last wrote. */
      leg?: { accountId: string; addressId: string };
      /** `text` is this one filled: allowed outside of the reply window. */
      template?: FilledTemplate['template'];
      files?: readonly SaidFile[];
    },
  ): Promise<Changed & { messageId: string; seq: number }> {
    const held = await lock(tx, conversationId);
    // A number that the agent typed off is as secret as one that the customer wrote.
    const masked = maskCards(words);
    const gate: (SendVerdict & Partial<Pick<Leg, 'files'>>) | undefined =
      leg || files.length > 0
        ? (await this.gate.legs(tx, conversationId, masked, files)).find((one) =>
            leg ? one.accountId === leg.accountId && one.addressId === leg.addressId : one.current,
          )
        : await this.gate.forConversation(tx, conversationId, masked.length);
    if (!gate) throw new Fault('invalid', 'The contact never wrote on this way; choose another one.');
    if (template && files.length > 0) throw new Fault('invalid', 'A template takes no files along.');
    const allowed = template !== undefined && gate.fault === 'window-closed';
    if (gate.blocked && !allowed) throw new Fault('conflict', gate.blocked);
    if (held.holder !== 'agent' || held.status === 'closed') await this.take(tx, held, agentId, endpointId ?? null);
    const said = await this.composer.say(tx, {
      conversationId,
      author: 'agent',
      agentId,
      endpointId,
      clientId,
      leg,
      ...(template ? { content: { template } } : {}),
      ...(files.length > 0 ? { files, content: { sentAs: gate.files?.map(({ as }) => as) ?? [] } } : {}),
      text: masked,
    });
    await tx.query(
      `with answered as (
         update handoff set first_reply_at = now()
          where conversation_id = $1 and state = 'accepted' and first_reply_at is null returning id, requested_at)
       update queue_ticket k set waited_seconds = extract(epoch from now() - a.requested_at)
         from answered a where k.handoff_id = a.id`,
      [conversationId],
      'handoff_answered',
    );
    await keepPromise(tx, conversationId);
    const [row] = await tx.query<{ revision: string }>(
      `update conversation set waiting_since = null where id = $1 returning revision`,
      [conversationId],
    );
    return { conversationId, revision: Number(row?.revision ?? 0), messageId: said.messageId, seq: said.seq };
  }

  async note(
    tx: Tx,
    { conversationId, agentId, text: words }: { conversationId: string; agentId: string; text: string },
  ): Promise<Changed> {
    const held = await lock(tx, conversationId);
    await tx.query('insert into note (id, conversation_id, after_seq, agent_id, text) values ($1, $2, $3, $4, $5)', [
      newId(),
      conversationId,
      held.last_seq,
      agentId,
      maskCards(words),
    ]);
    return this.told(tx, await this.same(tx, held));
  }

  /** Back to the assistant. */
  async giveBack(
    tx: Tx,
    { conversationId, agentId, note }: { conversationId: string; agentId: string; note?: string },
  ): Promise<Changed> {
    if (note) await this.note(tx, { conversationId, agentId, text: note });
    const held = await lock(tx, conversationId);
    const next = judge(held, { kind: 'return' });
    await this.endLive(tx, held, 'returned');
    const row = await write(tx, held, next, { waiting: false, priority: 0 });
    await this.backWithAssistant(tx, held, 'returned');
    return this.told(tx, row);
  }

  /** "Never mind" of the contact. */
  async cancel(tx: Tx, { conversationId }: { conversationId: string }): Promise<Changed> {
    const held = await lock(tx, conversationId);
    const next = judge(held, { kind: 'cancel-handoff' });
    await this.endLive(tx, held, 'cancelled');
    const row = await write(tx, held, next, { waiting: false, priority: 0 });
    await this.backWithAssistant(tx, held, 'handoff_cancelled');
    return this.told(tx, row);
  }

  /** Closes; the conversation stays current until its reopen window ends. */
  async close(
    tx: Tx,
    {
      conversationId,
      by,
    }: { conversationId: string; by: 'agent' | 'assistant' | 'idle' | 'contact' | 'joined' | 'split' },
  ): Promise<Changed> {
    const held = await lock(tx, conversationId);
    const next = judge(held, { kind: 'close' });
    await this.endLive(tx, held, held.holder === 'agent' ? 'closed' : 'cancelled');
    const row = await write(tx, held, next, { waiting: false, priority: 0, closedBy: by });
    const notBefore = new Date(Date.now() + this.settings.business().reopenHours * 3_600_000);
    await this.jobs.enqueue(tx, [
      { lane: `retire:${held.id}`, kind: 'retire', payload: { conversationId: held.id }, notBefore },
    ]);
    await this.askLater(tx, held);
    return this.told(tx, row);
  }

  /** It leaves the lists until `until`, or until the customer writes. */
  async snooze(tx: Tx, { conversationId, until }: { conversationId: string; until: Date }): Promise<Changed> {
    const held = await lock(tx, conversationId);
    const next = judge(held, { kind: 'snooze' });
    const row = await write(tx, held, next, { waiting: 'kept', priority: held.priority, snoozedUntil: until });
    // A lane of its own: an earlier snooze that was ended may still wait in its.
    const payload = { conversationId: held.id, until: until.toISOString() };
    await this.jobs.enqueue(tx, [{ lane: `snooze:${newId()}`, kind: 'wake', payload, notBefore: until }]);
    return this.told(tx, row);
  }

  async wake(tx: Tx, { conversationId }: { conversationId: string }): Promise<Changed> {
    const held = await lock(tx, conversationId);
    const next = judge(held, { kind: 'wake' });
    return this.told(tx, await write(tx, held, next, { waiting: 'kept', priority: held.priority }));
  }

  /** Words that came while it was open, read after somebody closed it. */
  async reopen(tx: Tx, { conversationId }: { conversationId: string }): Promise<Changed> {
    const held = await lock(tx, conversationId);
    const next = judge(held, { kind: 'reopen' });
    await this.makeCurrent(tx, held);
    return this.told(tx, await write(tx, held, next, { waiting: false, priority: 0 }));
  }

  /** To another team's queue, with the same brief. */
  async transfer(
    tx: Tx,
    {
      conversationId,
      agentId,
      teamId,
      note,
    }: { conversationId: string; agentId: string; teamId: string; note?: string },
  ): Promise<Changed> {
    if (!this.settings.team(teamId)) throw new Fault('invalid', 'There is no such team.');
    if (note) await this.note(tx, { conversationId, agentId, text: note });
    const held = await lock(tx, conversationId);
    const next = judge(held, { kind: 'transfer', teamId });
    return this.told(tx, await this.requeue(tx, held, next.teamId, next));
  }

  /** The agent cannot go on (left, disabled): back to the queue of the same team. */
  async release(tx: Tx, { conversationId }: { conversationId: string }): Promise<Changed> {
    const held = await lock(tx, conversationId);
    return this.told(tx, await this.requeue(tx, held, held.team_id, judge(held, { kind: 'release' })));
  }

  /** Its owner stays silent: back to the queue, and to others than them. */
  async reoffer(tx: Tx, { conversationId, agentId }: { conversationId: string; agentId: string }): Promise<Changed> {
    const held = await lock(tx, conversationId);
    const live = await liveHandoff(tx, held.id);
    if (live) {
      await tx.query(
        `update offer set state = 'declined', answered_at = now(), left_at = now(), detail = 'Accepted it, and did not answer in time.'
          where handoff_id = $1 and agent_id = $2 and state = 'accepted'`,
        [live.id, agentId],
      );
    }
    return this.told(tx, await this.requeue(tx, held, held.team_id, judge(held, { kind: 'release' })));
  }

  /** Words that came while they wait are read by the person who comes; said once for a wait. */
  async acknowledge(tx: Tx, { conversationId }: { conversationId: string }): Promise<void> {
    const held = await lock(tx, conversationId);
    const [live] = await tx.query<{ id: string }>(
      `update handoff set acknowledged_at = now()
        where conversation_id = $1 and state in ('queued', 'offered') and acknowledged_at is null returning id`,
      [held.id],
      'handoff_acknowledge',
    );
    if (!live) return;
    await this.automatic.say(tx, {
      conversationId: held.id,
      author: 'system',
      text: text('still_waiting', this.language(held)),
      language: this.language(held),
      clientId: `waiting:${live.id}`,
    });
  }

  /** The customer chose when they are written to, or to wait after all: what was offered is withdrawn, and looked at again. */
  async routeAnew(tx: Tx, handoffId: string): Promise<void> {
    await endOffers(tx, handoffId, null);
    await tx.query(`update handoff set state = 'queued' where id = $1 and state = 'offered'`, [handoffId]);
    await this.route(tx, handoffId);
  }

  // ── inside ──────────────────────────────────────────────────────────────────

  private async take(tx: Tx, held: Held, agentId: string, endpointId: string | null): Promise<Touched> {
    const next = judge(held, { kind: 'take-over', agentId });
    if (held.status === 'closed') await this.makeCurrent(tx, held);
    const live = await liveHandoff(tx, held.id);
    const handoffId =
      live?.id ??
      (await openHandoff(tx, {
        conversationId: held.id,
        episode: held.status === 'closed' ? held.episode + 1 : held.episode,
        reason: 'agent',
        requestedBy: 'agent',
        decisionId: null,
        teamId: held.team_id,
        preferredAgentId: agentId,
        priority: held.priority,
        brief: buildBrief({
          reason: 'agent',
          detail: null,
          heard: await readHeard(tx, held.id, 40),
          seq: held.last_seq,
          mood: null,
        }),
        seq: held.last_seq,
      }));
    await takeHandoff(tx, handoffId, agentId, endpointId);
    await this.composer.withdraw(tx, held.id);
    return write(tx, held, next, { waiting: held.holder !== 'assistant', priority: held.priority });
  }

  /** The customer's next words must come to it, so there can be no newer one beside it. */
  private async makeCurrent(tx: Tx, held: Held): Promise<void> {
    const newer = await tx.query(
      'select 1 from conversation where contact_id = $1 and front_team_id = $2 and is_current and id <> $3',
      [held.contact_id, held.front_team_id, held.id],
      'conversation_newer',
    );
    if (newer.length > 0) throw new Fault('conflict', 'The customer has a newer conversation: go on there.');
    await tx.query('update conversation set is_current = true where id = $1 and not is_current', [held.id]);
  }

  /** Only where the assistant answers: nobody is sent back to somebody who stays silent. */
  private async backWithAssistant(tx: Tx, held: Held, key: 'returned' | 'handoff_cancelled'): Promise<void> {
    if (this.settings.assistantMode(held.channel_account_id) !== 'answers') return;
    const language = this.language(held);
    await this.automatic.say(tx, { conversationId: held.id, author: 'system', text: text(key, language), language });
  }

  /** Whoever the assistant had learns what waiting takes; whoever waited for one team learns when another one is not there now. */
  private async sayWhoIsNext(tx: Tx, held: Held, teamId: string): Promise<void> {
    const live = await liveHandoff(tx, held.id);
    const team = this.queueing.team(teamId);
    const now = new Date();
    if (!live || (held.holder !== 'assistant' && isOpen(team.hours, team.timeZone, now))) return;
    const waiting =
      held.holder === 'assistant'
        ? await this.queueing.enter(tx, held, live.id, teamId)
        : { ...this.queueing.away(held, teamId, now), choices: [] };
    const said = await this.automatic.say(tx, {
      conversationId: held.id,
      author: 'system',
      text: waiting.text,
      ...this.queueing.content(held, waiting.choices),
      language: this.language(held),
    });
    if (said && waiting.by) {
      await promise(tx, { conversationId: held.id, handoffId: live.id, messageId: said.messageId, dueAt: waiting.by });
    }
  }

  private async requeue(tx: Tx, held: Held, teamId: string, next: ReturnType<typeof judge>): Promise<Touched> {
    const live = await liveHandoff(tx, held.id);
    if (live) {
      await tx.query(
        `update handoff set state = 'queued', team_id = $2, agent_id = null, preferred_agent_id = null, accepted_at = null,
                acknowledged_at = null, priority = greatest(priority, $3) where id = $1`,
        [live.id, teamId, held.priority],
      );
      await endOffers(tx, live.id, null);
      await moveTicket(tx, live.id, teamId);
      await this.route(tx, live.id);
    } else {
      const heard = await readHeard(tx, held.id, 40);
      const handoffId = await openHandoff(tx, {
        conversationId: held.id,
        episode: held.episode,
        reason: 'agent',
        requestedBy: 'agent',
        decisionId: null,
        teamId,
        preferredAgentId: null,
        priority: held.priority,
        brief: buildBrief({ reason: 'agent', detail: null, heard, seq: held.last_seq, mood: null }),
        seq: held.last_seq,
      });
      await this.route(tx, handoffId);
    }
    await this.composer.withdraw(tx, held.id);
    const row = await write(tx, held, next, { waiting: true, priority: held.priority });
    await this.sayWhoIsNext(tx, held, teamId);
    return row;
  }

  /** A live handoff learns of a graver reason: higher priority, and its team when the new one is harder. */
  private async raise(tx: Tx, held: Held, handoffId: string, request: HandoffRequest): Promise<Changed> {
    const priority = request.priority ?? 0;
    const graver = priority > held.priority;
    if (graver) {
      const teamId = request.teamId ?? held.team_id;
      await tx.query("update handoff set priority = $2, reason = $3, team_id = $4, state = 'queued' where id = $1", [
        handoffId,
        priority,
        request.reason,
        teamId,
      ]);
      const verdict = apply(stateOf(held), { kind: 'request-handoff', teamId });
      await write(tx, held, verdict.ok ? verdict.next : stateOf(held), { waiting: true, priority });
      await endOffers(tx, handoffId, null);
      // Whatever time was chosen for the lesser matter.
      await tx.query(`update queue_ticket set callback_at = null, asks = null where handoff_id = $1`, [handoffId]);
      await tx.query('update conversation set waiting_since = least(waiting_since, now()) where id = $1', [held.id]);
      await this.route(tx, handoffId);
    }
    if (graver && (request.notice || request.meanwhile)) {
      const said = request.notice ?? request.meanwhile ?? '';
      await this.automatic.say(tx, {
        conversationId: held.id,
        author: 'system',
        text: said,
        language: this.language(held),
      });
    }
    return this.told(tx, await this.same(tx, held));
  }

  /** How it went; whether it is asked at all is decided then, by what is true then. */
  private async askLater(tx: Tx, held: Held): Promise<void> {
    const survey = this.settings.team(held.team_id)?.survey;
    if (!survey?.on) return;
    const payload = { conversationId: held.id, episode: held.episode };
    const notBefore = new Date(Date.now() + survey.delayMinutes * 60_000);
    await this.jobs.enqueue(tx, [{ lane: `survey:${held.id}:${held.episode}`, kind: 'survey', payload, notBefore }]);
  }

  private async endLive(tx: Tx, held: Held, state: 'returned' | 'closed' | 'cancelled'): Promise<void> {
    const live = await liveHandoff(tx, held.id);
    if (live) await endHandoff(tx, live.id, state);
    await voidPromise(tx, held.id);
  }

  private async route(tx: Tx, handoffId: string): Promise<void> {
    // A lane of its own: it does not wait behind a look that is planned for later.
    await this.jobs.enqueue(tx, [{ lane: `routing:${handoffId}:${newId()}`, kind: 'route', payload: { handoffId } }]);
  }

  private language(held: Held): string {
    return this.queueing.language(held);
  }

  private async same(tx: Tx, held: Held): Promise<Touched> {
    const row = await this.touch.conversation(tx, held.id);
    if (!row) throw new Fault('not-found', 'There is no such conversation.');
    return row;
  }

  private told(tx: Tx, row: Touched): Changed {
    this.touch.tell(tx, row);
    return { conversationId: row.id, revision: Number(row.revision) };
  }
}
