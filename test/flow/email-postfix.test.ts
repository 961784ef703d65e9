/** Email through a real Postfix: what it takes, hands on, refuses, puts off and sends back. Where there is none, the other email tests hold alone. */
import { simpleParser, type ParsedMail } from 'mailparser';
import { CHANNELS, type Channels } from '../../src/channels/channel';
import { Settings } from '../../src/foundation/settings/settings';
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House } from '../support/house';
import { emailAccount, mail } from '../support/mail/account';
import { Dovecot, hasDovecot } from '../support/mail/dovecot';
import { hasPostfix, Postfix } from '../support/mail/postfix';

const law = hasPostfix && hasDovecot ? describe : describe.skip;

law('through Postfix', () => {
  let house: House;
  let mailboxes: Dovecot;
  let postfix: Postfix;
  let agent: AgentClient;
  let accountId: string;

  beforeAll(async () => {
    mailboxes = await Dovecot.start();
    postfix = await Postfix.start(mailboxes, ['larkmoor.example', 'example.net']);
    house = await startHouse();
    agent = await house.signIn('agent');
    accountId = await emailAccount(house, mailboxes, postfix);
    await until(async () => {
      const [row] = await house.db.query<{ health: string }>('select health from channel_account where id = $1', [
        accountId,
      ]);
      return row?.health === 'ok';
    });
  }, 240_000);
  afterAll(async () => {
    await house?.stop();
    await postfix?.stop();
    await mailboxes?.stop();
  }, 60_000);

  const writes = (
    name: string,
    text: string,
    headers: Record<string, string> = {},
    to = 'support@larkmoor.example',
  ) => {
    const from = `${name}@example.net`;
    return postfix.brings(from, to, mail({ from: `A customer <${from}>`, to, text, headers }));
  };
  const gets = (name: string, pattern: RegExp): Promise<ParsedMail> =>
    until(
      async () =>
        (await Promise.all(mailboxes.mails(name).map((raw) => simpleParser(raw)))).find((each) =>
          pattern.test(each.text ?? ''),
        ),
      () => Promise.resolve(postfix.log()),
    );
  const held = async (name: string): Promise<string> => {
    await writes(name, 'I want to talk to a person.');
    const { id } = await agent.sees('waiting', `${name}@example.net`);
    await agent.act(id, 'accept');
    return id;
  };
  const deliveryOf = async (id: string, text: string) => {
    const { entries } = await agent.transcript(id);
    const entry = entries.find((one) => one.type === 'message' && one.text === text);
    return entry?.type === 'message' ? entry.delivery : null;
  };

  it('a question is answered into the customer’s mailbox, and what they reply is the same conversation', async () => {
    await writes('dana', 'How do I freeze my card?', { 'Message-ID': '<first@example.net>' });
    const answer = await gets('dana', /Freeze/u);
    // Nothing on the way changed what threads it.
    expect(answer.inReplyTo).toBe('<first@example.net>');
    expect(answer.headers.get('auto-submitted')).toBe('auto-replied');
    const { id } = await agent.sees('all', 'dana@example.net');
    // No header but the address that it came from: the sign in it is what threads.
    const back = answer.replyTo?.value[0]?.address ?? answer.from?.value[0]?.address ?? '';
    await writes('dana', 'That did not work for me.', {}, back);
    const seen = await agent.sees('waiting', 'dana@example.net');
    expect(seen.id).toBe(id);
  });

  it('who puts a mail off is tried again, and who refuses it for good is not', async () => {
    for (const [name, state, why] of [
      ['busy', /queued|sending/u, /try again later/u],
      ['unknown', /failed/u, /no such user/u],
      ['blocked', /failed/u, /message refused/u],
    ] as const) {
      await writes(name, 'How do I freeze my card?');
      const sent = await until(async () => {
        const [row] = await house.db.query<{ state: string; detail: string; tries: number }>(
          `select state, detail, attempts as tries from delivery where to_address = $1 and detail is not null`,
          [`${name}@example.net`],
        );
        return row;
      });
      expect(sent.state).toMatch(state);
      expect(sent.detail).toMatch(why);
      expect(mailboxes.mails(name)).toEqual([]);
    }
    // Its owner cleared the mailbox: what was put off arrives, once.
    postfix.relents('busy');
    await gets('busy', /Freeze/u);
    expect(mailboxes.mails('busy')).toHaveLength(1);
  });

  it('a mail that it took and sends back is a failed delivery of that message, and its address is marked', async () => {
    const id = await held('eli');
    // Their provider has gone since: Postfix takes the answer, finds no way, and writes its own report.
    await house.db.query(`update contact_address set address = 'eli@gone.example' where address = 'eli@example.net'`);
    await agent.reply(id, 'This will come back.');
    const failed = await until(
      async () => {
        const delivery = await deliveryOf(id, 'This will come back.');
        return delivery?.state === 'failed' ? delivery : null;
      },
      () => Promise.resolve(postfix.log()),
    );
    expect(failed.detail).toMatch(/5\.1\.2.*no route off this machine/u);
    await until(async () => {
      const [address] = await house.db.query<{ why: string | null }>(
        `select unreachable_why as why from contact_address where address = 'eli@gone.example'`,
      );
      return address?.why;
    });
  });

  it('takes nobody with a wrong password, and the check says so', async () => {
    const channel = house.app.get<Channels>(CHANNELS).get('email');
    const account = house.app.get(Settings).account(accountId);
    if (!channel?.check || !account) throw new Error('There is such an account.');
    await expect(channel.check(account, AbortSignal.timeout(20_000))).resolves.toMatch(/SMTP: signed in/u);
    await expect(
      channel.check({ ...account, secrets: { password: 'wrong' } }, AbortSignal.timeout(20_000)),
    ).rejects.toThrow(/SMTP.*refused the sign-in/u);
  });
});
