/** Keeps the places of all who wait true: screens follow at once, text messages say a new one seldom. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database';
import { isOpen } from '../../foundation/model/hours';
import { expectedWait } from '../../foundation/model/waits';
import { Settings } from '../../foundation/settings/settings';
import { Automatic } from '../delivery/automatic';
import { Touch } from '../delivery/touch';
import { lock } from './held';
import { Queueing } from './queueing';
import { pastWaits } from './tickets';

/** Of one team; whoever stands behind them hears once they come nearer. */
const FARTHEST = 200;
/** Messages that say a new place, at most; each costs the business money and the customer a look at the phone. */
const MOST_UPDATES = 2;
const UPDATE_MINUTES = 10;

interface Row {
  id: string;
  handoffId: string;
  teamId: string;
  ahead: number;
  waitedSeconds: number;
  toldAhead: number | null;
  mayTell: boolean;
}

@Injectable()
export class Places {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly queueing: Queueing,
    private readonly automatic: Automatic,
    private readonly touch: Touch,
  ) {}

  async look(now: Date): Promise<void> {
    const open = this.settings
      .teams()
      .filter(({ hours, timeZone }) => isOpen(hours, timeZone, now))
      .map(({ id }) => id);
    await this.db.query(
      `update queue_ticket k set ahead_now = null, low_now = null, high_now = null
         from handoff h where h.id = k.handoff_id and k.ahead_now is not null
          and (h.state not in ('queued', 'offered') or k.team_id <> all($1::uuid[]))`,
      [open],
      'places_gone',
    );
    const rows = await this.moved(open, now);
    for (const teamId of new Set(rows.map((row) => row.teamId))) {
      const ofTeam = rows.filter((row) => row.teamId === teamId);
      const past = await pastWaits(this.db, teamId);
      const oldest = Math.max(0, ...ofTeam.map((row) => row.waitedSeconds));
      for (const row of ofTeam) await this.move(row, expectedWait(past, row.ahead, row.ahead === 0 ? 0 : oldest));
    }
  }

  /** Whose place is another than at the last look. */
  private moved(teams: readonly string[], now: Date): Promise<Row[]> {
    return this.db.query<Row>(
      `select w.id, w."teamId", w.ahead::int, extract(epoch from $2 - w.waiting_since)::float8 as "waitedSeconds",
              k.handoff_id as "handoffId", k.told_ahead as "toldAhead",
              k.updates < ${MOST_UPDATES} and k.told_at <= $2::timestamptz - interval '${UPDATE_MINUTES} minutes' as "mayTell"
         from unnest($1::uuid[]) as t(id)
        cross join lateral (
          select c.id, c.team_id as "teamId", c.waiting_since,
                 row_number() over (order by c.priority desc, c.waiting_since, c.id) - 1 as ahead
            from conversation c
           where c.team_id = t.id and c.status = 'open' and c.holder = 'queue' and c.waiting_since <= $2
           order by c.priority desc, c.waiting_since, c.id limit ${FARTHEST}) w
         join handoff h on h.conversation_id = w.id and h.state in ('queued', 'offered')
         join queue_ticket k on k.handoff_id = h.id
        where k.ahead_now is distinct from w.ahead`,
      [teams, now],
      'places_moved',
    );
  }

  private async move(row: Row, expected: ReturnType<typeof expectedWait>): Promise<void> {
    await this.db.transaction(async (tx) => {
      const held = await lock(tx, row.id);
      if (held.holder !== 'queue' || held.status !== 'open' || held.team_id !== row.teamId) return;
      const near = row.toldAhead !== null && row.toldAhead > row.ahead && row.ahead <= row.toldAhead / 2;
      const tell = near && row.mayTell && this.queueing.pace(held) === 'slow' && this.queueing.saysPlaces(held);
      await tx.query(
        `update queue_ticket set ahead_now = $2::smallint, low_now = $3, high_now = $4,
                told_ahead = case when $5 then $2::smallint else told_ahead end,
                told_at = case when $5 then now() else told_at end, updates = updates + $5::int
          where handoff_id = $1`,
        [row.handoffId, row.ahead, expected?.low ?? null, expected?.high ?? null, tell],
        'places_move',
      );
      if (tell) {
        await this.automatic.say(tx, {
          conversationId: held.id,
          author: 'system',
          text: this.queueing.place(held, row.ahead, expected),
          language: this.queueing.language(held),
          clientId: `place:${row.handoffId}:${row.ahead}`,
        });
      }
      await this.touch.conversation(tx, held.id);
    });
  }
}
