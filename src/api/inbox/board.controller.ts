/** The board of now, and moving many conversations at once: each is one command of its own, and its result is told. */
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { Settings } from '../../foundation/settings/settings';
import { Clocks } from '../../pipeline/handoff/clocks';
import { Handoffs } from '../../pipeline/handoff/lifecycle';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { Checked } from '../http/checked';
import { Board, Moved, MoveManyBody } from '../http/contract';
import { Describe } from '../http/describe';
import { readBoard } from './board';
import { heldStanding, rights, type Standing } from './visible';

@Controller('api/board')
export class BoardController {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly handoffs: Handoffs,
    private readonly clocks: Clocks,
  ) {}

  @Get()
  @Describe({ summary: 'What goes on now in my teams: at most 50 of each', answer: Board })
  board(@Me() me: SignedIn): Promise<Board> {
    return readBoard(this.db, this.settings, this.clocks, me);
  }

  @Post('move')
  @HttpCode(200)
  @Describe({ summary: 'Hand several conversations to a team or to an agent; each result by itself', answer: Moved })
  async move(
    @Me() me: SignedIn,
    @Body(new Checked(MoveManyBody)) { ids, teamId, agentId }: z.infer<typeof MoveManyBody>,
  ): Promise<z.infer<typeof Moved>> {
    const results: z.infer<typeof Moved>['results'] = [];
    // One after another: a refused one takes nothing from the others.
    for (const id of [...new Set(ids)]) {
      try {
        await this.moveOne(me, id, teamId ?? null, agentId ?? null);
        results.push({ id, refused: null });
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        results.push({ id, refused: error.message });
      }
    }
    return { results };
  }

  private moveOne(me: SignedIn, id: string, teamId: string | null, agentId: string | null): Promise<unknown> {
    return this.db.transaction(async (tx) => {
      const at = await heldStanding(tx, me, id);
      if (!this.leads(me, at) && !rights(me, at).transfer)
        throw new Fault('conflict', 'A colleague holds it, and you do not lead this team.');
      if (agentId === null) {
        return this.handoffs.transfer(tx, { conversationId: id, agentId: me.agentId, teamId: teamId ?? at.teamId });
      }
      if (!this.leads(me, at) && agentId !== me.agentId)
        throw new Fault(
          'forbidden',
          'Only who leads the team gives work to others. Pass it on instead: they are asked.',
        );
      const colleague = await tx.query(
        `select 1 from agent a where a.id = $1 and a.disabled_at is null
            and (a.role = 'admin' or exists (select 1 from team_member m where m.agent_id = a.id and m.team_id = $2))`,
        [agentId, at.teamId],
      );
      if (colleague.length === 0) throw new Fault('invalid', 'That agent is not in its team.');
      return this.handoffs.takeOver(tx, { conversationId: id, agentId });
    });
  }

  private leads(me: SignedIn, { teamId }: Standing): boolean {
    return me.role === 'admin' || this.settings.team(teamId)?.routing.leadId === me.agentId;
  }
}
