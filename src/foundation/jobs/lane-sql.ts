/** The life of a lane in SQL: claimed, read, renewed, told what happened. `due` is lease and back-off in one; token and owner fence a late worker. */

/** Which slots a lane uses; the expression of the index lane_due. */
const CLASS = `(case when starts_with(lane.key, 'answer:') then 1 when starts_with(lane.key, 'delivery:') then 2 when starts_with(lane.key, 'webhook:') then 3 else 0 end)`;

/**
 * Leases up to `free` due lanes of each class: $1 classes, $2 free slots, $3 lease in ms, $4 owner.
 * The token is the claiming transaction's own id: no two claims of a cluster share one, even when the lane was deleted in between.
 */
export const CLAIM = `
with ready as (
  select d.key, d.due
  from unnest($1::int[], $2::int[]) as c(class, free)
  cross join lateral (
    select key, due from lane
    where pending > 0 and ${CLASS} = c.class and due <= now()
    order by due limit c.free
    for update skip locked
  ) d
)
update lane set due = now() + $3::float8 * interval '1 ms', token = pg_current_xact_id()::text::bigint, owner = $4
from ready where lane.key = ready.key
returning lane.key, lane.token::text as token, ${CLASS} as class, extract(epoch from now() - ready.due)::float8 as late`;

/** The next jobs of leased lanes, oldest first: $1 keys, $2 how many of each. A statement of its own, so that it sees what was committed before the claim. */
export const READ = `
select j.id::text as id, j.lane, j.kind, j.payload, j.attempts, (j.not_before is null or j.not_before <= now()) as ready
from unnest($1::text[]) as k(key)
cross join lateral (select * from job where job.lane = k.key order by job.id limit $2) j
order by j.lane, j.id`;

/** Milliseconds until the earliest lane of these classes is due, null when none waits: $1 classes. */
export const NEXT_DUE = `
select extract(epoch from min(d.due) - now())::float8 * 1000 as wait
from unnest($1::int[]) as c(class)
cross join lateral (
  select due from lane where pending > 0 and ${CLASS} = c.class order by due limit 1
) d`;

/**
 * Renews leases: $1 keys, $2 tokens, $3 owner, $4 lease in ms; answers those that were not renewed, and whether they are still `ours`:
 * an enqueuer has them locked, and they are to be tried again before long.
 */
export const RENEW = `
with held as (
  select t.key, t.token from unnest($1::text[], $2::bigint[]) as t(key, token)
), mine as (
  select l.key from held h join lane l on l.key = h.key and l.token = h.token and l.owner = $3
  order by l.key for update of l skip locked
), renewed as (
  update lane set due = now() + $4::float8 * interval '1 ms' from mine where lane.key = mine.key
)
select h.key, exists (select 1 from lane l where l.key = h.key and l.token = h.token and l.owner = $3) as ours
from held h where not exists (select 1 from mine m where m.key = h.key)`;

/**
 * Records what happened in lanes that are still ours: $1 keys, $2 tokens, $3 owner, $4 released?, $5 wait in ms before the next try (null: by the next job),
 * $6 jobs done, $7 jobs dead, $8 their errors, $9 jobs that failed and stay, $10 lease in ms.
 * Answers for each lane: `told`, and when not, whether it is still `ours` (an enqueuer has it locked: tell again). A lane that owes nothing is deleted:
 * its row is locked here, so an enqueue either came before (pending counts it) or waits and inserts the lane anew.
 */
export const TELL = `
with report as (
  select t.key, t.token, t.released, t.wait
  from unnest($1::text[], $2::bigint[], $4::boolean[], $5::float8[]) as t(key, token, released, wait)
), mine as (
  select l.key, l.pending, r.released, r.wait
  from report r join lane l on l.key = r.key and l.token = r.token and l.owner = $3
  order by l.key for update of l skip locked
), gone as (
  delete from job using mine where job.lane = mine.key and job.id = any($6::bigint[] || $7::bigint[])
  returning job.id, job.lane, job.kind, job.payload, job.attempts, job.created_at
), buried as (
  insert into dead_job (id, lane, kind, payload, attempts, error, created_at)
  select g.id, g.lane, g.kind, g.payload, g.attempts + 1, d.error, g.created_at
  from gone g join unnest($7::bigint[], $8::text[]) as d(id, error) on d.id = g.id
), tried as (
  update job set attempts = attempts + 1 from mine where job.lane = mine.key and job.id = any($9::bigint[])
), rest as (
  select m.key, m.released, m.wait, m.pending - (select count(*) from gone g where g.lane = m.key)::int as pending from mine m
), ended as (
  delete from lane using rest where lane.key = rest.key and rest.released and rest.pending <= 0
), kept as (
  update lane set
    pending = rest.pending,
    owner = case when rest.released then null else lane.owner end,
    due = case
      when not rest.released then now() + $10::float8 * interval '1 ms'
      when rest.wait is not null then now() + rest.wait * interval '1 ms'
      else greatest(now(), (
        select j.not_before from job j
        where j.lane = rest.key and not (j.id = any($6::bigint[] || $7::bigint[])) order by j.id limit 1)) end
  from rest where lane.key = rest.key and not (rest.released and rest.pending <= 0)
)
select r.key, m.key is not null as told,
  exists (select 1 from lane l where l.key = r.key and l.token = r.token and l.owner = $3) as ours,
  coalesce(m.released and m.wait is null and rest.pending > 0, false) as more
from report r left join mine m on m.key = r.key left join rest on rest.key = r.key`;

/** For the gauges. */
export const BACKLOG = `
select coalesce(sum(pending), 0)::float8 as waiting,
  coalesce(extract(epoch from now() - min(due) filter (where owner is null and due < now())), 0)::float8 as lag,
  (select count(*) from dead_job)::float8 as dead
from lane where pending > 0`;
