/** What somebody should see to: accounts that do not work, and handoffs that wait too long while their team is there. */
import type { Queryable } from '../../foundation/database/database';
import { openFor } from '../../foundation/model/hours';
import type { Settings } from '../../foundation/settings/settings';

export interface FailingAccount {
  id: string;
  name: string;
  channel: string;
  detail: string | null;
  since: Date | null;
}

export interface WebhookOff {
  id: string;
  name: string;
  reason: 'gone' | 'failing';
  since: Date | null;
}

export interface Overdue {
  teamId: string;
  name: string;
  /** At most MOST. */
  count: number;
  oldestSince: Date;
}

const MOST = 1_000;

export function failingAccounts(q: Queryable): Promise<FailingAccount[]> {
  return q.query<FailingAccount>(
    `select id, name, channel, health_detail as detail, health_at as since
       from channel_account where active and health = 'failing' order by name, id`,
    [],
    'alerts_accounts',
  );
}

/** Those that no admin has switched off. */
export function webhooksOff(q: Queryable): Promise<WebhookOff[]> {
  return q.query<WebhookOff>(
    `select id, name, off_reason as reason, failing_since as since from webhook_endpoint
      where off_reason in ('gone', 'failing') order by name, id`,
    [],
    'alerts_webhooks',
  );
}

/** Of the teams in `teamIds`, or of all; only teams where somebody waits so long. */
export async function overdueHandoffs(
  q: Queryable,
  settings: Settings,
  now: Date,
  teamIds: readonly string[] | null,
): Promise<Overdue[]> {
  const minutes = settings.business().overdueMinutes;
  const teams = settings.teams().flatMap((team) => {
    if (teamIds && !teamIds.includes(team.id)) return [];
    const before = openFor(team.hours, team.timeZone, minutes, now);
    return before ? [{ ...team, before }] : [];
  });
  const rows = await q.query<{ teamId: string; count: number; oldestSince: Date }>(
    `select t.id as "teamId", count(*)::int as count, min(k.waiting_since) as "oldestSince"
       from unnest($1::uuid[], $2::timestamptz[]) as t(id, before)
      cross join lateral (
        select c.waiting_since from conversation c
         where c.team_id = t.id and c.status = 'open' and c.holder = 'queue' and c.waiting_since <= t.before
         limit ${MOST}) k
      group by t.id`,
    [teams.map((team) => team.id), teams.map((team) => team.before)],
    'alerts_overdue',
  );
  const found = new Map(rows.map((row) => [row.teamId, row]));
  return teams.flatMap(({ id, name }) => {
    const row = found.get(id);
    return row ? [{ ...row, name }] : [];
  });
}
