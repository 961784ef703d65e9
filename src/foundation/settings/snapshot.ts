/** One reading of everything that admins set, in one round trip. */
import { Logger } from '@nestjs/common';
import { BusinessSettings } from '../config/business-settings';
import { TeamRouting } from '../config/team-routing';
import { TeamSurvey } from '../config/team-survey';
import { isLoopback, type Environment } from '../config/environment';
import type { Secrets } from '../config/secrets';
import type { Queryable } from '../database/database';
import { Fault } from '../model/fault';
import type { Hours } from '../model/hours';
import type { Policy } from '../model/policy';
import { openAccountSecrets } from './account-secrets';

export interface AccountSetting {
  readonly id: string;
  readonly channel: string;
  readonly name: string;
  readonly address: string;
  readonly teamId: string | null;
  readonly assistantMode: 'off' | 'drafts' | 'answers';
  readonly settings: Record<string, unknown>;
  readonly secrets: Record<string, string>;
  readonly simulated: boolean;
  /** False too while its secrets cannot be opened. */
  readonly active: boolean;
}

export interface TeamSetting {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly hours: Hours;
  readonly routing: TeamRouting;
  readonly survey: TeamSurvey;
  readonly isFallback: boolean;
  readonly demo: boolean;
}

export interface Switched {
  readonly assistantPaused: boolean;
  /** Handoffs are offered on agents' own phones and mailboxes; off until an admin says so. */
  readonly agentPhones: boolean;
}

export interface Snapshot {
  readonly accounts: readonly AccountSetting[];
  readonly accountById: ReadonlyMap<string, AccountSetting>;
  readonly teams: readonly TeamSetting[];
  readonly teamById: ReadonlyMap<string, TeamSetting>;
  readonly teamByName: ReadonlyMap<string, TeamSetting>;
  readonly fallbackTeam: TeamSetting;
  /** `bare`: the version is the demo's and its rules do not hold; the laws alone do. */
  readonly policy: { readonly version: number; readonly policy: Policy; readonly bare: boolean };
  readonly switches: Switched;
  readonly business: BusinessSettings;
  readonly demoAllowed: boolean;
}

type StoredAccount = Omit<AccountSetting, 'secrets'> & { secrets: string | null };

interface Row {
  accounts: StoredAccount[];
  teams: (Omit<TeamSetting, 'routing' | 'survey'> & { routing: unknown; survey: unknown })[];
  policy: { version: number; body: Policy; demo: boolean } | null;
  business: unknown;
  switches: Partial<Switched> | null;
}

const SQL = `select
  (select coalesce(json_agg(json_build_object(
      'id', id, 'channel', channel, 'name', name, 'address', address, 'teamId', team_id, 'assistantMode', assistant_mode,
      'settings', settings, 'secrets', encode(secrets, 'base64'), 'simulated', simulated, 'active', active) order by id), '[]')
    from channel_account) as accounts,
  (select coalesce(json_agg(json_build_object(
      'id', id, 'name', name, 'timeZone', time_zone, 'hours', hours, 'routing', routing, 'survey', survey, 'isFallback', is_fallback, 'demo', demo) order by lower(name)), '[]')
    from team where archived_at is null) as teams,
  (select json_build_object('version', version, 'body', body, 'demo', demo) from policy order by version desc limit 1) as policy,
  (select value from setting where key = 'business') as business,
  (select value from setting where key = 'switches') as switches`;

/** What a demo policy leaves behind once a real account exists: the laws alone. Numbers to call are for the business to set. */
const BARE_DANGER_TEXT =
  'If you or someone near you is in danger, please call your local emergency number now. ' +
  'We have told a person here, who will write to you as soon as possible.';

const logger = new Logger('Settings');

export async function readSnapshot(db: Queryable, secrets: Secrets, environment: Environment): Promise<Snapshot> {
  const [row] = await db.query<Row>(SQL);
  const teams =
    row?.teams.map((team) => ({
      ...team,
      routing: TeamRouting.parse(team.routing),
      survey: TeamSurvey.parse(team.survey),
    })) ?? [];
  const fallbackTeam = teams.find((team) => team.isFallback);
  if (!row || !fallbackTeam || !row.policy) {
    throw new Fault(
      'unavailable',
      'The database holds no team and policy yet: run `npm run baton -- seed`, or start Baton.',
    );
  }
  const accounts = row.accounts.map((account) => opened(withSandbox(account, environment), secrets));
  const demoAllowed =
    environment.mode !== 'production' && isLoopback(environment.host) && accounts.every((account) => account.simulated);
  const { version, body, demo } = row.policy;
  const bare = demo && !demoAllowed;
  return Object.freeze({
    accounts,
    accountById: new Map(accounts.map((account) => [account.id, account])),
    teams,
    teamById: new Map(teams.map((team) => [team.id, team])),
    teamByName: new Map(teams.map((team) => [team.name.toLowerCase(), team])),
    fallbackTeam,
    policy: { version, policy: bare ? barePolicy(body) : body, bare },
    switches: {
      assistantPaused: row.switches?.assistantPaused ?? false,
      agentPhones: row.switches?.agentPhones ?? false,
    },
    business: BusinessSettings.parse(row.business ?? { name: 'Our team' }),
    demoAllowed,
  });
}

export function barePolicy(policy: Policy): Policy {
  return { ...policy, danger: { ...policy.danger, text: BARE_DANGER_TEXT }, topics: {}, rules: [] };
}

/** A simulated Twilio account speaks to this process's own sandbox, wherever that listens today. */
function withSandbox(stored: StoredAccount, environment: Environment): StoredAccount {
  if (!stored.simulated || !('accountSid' in stored.settings) || 'apiBaseUrl' in stored.settings) return stored;
  return {
    ...stored,
    settings: { ...stored.settings, apiBaseUrl: `http://127.0.0.1:${environment.port}/sandbox/twilio` },
  };
}

/** One account whose secrets cannot be opened stops alone; the others go on. */
function opened(stored: StoredAccount, secrets: Secrets): AccountSetting {
  try {
    const sealed = stored.secrets === null ? null : Buffer.from(stored.secrets, 'base64');
    return { ...stored, secrets: openAccountSecrets(secrets, stored.id, sealed) };
  } catch (error) {
    logger.error({ event: 'settings.secrets-unreadable', accountId: stored.id, err: error });
    return { ...stored, secrets: {}, active: false };
  }
}
