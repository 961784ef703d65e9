/** A submission server that keeps a ledger and can misbehave: what it took, whatever it said. */
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { freePort } from './dovecot';

export type Misbehaviour =
  | 'none'
  | 'busy' // 451 to the recipient
  | 'refuse' // 550 to the recipient
  | 'cut-before-data' // the line breaks at RCPT
  | 'cut-after-data' // takes the mail, and the line breaks before its answer
  | 'refuse-data'; // 554 after the mail

export interface Taken {
  from: string;
  to: string[];
  /** Who signed in. */
  user: string;
  raw: string;
}

export class OutgoingServer {
  /** Every mail that it has, in order. */
  readonly ledger: Taken[] = [];
  private next: { kind: Misbehaviour; times: number } = { kind: 'none', times: 0 };
  /** Told of every mail that it takes, e.g. to bring it on. */
  onTaken: (mail: Taken) => Promise<void> = async () => undefined;

  private constructor(
    private readonly server: SMTPServer,
    readonly port: number,
  ) {}

  static async start(password: string): Promise<OutgoingServer> {
    const port = await freePort();
    let self: OutgoingServer | null = null;
    const fault = (kind: Misbehaviour): boolean => self?.strikes(kind) ?? false;
    const server: SMTPServer = new SMTPServer({
      authOptional: false,
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
      authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'],
      logger: false,
      onAuth: (auth, _session, done) => {
        const good = auth.method === 'XOAUTH2' ? auth.accessToken === 'good-token' : auth.password === password;
        if (good) done(null, { user: auth.username ?? '' });
        else done(new Error('Invalid username or password'));
      },
      onRcptTo: (_address, session, done) => {
        if (fault('busy')) return done(Object.assign(new Error('Try later'), { responseCode: 451 }));
        if (fault('refuse')) return done(Object.assign(new Error('No such mailbox'), { responseCode: 550 }));
        if (fault('cut-before-data')) return cut(server, session);
        done();
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          if (fault('refuse-data')) {
            return done(Object.assign(new Error('Looks like spam'), { responseCode: 554 }));
          }
          const { mailFrom, rcptTo } = session.envelope;
          const mail: Taken = {
            from: mailFrom ? mailFrom.address : '',
            to: rcptTo.map(({ address }) => address),
            user: String(session.user ?? ''),
            raw: Buffer.concat(chunks).toString('utf8'),
          };
          self?.ledger.push(mail);
          if (fault('cut-after-data')) return cut(server, session);
          void self?.onTaken(mail).then(() => done());
        });
      },
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
    self = new OutgoingServer(server, port);
    return self;
  }

  misbehave(kind: Misbehaviour, times = 1): void {
    this.next = { kind, times };
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private strikes(kind: Misbehaviour): boolean {
    if (this.next.kind !== kind || this.next.times === 0) return false;
    this.next.times -= 1;
    return true;
  }
}

function cut(server: SMTPServer, session: SMTPServerSession): void {
  const lines = (
    server as unknown as { connections: Set<{ session: SMTPServerSession; _socket: { destroy(): void } }> }
  ).connections;
  for (const line of lines) if (line.session === session) line._socket.destroy();
}
