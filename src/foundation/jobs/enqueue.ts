/**
 * How a job gets into its lane, in SQL: the contract for every statement that enqueues by itself (ingest's CTE), and the statements of `Jobs.enqueue`.
 *
 * 1. Upsert the lanes first, one row per key, **sorted by key**, `pending` raised by the number of new jobs:
 *      lanes as (
 *        insert into lane (key, due, pending)
 *        select w.lane, now(), count(*) from wanted w group by w.lane order by w.lane
 *        LANE_TAKES_MORE
 *        returning key
 *      )
 * 2. Insert the jobs **from a join with `lanes`**, in the order in which they shall run:
 *      insert into job (lane, kind, payload)
 *      select w.lane, w.kind, w.payload from wanted w join lanes l on l.key = w.lane order by w.position
 * 3. After the commit call `Jobs.wake()`.
 *
 * Why: the lane's row lock is held from the upsert to the commit, and the join makes the ids come after it, so within a lane
 * ids follow commit order and a reader always sees a prefix. Lock order everywhere: address → conversation → lane.
 * A lane exists only while it owes work: completion deletes it, and an upsert that meets the deletion inserts it anew.
 */

/** A lane that exists is busy: leased, waiting or backing off. New work lines up and never moves its time. */
export const LANE_TAKES_MORE = `on conflict (key) do update set pending = lane.pending + excluded.pending`;

/** Lanes and jobs of one `Jobs.enqueue`: $1 lanes, $2 kinds, $3 payloads, $4 not before (null: at once), $5 debounce; ordered as given. */
export const ENQUEUE = `
with wanted as (
  select w.lane, w.kind, w.payload, w.not_before, w.debounce, w.position
  from unnest($1::text[], $2::text[], $3::jsonb[], $4::timestamptz[], $5::boolean[])
    with ordinality as w(lane, kind, payload, not_before, debounce, position)
), lanes as (
  insert into lane (key, due, pending)
  select w.lane,
    greatest((array_agg(coalesce(w.not_before, now()) order by w.position))[1], max(w.not_before) filter (where w.debounce)),
    count(*)
  from wanted w group by w.lane order by w.lane
  on conflict (key) do update set
    pending = lane.pending + excluded.pending,
    -- A leased lane's due is its lease; the job's own time counts when the lane is released.
    due = case
      when lane.owner is null and (select bool_or(w.debounce) from wanted w where w.lane = excluded.key)
      then greatest(lane.due, excluded.due) else lane.due end
  returning key
)
insert into job (lane, kind, payload, not_before)
select w.lane, w.kind, w.payload, w.not_before
from wanted w join lanes l on l.key = w.lane
order by w.position`;

/** After ENQUEUE, for a debounced job: those of its kind that wait already wait as long as it does. $1 lane, $2 kind, $3 until. */
export const DEBOUNCE = `
update job set not_before = $3::timestamptz
where lane = $1 and kind = $2 and not_before < $3::timestamptz`;

/** A schedule's one standing job, made when its lane does not exist yet. $1 lane, which is also its kind. */
export const SEED_SCHEDULE = `
with seeded as (
  insert into lane (key, due, pending) values ($1, now(), 1)
  on conflict (key) do nothing returning key
)
insert into job (lane, kind, payload) select key, key, '{}' from seeded`;
