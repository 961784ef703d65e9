/** The system account that runs the embedded server: our own, except as root, which PostgreSQL refuses. */
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from '../model/fault';

export interface Account {
  uid: number;
  gid: number;
}

/** Null: as ourselves. As root: who owns the data folder already, else `postgres`, else `nobody`. */
export function serverAccount(cluster: string): Account | null {
  const ours = process.getuid?.();
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (ours === undefined) return null;
  if (ours !== 0) {
    if (owner && owner.uid !== ours) {
      throw new Fault(
        'unavailable',
        `The data folder ${cluster} belongs to another system user (uid ${owner.uid}). Start Baton as that user, or as root if root made it.`,
      );
    }
    return null;
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const accounts = systemAccounts();
  const account = accounts.get('postgres') ?? accounts.get('nobody');
  if (!account) {
    throw new Fault(
      'unavailable',
      'PostgreSQL refuses to run as root, and this system has neither a user "postgres" nor "nobody". Start Baton as another user, or set DATABASE_URL.',
    );
  }
  return account;
}

/** Whether `account` may pass every folder down to `path` and enter or execute `path` itself. */
export function mayEnter(account: Account, path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    const { uid, gid, mode } = statSync(at);
    const execute = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & execute) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** Lets others pass through `folder` (0700 becomes 0701), not look into it; only for a folder that is Baton's own. */
export function letPass(folder: string): void {
  chmodSync(folder, (statSync(folder).mode & 0o7777) | 0o001);
}

function systemAccounts(): Map<string, Account> {
  const found = new Map<string, Account>();
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name, , uid, gid] = line.split(':');
    // macOS writes nobody as -2; the kernel wants it unsigned.
    if (name && uid && gid) found.set(name, { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 });
  }
  return found;
}
