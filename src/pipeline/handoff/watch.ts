/** Nobody is forgotten: silent owners are reminded and relieved, long waits are raised and said, promised times corrected before they break. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '../../foundation/database/database';
import { Jobs } from '../../foundation/jobs/jobs';
import { consoleText } from '../../foundation/model/console-texts';
import { isCourtesy } from '../../foundation/model/courtesy';
import { openFor, openUntil, sayOpening } from '../../foundation/model/hours';
import { text } from '../../foundation/model/texts';
import { Settings } from '../../foundation/settings/settings';
import { Automatic } from '../delivery/automatic';
import { Composer } from '../delivery/compose';
import { SendGate } from '../delivery/gate';
import { Touch } from '../delivery/touch';
import { endpointLanguage } from './console-rows';
import { lock, type Held } from './held';
import { Handoffs } from './lifecycle';
import { Places } from './places';
import { duePromises, promise, type OpenPromise } from './promises';
import { listed, Queueing } from './queueing';

const EVERY_SECONDS = 20;
const BATCH = 200;
/** A promise that will not hold is corrected this long before it breaks. */
const AHEAD_MS = 5 * 60_000;
/** After so many corrected times no further one is named. */
const CORRECTIONS = 2;
/** So often a customer hears that it takes longer, by the pace of the channel. */
const LATE_WORDS = { live: 3, slow: 1 };
/** Long waits rise up to here; above are danger and what only a person raised. */
const HIGHEST_RAISE = 7;

interface Limits {
  teamId: string;
  /** Whoever waits since then or longer is over the limit; null: nobody can be. */
  live: Date | null;
  slow: Date | null;
}

@Injectable()
export class Watch implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly settings: Settings,
    private readonly gate: SendGate,
    private readonly handoffs: Handoffs,
    private readonly automatic: Automatic,
    private readonly composer: Composer,
    private readonly touch: Touch,
    private readonly queueing: Queueing,
    private readonly places: Places,
  ) {}

  onModuleInit(): void {
    this.jobs.every('watch', EVERY_SECONDS, () => this.look(new Date()));
  }

  async look(now: Date): Promise<void> {
    await this.relieve(now);
    await this.remind(now);
    await this.raiseLate(now);
    await this.places.look(now);
    await this.correctPromises(now);
  }

  /** An owner who was reminded and stayed silent as long again. */
  private async relieve(now: Date): Promise<void> {
    for (const silent of await this.silent(now, 2, true)) {
      await this.db.transaction(async (tx) => {
        const held = await lock(tx, silent.id);
        if (!stillSilent(held, silent)) return;
        await this.handoffs.reoffer(tx, { conversationId: held.id, agentId: silent.agentId });
        await this.automatic.say(tx, {
          conversationId: held.id,
          author: 'system',
          text: text('reoffered', this.language(held)),
          language: this.language(held),
          clientId: `reoffered:${silent.handoffId}`,
        });
      });
    }
  }

  private async remind(now: Date): Promise<void> {
    for (const silent of await this.silent(now, 1, false)) {
      await this.db.transaction(async (tx) => {
        const held = await lock(tx, silent.id);
        if (!stillSilent(held, silent)) return;
        if (await this.onlyCourtesies(tx, held.id)) {
          await tx.query('update conversation set waiting_since = null where id = $1', [held.id]);
          return;
        }
        await tx.query('update handoff set nudged_at = $2 where id = $1', [silent.handoffId, now]);
        if (silent.endpointId) {
          await this.composer.notify(tx, {
            kind: 'console',
            endpointId: silent.endpointId,
            conversationId: held.id,
            text: consoleText(
              'nudge',
              await endpointLanguage(tx, silent.endpointId, this.settings.business().languages),
              { code: silent.code ?? 0 },
            ),
            key: `nudge:${silent.handoffId}:${silent.since.getTime()}`,
          });
        }
        await this.touch.conversation(tx, held.id);
      });
    }
  }

  /** Held by an agent while the customer waits longer than `times` the limit; `reminded`: only who heard of it. */
  private async silent(now: Date, times: number, reminded: boolean): Promise<Silent[]> {
    const { replyMinutes } = this.settings.business();
    const limits = this.limits(now, { live: replyMinutes.live * times, slow: replyMinutes.slow * times });
    return this.db.query<Silent>(
      `select s.*, o.agent_endpoint_id as "endpointId", o.code
         from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) as t(id, live, slow)
        cross join lateral (
          select c.id, c.assignee_id as "agentId", h.id as "handoffId", greatest(c.waiting_since, h.accepted_at) as since
            from conversation c join handoff h on h.conversation_id = c.id and h.state = 'accepted'
           where c.team_id = t.id and c.status = 'open' and c.holder = 'agent' and c.waiting_since is not null
             and c.waiting_since <= greatest(t.live, t.slow)
             and greatest(c.waiting_since, h.accepted_at) <= case when c.channel_account_id = any($4::uuid[]) then t.slow else t.live end
             and coalesce(h.nudged_at >= greatest(c.waiting_since, h.accepted_at), false) = $5
           order by c.waiting_since limit ${BATCH}) s
         left join offer o on o.handoff_id = s."handoffId" and o.state = 'accepted' and o.agent_id = s."agentId"`,
      [...columns(limits), this.slowAccounts(), reminded],
      'watch_silent',
    );
  }

  /** Who waits in a queue longer than the limit moves up, and is told that it takes longer. */
  private async raiseLate(now: Date): Promise<void> {
    const minutes = this.settings.business().overdueMinutes;
    const limits = this.limits(now, { live: minutes, slow: minutes });
    const rows = await this.db.query<{ id: string; handoffId: string }>(
      `select w.* from unnest($1::uuid[], $2::timestamptz[]) as t(id, before)
        cross join lateral (
          select c.id, h.id as "handoffId" from conversation c
            join handoff h on h.conversation_id = c.id and h.state in ('queued', 'offered')
           where c.team_id = t.id and c.status = 'open' and c.holder = 'queue' and c.waiting_since <= t.before
             and (h.late_at is null or h.late_at <= t.before)
           limit ${BATCH}) w`,
      columns(limits).slice(0, 2),
      'watch_late',
    );
    for (const late of rows) {
      await this.db.transaction(async (tx) => {
        const held = await lock(tx, late.id);
        if (held.holder !== 'queue' || held.status !== 'open') return;
        const [raised] = await tx.query<{ count: number }>(
          `update handoff set late_at = $2, late_count = least(late_count + 1, 1000),
                  priority = case when priority < ${HIGHEST_RAISE} then priority + 1 else priority end
            where id = $1 and state in ('queued', 'offered') returning late_count as count`,
          [late.handoffId, now],
        );
        if (!raised) return;
        await tx.query(
          `update conversation set priority = case when priority < ${HIGHEST_RAISE} then priority + 1 else priority end where id = $1`,
          [held.id],
        );
        // Who was promised a time hears of that one.
        const promised = await tx.query(`select 1 from promise where conversation_id = $1 and state = 'open'`, [
          held.id,
        ]);
        if (promised.length === 0 && raised.count <= LATE_WORDS[this.queueing.pace(held)]) {
          const ways = await this.waysNotOffered(tx, held, late.handoffId);
          await this.automatic.say(tx, {
            conversationId: held.id,
            author: 'system',
            text: listed(text('late', this.language(held)), 'queue_ways', ways, this.language(held)),
            ...this.queueing.content(held, ways),
            language: this.language(held),
            clientId: `late:${late.handoffId}:${raised.count}`,
          });
        }
        await this.touch.conversation(tx, held.id);
      });
    }
  }

  /** Before it breaks, the customer hears a later time; what cannot be said any more is left to be broken, and counted. */
  private async correctPromises(now: Date): Promise<void> {
    for (const due of await duePromises(this.db, new Date(now.getTime() + AHEAD_MS), BATCH)) {
      await this.db.transaction((tx) => this.correct(tx, due, now));
    }
  }

  private async correct(tx: Tx, due: OpenPromise, now: Date): Promise<void> {
    const held = await lock(tx, due.conversationId);
    const broken = async (): Promise<void> => {
      if (due.dueAt > now) return;
      await tx.query(
        `update promise set state = 'broken', settled_at = now() where conversation_id = $1 and due_at = $2 and state = 'open'`,
        [held.id, due.dueAt],
      );
    };
    if (held.holder === 'assistant' || held.status !== 'open' || due.corrections >= CORRECTIONS) return broken();
    const language = this.language(held);
    const team = this.settings.team(held.team_id) ?? this.settings.fallbackTeam();
    const minutes = this.settings.business().replyMinutes[this.queueing.pace(held)];
    // Twice the time of an answer: a second correction is worse than a longer first one.
    const dueAt = openUntil(team.hours, team.timeZone, minutes * 2, now);
    if (!dueAt) return broken();
    const said = await this.automatic.say(tx, {
      conversationId: held.id,
      author: 'system',
      text: text('promise_moved', language, {
        was: sayOpening(due.dueAt, team.timeZone, now, language),
        by: sayOpening(dueAt, team.timeZone, now, language),
      }),
      language,
      clientId: `promise:${due.handoffId}:${due.corrections + 1}`,
    });
    if (!said) return broken();
    await promise(tx, {
      conversationId: held.id,
      handoffId: due.handoffId,
      messageId: said.messageId,
      dueAt,
      corrections: due.corrections + 1,
    });
  }

  /** Whether all that came since an agent's last words asks for nothing. */
  private async onlyCourtesies(tx: Tx, conversationId: string): Promise<boolean> {
    const rows = await tx.query<{ text: string; files: boolean }>(
      `select m.text, exists (select 1 from attachment a where a.message_id = m.id) as files from message m
        where m.conversation_id = $1 and m.direction = 'in'
          and m.seq > coalesce((select max(r.seq) from message r where r.conversation_id = $1 and r.author = 'agent'), 0)
        order by m.seq desc limit 20`,
      [conversationId],
      'watch_words',
    );
    return rows.length > 0 && rows.every(({ text: words, files }) => !files && isCourtesy(words));
  }

  private limits(now: Date, minutes: { live: number; slow: number }): Limits[] {
    return this.settings.teams().flatMap(({ id, hours, timeZone }) => {
      const live = openFor(hours, timeZone, minutes.live, now);
      const slow = openFor(hours, timeZone, minutes.slow, now);
      return live || slow ? [{ teamId: id, live, slow }] : [];
    });
  }

  private slowAccounts(): string[] {
    return this.settings
      .accounts()
      .filter(({ channel }) => this.gate.capabilities(channel)?.pace === 'slow')
      .map(({ id }) => id);
  }

  /** Offered once for a wait: with the first word that it takes longer at the latest. */
  private async waysNotOffered(tx: Tx, held: Held, handoffId: string): Promise<string[]> {
    const ways = this.queueing.ways(held);
    if (ways.length === 0) return ways;
    const asked = await tx.query(
      `update queue_ticket set asks = 'way' where handoff_id = $1 and asks is null and callback_at is null and cardinality(times) = 0
       returning handoff_id`,
      [handoffId],
      'ticket_ways',
    );
    return asked.length > 0 ? ways : [];
  }

  private language(held: Held): string {
    return this.queueing.language(held);
  }
}

interface Silent {
  id: string;
  agentId: string;
  handoffId: string;
  since: Date;
  endpointId: string | null;
  code: number | null;
}

const stillSilent = (held: Held, silent: Silent): boolean =>
  held.holder === 'agent' && held.status === 'open' && held.assignee_id === silent.agentId;

const columns = (limits: readonly Limits[]): [string[], (Date | null)[], (Date | null)[]] => [
  limits.map(({ teamId }) => teamId),
  limits.map(({ live }) => live),
  limits.map(({ slow }) => slow),
];
