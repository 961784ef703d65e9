/** An IMAP server in this process, for machines without Dovecot. Its UIDVALIDITY never changes, and it has one mailbox. */
import hoodiecrow from 'hoodiecrow-imap';
import { freePort, type MailHost } from './dovecot';

const PASSWORD = 'mailbox-password';

export class Hoodiecrow implements MailHost {
  readonly host = '127.0.0.1';
  readonly password = PASSWORD;

  private constructor(
    private readonly server: ReturnType<typeof hoodiecrow>,
    readonly imapPort: number,
  ) {}

  static async start(user: string): Promise<Hoodiecrow> {
    const port = await freePort();
    const server = hoodiecrow({
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
