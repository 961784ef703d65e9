/** A real Dovecot: IMAP to read, LMTP to deliver; unprivileged, on free ports of loopback, stopped by its own pid. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PASSWORD = 'mailbox-password';

export interface MailHost {
  host: string;
  imapPort: number;
  password: string;
  /** Puts a mail into the inbox of `user`; `from`: its envelope's sender, empty for what machines send. */
  deliver(user: string, raw: string | Buffer, from?: string): Promise<void>;
  stop(): Promise<void>;
}

export const hasDovecot = spawnSync('dovecot', ['--version']).status === 0;

/** Who runs it: nobody, where this is root. */
function runner(): { name: string; group: string; uid?: number; gid?: number } {
  const { uid, username } = userInfo();
  if (uid !== 0) {
    const group = spawnSync('id', ['-gn']).stdout.toString().trim();
    return { name: username, group };
  }
  const [nobody, nogroup] = ['-u', '-g'].map((flag) => Number(spawnSync('id', [flag, 'nobody']).stdout.toString()));
  const group = spawnSync('id', ['-gn', 'nobody']).stdout.toString().trim();
  return { name: 'nobody', group, uid: nobody, gid: nogroup };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export class Dovecot implements MailHost {
  readonly host = '127.0.0.1';
  readonly password = PASSWORD;
  private process: ChildProcess | null = null;

  private constructor(
    private readonly folder: string,
    readonly imapPort: number,
    readonly lmtpPort: number,
    private readonly as: ReturnType<typeof runner>,
  ) {}

  static async start(): Promise<Dovecot> {
    const as = runner();
    const folder = mkdtempSync(join(tmpdir(), 'baton-dovecot-'));
    // Postfix, another user, asks it for passwords.
    chmodSync(folder, 0o755);
    const [imap, lmtp] = [await freePort(), await freePort()];
    for (const each of ['', 'run', 'mail', 'state']) {
      mkdirSync(join(folder, each), { recursive: true });
      if (as.uid !== undefined && as.gid !== undefined) chownSync(join(folder, each), as.uid, as.gid);
    }
    writeFileSync(join(folder, 'dovecot.conf'), configuration(folder, imap, lmtp, as));
    const server = new Dovecot(folder, imap, lmtp, as);
    await server.begin();
    return server;
  }

  /** Where other servers ask it whether a password is right. */
  get authSocket(): string {
    return join(this.folder, 'run/auth-client');
  }

  async begin(): Promise<void> {
    const { uid, gid } = this.as;
    // What a killed server left would keep the next one from starting.
    rmSync(join(this.folder, 'run'), { recursive: true, force: true });
    mkdirSync(join(this.folder, 'run'));
    if (uid !== undefined && gid !== undefined) chownSync(join(this.folder, 'run'), uid, gid);
    this.process = spawn('dovecot', ['-F', '-c', join(this.folder, 'dovecot.conf')], { uid, gid, stdio: 'ignore' });
    for (const port of [this.imapPort, this.lmtpPort]) await answers(port, () => this.log());
  }

  /** Without a word to anybody, as a machine that loses its power. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** As after a restored backup: every mail has a new UID, and the folder says so. */
  async renumber(user: string): Promise<void> {
    await this.end('SIGTERM');
    const mails = join(this.folder, 'mail', user);
    const numbers = ['dovecot-uidlist', 'dovecot.index', 'dovecot.index.log', 'dovecot.index.cache'];
    for (const file of numbers) rmSync(join(mails, file), { force: true });
    await this.begin();
  }

  async deliver(user: string, raw: string | Buffer, from = 'customer@example.net'): Promise<void> {
    await lmtp(this.lmtpPort, user, raw, from);
  }

  /** What lies in the inbox of `user`, as it was handed over. */
  mails(user: string): string[] {
    return ['new', 'cur'].flatMap((part) => {
      const box = join(this.folder, 'mail', user, part);
      return existsSync(box) ? readdirSync(box).map((name) => readFileSync(join(box, name), 'utf8')) : [];
    });
  }

  log(): string {
    try {
      return readFileSync(join(this.folder, 'log'), 'utf8').slice(-4_000);
    } catch {
      return 'no log';
    }
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { process: child } = this;
    this.process = null;
    if (!child?.pid || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    if (signal === 'SIGKILL') {
      // Its children hold the lines of the clients: they go first.
      const children = spawnSync('ps', ['-o', 'pid=', '--ppid', String(child.pid)]).stdout.toString();
      for (const pid of children.split(/\s+/).filter(Boolean)) {
        try {
          process.kill(Number(pid), 'SIGKILL');
        } catch {
          // Gone by itself.
        }
      }
    }
    child.kill(signal);
    await gone;
  }
}

function configuration(folder: string, imap: number, lmtp: number, as: ReturnType<typeof runner>): string {
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap lmtp
listen = 127.0.0.1
default_internal_user = ${as.name}
default_internal_group = ${as.group}
default_login_user = ${as.name}
ssl = no
disable_plaintext_auth = no
auth_username_format = %Ln
auth_failure_delay = 0
first_valid_uid = 1
mail_location = maildir:${folder}/mail/%n
mail_max_userip_connections = 100
maildir_copy_with_hardlinks = yes
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${as.name} gid=${as.group} home=${folder}/mail/%n allow_all_users=yes
}
namespace inbox {
  inbox = yes
  mailbox Sent {
    auto = create
    special_use = \\Sent
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${imap}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
service auth {
  unix_listener auth-client {
    mode = 0666
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${lmtp}
  }
}
`;
}

export async function answers(port: number, log: () => string): Promise<void> {
  const end = Date.now() + 30_000;
  for (;;) {
    const greeted = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('data', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
      socket.setTimeout(2_000, () => {
        socket.destroy();
        resolve(false);
      });
    });
    if (greeted) return;
    if (Date.now() > end) throw new Error(`Nothing answers at ${port}:\n${log()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** RFC 2033, as much of it as one delivery needs. */
async function lmtp(port: number, user: string, raw: string | Buffer, from: string): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const reply = async (): Promise<void> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error('LMTP ended.');
      if (/^[45]/.test(value)) throw new Error(`LMTP refused: ${value}`);
      if (!/^\d{3}-/.test(value)) return;
    }
  };
  const say = async (line: string): Promise<void> => {
    socket.write(`${line}\r\n`);
    await reply();
  };
  await reply();
  await say('LHLO localhost');
  await say(`MAIL FROM:<${from}>`);
  await say(`RCPT TO:<${user}>`);
  await say('DATA');
  const text = (typeof raw === 'string' ? Buffer.from(raw) : raw).toString('latin1').replace(/\r?\n/g, '\r\n');
  socket.write(Buffer.from(`${text.replace(/^\./gm, '..')}\r\n`, 'latin1'));
  await say('.');
  socket.end('QUIT\r\n');
}
