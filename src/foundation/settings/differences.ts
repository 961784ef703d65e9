/** What in config/ is no longer what the database holds: said at the start, never applied. */
import { isDeepStrictEqual } from 'node:util';
import type { Business } from '../config/business';
import type { Queryable } from '../database/database';

interface Stored {
  business: unknown;
  teams: unknown[];
  accounts: unknown[];
  agents: unknown[];
  policy: unknown;
  articles: unknown[];
}

const SQL = `select
  (select value from setting where key = 'business') as business,
  (select coalesce(json_agg(json_build_object('name', name, 'fallback', is_fallback, 'timeZone', time_zone, 'hours', hours, 'survey', survey)), '[]')
    from team where archived_at is null) as teams,
  (select coalesce(json_agg(json_build_object('channel', a.channel, 'name', a.name, 'address', a.address, 'team', t.name,
      'assistant', a.assistant_mode, 'simulated', a.simulated, 'settings', a.settings)), '[]')
    from channel_account a left join team t on t.id = a.team_id) as accounts,
  (select coalesce(json_agg(json_build_object('email', a.email, 'name', a.name, 'publicName', a.public_name, 'role', a.role,
      'onCall', a.on_call, 'teams', (select coalesce(json_agg(t.name order by t.name), '[]')
        from team_member m join team t on t.id = m.team_id where m.agent_id = a.id))), '[]')
    from agent a) as agents,
  (select body from policy order by version desc limit 1) as policy,
  (select coalesce(json_agg(json_build_object('title', title, 'body', body, 'phrasings', phrasings, 'url', url, 'language', language,
      'escalate', escalate, 'channels', channels, 'audience', audience, 'active', active)), '[]') from article) as articles`;

/** The files whose content differs, e.g. ["config/teams.yaml"]. */
export async function differences(db: Queryable, business: Business, folder: string): Promise<string[]> {
  const [stored] = await db.query<Stored>(SQL);
  if (!stored) return [];
  const pairs: [string, unknown, unknown][] = [
    ['business.yaml', business.settings, stored.business],
    ['teams.yaml', inOrder(business.teams), inOrder(stored.teams)],
    [
      'channels.yaml',
      inOrder(
        business.accounts.map(({ secrets: _generated, ...account }) => ({ ...account, team: account.team ?? null })),
      ),
      inOrder(stored.accounts),
    ],
    [
      'agents.yaml',
      inOrder(
        business.agents.map(({ demoPassword: _shown, endpoints: _phones, ...agent }) => ({
          ...agent,
          teams: [...agent.teams].sort(),
        })),
      ),
      inOrder(stored.agents),
    ],
    ['policy.yaml', business.policy, stored.policy],
    [
      'knowledge',
      inOrder(business.articles.map(({ file: _file, id: _id, ...article }) => article)),
      inOrder(stored.articles),
    ],
  ];
  return pairs.flatMap(([file, wanted, found]) =>
    isDeepStrictEqual(plain(wanted), plain(found)) ? [] : [`${folder}/${file}`],
  );
}

/** As it would come out of the database: no undefined, keys in any order. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}

function inOrder(rows: readonly unknown[]): unknown[] {
  return rows
    .map((row) => ({ row, key: sortKey(row) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ row }) => row);
}

function sortKey(row: unknown): string {
  const { email, address, title, name } = row as Partial<Record<'email' | 'address' | 'title' | 'name', string>>;
  return email ?? address ?? title ?? name ?? '';
}
