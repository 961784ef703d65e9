/** Snoozed conversations come back at their time, and are unread then, so that they are seen among the others. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../foundation/database/database';
import { Jobs } from '../../foundation/jobs/jobs';
import { Handoffs } from './lifecycle';

@Injectable()
export class Wake implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly handoffs: Handoffs,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('wake', (job) => this.wake(String(job.payload['conversationId']), String(job.payload['until'])));
  }

  /** Once: whoever woke it before, or snoozed it anew, left another state or another time. */
  private wake(conversationId: string, until: string): Promise<void> {
    return this.db.transaction(async (tx) => {
      const [due] = await tx.query<{ assignee_id: string; last_seq: number }>(
        `select assignee_id, last_seq from conversation
          where id = $1 and status = 'snoozed' and snoozed_until = $2::timestamptz for update`,
        [conversationId, until],
      );
      if (!due) return;
      await tx.query(
        'update conversation_read set seq = $3 - 1, updated_at = now() where conversation_id = $1 and agent_id = $2 and seq >= $3',
        [conversationId, due.assignee_id, due.last_seq],
      );
      await this.handoffs.wake(tx, { conversationId });
    });
  }
}
