/** An agent asks a colleague to take over; until the colleague accepts it stays with the agent, so that the customer always has somebody. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Queryable, type Tx } from '../../foundation/database/database';
import { Jobs } from '../../foundation/jobs/jobs';
import { maskCards } from '../../foundation/model/cards';
import { Fault } from '../../foundation/model/fault';
import { isHere, presenceOf } from '../../foundation/model/presence';
import { Settings } from '../../foundation/settings/settings';
import { Touch } from '../delivery/touch';
import { lock } from '../handoff/held';
import { Handoffs, type Changed } from '../handoff/lifecycle';
import { liveHandoff } from '../handoff/rows';
import { Offers } from './offers';

const MINUTES = 10;

export interface Colleague {
  id: string;
  name: string;
  presence: 'online' | 'away';
}

@Injectable()
export class Passing implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly settings: Settings,
    private readonly handoffs: Handoffs,
    private readonly offers: Offers,
    private readonly touch: Touch,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('pass-lapse', (job) => this.lapse(String(job.payload['offerId'])));
  }

  /** Who may be asked: those of its team, and admins; those who are here first. */
  colleagues(q: Queryable, conversationId: string, agentId: string): Promise<Colleague[]> {
    return q.query<Colleague>(
      `select a.id, a.name, ${presenceOf('a')} as presence
         from conversation c join agent a on a.id <> $2 and a.disabled_at is null and (not a.demo or $3)
          and (a.role = 'admin' or exists (select 1 from team_member m where m.team_id = c.team_id and m.agent_id = a.id))
        where c.id = $1 order by ${isHere('a')} desc, lower(a.name), a.id limit 500`,
      [conversationId, agentId, this.settings.demoAllowed()],
      'pass_colleagues',
    );
  }

  /** Rings the colleague in the inbox when they are there, else on the first of their own phones and mailboxes. One is asked at a time. */
  async ask(
    tx: Tx,
    {
      conversationId,
      agent,
      colleagueId,
      note,
    }: { conversationId: string; agent: { id: string; name: string }; colleagueId: string; note: string },
  ): Promise<Changed> {
    const held = await lock(tx, conversationId);
    const live = await liveHandoff(tx, held.id);
    if (!live || held.assignee_id !== agent.id) throw new Fault('conflict', 'Only what you hold can be passed on.');
    const colleague = (await this.colleagues(tx, held.id, agent.id)).find(({ id }) => id === colleagueId);
    if (!colleague) throw new Fault('invalid', 'Choose a colleague of its team.');
    await this.end(tx, live.id);
    const endpointId = colleague.presence === 'online' ? null : await this.endpointOf(tx, colleagueId);
    const now = new Date();
    const offerId = await this.offers.make(
      tx,
      { id: live.id, conversation_id: held.id, why: await this.why(tx, live.id) },
      { agentId: colleagueId, endpointId, seconds: MINUTES * 60, why: maskCards(note) },
      [],
      now,
      { from: { agentId: agent.id, name: agent.name } },
    );
    const notBefore = new Date(now.getTime() + MINUTES * 60_000);
    await this.jobs.enqueue(tx, [{ lane: `pass:${offerId}`, kind: 'pass-lapse', payload: { offerId }, notBefore }]);
    return this.handoffs.note(tx, { conversationId, agentId: agent.id, text: `For ${colleague.name}: ${note}` });
  }

  async withdraw(tx: Tx, { conversationId }: { conversationId: string }): Promise<Changed> {
    const held = await lock(tx, conversationId);
    const live = await liveHandoff(tx, held.id);
    if (!live || !(await this.end(tx, live.id))) throw new Fault('conflict', 'Nobody is asked to take it over.');
    return this.told(tx, held.id);
  }

  private async told(tx: Tx, conversationId: string): Promise<Changed> {
    const row = await this.touch.conversation(tx, conversationId);
    if (!row) throw new Fault('not-found', 'There is no such conversation.');
    return { conversationId, revision: Number(row.revision) };
  }

  private async end(tx: Tx, handoffId: string): Promise<boolean> {
    const ended = await tx.query(
      `update offer set state = 'withdrawn', answered_at = now()
        where handoff_id = $1 and from_agent_id is not null and state = 'open' returning id`,
      [handoffId],
    );
    return ended.length > 0;
  }

  private lapse(offerId: string): Promise<void> {
    return this.db.transaction(async (tx) => {
      const [offer] = await tx.query<{ conversation_id: string }>(
        'select h.conversation_id from offer o join handoff h on h.id = o.handoff_id where o.id = $1',
        [offerId],
      );
      if (!offer) return;
      await lock(tx, offer.conversation_id);
      const lapsed = await tx.query(
        `update offer set state = 'expired', answered_at = now() where id = $1 and state = 'open' returning id`,
        [offerId],
      );
      if (lapsed.length > 0) await this.told(tx, offer.conversation_id);
    });
  }

  private async endpointOf(tx: Tx, agentId: string): Promise<string | null> {
    if (!this.settings.switches().agentPhones) return null;
    const [first] = await tx.query<{ id: string }>(
      `select id from agent_endpoint where agent_id = $1 and verified_at is not null and stopped_at is null
        order by position, id limit 1`,
      [agentId],
    );
    return first?.id ?? null;
  }

  private async why(tx: Tx, handoffId: string): Promise<string> {
    const [row] = await tx.query<{ why: string }>(`select brief->>'why' as why from handoff where id = $1`, [
      handoffId,
    ]);
    return row?.why ?? '';
  }
}
