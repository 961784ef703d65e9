/** Some time after closing the customer is asked how it went: once, where they last wrote, and only if all was said and nothing was grave. */
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../foundation/config/environment';
import { Database, type Tx } from '../../foundation/database/database';
import { Defer, Jobs, type RunningJob } from '../../foundation/jobs/jobs';
import { newId } from '../../foundation/model/ids';
import { afterQuiet } from '../../foundation/model/quiet';
import { text } from '../../foundation/model/texts';
import { Settings } from '../../foundation/settings/settings';
import { Composer } from '../delivery/compose';
import { SendGate } from '../delivery/gate';
import { lock, type Held } from '../handoff/held';
import { SurveyTokens } from './token';

/** The last reply is still on its way: looked at again after this, until the limit. */
const LOOK_AGAIN_MS = 60_000;
const LIMIT_MS = 24 * 3_600_000;
const SCORES = [5, 4, 3, 2, 1] as const;

interface Facts {
  current: boolean;
  closed_at: Date;
  closed_by: string | null;
  human: boolean;
  assistant: boolean;
  agent_id: string | null;
  /** Of the last words of an agent or the assistant. */
  last_reply: string | null;
  /** Something else is on its way too. */
  pending: boolean;
  grave: boolean;
  machine: boolean;
  asked_lately: boolean;
}

/** $1 conversation, $2 days in which nobody is asked twice. */
const FACTS = `
select c.is_current as current, c.closed_at, c.closed_by,
  exists (select from message m where m.conversation_id = c.id and m.author = 'agent' and m.created_at >= c.opened_at) as human,
  exists (select from message m where m.conversation_id = c.id and m.author = 'assistant' and m.created_at >= c.opened_at) as assistant,
  (select m.agent_id from message m where m.conversation_id = c.id and m.author = 'agent' and m.created_at >= c.opened_at
    order by m.seq desc limit 1) as agent_id,
  (select d.state from message m join delivery d on d.message_id = m.id
    where m.conversation_id = c.id and m.author in ('agent', 'assistant') order by m.seq desc limit 1) as last_reply,
  exists (select from delivery d where d.conversation_id = c.id and d.state in ('queued', 'sending', 'unknown')) as pending,
  exists (select from decision d where d.conversation_id = c.id and d.outcome = 'danger')
    or exists (select from handoff h where h.conversation_id = c.id and h.reason in ('danger', 'distress')) as grave,
  coalesce((select m.content ? 'automatic' or m.content ? 'participant' from message m
    where m.conversation_id = c.id and m.direction = 'in' order by m.seq desc limit 1), true) as machine,
  exists (select from survey s join conversation o on o.id = s.conversation_id
    where o.contact_id = c.contact_id and s.asked_at > now() - make_interval(days => $2::int)) as asked_lately
from conversation c where c.id = $1`;

@Injectable()
export class AskSurvey implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly settings: Settings,
    private readonly gate: SendGate,
    private readonly composer: Composer,
    private readonly tokens: SurveyTokens,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('survey', (job) => this.run(job));
  }

  private async run(job: RunningJob): Promise<void> {
    const { conversationId, episode } = job.payload;
    const later = await this.db.transaction((tx) => this.ask(tx, String(conversationId), Number(episode), new Date()));
    if (later) throw new Defer(later);
  }

  /** Answers when to look again; null: asked, or never to be asked. */
  private async ask(tx: Tx, conversationId: string, episode: number, now: Date): Promise<Date | null> {
    const [there] = await tx.query('select 1 from conversation where id = $1', [conversationId]);
    if (!there) return null;
    const held = await lock(tx, conversationId);
    if (held.status !== 'closed' || held.episode !== episode) return null;
    const team = this.settings.team(held.team_id);
    if (!team?.survey.on) return null;
    const [facts] = await tx.query<Facts>(FACTS, [held.id, team.survey.everyDays], 'survey_facts');
    if (!facts || !isDue(facts)) return null;
    const channel = this.settings.account(held.channel_account_id)?.channel ?? '';
    const capabilities = this.gate.capabilities(channel);
    if (!capabilities) return null;
    switch (arrival(facts, capabilities.threading === 'headers')) {
      case 'failed':
        return null;
      case 'under-way':
        return now.getTime() - facts.closed_at.getTime() < LIMIT_MS ? new Date(now.getTime() + LOOK_AGAIN_MS) : null;
      case 'arrived':
    }
    const leaves = afterQuiet(this.settings.business().quietHours, team.timeZone, now);
    if (leaves > now) return leaves;
    const id = newId();
    const language = held.language ?? this.settings.business().languages[0] ?? 'en';
    const words =
      capabilities.addressKind === 'email'
        ? this.mail(id, language)
        : text('survey_ask', language, { business: this.settings.business().name });
    if ((await this.gate.forConversation(tx, held.id, words.length, now)).blocked) return null;
    await this.say(tx, { held, id, words, facts });
    return null;
  }

  private async say(
    tx: Tx,
    { held, id, words, facts }: { held: Held; id: string; words: string; facts: Facts },
  ): Promise<void> {
    const said = await this.composer.say(tx, {
      conversationId: held.id,
      author: 'system',
      text: words,
      clientId: `survey:${held.id}:${held.episode}`,
      content: { survey: true },
      class: 'survey',
    });
    if (!said.fresh) return;
    await tx.query(
      `insert into survey (id, conversation_id, episode, team_id, answered_by, agent_id, message_id) values ($1, $2, $3, $4, $5, $6, $7)`,
      [id, held.id, held.episode, held.team_id, facts.human ? 'human' : 'assistant', facts.agent_id, said.messageId],
    );
    await tx.query('update conversation set awaits_rating = true where id = $1', [held.id]);
  }

  /** A link for each number; what it opens asks once more, since programs that look at mails follow links. */
  private mail(surveyId: string, language: string): string {
    const url = `${this.environment.publicUrl}/rate/${this.tokens.sign(surveyId)}`;
    const named: Partial<Record<number, string>> = {
      5: ` (${text('rate_good', language)})`,
      1: ` (${text('rate_poor', language)})`,
    };
    const lines = SCORES.map((score) => `${score}${named[score] ?? ''}: ${url}?score=${score}`);
    return `${text('survey_mail', language, { business: this.settings.business().name })}\n\n${lines.join('\n')}`;
  }
}

function isDue(facts: Facts): boolean {
  if (!facts.current || facts.closed_by === 'joined') return false;
  return (facts.human || facts.assistant) && !facts.grave && !facts.machine && !facts.asked_lately;
}

/** A mailbox says nothing of what it took: there its acceptance is all that will be known. */
function arrival({ last_reply: state, pending }: Facts, acceptedIsAll: boolean): 'arrived' | 'under-way' | 'failed' {
  if (pending) return 'under-way';
  if (state === 'delivered' || state === 'read') return 'arrived';
  if (state === 'accepted') return acceptedIsAll ? 'arrived' : 'under-way';
  return 'failed';
}
