/** The embedded PostgreSQL: started or joined, brought back when it dies, stopped by the last process that uses it. */
import { mkdirSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { letPass, serverAccount } from './embedded-account';
import { packageFolder, runnableBinaries } from './embedded-binaries';
import { openCluster } from './embedded-cluster';
import { Supervisor } from './embedded-supervisor';

export interface Embedded {
  url: string;
  /** Stops the server, unless another process uses it too. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Server settings besides or instead of ours, e.g. `{ fsync: 'off' }` for tests. */
  settings?: Record<string, string>;
  /** Folder of the binaries' package; default: the one of this platform. */
  package?: string;
  /** As root: where data and binaries go that the database's user cannot reach in a closed home. */
  refuge?: string;
  dieWithParent?: boolean;
}

/** Starts the server on `dataDir`, or joins the one that runs there already. `log` gets lines for a person. */
export async function startEmbedded(
  dataDir: string,
  log: (line: string) => void,
  options: EmbeddedOptions = {},
): Promise<Embedded> {
  const home = resolve(dataDir);
  mkdirSync(home, { recursive: true });
  const place = join(home, 'postgres');
  const account = serverAccount(place);
  if (account) letPass(home);
  const refuge = account ? (options.refuge ?? '/var/lib/baton') : home;
  const binaries = runnableBinaries(options.package ?? packageFolder(), account, refuge);
  const cluster = await openCluster(place, { binaries, account, refuge, log });
  const server = new Supervisor(
    cluster,
    {
      bin: binaries.bin,
      folder: cluster.folder,
      account,
      logFile: join(home, 'postgres.log'),
      settings: { ...SETTINGS, shared_buffers: `${sharedMegabytes()}MB`, ...options.settings },
      dieWithParent: options.dieWithParent ?? true,
    },
    log,
  );
  await server.start();
  return server;
}

const SETTINGS = {
  max_connections: '200',
  fsync: 'on',
  synchronous_commit: 'on',
  max_wal_size: '2GB',
  random_page_cost: '1.1',
  jit: 'off', // our statements are short: compiling costs more than it saves
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Neither statements nor the rows of a violated constraint: a log holds no customer's words.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

function sharedMegabytes(): number {
  return Math.min(512, Math.max(64, Math.round(totalmem() / 8 / 1_048_576)));
}
