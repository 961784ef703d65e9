/** An agent who lost access, or whose phone was switched off, can answer nobody: what they held there goes back to its team's queue. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../foundation/database/database';
import { Jobs } from '../../foundation/jobs/jobs';
import { Handoffs } from './lifecycle';

@Injectable()
export class Left implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly handoffs: Handoffs,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('release', (job) =>
      this.release(String(job.payload['conversationId']), String(job.payload['agentId'])),
    );
    this.jobs.every('release-stopped', 30, () => this.releaseStopped());
  }

  /** STOP from an agent's phone, or the provider's word that it takes nothing any more. */
  private async releaseStopped(): Promise<void> {
    const rows = await this.db.query<{ conversation_id: string; agent_id: string }>(
      `select h.conversation_id, h.agent_id from handoff h
         join offer o on o.handoff_id = h.id and o.state = 'accepted' and o.agent_id = h.agent_id
         join agent_endpoint e on e.id = o.agent_endpoint_id
        where h.state = 'accepted' and e.stopped_at is not null order by h.conversation_id limit 200`,
    );
    for (const row of rows) await this.release(row.conversation_id, row.agent_id);
  }

  private release(conversationId: string, agentId: string): Promise<void> {
    return this.db.transaction(async (tx) => {
      // Taken over or closed meanwhile, or the agent is back: then it stays where it is.
      const held = await tx.query(
        `select 1 from conversation c join agent g on g.id = c.assignee_id
          where c.id = $1 and g.id = $2 and (g.disabled_at is not null or exists (
                  select 1 from handoff h join offer o on o.handoff_id = h.id and o.state = 'accepted'
                    join agent_endpoint e on e.id = o.agent_endpoint_id and e.stopped_at is not null
                   where h.conversation_id = c.id and h.state = 'accepted'))
            for update of c`,
        [conversationId, agentId],
      );
      if (held.length > 0) await this.handoffs.release(tx, { conversationId });
    });
  }
}
