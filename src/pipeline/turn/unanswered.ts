/** The net below every answer: words that nobody answered and nobody holds go to a person, whatever went wrong on the way. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../foundation/database/database';
import { Jobs } from '../../foundation/jobs/jobs';
import { lock } from '../handoff/held';
import { Handoffs } from '../handoff/lifecycle';
import { cover } from './turns';

/** Longer than the assistant's whole time with its retries. */
const LATE_MINUTES = 3;
/** What is older than this was seen by the look before, or by people. */
const EARLIEST_HOURS = 24;
const BATCH = 200;

@Injectable()
export class Unanswered implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly handoffs: Handoffs,
  ) {}

  onModuleInit(): void {
    this.jobs.every('unanswered', 60, async () => {
      await this.handOver(new Date());
    });
  }

  /** Answers how many it found. */
  async handOver(now: Date): Promise<number> {
    const rows = await this.db.query<{ id: string }>(
      // Team by team, as the index of what is open has them.
      `select late.id
         from team cross join lateral (
           select c.id, c.last_message_at from conversation c
            where c.team_id = team.id and c.holder = 'assistant' and c.status <> 'closed' and c.status = 'open'
              and c.last_message_at < $1::timestamptz - make_interval(mins => ${LATE_MINUTES})
              and c.recency < $1::timestamptz - make_interval(mins => ${LATE_MINUTES})
              and c.recency > $1::timestamptz - make_interval(hours => ${EARLIEST_HOURS})
              and exists (select from message m where m.conversation_id = c.id and m.seq > c.covered_seq and m.direction = 'in')
            order by c.recency, c.last_message_at limit ${BATCH}) late
        order by late.last_message_at limit ${BATCH}`,
      [now],
    );
    for (const { id } of rows) {
      await this.db.transaction(async (tx) => {
        const held = await lock(tx, id);
        const [last] = await tx.query<{ seq: number }>(
          `select max(seq) as seq from message where conversation_id = $1 and seq > $2 and direction = 'in' having max(seq) is not null`,
          [id, held.covered_seq],
        );
        if (!last || held.holder !== 'assistant' || held.status !== 'open') return;
        const fromSeq = held.covered_seq + 1;
        await cover(tx, {
          conversationId: id,
          fromSeq,
          toSeq: last.seq,
          epoch: held.holder_epoch,
          outcome: 'handed_off',
        });
        await this.handoffs.request(tx, {
          conversationId: id,
          reason: 'assistant_failed',
          requestedBy: 'system',
          seq: last.seq,
          detail: 'The assistant did not answer in time.',
        });
      });
    }
    return rows.length;
  }
}
