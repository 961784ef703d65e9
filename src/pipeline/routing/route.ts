/** Offers a waiting handoff to one agent after another until somebody accepts; each hop is a row. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '../../foundation/database/database';
import { Jobs, type RunningJob } from '../../foundation/jobs/jobs';
import { isOpen, nextOpening } from '../../foundation/model/hours';
import { newId } from '../../foundation/model/ids';
import { Settings } from '../../foundation/settings/settings';
import { isHere } from '../../foundation/model/presence';
import { Composer } from '../delivery/compose';
import { Touch } from '../delivery/touch';
import { DANGER, pick, type Candidate, type PastOffer, type Pick } from './pick';

/** With nobody left to ask, the round begins anew after this. */
const NEXT_ROUND_MS = 5 * 60_000;
/** An idle team is looked at again after this. */
const LOOK_AGAIN_MS = 30_000;
/** Offers open on one phone at once that ring one by one; of more it hears once a minute, all together. */
const RINGS = 5;

interface WaitingRow {
  id: string;
  conversation_id: string;
  team_id: string;
  priority: number;
  preferred_agent_id: string | null;
  state: 'queued' | 'offered';
  why: string;
  looks: number;
}

interface CandidateRow {
  agent_id: string;
  online: boolean;
  on_call: boolean;
  load: string;
  capacity: number;
  idle_since: Date | null;
  endpoint_ids: string[];
}

@Injectable()
export class Routing implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly settings: Settings,
    private readonly composer: Composer,
    private readonly touch: Touch,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('route', (job) => this.route(job));
  }

  private async route(job: RunningJob): Promise<void> {
    const handoffId = String(job.payload['handoffId']);
    const look = job.payload['look'];
    await this.db.transaction(async (tx) => {
      // The conversation's row is locked before the handoff's, as every command does.
      await tx.query(
        'select 1 from conversation where id = (select conversation_id from handoff where id = $1) for update',
        [handoffId],
      );
      const [handoff] = await tx.query<WaitingRow>(
        `update handoff set looks = looks + 1
          where id = $1 and state in ('queued', 'offered') and ($2::int is null or looks = $2)
          returning id, conversation_id, team_id, priority, preferred_agent_id, state, brief->>'why' as why, looks`,
        [handoffId, typeof look === 'number' ? look : null],
      );
      // Ended, or a newer look (a decline, a graver reason) made this one stale.
      if (!handoff) return;
      const notBefore = await this.step(tx, handoff, new Date());
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
  private async step(tx: Tx, handoff: WaitingRow, now: Date): Promise<Date> {
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
    }>(
      `select agent_id, agent_endpoint_id, state, expires_at from offer where handoff_id = $1 and offered_at > $2::timestamptz - $3 * interval '1 millisecond'`,
      [handoffId, now, NEXT_ROUND_MS * 2],
    );
    const picks = this.mayOffer(handoff, now)
      ? pick(
          { priority: handoff.priority, preferredAgentId: handoff.preferred_agent_id },
          await this.candidates(tx, handoff),
          past.map((offer) => ({ agentId: offer.agent_id, endpointId: offer.agent_endpoint_id, state: offer.state })),
        )
      : [];
    picks.sort((a, b) => (a.endpointId ?? '').localeCompare(b.endpointId ?? ''));
    for (const choice of picks) await this.offer(tx, handoff, choice, now);

    const open = past.filter((offer) => offer.state === 'open').map((offer) => offer.expires_at.getTime());
    const ends = [...open, ...picks.map((choice) => now.getTime() + choice.seconds * 1000)];
    const state = ends.length > 0 ? 'offered' : 'queued';
    if (state !== handoff.state) await tx.query('update handoff set state = $2 where id = $1', [handoffId, state]);
    if (expired.length > 0 || picks.length > 0) await this.touch.conversation(tx, handoff.conversation_id);
    if (ends.length > 0) return new Date(Math.min(...ends));
    return this.lookAgain(handoff, now);
  }

  /** Outside a team's hours only danger rings a phone. */
  private mayOffer(handoff: WaitingRow, now: Date): boolean {
    const team = this.settings.team(handoff.team_id) ?? this.settings.fallbackTeam();
    return handoff.priority >= DANGER || isOpen(team.hours, team.timeZone, now);
  }

  private lookAgain(handoff: WaitingRow, now: Date): Date {
    const soon = now.getTime() + LOOK_AGAIN_MS;
    if (this.mayOffer(handoff, now)) return new Date(soon);
    const team = this.settings.team(handoff.team_id) ?? this.settings.fallbackTeam();
    const opening = nextOpening(team.hours, team.timeZone, now)?.getTime() ?? soon;
    // Hours may be edited meanwhile: look at least hourly.
    return new Date(Math.max(soon, Math.min(opening, now.getTime() + 3_600_000)));
  }

  private async candidates(tx: Tx, handoff: WaitingRow): Promise<Candidate[]> {
    const rows = await tx.query<CandidateRow>(
      `select a.id as agent_id, ${isHere('a')} as online, a.on_call, a.capacity,
              (select count(*) from conversation c where c.assignee_id = a.id and c.status = 'open') as load,
              (select max(h.accepted_at) from handoff h where h.agent_id = a.id and h.state = 'accepted') as idle_since,
              array(select e.id from agent_endpoint e
                     where e.agent_id = a.id and e.verified_at is not null and e.stopped_at is null order by e.position, e.id) as endpoint_ids
         from agent a
        where a.disabled_at is null and (not a.demo or $3)
          and (exists (select 1 from team_member t where t.agent_id = a.id and t.team_id = $1) or ($2 and a.on_call))`,
      [handoff.team_id, handoff.priority >= DANGER, this.settings.demoAllowed()],
    );
    return rows.map((row) => ({
      agentId: row.agent_id,
      online: row.online,
      onCall: row.on_call,
      load: Number(row.load),
      capacity: row.capacity,
      idleSince: row.idle_since,
      endpointIds: row.endpoint_ids,
    }));
  }

  /** The offers open on this phone. Its row is held: two offers at once would choose the same code. */
  private async openOn(tx: Tx, endpointId: string): Promise<number> {
    await tx.query('select 1 from agent_endpoint where id = $1 for no key update', [endpointId]);
    const [row] = await tx.query<{ open: string }>(
      `select count(*) as open from offer where agent_endpoint_id = $1 and state = 'open'`,
      [endpointId],
    );
    return Number(row?.open ?? 0);
  }

  private async offer(tx: Tx, handoff: WaitingRow, choice: Pick, now: Date): Promise<void> {
    const offerId = newId();
    const open = choice.endpointId ? await this.openOn(tx, choice.endpointId) : 0;
    // The smallest code that none of this endpoint's open lines uses: what the agent types is short.
    const [row] = await tx.query<{ code: number }>(
      `insert into offer (id, handoff_id, agent_id, agent_endpoint_id, expires_at, detail, code)
       select $1, $2, $3, $4, $5, $6, case when $4::uuid is not null then (
                select min(n) from generate_series(1, 999) n
                 where n not in (select o.code from offer o join handoff h on h.id = o.handoff_id
                                  where o.agent_endpoint_id = $4 and o.code is not null and h.state in ('queued', 'offered', 'accepted')
                                    and o.state in ('open', 'accepted'))) end
       returning code`,
      [
        offerId,
        handoff.id,
        choice.agentId,
        choice.endpointId,
        new Date(now.getTime() + choice.seconds * 1000),
        choice.why,
      ],
    );
    if (!choice.endpointId) return;
    if (open >= RINGS) {
      await this.composer.notify(tx, {
        kind: 'offer',
        endpointId: choice.endpointId,
        text: `${open + 1} customers wait for an answer on this phone. Reply ACCEPT #${row?.code ?? 0} for the next one, or open the inbox for all of them.`,
        key: `offers:${choice.endpointId}:${Math.floor(now.getTime() / 60_000)}`,
      });
      return;
    }
    // The default offer carries no message text.
    await this.composer.notify(tx, {
      kind: 'offer',
      endpointId: choice.endpointId,
      conversationId: handoff.conversation_id,
      text: `Customer waiting (#${row?.code ?? 0}): ${firstSentence(handoff.why)} Reply ACCEPT or DECLINE within ${Math.round(choice.seconds / 60)} min.`,
      key: `offer:${offerId}`,
    });
  }
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/su.exec(text)?.[0] ?? text;
}
