/**
 * Sends of an account no faster than its provider takes them, over all replicas: what somebody waits for goes first, the rest takes the
 * turns that are left. A conversation has one turn at a time, so that many messages of one keep no other waiting.
 */
import { Injectable } from '@nestjs/common';
import type { Channel, ChannelAccount } from '../../channels/channel';
import { Database } from '../../foundation/database/database';
import type { DeliveryClass } from '../../foundation/model/entities/delivery.entity';

/** Nobody waits for these. */
const LATER: readonly DeliveryClass[] = ['survey', 'proactive'];
/** A turn that is so near is taken at once. */
const NEAR_MS = 20;

export const isLater = (of: DeliveryClass): boolean => LATER.includes(of);

interface Turn {
  id: string;
  class: DeliveryClass;
  text: string;
  /** Kept from an earlier look. */
  turn_at: Date | null;
  turn_sure: boolean;
}

@Injectable()
export class Rates {
  constructor(private readonly db: Database) {}

  /** Null: it is its turn now. Else when to look again. */
  async wait(turn: Turn, channel: Channel, account: ChannelAccount): Promise<Date | null> {
    const perSecond = Number(account.settings['perSecond'] ?? 0);
    if (!(perSecond > 0)) return null;
    if (turn.turn_at && !due(turn.turn_at)) return turn.turn_at;
    if (turn.turn_sure) return null;
    // Providers count the parts of a long text.
    const seconds = (channel.measure?.(turn.text).segments || 1) / perSecond;
    // What nobody waits for lines up among its like before it takes a turn of all.
    if (isLater(turn.class) && !turn.turn_at) {
      const at = await this.next(account.id, 'next_later_at', seconds);
      if (!due(at)) return this.keep(turn, at, false);
    }
    const at = await this.next(account.id, 'next_at', seconds);
    return due(at) ? null : this.keep(turn, at, true);
  }

  /** The next free turn, taken. */
  private async next(accountId: string, of: 'next_at' | 'next_later_at', seconds: number): Promise<Date> {
    const [row] = await this.db.query<{ at: Date }>(
      `insert into send_rate (channel_account_id, ${of}) values ($1, now() + $2 * interval '1 second')
       on conflict (channel_account_id) do update
         set ${of} = greatest(send_rate.${of}, ${of === 'next_at' ? '' : 'send_rate.next_at, '}now()) + $2 * interval '1 second'
       returning ${of} - $2 * interval '1 second' as at`,
      [accountId, seconds],
      `rate_${of}`,
    );
    return row?.at ?? new Date();
  }

  private async keep(turn: Turn, at: Date, sure: boolean): Promise<Date> {
    await this.db.query(
      'update delivery set turn_at = $2, turn_sure = $3 where id = $1',
      [turn.id, at, sure],
      'rate_keep',
    );
    return at;
  }
}

const due = (at: Date): boolean => at.getTime() <= Date.now() + NEAR_MS;
