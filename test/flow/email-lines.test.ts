/** Mailboxes between replicas and between businesses: who reads, who takes over, and how two automatons fall silent. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { CHANNELS, type Channels } from '../../src/channels/channel';
import { Settings } from '../../src/foundation/settings/settings';
import { withDatabase } from '../support/database';
import { startHouse, until, type House } from '../support/house';
import { emailAccount, mail } from '../support/mail/account';
import { Dovecot, hasDovecot } from '../support/mail/dovecot';
import { OutgoingServer } from '../support/mail/outgoing';

// Two mailboxes at once, and SASL with tokens: what the IMAP server of npm has not got.
const onDovecot = hasDovecot ? describe : describe.skip;

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
}, 120_000);

async function servers(): Promise<{ incoming: Dovecot; outgoing: OutgoingServer }> {
  const incoming = await Dovecot.start();
  stops.push(() => incoming.stop());
  const outgoing = await OutgoingServer.start(incoming.password);
  stops.push(() => outgoing.stop());
  return { incoming, outgoing };
}

async function house(options: Parameters<typeof startHouse>[0] = {}): Promise<House> {
  const started = await startHouse(options);
  let stopped = false;
  const stop = started.stop.bind(started);
  started.stop = async () => {
    if (!stopped) await stop();
    stopped = true;
  };
  stops.push(() => started.stop());
  return started;
}

const reads = (one: House, id: string) =>
  until(async () => {
    const [row] = await one.db.query<{ health: string }>('select health from channel_account where id = $1', [id]);
    return row?.health === 'ok';
  });

onDovecot('a mailbox', () => {
  it('is read by one replica, and by the other within 15 s once that one is gone; each mail is one message', async () => {
    const { incoming, outgoing } = await servers();
    const shares = await withDatabase();
    stops.push(() => shares.drop());
    const first = await house({ shares });
    const accountId = await emailAccount(first, incoming, outgoing);
    await reads(first, accountId);
    const second = await house({ shares });
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    const logins = incoming.log().match(/Login: user=<support>/gu)?.length;
    expect(logins).toBe(1);

    await incoming.deliver('support', mail({ from: 'one@example.net', text: 'How do I freeze my card?' }));
    await until(() => Promise.resolve(outgoing.ledger.some(({ to }) => to.includes('one@example.net'))));
    await first.stop();
    const gone = Date.now();
    await incoming.deliver('support', mail({ from: 'two@example.net', text: 'How do I freeze my card?' }));
    await until(async () => {
      const rows = await second.db.query(`select 1 from contact_address where address = 'two@example.net'`);
      return rows.length > 0;
    });
    expect(Date.now() - gone).toBeLessThan(15_000);
    await until(() => Promise.resolve(outgoing.ledger.some(({ to }) => to.includes('two@example.net'))));
    const [{ n } = { n: 0 }] = await second.db.query<{ n: number }>(
      `select count(*)::int as n from message where direction = 'in'`,
    );
    expect(n).toBe(2);
    expect(outgoing.ledger.map(({ to }) => to[0])).toEqual(['one@example.net', 'two@example.net']);
  }, 240_000);

  it('that waited for days is caught up with, in order, and says how far it is', async () => {
    const { incoming, outgoing } = await servers();
    const one = await house();
    const accountId = await emailAccount(one, incoming, outgoing);
    await reads(one, accountId);
    await one.db.query('update channel_account set active = false where id = $1', [accountId]);
    await one.app.get(Settings).reload();
    await until(async () => {
      const rows = await one.db.query(`select 1 from pg_locks where locktype = 'advisory' and classid = 730194613`);
      return rows.length === 0;
    });
    const count = 60;
    for (let n = 0; n < count; n += 1) {
      await incoming.deliver(
        'support',
        mail({ from: 'busy@example.net', text: `Line ${n}`, headers: { Precedence: 'bulk' } }),
      );
    }
    await one.db.query('update channel_account set active = true where id = $1', [accountId]);
    await one.app.get(Settings).reload();
    let most = 0;
    await until(async () => {
      const [row] = await one.db.query<{ behind: number }>(
        "select behind from source_cursor where cursor ? 'uidValidity'",
      );
      most = Math.max(most, row?.behind ?? 0);
      const [{ n } = { n: 0 }] = await one.db.query<{ n: number }>('select count(*)::int as n from message');
      return n === count;
    });
    const texts = await one.db.query<{ text: string }>('select text from message order by seq');
    expect(texts.map(({ text }) => /Line (\d+)/u.exec(text)?.[1])).toEqual(
      Array.from({ length: count }, (_, n) => String(n)),
    );
    expect(most).toBeGreaterThan(1);
  }, 240_000);

  it('of another Baton gets one automatic answer, and the two fall silent', async () => {
    const { incoming, outgoing } = await servers();
    const [ours, theirs] = [await house(), await house()];
    const accounts = [
      await emailAccount(ours, incoming, outgoing, { address: 'support@larkmoor.example' }),
      await emailAccount(theirs, incoming, outgoing, { address: 'helpdesk@larkmoor.example' }),
    ];
    await reads(ours, accounts[0] ?? '');
    await reads(theirs, accounts[1] ?? '');
    outgoing.onTaken = async ({ to, raw }) => {
      const vouched = `Authentication-Results: mx.larkmoor.example; dmarc=pass header.from=larkmoor.example\r\n${raw}`;
      for (const address of to) await incoming.deliver(address.split('@')[0] ?? '', vouched);
    };
    // The spark: a mail of theirs that carries no mark of its machine.
    await incoming.deliver(
      'support',
      mail({ from: 'Help <helpdesk@larkmoor.example>', text: 'How do I freeze my card?' }),
    );
    await until(() => Promise.resolve(outgoing.ledger.length > 0));
    await until(async () => (await theirs.db.query(`select 1 from message where direction = 'in'`)).length > 0);
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    expect(outgoing.ledger.map(({ from, to }) => [from, ...to])).toEqual([
      ['support@larkmoor.example', 'helpdesk@larkmoor.example'],
    ]);
  }, 240_000);

  it('says in one check what is wrong with either of its servers', async () => {
    const { incoming, outgoing } = await servers();
    const one = await house();
    const id = await emailAccount(one, incoming, outgoing);
    const channel = one.app.get<Channels>(CHANNELS).get('email');
    const account = one.app.get(Settings).account(id);
    if (!channel?.check || !account) throw new Error('There is such an account.');
    const check = (changes: object) => channel.check?.({ ...account, ...changes }, AbortSignal.timeout(20_000));
    await expect(check({})).resolves.toMatch(
      /IMAP: signed in, INBOX holds 0 mails\..*Sent mail: Sent.*SMTP: signed in/u,
    );
    await expect(check({ secrets: { password: 'wrong' } })).rejects.toThrow(
      /IMAP.*refused the sign-in.*SMTP.*refused the sign-in/u,
    );
    const settings = { ...account.settings, imap: { host: '127.0.0.1', port: 1, security: 'none' } };
    await expect(check({ settings })).rejects.toThrow(/IMAP.*nothing answers at that port/u);
    await expect(check({ settings: { ...account.settings, folder: 'Nowhere' } })).rejects.toThrow(
      /no folder “Nowhere”/u,
    );
    await expect(check({ secrets: {} })).rejects.toThrow(/No password is set/u);
  }, 120_000);
});

describe('a mailbox that takes no password', () => {
  let provider: Server;
  let asked: string[] = [];
  let answer: { status: number; body: object } = {
    status: 200,
    body: { access_token: 'good-token', expires_in: 3600 },
  };

  beforeAll(async () => {
    provider = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        asked.push(body);
        response.writeHead(answer.status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer.body));
      });
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => provider.close(resolve)));
  beforeEach(() => (asked = []));

  it('is sent through with an access token, asked for once', async () => {
    const outgoing = await OutgoingServer.start('unused');
    stops.push(() => outgoing.stop());
    const one = await house();
    const { port } = provider.address() as AddressInfo;
    const account = {
      id: '0199aaaa-0000-7000-8000-000000000009',
      channel: 'email',
      address: 'support@larkmoor.example',
      simulated: true,
      secrets: { refreshToken: 'refresh-me', clientSecret: 'shh' },
      settings: {
        imap: { host: '127.0.0.1', port: 1, security: 'none' },
        smtp: { host: '127.0.0.1', port: outgoing.port, security: 'none' },
        auth: 'oauth2',
        clientId: 'client',
        tokenUrl: `http://127.0.0.1:${port}/token`,
        appendToSent: false,
      },
    };
    const channel = one.app.get<Channels>(CHANNELS).get('email');
    const send = (n: number, secrets = account.secrets) =>
      channel?.send(
        { ...account, secrets },
        {
          deliveryId: `0199aaaa-0000-7000-8000-00000000000${n}`,
          to: 'dana@example.net',
          text: `Mail ${n}`,
          automatic: false,
          author: null,
          answers: null,
          statusUrl: null,
        },
        AbortSignal.timeout(20_000),
      );
    await send(1);
    await send(2);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(/grant_type=refresh_token.*refresh_token=refresh-me.*client_secret=shh/u);
    const texts = await Promise.all(outgoing.ledger.map(async ({ raw }) => (await simpleParser(raw)).text?.trim()));
    expect(texts).toEqual(['Mail 1', 'Mail 2']);
    answer = { status: 400, body: { error: 'invalid_grant' } };
    await expect(send(3, { ...account.secrets, refreshToken: 'revoked' })).rejects.toMatchObject({
      kind: 'permanent',
      message: expect.stringMatching(/invalid_grant.*Connect the mailbox again/u),
    });
  }, 120_000);
});
