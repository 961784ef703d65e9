/** An IMAP server in this process, for machines without Dovecot. Its UIDVALIDITY never changes, and it has one mailbox. */
import { createRequire } from 'node:module';
import { freePort, type MailHost } from './dovecot';

const PASSWORD = 'mailbox-password';

interface Server {
  listen(port: number, host: string, done: () => void): void;
  close(done: () => void): void;
  appendMessage(mailbox: string, flags: string[], date: string | false, raw: Buffer): void;
}

type Make = (options: Record<string, unknown>) => Server;

export class Hoodiecrow implements MailHost {
  readonly host = '127.0.0.1';
  readonly password = PASSWORD;

  private constructor(
    private readonly server: Server,
    readonly imapPort: number,
  ) {}

  static async start(user: string): Promise<Hoodiecrow> {
    const make = createRequire(__filename)('hoodiecrow-imap') as Make;
    const port = await freePort();
    const server = make({
      plugins: ['ID', 'IDLE', 'SPECIAL-USE', 'UIDPLUS', 'NAMESPACE', 'ENABLE', 'LITERALPLUS'],
      users: { [user]: { password: PASSWORD } },
      storage: {
        INBOX: { messages: [] },
        '': { separator: '/', folders: { Sent: { 'special-use': '\\Sent', messages: [] } } },
      },
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return new Hoodiecrow(server, port);
  }

  async deliver(_user: string, raw: string | Buffer): Promise<void> {
    const text = (typeof raw === 'string' ? Buffer.from(raw) : raw).toString('latin1').replace(/\r?\n/g, '\r\n');
    this.server.appendMessage('INBOX', [], false, Buffer.from(text, 'latin1'));
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(resolve));
  }
}
