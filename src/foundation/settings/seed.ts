/** The first start: writes the business of config/ into an empty database, once, whoever else starts at the same moment. */
import { randomBytes } from 'node:crypto';
import type { Business } from '../config/business';
import type { Environment } from '../config/environment';
import { Secrets } from '../config/secrets';
import type { Database, Tx } from '../database/database';
import { newId } from '../model/ids';
import type { Policy } from '../model/policy';
import { sealAccountSecrets } from './account-secrets';
import { storeVersion } from './article-versions';

/** Any number of our own: two first starts at once take turns on it. */
const SEED_LOCK = 7_301_946_120;

type Ids = ReadonlyMap<string, string>;
type HashPassword = (password: string) => Promise<string>;

/**
 * False when there are teams already: the database rules from then on. In production nothing of a demo business is
 * written but its bare frame: one team and a policy of the laws alone.
 */
export async function seed(
  db: Database,
  business: Business,
  environment: Environment,
  hashPassword: HashPassword,
): Promise<boolean> {
  if (await isSeeded(db)) return false;
  const wanted = business.demo && environment.mode === 'production' ? frameOf(business) : business;
  // Hashing is slow on purpose: before the transaction, not in it.
  const hashes = await hashAll(wanted, hashPassword);
  return db.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [SEED_LOCK]);
    if (await isSeeded(tx)) return false;
    const teams = await insertTeams(tx, wanted);
    const accounts = await insertAccounts(tx, wanted, teams, new Secrets(environment.secretKey));
    await insertAgents(tx, wanted, teams, accounts, hashes);
    await insertPolicy(tx, wanted);
    await insertArticles(tx, wanted);
    await tx.query(`insert into setting (key, value) values ('business', $1)`, [JSON.stringify(wanted.settings)]);
    // The phones of a demo are in the sandbox: what rings there leaves no house.
    if (wanted.demo) await tx.query(`insert into setting (key, value) values ('switches', '{"agentPhones": true}')`);
    return true;
  });
}

async function isSeeded(db: Pick<Tx, 'query'>): Promise<boolean> {
  return (await db.query('select 1 from team limit 1')).length > 0;
}

/** What a real business begins with when all it was given is the demo. */
function frameOf(business: Business): Business {
  return {
    ...business,
    demo: false,
    settings: { ...business.settings, name: 'Our team', instructions: '', allowedLinkHosts: [] },
    teams: business.teams
      .filter((team) => team.fallback)
      .map((team) => ({
        ...team,
        timeZone: 'UTC',
        hours: { weekly: [], holidays: [] },
        survey: { ...team.survey, on: false },
      })),
    accounts: [],
    agents: [],
    articles: [],
    policy: { ...business.policy, topics: {}, rules: [] },
  };
}

async function hashAll(business: Business, hashPassword: HashPassword): Promise<Ids> {
  const entries = business.agents.flatMap(({ email, demoPassword }) =>
    demoPassword === undefined ? [] : [hashPassword(demoPassword).then((hash): [string, string] => [email, hash])],
  );
  return new Map(await Promise.all(entries));
}

/** Ids by team name in lower case, as all that follow. */
async function insertTeams(tx: Tx, { teams, demo }: Business): Promise<Ids> {
  const ids = new Map<string, string>();
  for (const team of teams) {
    const id = newId();
    ids.set(team.name.toLowerCase(), id);
    await tx.query(
      `insert into team (id, name, time_zone, hours, survey, is_fallback, demo) values ($1, $2, $3, $4, $5, $6, $7)`,
      [id, team.name, team.timeZone, JSON.stringify(team.hours), JSON.stringify(team.survey), team.fallback, demo],
    );
  }
  return ids;
}

async function insertAccounts(tx: Tx, { accounts }: Business, teams: Ids, secrets: Secrets): Promise<Ids> {
  const ids = new Map<string, string>();
  for (const account of accounts) {
    const id = newId();
    ids.set(account.name.toLowerCase(), id);
    const values = Object.fromEntries(
      Object.keys(account.secrets).map((name) => [name, randomBytes(16).toString('hex')]),
    );
    await tx.query(
      `insert into channel_account (id, channel, name, address, team_id, assistant_mode, settings, secrets, simulated)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        id,
        account.channel,
        account.name,
        account.address,
        teams.get(account.team?.toLowerCase() ?? '') ?? null,
        // A real account begins with drafts whatever the file says: an agent looks at the first answers.
        account.simulated || account.assistant === 'off' ? account.assistant : 'drafts',
        JSON.stringify(account.settings),
        Object.keys(values).length === 0 ? null : sealAccountSecrets(secrets, id, values),
        account.simulated,
      ],
    );
  }
  return ids;
}

async function insertAgents(tx: Tx, { agents, demo }: Business, teams: Ids, accounts: Ids, hashes: Ids): Promise<void> {
  for (const agent of agents) {
    const id = newId();
    await tx.query(
      `insert into agent (id, email, name, public_name, role, password_hash, on_call, demo)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, agent.email, agent.name, agent.publicName, agent.role, hashes.get(agent.email) ?? null, agent.onCall, demo],
    );
    await tx.query(`insert into team_member (team_id, agent_id) select distinct unnest($1::uuid[]), $2::uuid`, [
      agent.teams.flatMap((team) => teams.get(team.toLowerCase()) ?? []),
      id,
    ]);
    for (const [position, endpoint] of agent.endpoints.entries()) {
      // A demo phone is in the sandbox, where nobody else can hold it; a real one is proved by a code.
      await tx.query(
        `insert into agent_endpoint (id, agent_id, channel_account_id, address, position, verified_at)
         values ($1, $2, $3, $4, $5, case when $6 then now() end)`,
        [newId(), id, accounts.get(endpoint.account.toLowerCase()), endpoint.address, position, demo],
      );
    }
  }
}

async function insertPolicy(tx: Tx, { policy, demo }: Business): Promise<void> {
  // What the file may say is what the policy's law understands: the compiler holds the two together.
  const body: Policy = policy;
  await tx.query(`insert into policy (version, body, demo) values (1, $1, $2)`, [JSON.stringify(body), demo]);
}

async function insertArticles(tx: Tx, { articles, demo }: Business): Promise<void> {
  for (const article of articles) {
    const id = article.id ?? newId();
    await tx.query(
      `insert into article (id, title, body, phrasings, url, language, escalate, channels, audience, active, demo)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        id,
        article.title,
        article.body,
        article.phrasings,
        article.url,
        article.language,
        article.escalate && JSON.stringify(article.escalate),
        article.channels,
        article.audience,
        article.active,
        demo,
      ],
    );
    await storeVersion(tx, id, 'imported', { agentId: null, actor: 'config' });
  }
}
