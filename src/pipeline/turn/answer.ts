/** One answering cycle: read, ask the assistant with no transaction open, commit only if nothing changed meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CHANNELS, type Channel, type Channels } from '../../channels/channel';
import { instructionsOf } from '../../foundation/config/business-settings';
import { Database, type Tx } from '../../foundation/database/database';
import { Events } from '../../foundation/events/events';
import { Defer, Jobs, type RunningJob } from '../../foundation/jobs/jobs';
import type { Heard, Nearest, Reason } from '../../foundation/model/policy';
import { text } from '../../foundation/model/texts';
import { Settings } from '../../foundation/settings/settings';
import {
  ASSISTANT,
  AssistantFailure,
  type Assistant,
  type AssistantAnswer,
  type AssistantRequest,
  type ProposedCall,
} from '../../intelligence/assistant/assistant';
import { EmbeddedAssistant } from '../../intelligence/assistant/embedded-assistant';
import { agrees } from '../../intelligence/escalation/signals/agreement';
import { read } from '../../intelligence/escalation/reading';
import { Gaps } from '../../intelligence/knowledge/gaps';
import { Knowledge, type Scope } from '../../intelligence/knowledge/knowledge';
import { Automatic } from '../delivery/automatic';
import { SendGate } from '../delivery/gate';
import { Touch } from '../delivery/touch';
import { lock } from '../handoff/held';
import { Handoffs, type HandoffRequest } from '../handoff/lifecycle';
import { Queueing } from '../handoff/queueing';
import { FollowMe } from '../identity/follow-me';
import type { Elsewhere } from '../identity/wish';
import { Judge, readDecisions, storeDecision, type Judgement } from './judgement';
import { LookUps, whatOf, type Asked } from './look-ups';
import { Spending } from './spending';
import { cover, type NewTurn } from './turns';
import { readView, type TurnView } from './view';

/** The assistant's whole time for one answer, its fallback included, stays under a minute. */
const DEADLINE_MS = 35_000;
/** After so many drafts thrown away because the customer kept typing, the epoch alone decides. */
const PATIENCE = 2;
/** What people read and pay for gladly of a text message; a disclosure outside of GSM-7 takes one of its own. */
const SEGMENTS = 2;
/** A message whose policy has not run yet is waited for. */
const SCREEN_WAIT_MS = 150;
/** Past this it will not run any more. */
const SCREEN_LATEST_MS = 3 * 60_000;

type Written = {
  turn: NewTurn;
  say: string | null;
  offersHuman: boolean;
  then: 'stay' | 'close' | Omit<HandoffRequest, 'conversationId'>;
  judgement: Judgement | null;
  /** What the customer is asked to agree to. */
  propose?: ProposedCall;
  /** Something was done in the world: no later words make it undone. */
  final?: true;
  /** Where a code goes that shows who they are. */
  verify?: Elsewhere;
};

/** Over all drafts of one turn: what is thrown away was paid for, too. */
interface Used {
  tokensIn: number;
  tokensOut: number;
}

@Injectable()
export class Answer implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly events: Events,
    private readonly settings: Settings,
    private readonly judge: Judge,
    private readonly knowledge: Knowledge,
    private readonly gaps: Gaps,
    @Inject(ASSISTANT) private readonly assistant: Assistant,
    private readonly embedded: EmbeddedAssistant,
    private readonly handoffs: Handoffs,
    private readonly automatic: Automatic,
    private readonly gate: SendGate,
    private readonly touch: Touch,
    private readonly lookUps: LookUps,
    private readonly spending: Spending,
    private readonly followMe: FollowMe,
    private readonly queueing: Queueing,
    @Inject(CHANNELS) private readonly channels: Channels,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('answer', (job, signal) => this.answer(job, signal));
  }

  private async answer(job: RunningJob, signal: AbortSignal): Promise<void> {
    const conversationId = String(job.payload['conversationId']);
    const used: Used = { tokensIn: 0, tokensOut: 0 };
    for (let discarded = 0; ; discarded += 1) {
      const view = await readView(this.db, conversationId);
      if (!view) return;
      const burst = view.heard.filter((message) => message.author === 'contact' && message.seq > view.coveredSeq);
      const last = burst.at(-1);
      const drafting = this.drafting(view);
      if (!last || view.status === 'closed') return;
      const helping = view.holder === 'queue' && !drafting && (await this.queueing.assistantHelps(this.db, view.id));
      if (view.holder !== 'assistant' && !drafting && !helping) return this.coverForHuman(view, last);
      const decisions = await readDecisions(this.db, conversationId, view.coveredSeq, view.lastSeq);
      const unread = burst.find((message) => !decisions.some((decision) => decision.seq === message.seq));
      if (unread) {
        if (!(await this.isOld(unread))) throw new Defer(new Date(Date.now() + SCREEN_WAIT_MS));
        // Its policy failed for good: nobody may answer what it did not allow.
        if (!drafting) return this.leaveToHuman(view, last, 'assistant_failed');
      }
      if (this.mode(view) === 'off') return this.leaveToHuman(view, last, 'assistant_off');
      if (burst.every((message) => message.consent)) return this.coverSilently(view, last);
      this.events.tell({ kind: 'typing', conversationId, who: 'assistant' });
      const offerHuman = decisions.some((decision) => decision.outcome === 'offer_human');
      const asked = await this.write(view, burst, last, offerHuman, used, signal);
      const written = helping ? onlyKnown(asked) : asked;
      written.turn.discarded = discarded;
      const outcome = lacksAnswer(written);
      const done = await this.db.transaction(async (tx) => {
        const committed = await this.commit(tx, view, written, last, discarded, drafting);
        const { fromSeq, toSeq } = written.turn;
        if (committed && helping && written.say === null) await this.handoffs.acknowledge(tx, { conversationId });
        // Its lane is everybody's: locked last.
        if (committed && outcome) await this.gaps.note(tx, { conversationId, fromSeq, toSeq, outcome });
        return committed;
      });
      if (done) return;
      // The customer kept typing: let them end.
      await sleep(this.settings.business().quietMs, undefined, { signal });
    }
  }

  /** Asks the assistant; a failure falls back to the embedded one, and then to the policy. No transaction is open here. */
  private async write(
    view: TurnView,
    burst: Heard[],
    last: Heard,
    offerHuman: boolean,
    used: Used,
    signal: AbortSignal,
  ): Promise<Written> {
    const question = burst
      .filter((message) => !message.consent)
      .map((message) => message.text)
      .join('\n');
    const nearest = this.knowledge.nearest(question, this.scope(view));
    const request = this.request(view, question, nearest, offerHuman);
    request.lookUps = await this.lookUps.bind(view, request.language, !this.drafting(view));
    const turn: NewTurn = {
      conversationId: view.id,
      fromSeq: view.coveredSeq + 1,
      toSeq: last.seq,
      epoch: view.epoch,
      outcome: 'answered',
      assistant: this.assistant.name,
    };
    const asked = this.drafting(view) ? null : await this.lookUps.asked(view);
    // What was begun and never told is told, whatever was written since.
    if (asked && (asked.state !== 'asked' || agrees(read({ id: '', text: question }))))
      return this.carryOut(view, last, turn, asked, signal);
    const capped = this.assistant.name === 'embedded' ? null : await this.spending.capped(view.id);
    const answering = capped === null ? this.assistant : this.embedded;
    turn.assistant = answering.name;
    if (capped !== null) turn.error = `capped: ${capped}`;
    const began = Date.now();
    const count = (tokensIn = 0, tokensOut = 0): void => {
      used.tokensIn += tokensIn;
      used.tokensOut += tokensOut;
      const costMicros = this.spending.micros(used.tokensIn, used.tokensOut);
      Object.assign(turn, { ...used, costMicros, durationMs: Date.now() - began });
    };
    let answer: AssistantAnswer;
    try {
      answer = await answering.answer(request, AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]));
    } catch (error) {
      if (signal.aborted) throw error;
      if (error instanceof AssistantFailure) count(error.options.tokensIn, error.options.tokensOut);
      turn.error =
        error instanceof AssistantFailure ? `${error.kind}: ${error.message}` : 'error: the assistant broke off';
      answer = await this.embedded.answer(request);
      turn.assistant = this.embedded.name;
      // The embedded assistant helps out only when it knows the answer; else a person does.
      if (answer.kind !== 'answer') {
        const judgement = this.judge.judge(view, last, { assistantFailure: turn.error });
        return this.handOff(turn, judgement, 'assistant_failed', null);
      }
    }
    count(answer.tokensIn, answer.tokensOut);
    Object.assign(turn, { model: answer.model, steps: answer.steps });
    return this.written(view, last, turn, answer);
  }

  /** The customer said yes to what they were asked: it is done without the model, which could not change it any more. */
  private async carryOut(
    view: TurnView,
    last: Heard,
    turn: NewTurn,
    asked: Asked,
    signal: AbortSignal,
  ): Promise<Written> {
    const ended = await this.lookUps.carryOut(view, asked, signal);
    const what = whatOf(asked.tool, asked.parameters);
    turn.steps = [{ kind: 'tool', detail: `${asked.tool.name}: ${ended}` }];
    delete turn.assistant;
    if (ended === 'unknown') {
      const judgement = this.judge.judge(view, last, { assistantFailure: 'nobody knows whether it was done' });
      const detail = `It is not known whether this was done: ${what}.`;
      return { ...this.handOff(turn, judgement, 'assistant_failed', detail), final: true };
    }
    const language = this.language(view);
    const failed = ended === 'failed';
    const say = text(failed ? 'action_failed' : 'action_done', language, { what });
    return {
      ...{ turn, offersHuman: failed, then: 'stay', judgement: null, final: true },
      say: failed ? `${say} ${text('offer_human', language)}` : say,
    };
  }

  private async written(view: TurnView, last: Heard, turn: NewTurn, answer: AssistantAnswer): Promise<Written> {
    switch (answer.kind) {
      case 'answer':
      case 'suggest':
        turn.outcome = answer.kind === 'answer' ? 'answered' : 'suggested';
        turn.articleIds = answer.articleIds;
        return { turn, say: answer.text, offersHuman: answer.offersHuman, then: 'stay', judgement: null };
      case 'unknown': {
        // A further "I don't know" may be the one too many: the policy is asked before it is said.
        const judgement = this.judge.judge(view, last, { unknownAnswers: view.unknownAnswers + 1 });
        if (judgement.decision.outcome === 'handoff') return this.handOff(turn, judgement, 'repeated_failure', null);
        turn.outcome = 'unknown';
        return { turn, say: answer.text, offersHuman: answer.offersHuman, then: 'stay', judgement };
      }
      case 'close':
        turn.outcome = 'closed';
        return { turn, say: answer.text, offersHuman: false, then: 'close', judgement: null };
      case 'confirm':
        return {
          ...{ turn, say: answer.text, offersHuman: false, then: 'stay', judgement: null },
          propose: answer.call,
        };
      case 'verify': {
        const where = await this.lookUps.verification(view);
        const none = { turn, say: null, offersHuman: false, judgement: null };
        if (where === 'ask') return { ...none, say: text('verify_where', this.language(view)), then: 'stay' };
        if (where !== 'person') return { ...none, then: 'stay', verify: where };
        turn.outcome = 'handed_off';
        const detail = 'The customer has to show who they are, and no code can do it.';
        const seq = last.seq;
        return { ...none, then: { reason: 'assistant_decided', requestedBy: 'assistant', seq, detail, priority: 3 } };
      }
      case 'hand-off': {
        const team = answer.team ? this.settings.teamByName(answer.team)?.id : undefined;
        turn.outcome = 'handed_off';
        const then = {
          reason: 'assistant_decided' as const,
          requestedBy: 'assistant' as const,
          teamId: team,
          seq: last.seq,
          detail: answer.detail,
          claims: answer.claims,
          priority: 3,
        };
        return { turn, say: null, offersHuman: false, then, judgement: null };
      }
    }
  }

  private handOff(turn: NewTurn, judgement: Judgement, fallback: Reason, detail: string | null): Written {
    const { decision } = judgement;
    turn.outcome = 'handed_off';
    return {
      turn,
      say: null,
      offersHuman: false,
      judgement,
      then: {
        reason: decision.reason ?? fallback,
        requestedBy: 'policy',
        teamId: decision.team ? this.settings.teamByName(decision.team)?.id : undefined,
        seq: turn.toSeq,
        priority: decision.priority,
        detail: detail ?? undefined,
        meanwhile: decision.meanwhile ?? undefined,
      },
    };
  }

  /** False: the conversation moved on, nothing was written; read again. The assistant never speaks over a human. */
  private async commit(
    tx: Tx,
    view: TurnView,
    written: Written,
    last: Heard,
    discarded: number,
    drafting: boolean,
  ): Promise<boolean> {
    const held = await lock(tx, view.id);
    if (held.holder_epoch !== view.epoch || held.covered_seq !== view.coveredSeq || held.status === 'closed')
      return false;
    const moved = held.last_seq !== view.lastSeq;
    if (moved && !written.final && (discarded < PATIENCE || written.then === 'close')) return false;
    // Switched while the assistant thought: what it would say has no leave any more.
    if (this.mode(view) === 'off' || this.drafting(view) !== drafting) return false;
    const decisionId = written.judgement ? await storeDecision(tx, view.id, last, written.judgement) : undefined;
    if (drafting) return this.keepDraft(tx, view, written, decisionId);

    const { turn } = written;
    const blocked =
      written.say === null ? null : (await this.gate.forConversation(tx, view.id, written.say.length)).blocked;
    if (blocked) {
      // Opted out, or the reply window is closed: nothing may be said.
      return cover(tx, { ...turn, outcome: 'silent', error: blocked });
    }
    if (written.say !== null) {
      const said = await this.automatic.say(tx, {
        conversationId: view.id,
        author: 'assistant',
        text: (await this.hasFiles(tx, turn))
          ? `${written.say}\n\n${text('file_not_read', this.language(view))}`
          : written.say,
        language: this.language(view),
        clientId: `turn:${turn.fromSeq}:${view.epoch}`,
        content: {
          ...(turn.articleIds?.length ? { articleIds: turn.articleIds } : {}),
          ...this.choices(view, written),
        },
      });
      // A machine is at the other end, or the channel takes no more automatic words: policy has seen to what follows.
      if (!said) return cover(tx, { ...turn, outcome: 'silent' });
      turn.replyMessageId = said.messageId;
      if (written.propose) await this.lookUps.propose(tx, view.id, said.seq, written.propose);
      if (written.offersHuman) {
        await tx.query(
          'update conversation set human_offered_seq = $2 where id = $1',
          [view.id, said.seq],
          'turn_offered',
        );
      }
    }
    await cover(tx, turn);
    if (written.verify) await this.followMe.ask(tx, view.id, written.verify, null);
    else if (written.then === 'close') await this.handoffs.close(tx, { conversationId: view.id, by: 'assistant' });
    else if (written.then !== 'stay') {
      await this.handoffs.request(tx, { conversationId: view.id, decisionId, ...written.then });
    }
    return true;
  }

  /** Mode "drafts": an agent sends. The draft waits with the turn; the queue hears of it once. */
  private async keepDraft(tx: Tx, view: TurnView, written: Written, decisionId: string | undefined): Promise<boolean> {
    await cover(tx, { ...written.turn, outcome: 'drafted', draft: written.say ?? undefined });
    if (view.holder === 'assistant') {
      const then =
        typeof written.then === 'string'
          ? { reason: 'drafts' as const, requestedBy: 'system' as const, seq: written.turn.toSeq }
          : written.then;
      await this.handoffs.request(tx, { conversationId: view.id, decisionId, ...then });
    } else {
      await this.touch.conversation(tx, view.id);
    }
    return true;
  }

  private request(view: TurnView, question: string, nearest: Nearest, offerHuman: boolean): AssistantRequest {
    const account = this.settings.account(view.accountId);
    const channel = account && this.channels.get(account.channel);
    const capabilities = channel?.capabilities;
    const fits = channel?.measure && inSegments(channel.measure, view.disclosed ? null : this.language(view));
    const business = this.settings.business();
    const scope = this.scope(view);
    return {
      conversationId: view.id,
      transcript: view.heard,
      question,
      channel: {
        kind: account?.channel ?? '',
        markup: capabilities?.text.markup ?? 'plain',
        advisedLength: capabilities?.text.advisedLength ?? 320,
        ...(fits ? { fits } : {}),
      },
      language: this.language(view),
      businessName: business.name,
      instructions: instructionsOf(business, account?.channel ?? '', this.language(view)),
      nearest,
      offerHuman,
      teams: this.settings.teams().map((team) => team.name),
      search: (query) => this.knowledge.search(query, scope, 3),
    };
  }

  /** The assistant was switched off while this waited, or may not speak. */
  private leaveToHuman(view: TurnView, last: Heard, reason: Reason): Promise<void> {
    return this.db.transaction(async (tx) => {
      const held = await lock(tx, view.id);
      if (held.holder !== 'assistant' || held.status === 'closed' || held.covered_seq >= last.seq) return;
      const fromSeq = held.covered_seq + 1;
      await cover(tx, {
        conversationId: held.id,
        fromSeq,
        toSeq: last.seq,
        epoch: held.holder_epoch,
        outcome: 'handed_off',
      });
      await this.handoffs.request(tx, {
        conversationId: held.id,
        reason,
        requestedBy: 'system',
        seq: last.seq,
      });
    });
  }

  /** What the customer may answer with one touch, in words that mean the same when they are typed. */
  private choices(view: TurnView, { turn, offersHuman }: Written): { choices?: string[] } {
    const channel = this.settings.account(view.accountId)?.channel ?? '';
    if (!this.channels.get(channel)?.capabilities.choices) return {};
    const titles = turn.outcome === 'suggested' ? (turn.articleIds ?? []) : [];
    const choices = [
      ...titles.flatMap((id) => this.knowledge.article(id)?.title ?? []),
      ...(offersHuman ? [text('want_human', this.language(view))] : []),
    ];
    return choices.length > 0 ? { choices } : {};
  }

  /** Files among what this turn answers; the assistant reads none. */
  private async hasFiles(tx: Tx, turn: NewTurn): Promise<boolean> {
    const files = await tx.query(
      `select 1 from message m join attachment a on a.message_id = m.id and a.position >= 0 and a.content_id is null
        where m.conversation_id = $1 and m.seq between $2 and $3 limit 1`,
      [turn.conversationId, turn.fromSeq, turn.toSeq],
      'turn_files',
    );
    return files.length > 0;
  }

  /** Nothing but STOP, START or HELP, which the law answered. */
  private coverSilently(view: TurnView, last: Heard): Promise<void> {
    return this.db.transaction(async (tx) => {
      const held = await lock(tx, view.id);
      const fromSeq = held.covered_seq + 1;
      if (last.seq < fromSeq) return;
      await cover(tx, {
        conversationId: held.id,
        fromSeq,
        toSeq: last.seq,
        epoch: held.holder_epoch,
        outcome: 'silent',
      });
    });
  }

  /** Somebody took it while this waited: what came is theirs to read. */
  private coverForHuman(view: TurnView, last: Heard): Promise<void> {
    return this.db.transaction(async (tx) => {
      const held = await lock(tx, view.id);
      const fromSeq = held.covered_seq + 1;
      if (held.holder === 'assistant' || held.status === 'closed' || last.seq < fromSeq) return;
      const { id: conversationId, holder_epoch: epoch } = held;
      await cover(tx, { conversationId, fromSeq, toSeq: last.seq, epoch, outcome: 'left_to_human' });
    });
  }

  private async isOld(message: Heard): Promise<boolean> {
    const old = await this.db.query(
      `select 1 from message where id = $1 and created_at < now() - $2 * interval '1 millisecond'`,
      [message.id, SCREEN_LATEST_MS],
    );
    return old.length > 0;
  }

  /** What may be quoted here. */
  private scope(view: TurnView): Scope {
    const channel = this.settings.account(view.accountId)?.channel ?? '';
    return { demo: this.settings.demoAllowed(), reader: { channel, signedIn: view.signedIn } };
  }

  private drafting(view: TurnView): boolean {
    return this.mode(view) === 'drafts';
  }

  private mode(view: TurnView): 'off' | 'drafts' | 'answers' {
    return this.settings.assistantMode(view.accountId);
  }

  private language(view: TurnView): string {
    return view.language ?? this.settings.business().languages[0] ?? 'en';
  }
}

/** To who waits for a person only what the assistant knows is said; all else is for that person. */
function onlyKnown(written: Written): Written {
  const known = written.turn.outcome === 'answered' && written.then === 'stay' && !written.propose && !written.verify;
  if (known) return { ...written, offersHuman: false };
  return {
    ...{ say: null, offersHuman: false, then: 'stay', judgement: null },
    turn: { ...written.turn, outcome: 'left_to_human' },
  };
}

/** How a question went that the knowledge has no answer to; null when it has, or when a person was called for another reason. */
function lacksAnswer({ turn, then }: Written): 'unknown' | 'handed_off' | null {
  if (turn.outcome === 'unknown') return 'unknown';
  const reason = typeof then === 'string' ? null : then.reason;
  return reason === 'repeated_failure' || reason === 'assistant_decided' ? 'handed_off' : null;
}

/** What the first answer says before it, in this language, takes its part of the room. */
function inSegments(measure: NonNullable<Channel['measure']>, disclosedIn: string | null): (words: string) => boolean {
  const before = disclosedIn === null ? '' : `${text('disclosure', disclosedIn)}\n\n`;
  const most = measure(before).encoding === 'GSM-7' ? SEGMENTS : SEGMENTS + 1;
  return (words) => measure(before + words).segments <= most;
}
