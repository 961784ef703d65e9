/** Time does two things to conversations: idle ones with the assistant close, and closed ones stop being current when their reopen window ends. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../foundation/database/database';
import { Jobs, type RunningJob } from '../../foundation/jobs/jobs';
import { Settings } from '../../foundation/settings/settings';
import { SendGate } from '../delivery/gate';
import { Handoffs } from './lifecycle';

const BATCH = 200;

@Injectable()
export class Retire implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly handoffs: Handoffs,
    private readonly settings: Settings,
    private readonly gate: SendGate,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('retire', (job) => this.retire(job));
    this.jobs.every('close-idle', 60, async () => {
      await this.closeIdle(new Date());
    });
  }

  private async retire(job: RunningJob): Promise<void> {
    await this.db.query(
      `update conversation set is_current = false, revision = revision + 1
        where id = $1 and status = 'closed' and closed_at <= now() - make_interval(hours => $2::int)`,
      [String(job.payload['conversationId']), this.settings.business().reopenHours],
    );
  }

  /** Silently, after an idle time that depends on the channel's pace. Never one that waits for a human. */
  async closeIdle(now: Date): Promise<number> {
    const minutes = this.settings.business().idleCloseMinutes;
    const slow = this.settings
      .accounts()
      .filter((account) => this.gate.capabilities(account.channel)?.pace === 'slow')
      .map((account) => account.id);
    const rows = await this.db.query<{ id: string; last_message_at: string }>(
      // As text: a JavaScript date would lose the microseconds that the second look compares.
      // Team by team, as the index of what is open has them.
      `select idle.id, idle.last_message_at::text
         from team cross join lateral (
           select c.id, c.last_message_at from conversation c
            where c.team_id = team.id and c.holder = 'assistant' and c.status <> 'closed' and c.status = 'open'
              and c.covered_seq >= coalesce(
                    (select max(m.seq) from message m where m.conversation_id = c.id and m.direction = 'in'), 0)
              and c.last_message_at < $1::timestamptz - make_interval(mins => case when c.channel_account_id = any($2::uuid[]) then $3::int else $4::int end)
              and c.recency < $1::timestamptz - make_interval(mins => least($3::int, $4::int))
            order by c.recency, c.last_message_at limit ${BATCH}) idle
        order by idle.last_message_at limit ${BATCH}`,
      [now, slow, minutes.slow, minutes.live],
    );
    for (const { id, last_message_at: seen } of rows) {
      await this.db.transaction(async (tx) => {
        // Whoever wrote since keeps it open.
        const idle = await tx.query(
          `select 1 from conversation where id = $1 and status = 'open' and holder = 'assistant' and last_message_at = $2 for update`,
          [id, seen],
        );
        if (idle.length > 0) await this.handoffs.close(tx, { conversationId: id, by: 'idle' });
      });
    }
    return rows.length;
  }
}
