/** Signals and policy on each message at once: "human" never waits for a burst to end, nor for a model. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '../../foundation/database/database';
import { Jobs, type RunningJob } from '../../foundation/jobs/jobs';
import { isCourtesy } from '../../foundation/model/courtesy';
import type { Decision, Heard, Reason } from '../../foundation/model/policy';
import { isHere } from '../../foundation/model/presence';
import { Settings } from '../../foundation/settings/settings';
import { withdrawsRequest } from '../../intelligence/escalation/signals/agreement';
import { detectLanguage } from '../../intelligence/knowledge/language';
import { Automatic } from '../delivery/automatic';
import { Composer } from '../delivery/compose';
import { endpointLanguage } from '../handoff/console-rows';
import { lock, type Held } from '../handoff/held';
import { Handoffs } from '../handoff/lifecycle';
import { Queueing } from '../handoff/queueing';
import { relayText, type Way } from '../handoff/relay';
import { RelayedFiles } from '../handoff/relayed-files';
import { liveHandoff } from '../handoff/rows';
import { AnsweredElsewhere } from '../identity/answered-elsewhere';
import { FollowMe } from '../identity/follow-me';
import { wishesElsewhere } from '../identity/wish';
import { Ratings } from '../survey/ratings';
import { Judge, storeDecision, type Judgement } from './judgement';
import { QueueChoices } from './queue-choices';
import { cover, type NewTurn } from './turns';
import { readView, type TurnView } from './view';

const DANGER_PRIORITY = 9;
/** From here on a matter is not put off because the customer says that all is well. */
const HARD_PRIORITY = 6;
/** A person who types three lines gets one answer, but nobody waits longer than this for the quiet. */
const LONGEST_QUIET_MS = 8_000;

interface Screened {
  view: TurnView;
  message: Heard;
  judgement: Judgement;
  language: string;
  /** STOP, START, or a HELP that the provider answered: the law's, never the assistant's. */
  consentWord: boolean;
  reopened: boolean;
  media: boolean;
  files: boolean;
  place: boolean;
  /** Written by a machine: it is kept, and nothing answers it. */
  machine: boolean;
  /** Written by somebody other than the contact: words to look at, never a command. */
  participant: boolean;
}

@Injectable()
export class Screen implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly settings: Settings,
    private readonly judge: Judge,
    private readonly handoffs: Handoffs,
    private readonly composer: Composer,
    private readonly automatic: Automatic,
    private readonly followMe: FollowMe,
    private readonly ratings: Ratings,
    private readonly elsewhere: AnsweredElsewhere,
    private readonly queueing: Queueing,
    private readonly relayedFiles: RelayedFiles,
    private readonly choices: QueueChoices,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('screen', (job) => this.screen(job));
    this.jobs.handle('lost', (job) => this.lost(job));
  }

  private async screen(job: RunningJob): Promise<void> {
    const messageId = String(job.payload['messageId']);
    const view = await readView(this.db, String(job.payload['conversationId']));
    if (!view) return;
    const [row] = await this.db.query<{
      id: string;
      seq: number;
      text: string;
      consent: string | null;
      files: boolean;
      place: boolean;
      machine: boolean;
      participant: boolean;
      hadOurs: boolean;
    }>(
      `select m.id, m.seq, m.text, m.content->>'consent' as consent,
              m.content ? 'automatic' as machine, m.content ? 'participant' as participant,
              m.content ? 'hadOurs' as "hadOurs",
              -- What a mail shows inside its HTML is decoration more often than not.
              exists (select 1 from attachment a where a.message_id = m.id and a.position >= 0 and a.content_id is null)
                as files, m.content ? 'location' as place
         from message m where m.id = $1`,
      [messageId],
      'screen_message',
    );
    if (!row) return;
    const message: Heard = { id: row.id, seq: row.seq, author: 'contact', text: row.text };
    const allowed = this.settings.business().languages;
    const detected = await detectLanguage(row.text, allowed, view.language);
    const screened: Screened = {
      view,
      message,
      judgement: this.judge.judge(view, message, {
        language: detected.foreign ?? detected.language,
        unreadable: row.files || row.place,
      }),
      language: detected.language,
      consentWord: row.consent !== null,
      reopened: job.payload['reopened'] === true,
      media: row.files || row.place,
      files: row.files,
      place: row.place,
      machine: row.machine,
      participant: row.participant,
    };
    if (row.hadOurs && !row.machine && (await this.elsewhere.join(view.id, message.id))) screened.participant = false;
    if (mayMove(screened) && (await this.followMe.waits(this.db, view.id))) {
      if (await this.db.transaction((tx) => this.byCode(tx, screened))) return;
    }
    await this.db.transaction((tx) => this.act(tx, screened));
  }

  /** A code that came back is for nobody to answer. */
  private async byCode(tx: Tx, screened: Screened): Promise<boolean> {
    const { view, message, judgement } = screened;
    if (!(await this.followMe.tryCode(tx, view.id, message.text))) return false;
    const held = await lock(tx, view.id);
    await storeDecision(tx, held.id, message, judgement);
    await this.answeredByLaw(tx, held, message);
    return true;
  }

  private async act(tx: Tx, screened: Screened): Promise<void> {
    const { view, message, judgement } = screened;
    const held = await lock(tx, view.id);
    // A worker may die between the work and its record: what was decided is not decided twice.
    const before = await tx.query(
      'select 1 from decision where conversation_id = $1 and seq = $2',
      [held.id, message.seq],
      'screen_repeat',
    );
    if (before.length > 0) return;
    const decisionId = await storeDecision(tx, held.id, message, judgement);
    if (screened.language !== held.language) {
      await tx.query(
        'update conversation set language = $2 where id = $1',
        [held.id, screened.language],
        'screen_language',
      );
      held.language = screened.language;
    }
    if (screened.consentWord || screened.machine) return this.answeredByLaw(tx, held, message);
    if (held.status === 'closed') {
      if (isCourtesy(message.text)) return this.cover(tx, held, message, 'silent');
      if (await this.isRating(tx, held, screened)) return this.cover(tx, held, message, 'silent');
      // It came while the conversation was open, and was read after somebody closed it; or after they were asked how it went.
      await this.handoffs.reopen(tx, { conversationId: held.id });
      return this.byHolder(tx, await lock(tx, held.id), { ...screened, reopened: true }, decisionId);
    }
    if (mayMove(screened) && judgement.decision.outcome !== 'danger') {
      const elsewhere = wishesElsewhere(message.text);
      const asked = elsewhere && (await this.followMe.ask(tx, held.id, elsewhere, null));
      // Whatever else they want is looked at as always.
      if (asked && judgement.decision.outcome !== 'handoff') {
        return this.answeredByLaw(tx, held, message);
      }
    }
    return this.byHolder(tx, held, screened, decisionId);
  }

  /** The answer to "how did we do?" is a rating, not a matter. */
  private async isRating(tx: Tx, held: Held, screened: Screened): Promise<boolean> {
    if (!mayMove(screened) || screened.media) return false;
    const { message, language, judgement } = screened;
    const { outcome } = judgement.decision;
    const grave = outcome === 'danger' || outcome === 'handoff';
    const heard = { conversationId: held.id, messageId: message.id, text: message.text, language, grave };
    return this.ratings.hear(tx, heard);
  }

  private byHolder(tx: Tx, held: Held, screened: Screened, decisionId: string): Promise<void> {
    switch (held.holder) {
      case 'assistant':
        return this.withAssistant(tx, held, screened, decisionId);
      case 'queue':
        return this.inQueue(tx, held, screened, decisionId);
      case 'agent':
        return this.withAgent(tx, held, screened);
    }
  }

  private async withAssistant(tx: Tx, held: Held, screened: Screened, decisionId: string): Promise<void> {
    const { message, judgement } = screened;
    const { decision } = judgement;
    const mode = this.settings.assistantMode(screened.view.accountId);
    if (decision.outcome === 'danger' || decision.outcome === 'handoff') {
      await this.escalate(tx, held, screened, decisionId);
      return this.cover(tx, held, message, 'handed_off');
    }
    const why = await this.whyNot(tx, held, screened, mode);
    if (why) {
      await this.handoffs.request(tx, {
        conversationId: held.id,
        reason: why,
        requestedBy: 'system',
        seq: message.seq,
        decisionId,
        preferredAgentId: why === 'reopened' ? (held.last_agent_id ?? undefined) : undefined,
        priority: decision.priority,
      });
      return this.cover(tx, held, message, 'handed_off');
    }
    await this.answerSoon(tx, held.id);
  }

  /** Why a person answers although the policy would let the assistant; null: it may. */
  private async whyNot(
    tx: Tx,
    held: Held,
    { message, reopened, participant }: Screened,
    mode: 'off' | 'drafts' | 'answers',
  ): Promise<Reason | null> {
    if (mode === 'off') return 'assistant_off';
    if (participant) return 'other_person';
    if (isCourtesy(message.text)) return null;
    if (reopened && held.last_agent_id) return 'reopened';
    if (mode === 'answers' && !(await this.automatic.mayAnswer(tx, held.id))) return 'answered_before';
    return null;
  }

  private async inQueue(tx: Tx, held: Held, screened: Screened, decisionId: string): Promise<void> {
    const { message, judgement } = screened;
    const live = await liveHandoff(tx, held.id);
    const grave = judgement.decision.outcome === 'danger' || judgement.decision.outcome === 'handoff';
    if (live && !grave && mayMove(screened) && (await this.choices.hear(tx, held, live.id, message.text))) {
      return this.answeredByLaw(tx, held, message);
    }
    const withdrawable = live?.requested_by === 'contact' || held.priority < HARD_PRIORITY;
    if (withdrawable && held.priority < DANGER_PRIORITY && !grave && withdrawsRequest(message.text)) {
      await this.handoffs.cancel(tx, { conversationId: held.id });
      return this.cover(tx, held, message, 'silent');
    }
    if (grave && judgement.decision.priority > held.priority) {
      await this.escalate(tx, held, screened, decisionId);
    } else if (live && !isCourtesy(message.text)) {
      const asks = mayMove(screened) && !screened.media && !grave;
      if (asks && (await this.queueing.assistantHelps(tx, held.id))) return this.answerSoon(tx, held.id);
      await this.handoffs.acknowledge(tx, { conversationId: held.id });
    }
    return this.afterHuman(tx, held, screened);
  }

  /** The agent owns the words now; danger still gets the safe text, and the agent's phone hears the customer. */
  private async withAgent(tx: Tx, held: Held, screened: Screened): Promise<void> {
    const { message, judgement } = screened;
    if (judgement.decision.outcome === 'danger' && held.priority < DANGER_PRIORITY) {
      await this.sayDanger(tx, held, screened);
      await tx.query('update conversation set priority = $2 where id = $1', [held.id, DANGER_PRIORITY]);
      await tx.query(`update handoff set priority = $2 where conversation_id = $1 and state = 'accepted'`, [
        held.id,
        DANGER_PRIORITY,
      ]);
      // Whoever holds it is away: the agents on call are asked at once.
      if (!(await this.isReached(tx, held))) {
        await this.handoffs.release(tx, { conversationId: held.id });
        return this.cover(tx, held, message, 'handed_off');
      }
    }
    const [line] = await tx.query<{ agent_endpoint_id: string; code: number | null; way: Way }>(
      `select o.agent_endpoint_id, o.code, case when e.address like '%@%' then 'mail' else 'phone' end as way
         from handoff h join offer o on o.handoff_id = h.id and o.state = 'accepted' join agent_endpoint e on e.id = o.agent_endpoint_id
        where h.conversation_id = $1 and h.state = 'accepted' and o.agent_endpoint_id is not null`,
      [held.id],
      'screen_relay',
    );
    if (line) {
      await this.composer.notify(tx, {
        kind: 'relay',
        endpointId: line.agent_endpoint_id,
        conversationId: held.id,
        text: relayText(
          line.code,
          { text: message.text, media: screened.place, files: screened.files },
          line.way,
          await endpointLanguage(tx, line.agent_endpoint_id, this.settings.business().languages),
        ),
        key: `relay:${message.id}`,
      });
      if (screened.files) {
        const about = { messageId: message.id, endpointId: line.agent_endpoint_id, conversationId: held.id };
        await this.relayedFiles.plan(tx, about);
      }
    }
    return this.afterHuman(tx, held, screened);
  }

  /** In mode "drafts" the assistant still proposes words to the agent; else the message is the human's. */
  private async afterHuman(tx: Tx, held: Held, screened: Screened): Promise<void> {
    if (this.settings.assistantMode(screened.view.accountId) === 'drafts') return this.answerSoon(tx, held.id);
    return this.cover(tx, held, screened.message, 'left_to_human');
  }

  private async escalate(tx: Tx, held: Held, screened: Screened, decisionId: string): Promise<void> {
    const { message, judgement } = screened;
    const { decision } = judgement;
    const danger = decision.outcome === 'danger';
    await this.handoffs.request(tx, {
      conversationId: held.id,
      reason: decision.reason ?? 'rule',
      requestedBy: decision.reason === 'asked_for_human' ? 'contact' : 'policy',
      teamId: decision.team ? this.settings.teamByName(decision.team)?.id : undefined,
      decisionId,
      priority: danger ? DANGER_PRIORITY : decision.priority,
      seq: message.seq,
      detail: decision.reason === 'rule' ? ruleName(decision, this.settings.policy().policy.rules) : undefined,
      matter: decision.reason === 'asked_for_human' ? hardTopic(decision) : undefined,
      mood: mood(decision),
      meanwhile: decision.meanwhile ?? undefined,
      notice: danger ? this.settings.policy().policy.danger.text : undefined,
    });
  }

  /** The assignee has a screen open, or holds it on their own phone. */
  private async isReached(tx: Tx, held: Held): Promise<boolean> {
    const here = await tx.query(
      `select 1 from agent a where a.id = $2 and (${isHere('a')} or exists (
         select 1 from handoff h join offer o on o.handoff_id = h.id and o.state = 'accepted'
           join agent_endpoint e on e.id = o.agent_endpoint_id and e.stopped_at is null
          where h.conversation_id = $1 and h.state = 'accepted'))`,
      [held.id, held.assignee_id],
      'screen_reached',
    );
    return here.length > 0;
  }

  private async sayDanger(tx: Tx, held: Held, screened: Screened): Promise<void> {
    await this.automatic.say(tx, {
      conversationId: held.id,
      author: 'system',
      text: this.settings.policy().policy.danger.text,
      language: screened.language,
      clientId: `danger:${screened.message.id}`,
    });
  }

  /** A send whose fate nobody knows, or that never left: a person looks. */
  private async lost(job: RunningJob): Promise<void> {
    await this.db.transaction(async (tx) => {
      const held = await lock(tx, String(job.payload['conversationId']));
      if (held.holder !== 'assistant' || held.status === 'closed') return;
      await this.handoffs.request(tx, {
        conversationId: held.id,
        reason: 'assistant_failed',
        requestedBy: 'system',
        seq: held.last_seq,
        detail: 'An answer may not have reached the customer.',
      });
    });
  }

  private async answerSoon(tx: Tx, conversationId: string): Promise<void> {
    const quiet = Math.min(this.settings.business().quietMs, LONGEST_QUIET_MS);
    await this.jobs.enqueue(tx, [
      {
        lane: `answer:${conversationId}`,
        kind: 'answer',
        payload: { conversationId },
        notBefore: new Date(Date.now() + quiet),
        debounce: true,
      },
    ]);
  }

  /** Needs no answer of its own. What was asked before it still waits for one, and covers it then. */
  private async answeredByLaw(tx: Tx, held: Held, message: Heard): Promise<void> {
    const pending = held.covered_seq + 1 < message.seq && held.holder === 'assistant' && held.status !== 'closed';
    if (pending) return this.answerSoon(tx, held.id);
    return this.cover(tx, held, message, held.holder === 'assistant' ? 'silent' : 'left_to_human');
  }

  private async cover(tx: Tx, held: Held, message: Heard, outcome: NewTurn['outcome']): Promise<void> {
    const fromSeq = held.covered_seq + 1;
    if (message.seq < fromSeq) return;
    await cover(tx, { conversationId: held.id, fromSeq, toSeq: message.seq, epoch: held.holder_epoch, outcome });
  }
}

/** Only the customer themselves, with their own words. */
function mayMove({ machine, participant, consentWord }: Screened): boolean {
  return !machine && !participant && !consentWord;
}

function ruleName(decision: Decision, rules: readonly { id: string; name: string }[]): string | undefined {
  const name = rules.find((rule) => rule.id === decision.rule)?.name;
  return name ? `Rule: ${name}.` : undefined;
}

/** A hard topic that came together with the wish for a person. */
function hardTopic(decision: Decision): Reason | undefined {
  const fired = decision.evaluated.find((rule) => rule.rule === '3-hard-topic' && rule.fired);
  return fired?.values['topic'] as Reason | undefined;
}

/** What the signals say of the customer's mood; null when they say nothing. */
function mood(decision: Decision): string | undefined {
  if (decision.outcome === 'danger' || decision.reason === 'distress') return 'in distress';
  return decision.evaluated.some((rule) => rule.values['anger'] === true) ? 'angry' : undefined;
}
