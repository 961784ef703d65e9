/** From an environment to a database that is migrated and seeded: what must hold before the application is made. */
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { hashPassword } from './api/auth/passwords';
import { readBusiness, type Business } from './foundation/config/business';
import { ConfigurationFault } from './foundation/config/configuration-fault';
import type { Environment } from './foundation/config/environment';
import { Secrets } from './foundation/config/secrets';
import { Database } from './foundation/database/database';
import { startEmbedded } from './foundation/database/embedded';
import { migrate } from './foundation/database/migrate';
import { createPool } from './foundation/database/pool';
import { checkSecretKey } from './foundation/settings/canary';
import { differences } from './foundation/settings/differences';
import { seed } from './foundation/settings/seed';
import { policyFaults } from './intelligence/escalation/policy-faults';

/** The folder of first-start settings, the same from src/ and dist/. */
const CONFIG_FOLDER = join(__dirname, '../config');

export interface Ground {
  databaseUrl: string;
  /** Of the demo agents in config/, those that can still sign in. */
  signIns: Business['agents'];
  /** Besides those of the demo. */
  anyAdmin: boolean;
  stop(): Promise<void>;
}

export async function prepare(environment: Environment): Promise<Ground> {
  const logger = new Logger('start');
  const server =
    environment.databaseUrl === null ? await startEmbedded(environment.dataDir, (line) => logger.log(line)) : null;
  const databaseUrl = server?.url ?? environment.databaseUrl ?? '';
  try {
    const migrations = await migrate(databaseUrl);
    if (migrations.length > 0) logger.log({ event: 'database.migrated', migrations });
    const found = await populate(environment, databaseUrl, logger);
    return { databaseUrl, ...found, stop: async () => server?.stop() };
  } catch (error) {
    await server?.stop();
    throw error;
  }
}

async function populate(
  environment: Environment,
  url: string,
  logger: Logger,
): Promise<Pick<Ground, 'signIns' | 'anyAdmin'>> {
  const db = new Database(createPool(url, 2));
  try {
    await checkSecretKey(db, new Secrets(environment.secretKey));
    const business = await firstStart(db, environment, logger);
    const agents = await db.query<{ email: string; demo: boolean; role: string }>(
      'select email, demo, role from agent where disabled_at is null',
    );
    const demo = new Set(agents.flatMap((agent) => (agent.demo ? agent.email : [])));
    return {
      signIns: business?.agents.filter((agent) => agent.demoPassword && demo.has(agent.email)) ?? [],
      anyAdmin: agents.some((agent) => agent.role === 'admin' && !agent.demo),
    };
  } finally {
    await db.pool.end();
  }
}

/** What config/ holds, also checked as a policy that an admin would publish. */
export function configuredBusiness(folder = CONFIG_FOLDER): Business {
  const business = readBusiness(folder);
  const faults = policyFaults(
    business.policy,
    business.teams.map((team) => team.name),
  );
  if (faults.length === 0) return business;
  throw new ConfigurationFault(
    `The policy in ${folder} is not right:`,
    faults.map((fault) => `policy.yaml: ${fault}`),
  );
}

/** Null when config/ cannot be read but is not needed any more. */
async function firstStart(db: Database, environment: Environment, logger: Logger): Promise<Business | null> {
  let business: Business;
  try {
    business = configuredBusiness();
  } catch (error) {
    const [team] = await db.query('select 1 from team limit 1');
    if (!team || !(error instanceof ConfigurationFault)) throw error;
    // The database rules: a file that nothing is read from any more does not stop a start.
    logger.warn({ event: 'config.unreadable', errors: error.errors });
    return null;
  }
  if (await seed(db, business, environment, hashPassword)) {
    logger.log({ event: 'database.seeded', demo: business.demo && environment.mode !== 'production' });
  } else if (!(business.demo && environment.mode === 'production')) {
    for (const file of await differences(db, business, 'config')) {
      logger.warn(`${file} differs from what admins set; the database rules.`);
    }
  }
  return business;
}
