/** Offers a waiting handoff to one agent after another until somebody accepts; each hop is a row. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '../../foundation/database/database';
import { Jobs, type RunningJob } from '../../foundation/jobs/jobs';
import { isOpen, nextOpening, type Hours } from '../../foundation/model/hours';
import { Settings } from '../../foundation/settings/settings';
import { isHere } from '../../foundation/model/presence';
import { SendGate } from '../delivery/gate';
import { Touch } from '../delivery/touch';
import type { Candidate, PastOffer, Waiting } from './candidate';
import { Offers, openText, type OfferTexts } from './offers';
import { DANGER, pick } from './pick';

/** With nobody left to ask, the round begins anew after this. */
const NEXT_ROUND_MS = 5 * 60_000;
/** An idle team is looked at again after this. */
const LOOK_AGAIN_MS = 30_000;
interface WaitingRow {
  id: string;
  conversation_id: string;
  team_id: string;
  priority: number;
  preferred_agent_id: string | null;
  state: 'queued' | 'offered';
  why: string;
  looks: number;
  reason: string;
  requested_at: Date;
  /** In the future: when the customer wants to be written to. */
  waiting_since: Date | null;
}

interface Quiet {
  from: string;
  to: string;
  timeZone: string;
}

interface CandidateRow {
  agent_id: string;
  in_turn: boolean;
  online: boolean;
  on_call: boolean;
  load: string;
  capacity: number;
  live_load: string;
  live_capacity: number | null;
  idle_since: Date | null;
  offered_at: Date | null;
  languages: string[];
  skills: string[];
  quiet: Quiet | null;
  endpoints: (Candidate['endpoints'][number] & { accountId: string; open: boolean })[];
}

@Injectable()
export class Routing implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly settings: Settings,
    private readonly touch: Touch,
    private readonly gate: SendGate,
    private readonly offers: Offers,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('route', (job) => this.route(job));
  }

  private async route(job: RunningJob): Promise<void> {
    const handoffId = String(job.payload['handoffId']);
    const look = job.payload['look'];
    const texts = await this.offers.textsFor(handoffId);
    await this.db.transaction(async (tx) => {
      // The conversation's row is locked before the handoff's, as every command does.
      const [conversation] = await tx.query<{ waiting_since: Date | null }>(
        'select waiting_since from conversation where id = (select conversation_id from handoff where id = $1) for update',
        [handoffId],
      );
      const [row] = await tx.query<Omit<WaitingRow, 'waiting_since'>>(
        `update handoff set looks = looks + 1
          where id = $1 and state in ('queued', 'offered') and ($2::int is null or looks = $2)
          returning id, conversation_id, team_id, priority, preferred_agent_id, state, brief->>'why' as why, looks, reason, requested_at`,
        [handoffId, typeof look === 'number' ? look : null],
      );
      // Ended, or a newer look (a decline, a graver reason) made this one stale.
      if (!row || !conversation) return;
      const handoff = { ...row, ...conversation };
      const notBefore = await this.step(tx, handoff, texts, new Date());
      await this.jobs.enqueue(tx, [
        {
          lane: `routing:${handoffId}:${handoff.looks}`,
          kind: 'route',
          payload: { handoffId, look: handoff.looks },
          notBefore,
        },
      ]);
    });
  }

  /** Expires what ran out, makes the next offers; answers when to look again. */
  private async step(tx: Tx, handoff: WaitingRow, texts: OfferTexts, now: Date): Promise<Date> {
    const handoffId = handoff.id;
    const expired = await tx.query(
      `update offer set state = 'expired', answered_at = $2 where handoff_id = $1 and state = 'open' and expires_at <= $2 returning id`,
      [handoffId, now],
    );
    const past = await tx.query<{
      agent_id: string;
      agent_endpoint_id: string | null;
      state: PastOffer['state'];
      expires_at: Date;
      recent: boolean;
    }>(
      `select agent_id, agent_endpoint_id, state, expires_at, offered_at > $2::timestamptz - $3 * interval '1 millisecond' as recent
         from offer where handoff_id = $1 and (state = 'declined' or offered_at > $2::timestamptz - $3 * interval '1 millisecond')`,
      [handoffId, now, NEXT_ROUND_MS * 2],
    );
    const { picks, passed } = this.mayOffer(handoff, now)
      ? pick(
          await this.waiting(tx, handoff, now),
          await this.candidates(tx, handoff, texts, now),
          past.map((offer) => ({
            agentId: offer.agent_id,
            endpointId: offer.agent_endpoint_id,
            state: offer.state,
            recent: offer.recent,
          })),
          this.team(handoff).routing,
        )
      : { picks: [], passed: [] };
    picks.sort((a, b) => (a.endpointId ?? '').localeCompare(b.endpointId ?? ''));
    for (const choice of picks)
      await this.offers.make(tx, handoff, choice, passed, now, { texts, team: this.team(handoff).name });

    const open = past.filter((offer) => offer.state === 'open').map((offer) => offer.expires_at.getTime());
    const ends = [...open, ...picks.map((choice) => now.getTime() + choice.seconds * 1000)];
    const state = ends.length > 0 ? 'offered' : 'queued';
    if (state !== handoff.state) await tx.query('update handoff set state = $2 where id = $1', [handoffId, state]);
    if (expired.length > 0 || picks.length > 0) await this.touch.conversation(tx, handoff.conversation_id);
    if (ends.length > 0) return new Date(Math.min(...ends));
    return this.lookAgain(handoff, now);
  }

  /** Outside a team's hours, and before the time that the customer chose, only danger rings a phone. */
  private mayOffer(handoff: WaitingRow, now: Date): boolean {
    if (this.laterThan(handoff, now) && handoff.priority < DANGER) return false;
    const team = this.team(handoff);
    return handoff.priority >= DANGER || isOpen(team.hours, team.timeZone, now);
  }

  private laterThan({ waiting_since: since }: WaitingRow, now: Date): boolean {
    return since !== null && since > now;
  }

  private lookAgain(handoff: WaitingRow, now: Date): Date {
    const soon = now.getTime() + LOOK_AGAIN_MS;
    if (this.mayOffer(handoff, now)) return new Date(soon);
    const team = this.team(handoff);
    const from = this.laterThan(handoff, now) ? (handoff.waiting_since ?? now) : now;
    const opening = nextOpening(team.hours, team.timeZone, from)?.getTime() ?? soon;
    // Hours may be edited meanwhile: look at least hourly.
    return new Date(Math.max(Math.min(soon, opening), Math.min(opening, now.getTime() + 3_600_000)));
  }

  private team(handoff: WaitingRow): ReturnType<Settings['fallbackTeam']> {
    return this.settings.team(handoff.team_id) ?? this.settings.fallbackTeam();
  }

  private slowAccounts(): string[] {
    return this.settings
      .accounts()
      .filter(({ channel }) => this.gate.capabilities(channel)?.pace === 'slow')
      .map(({ id }) => id);
  }

  private async waiting(tx: Tx, handoff: WaitingRow, now: Date): Promise<Waiting> {
    const [row] = await tx.query<{ language: string | null; channel_account_id: string; last_agent_id: string | null }>(
      `select c.language, c.channel_account_id,
              (select o.last_agent_id from conversation o where o.contact_id = c.contact_id and o.last_agent_id is not null
                order by o.id desc limit 1) as last_agent_id
         from conversation c where c.id = $1`,
      [handoff.conversation_id],
      'route_waiting',
    );
    return {
      priority: handoff.priority,
      preferredAgentId: handoff.preferred_agent_id,
      lastAgentId: row?.last_agent_id ?? null,
      language: row?.language ?? null,
      skill: handoff.reason,
      pace: this.slowAccounts().includes(row?.channel_account_id ?? '') ? 'slow' : 'live',
      waitedSeconds: (now.getTime() - handoff.requested_at.getTime()) / 1000,
    };
  }

  private async candidates(tx: Tx, handoff: WaitingRow, texts: OfferTexts, now: Date): Promise<Candidate[]> {
    const rows = await tx.query<CandidateRow>(
      `select a.id as agent_id, member.in_turn, ${isHere('a')} as online, a.on_call, a.capacity, a.live_capacity, a.languages, a.skills, a.quiet,
              (select count(*) from conversation c where c.assignee_id = a.id and c.status = 'open') as load,
              (select count(*) from conversation c
                where c.assignee_id = a.id and c.status = 'open' and c.channel_account_id <> all($4::uuid[])) as live_load,
              (select o.offered_at from offer o where o.agent_id = a.id order by o.offered_at desc limit 1) as offered_at,
              (select max(h.accepted_at) from handoff h where h.agent_id = a.id and h.state = 'accepted') as idle_since,
              (select coalesce(json_agg(json_build_object('id', e.id, 'way', case when e.address like '%@%' then 'mail' else 'phone' end,
                                                                  'accountId', e.channel_account_id, 'open', ${openText('$7')})
                                        order by e.position, e.id), '[]')
                 from agent_endpoint e where e.agent_id = a.id and e.verified_at is not null and e.stopped_at is null and $5) as endpoints
         from agent a
         cross join lateral (select exists (select 1 from team_member t where t.agent_id = a.id and t.team_id = $1)
                                    or ($2 and a.on_call) as in_turn) as member
        where a.disabled_at is null and (a.shift_ended_at is null or (a.on_call and $2)) and (not a.demo or $3) and (member.in_turn or a.id = $6)`,
      [
        handoff.team_id,
        handoff.priority >= DANGER,
        this.settings.demoAllowed(),
        this.slowAccounts(),
        this.settings.switches().agentPhones,
        this.team(handoff).routing.leadId,
        this.offers.windowed(),
      ],
    );
    return rows.map((row) => ({
      agentId: row.agent_id,
      inTurn: row.in_turn,
      online: row.online,
      onCall: row.on_call,
      load: Number(row.load),
      capacity: row.capacity,
      liveLoad: Number(row.live_load),
      liveCapacity: row.live_capacity,
      idleSince: row.idle_since,
      offeredAt: row.offered_at,
      languages: row.languages,
      skills: row.skills,
      quiet: row.quiet !== null && isOpen(daily(row.quiet), row.quiet.timeZone, now),
      endpoints: row.endpoints.map(({ id, way, open, accountId }) => ({
        id,
        way,
        closed: !open && !texts.has(accountId),
      })),
    }));
  }
}

/** Quiet hours are hours like any other: the same engine knows them over daylight saving. */
function daily({ from, to }: Quiet): Hours {
  return { weekly: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from, to })), holidays: [] };
}
