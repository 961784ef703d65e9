/**
 * A real Postfix before a Dovecot: submission with the mailbox's password, delivery into its mailboxes, refusals by the recipient's name,
 * and bounces of its own. It has to be root, and is stopped by its own pid.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { answers, freePort, type Dovecot } from './dovecot';

const MASTER = '/usr/lib/postfix/sbin/master';

export const hasPostfix = process.getuid?.() === 0 && existsSync(MASTER);

/** What it answers to a recipient of this name, at any domain of its own. */
const REFUSALS = `
/^busy@/    451 4.3.0 try again later
/^full@/    452 4.2.2 mailbox full
/^unknown@/ 550 5.1.1 no such user
/^blocked@/ 554 5.7.1 message refused
`;

/** Its daemons, as master.cf wants them: name, type, private, unprivileged, chroot, wake-up, most processes, program. */
const SERVICES = `
pickup   unix       n - n 60  1 pickup
cleanup  unix       n - n -   0 cleanup
qmgr     unix       n - n 300 1 qmgr
rewrite  unix       - - n -   - trivial-rewrite
bounce   unix       - - n -   0 bounce
defer    unix       - - n -   0 bounce
trace    unix       - - n -   0 bounce
flush    unix       n - n -   0 flush
proxymap unix       - - n -   - proxymap
error    unix       - - n -   - error
retry    unix       - - n -   - error
lmtp     unix       - - n -   - lmtp
anvil    unix       - - n -   1 anvil
postlog  unix-dgram n - n -   1 postlogd
`;

export class Postfix {
  readonly host = '127.0.0.1';
  private process: ChildProcess | null = null;

  private constructor(
    private readonly folder: string,
    readonly port: number,
  ) {}

  /** `domains`: whose mailboxes are those of `mailboxes`, by the part before the @. */
  static async start(mailboxes: Dovecot, domains: readonly string[]): Promise<Postfix> {
    const folder = mkdtempSync(join(tmpdir(), 'baton-postfix-'));
    const port = await freePort();
    const server = new Postfix(folder, port);
    chmodSync(folder, 0o755);
    const [user, drop] = [idOf('-u', 'postfix'), Number(groupId('postdrop'))];
    for (const each of ['etc', 'queue', 'data']) mkdirSync(join(folder, each));
    chownSync(join(folder, 'data'), user, 0);
    const queues = 'active bounce corrupt defer deferred flush hold incoming private saved trace maildrop public pid';
    for (const each of queues.split(' ')) {
      const shared = each === 'maildrop' || each === 'public';
      mkdirSync(join(folder, 'queue', each));
      chownSync(join(folder, 'queue', each), each === 'pid' ? 0 : user, shared ? drop : 0);
      chmodSync(
        join(folder, 'queue', each),
        each === 'maildrop' ? 0o730 : each === 'public' ? 0o710 : each === 'pid' ? 0o755 : 0o700,
      );
    }
    writeFileSync(join(folder, 'etc/main.cf'), configuration(folder, mailboxes, domains));
    writeFileSync(join(folder, 'etc/refusals'), REFUSALS);
    writeFileSync(join(folder, 'etc/master.cf'), `127.0.0.1:${port} inet n - n - - smtpd${SERVICES}`);
    // The head of a group of its own: it ends its children as one.
    server.process = spawn(MASTER, ['-c', join(folder, 'etc'), '-d'], { stdio: 'ignore', detached: true });
    try {
      await answers(port, () => server.log());
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** A mail of anybody, as another server would hand it over. */
  async brings(from: string, to: string, raw: string): Promise<void> {
    const line = createTransport({ host: this.host, port: this.port, ignoreTLS: true });
    await line.sendMail({ envelope: { from, to }, raw });
    line.close();
  }

  /** From now on this recipient is taken. */
  relents(name: string): void {
    const path = join(this.folder, 'etc/refusals');
    writeFileSync(path, REFUSALS.replace(new RegExp(`^/\\^${name}@.*$`, 'mu'), ''));
    // Tables are read again when it is told so.
    this.process?.kill('SIGHUP');
  }

  log(): string {
    return existsSync(join(this.folder, 'log'))
      ? readFileSync(join(this.folder, 'log'), 'utf8').slice(-4_000)
      : 'no log';
  }

  async stop(): Promise<void> {
    const { process: child } = this;
    this.process = null;
    if (child?.pid && child.exitCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      process.kill(-child.pid, 'SIGTERM');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const idOf = (flag: string, user: string): number => Number(spawnSync('id', [flag, user]).stdout.toString());

function groupId(name: string): string {
  return new RegExp(`^${name}:[^:]*:(\\d+)`, 'mu').exec(readFileSync('/etc/group', 'utf8'))?.[1] ?? '0';
}

function configuration(folder: string, mailboxes: Dovecot, domains: readonly string[]): string {
  return `
compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/log
maillog_file_prefixes = ${folder}
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = mx.larkmoor.example
mydestination =
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = ${domains.join(', ')}
virtual_mailbox_maps = static:all
virtual_transport = lmtp:inet:127.0.0.1:${mailboxes.lmtpPort}
default_transport = error:5.1.2 no route off this machine
smtpd_reject_unlisted_recipient = no
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = ${mailboxes.authSocket}
smtpd_sasl_security_options = noanonymous
smtpd_recipient_restrictions = check_recipient_access regexp:${folder}/etc/refusals, permit_mynetworks, reject
recipient_delimiter = +
lmtp_host_lookup = native
smtp_dns_support_level = disabled
minimal_backoff_time = 2s
maximal_backoff_time = 5s
queue_run_delay = 2s
alias_maps =
alias_database =
biff = no
`;
}
