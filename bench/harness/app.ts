/** The built application on a database of its own, with the account that its first start made. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secrets } from '../../src/foundation/config/secrets';
import { openAccountSecrets } from '../../src/foundation/settings/account-secrets';
import type { Door } from './door';
import { freshDatabase, run, seedCustomers, type Database, type Server } from './postgres';
import { freePort, startNode, untilReady, type Child } from './processes';

/** Of the bench alone: 32 bytes, so that the accounts' tokens can be read here. */
const SECRET_KEY = Buffer.alloc(32, 7).toString('base64');

/** How `npm start` and the image run it. */
const AS_STARTED = '--max-semi-space-size=64';

export interface App {
  door: Door;
  database: Database;
  accountId: string;
  teamId: string;
  child: Child;
  /** Milliseconds from the start of the process to the first answer. */
  startedIn: number;
  /** Stops the processor for it, so that what it still has to do does not weigh on what is measured next. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

/** `file`: dist/main.js, or bench/servers/front.ts on a database that an application has seeded. */
export async function startApp(
  server: Server,
  purpose: string,
  file = 'dist/main.js',
  extra: Record<string, string> = {},
): Promise<App> {
  const database = await freshDatabase(server, purpose);
  const folder = mkdtempSync(join(tmpdir(), 'baton-bench-app-'));
  const begin = async (which: string): Promise<Running> => {
    const port = await freePort();
    const publicUrl = `http://127.0.0.1:${port}`;
    const since = performance.now();
    const child = startNode(which, {
      DATABASE_URL: database.url,
      BATON_DATA_DIR: folder,
      BATON_SECRET_KEY: SECRET_KEY,
      HOST: '127.0.0.1',
      PORT: String(port),
      PUBLIC_URL: publicUrl,
      LOG_LEVEL: 'warn',
      NODE_OPTIONS: AS_STARTED,
      ...extra,
    });
    return { port, publicUrl, child, startedIn: await untilReady(`${publicUrl}/health/live`, since, child) };
  };
  let running = await begin('dist/main.js');
  const account = await smsAccount(database.url);
  if (file !== 'dist/main.js') {
    await running.child.stop();
    running = await begin(file);
  }
  await seedCustomers(database.url, account.id, account.teamId);
  const { child, port, publicUrl } = running;
  return {
    door: { port, publicUrl, accountSid: account.sid, token: account.token, to: account.address },
    database,
    accountId: account.id,
    teamId: account.teamId,
    child,
    startedIn: running.startedIn,
    pause: () => void child.process.kill('SIGSTOP'),
    resume: () => void child.process.kill('SIGCONT'),
    stop: async () => {
      await child.stop();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Running {
  port: number;
  publicUrl: string;
  child: Child;
  startedIn: number;
}

async function smsAccount(
  url: string,
): Promise<{ id: string; teamId: string; address: string; sid: string; token: string }> {
  const [row] = await run<{ id: string; team_id: string; address: string; sid: string; secrets: Buffer }>(
    url,
    `select a.id, coalesce(a.team_id, (select id from team where is_fallback)) as team_id, a.address, a.settings->>'accountSid' as sid, a.secrets
       from channel_account a where a.channel = 'sms' and a.assistant_mode = 'answers' limit 1`,
  );
  if (!row) throw new Error('The first start made no SMS account.');
  const secrets = openAccountSecrets(new Secrets(Buffer.from(SECRET_KEY, 'base64')), row.id, row.secrets);
  return { id: row.id, teamId: row.team_id, address: row.address, sid: row.sid, token: secrets['authToken'] ?? '' };
}
