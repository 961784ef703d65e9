/** Ratings, read: figures by team and by who answered, and each one with its reason. */
import type { Queryable } from '../../foundation/database/database';
import type { RatingFigures, RatingView } from '../http/contract';
import { MICROS_PART, momentOf, readCursor, UUID_PART, writeCursor } from '../http/cursor';

export async function readRatingFigures(q: Queryable, since: Date): Promise<RatingFigures> {
  const groups = await q.query<RatingFigures['groups'][number] & Record<string, unknown>>(
    // Who never got the question did not leave it unanswered.
    `select json_build_object('id', t.id, 'name', t.name) as team, s.answered_by as "answeredBy",
            count(*)::int as asked, count(s.score)::int as answered, round(avg(s.score), 2)::float8 as average,
            array[count(*) filter (where s.score = 1)::int, count(*) filter (where s.score = 2)::int, count(*) filter (where s.score = 3)::int,
                  count(*) filter (where s.score = 4)::int, count(*) filter (where s.score = 5)::int] as scores
       from survey s join team t on t.id = s.team_id join delivery d on d.message_id = s.message_id
      where s.asked_at >= $1 and (s.score is not null or d.state not in ('failed', 'withdrawn'))
      group by t.id, t.name, s.answered_by order by lower(t.name), s.answered_by desc`,
    [since],
    'rating_figures',
  );
  return { since: since.toISOString(), groups };
}

type Row = Omit<RatingView, 'ratedAt'> & { ratedAt: Date; micros: string };

export async function readRatings(
  q: Queryable,
  cursor: string | undefined,
  limit: number,
): Promise<{ items: RatingView[]; next: string | null }> {
  const [micros, beforeId] = cursor === undefined ? [] : readCursor(cursor, [MICROS_PART, UUID_PART]);
  const rows = await q.query<Row>(
    `select s.id, s.conversation_id as "conversationId", s.score, s.reason, t.name as team, s.answered_by as "answeredBy",
            g.name as agent, s.rated_at as "ratedAt", (extract(epoch from s.rated_at) * 1000000)::bigint::text as micros
       from survey s join team t on t.id = s.team_id left join agent g on g.id = s.agent_id
      where s.rated_at is not null and ($1::timestamptz is null or (s.rated_at, s.id) < ($1, $2::uuid))
      order by s.rated_at desc, s.id desc limit $3`,
    [micros === undefined ? null : momentOf(micros), beforeId ?? null, limit + 1],
    'rating_list',
  );
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows
      .slice(0, limit)
      .map(({ micros: _micros, ratedAt, ...row }) => ({ ...row, ratedAt: ratedAt.toISOString() })),
    next: last ? writeCursor([last.micros, last.id]) : null,
  };
}
