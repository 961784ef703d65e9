/** An agent who lost access can answer nobody: what they held goes back to its team's queue, and the next one is asked. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../foundation/database/database';
import { Jobs, type RunningJob } from '../../foundation/jobs/jobs';
import { Handoffs } from './lifecycle';

@Injectable()
export class Left implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly handoffs: Handoffs,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('release', (job) => this.release(job));
  }

  private release({ payload }: RunningJob): Promise<void> {
    const conversationId = String(payload['conversationId']);
    return this.db.transaction(async (tx) => {
      // Taken over or closed meanwhile, or the agent is back: then it stays where it is.
      const held = await tx.query(
        `select 1 from conversation c join agent g on g.id = c.assignee_id
          where c.id = $1 and g.id = $2 and g.disabled_at is not null for update of c`,
        [conversationId, String(payload['agentId'])],
      );
      if (held.length > 0) await this.handoffs.release(tx, { conversationId });
    });
  }
}
