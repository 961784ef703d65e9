/** What the model may still cost: turns, tokens and money, counted in the rows of turns. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database';
import { Settings } from '../../foundation/settings/settings';

type Of = 'conversation' | 'contact' | 'day';
interface Spent {
  of: Of;
  turns: number;
  tokens: number;
  micros: number;
}

/** A turn in which the model was asked, also in vain. */
export const ASKED_MODEL = `(t.model is not null or t.error not like 'capped:%')`;
const SUMS = `count(*)::int as turns, coalesce(sum(t.tokens_in + t.tokens_out), 0)::float8 as tokens,
  coalesce(sum(t.cost_micros), 0)::float8 as micros`;

const MIDNIGHT = `date_trunc('day', now() at time zone 'utc') at time zone 'utc'`;
const TODAY = `
  select 'day' as of, coalesce(sum(s.turns), 0)::int as turns, coalesce(sum(s.tokens), 0)::float8 as tokens, coalesce(sum(s.micros), 0)::float8 as micros
    from (select ${SUMS} from turn t where t.created_at >= ${MIDNIGHT} and ${ASKED_MODEL}
          union all
          select 0, coalesce(sum(a.tokens_in + a.tokens_out), 0)::float8, coalesce(sum(a.cost_micros), 0)::float8
            from aid a where a.created_at >= ${MIDNIGHT}) s`;

@Injectable()
export class Spending {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
  ) {}

  /** Which cap is reached, in words; null: the model may be asked. */
  async capped(conversationId: string): Promise<string | null> {
    const rows = await this.db.query<Spent>(
      `select 'conversation' as of, ${SUMS} from turn t where t.conversation_id = $1 and ${ASKED_MODEL}
       union all
       select 'contact', ${SUMS} from conversation own join conversation c on c.contact_id = own.contact_id
         join turn t on t.conversation_id = c.id
        where own.id = $1 and t.created_at > now() - interval '24 hours' and ${ASKED_MODEL}
       union all ${TODAY}`,
      [conversationId],
      'spending',
    );
    return this.reached(rows);
  }

  /** What agents ask of the model counts for the day, and never takes a customer's turns. */
  async cappedToday(): Promise<string | null> {
    return this.reached(await this.db.query<Spent>(TODAY, [], 'spending_today'));
  }

  private reached(rows: Spent[]): string | null {
    const caps = this.settings.business().assistantCaps;
    for (const { of, turns, tokens, micros } of rows) {
      const cap = caps[of];
      if (turns >= cap.turns) return `${cap.turns} turns for one ${of}`;
      if (tokens >= cap.tokens) return `${cap.tokens} tokens for one ${of}`;
      if (micros >= cap.cost * 1_000_000) return `a cost of ${cap.cost} for one ${of}`;
    }
    return null;
  }

  /** By today's prices: a price of one for a million tokens is one millionth for each. */
  micros(tokensIn: number, tokensOut: number): number {
    const { millionTokensIn, millionTokensOut } = this.settings.business().modelPrices;
    return Math.min(2_000_000_000, Math.round(tokensIn * millionTokensIn + tokensOut * millionTokensOut));
  }
}
