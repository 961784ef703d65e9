/** What the model was asked and what it cost, day by day, beside the caps that hold it back. */
import type { Database } from '../../foundation/database/database';
import type { Settings } from '../../foundation/settings/settings';
import type { AssistantUse } from '../http/contract';

const DAYS = 30;
/** Conversations held back by a cap that are named. */
const NAMED = 20;

type Day = AssistantUse['days'][number];
type Held = AssistantUse['heldBack'][number];

const USE = `
  with used as (
    select (t.created_at at time zone 'utc')::date as day, (t.model is not null or t.error not like 'capped:%')::int as turn,
           (t.error like 'capped:%')::int as held, (t.error is not null and t.error not like 'capped:%')::int as failed,
           0 as aid, t.tokens_in + t.tokens_out as tokens, t.cost_micros as micros
      from turn t where t.created_at >= (now() at time zone 'utc')::date - ${DAYS - 1} and (t.model is not null or t.error is not null)
    union all
    select (a.created_at at time zone 'utc')::date, 0, 0, (a.error is not null)::int, 1, a.tokens_in + a.tokens_out, a.cost_micros
      from aid a where a.created_at >= (now() at time zone 'utc')::date - ${DAYS - 1}
  )
  select to_char(day, 'YYYY-MM-DD') as day, coalesce(sum(turn), 0)::int as turns, sum(aid)::int as aids, sum(failed)::int as failed,
         coalesce(sum(held), 0)::int as "heldBack", sum(tokens)::float8 as tokens, sum(micros)::float8 / 1000000 as cost
    from used group by used.day order by used.day desc`;

const HELD = `
  select conversation_id as "conversationId", regexp_replace(error, '^capped: ', '') as cap,
         to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
    from (select distinct on (t.conversation_id) t.conversation_id, t.error, t.created_at
            from turn t where t.created_at > now() - interval '24 hours' and t.error like 'capped:%'
           order by t.conversation_id, t.created_at desc) last
   order by created_at desc limit ${NAMED}`;

export async function readAssistantUse(db: Database, settings: Settings, model: string | null): Promise<AssistantUse> {
  const [days, heldBack] = await Promise.all([db.query<Day>(USE), db.query<Held>(HELD)]);
  const { assistantCaps, modelPrices } = settings.business();
  return { model, currency: modelPrices.currency, caps: assistantCaps, days, heldBack };
}
