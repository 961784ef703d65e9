/** Email from end to end: a real Dovecot (or the IMAP server of npm), a submission server that can misbehave, the whole house between them. */
import { simpleParser, type ParsedMail } from 'mailparser';
import type { z } from 'zod';
import type { ContactLinks } from '../../src/api/http/contract';
import { Secrets } from '../../src/foundation/config/secrets';
import { Settings } from '../../src/foundation/settings/settings';
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House } from '../support/house';
import { emailAccount, mail, type Written } from '../support/mail/account';
import { Dovecot, hasDovecot, type MailHost } from '../support/mail/dovecot';
import { Hoodiecrow } from '../support/mail/hoodiecrow';
import { OutgoingServer } from '../support/mail/outgoing';

let house: House;
let incoming: MailHost;
let outgoing: OutgoingServer;
let agent: AgentClient;
let accountId: string;
let people = 0;

const onDovecot = hasDovecot ? it : it.skip;

beforeAll(async () => {
  incoming = hasDovecot ? await Dovecot.start() : await Hoodiecrow.start('support');
  outgoing = await OutgoingServer.start(incoming.password);
  house = await startHouse();
  agent = await house.signIn('agent');
  accountId = await emailAccount(house, incoming, outgoing);
  await until(async () => (await health()).health === 'ok');
}, 240_000);

afterAll(async () => {
  await house.stop();
  await outgoing.stop();
  await incoming.stop();
}, 60_000);

async function health(): Promise<{ health: string; detail: string }> {
  const [row] = await house.db.query<{ health: string; detail: string }>(
    'select health, health_detail as detail from channel_account where id = $1',
    [accountId],
  );
  if (!row) throw new Error('There is no such account.');
  return row;
}

/** A person with a mailbox of their own. */
function person() {
  const address = `customer${(people += 1)}@example.net`;
  return {
    address,
    writes: (words: Written = {}) =>
      incoming.deliver('support', mail({ from: `Customer ${people} <${address}>`, ...words })),
    gets: (pattern: RegExp): Promise<ParsedMail> =>
      until(
        async () => (await mailsTo(address)).find((each) => pattern.test(each.text ?? '')),
        async () => (await mailsTo(address)).map((each) => each.text),
      ),
    has: () => mailsTo(address),
  };
}

function mailsTo(address: string): Promise<ParsedMail[]> {
  return Promise.all(outgoing.ledger.filter(({ to }) => to.includes(address)).map(({ raw }) => simpleParser(raw)));
}

const quiet = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a mail', () => {
  it('is answered once, in its thread, as text and HTML, marked as automatic, with a copy among the sent ones', async () => {
    const dana = person();
    await dana.writes({
      subject: 'Freeze my card',
      text: 'How do I freeze my card?',
      headers: { 'Message-ID': '<first@example.net>' },
    });
    const answer = await dana.gets(/Freeze/u);
    expect(answer.subject).toBe('Re: Freeze my card');
    expect(answer.inReplyTo).toBe('<first@example.net>');
    expect(answer.html).toMatch(/Freeze/u);
    expect(answer.from?.value[0]).toEqual({ address: 'support@larkmoor.example', name: 'Larkmoor Bank' });
    expect(answer.headers.get('auto-submitted')).toBe('auto-replied');
    expect(answer.text).toMatch(/simply reply: a person will read it/u);

    // Written again, it is a person's: no second automatic word.
    await dana.writes({
      subject: 'Re: Freeze my card',
      text: 'That did not work.',
      headers: { 'In-Reply-To': answer.messageId ?? '', References: `<first@example.net> ${answer.messageId ?? ''}` },
    });
    const seen = await agent.sees('waiting', dana.address);
    expect(seen.reason).toBe('answered_before');
    await quiet(1_000);
    expect(await dana.has()).toHaveLength(1);

    await agent.act(seen.id, 'accept');
    await agent.reply(seen.id, 'I froze it for you.');
    const human = await dana.gets(/I froze it for you/u);
    expect(human.headers.has('auto-submitted')).toBe(false);
    expect(human.from?.value[0]?.name).toMatch(/ – Larkmoor Bank$/u);
    expect(human.references).toContain('<first@example.net>');
    await until(async () => {
      const { entries } = await agent.transcript(seen.id);
      const said = entries.find((entry) => entry.type === 'message' && entry.text === 'I froze it for you.');
      return said?.type === 'message' && said.delivery?.state === 'accepted';
    });
  });

  it('shows what is new in it and keeps the rest as the original', async () => {
    const dana = person();
    await dana.writes({
      subject: 'Re: Something',
      text: 'I want to talk to a person.\n\nOn Mon, 2 Mar 2026 at 10:00, Support <support@larkmoor.example> wrote:\n> Old words\n> of ours',
    });
    const seen = await agent.sees('waiting', dana.address);
    const { entries } = await agent.transcript(seen.id);
    const [first] = entries;
    if (first?.type !== 'message') throw new Error('The first entry is the mail.');
    expect(first.text).toBe('I want to talk to a person.');
    expect(first.content).toMatchObject({ original: true, email: { folded: true, subject: 'Re: Something' } });
  });

  it('whose file matters goes to a person, who finds the file with its bytes', async () => {
    const dana = person();
    await dana.writes({
      body: {
        type: 'multipart/mixed; boundary=b',
        content: [
          '--b',
          'Content-Type: text/plain',
          '',
          'Please see the attached receipt.',
          '--b',
          'Content-Type: application/pdf; name=receipt.pdf',
          'Content-Disposition: attachment; filename=receipt.pdf',
          'Content-Transfer-Encoding: base64',
          '',
          Buffer.from('%PDF-1.4 a receipt').toString('base64'),
          '--b--',
        ].join('\r\n'),
      },
    });
    const seen = await agent.sees('waiting', dana.address);
    expect(seen.reason).toBe('not_readable');
    const [file] = await house.db.query<{ name: string; state: string; bytes: Buffer }>(
      `select a.name, a.state, b.bytes from attachment a join blob b on b.sha256 = a.sha256
         join message m on m.id = a.message_id where m.conversation_id = $1 and a.position = 0`,
      [seen.id],
    );
    expect(file).toMatchObject({ name: 'receipt.pdf', state: 'stored' });
    expect(file?.bytes.toString()).toBe('%PDF-1.4 a receipt');

    const { entries } = await agent.transcript(seen.id);
    const shown = entries.find((entry) => entry.type === 'message' && entry.attachments.length > 0);
    const id = shown?.type === 'message' ? shown.attachments[0]?.id : undefined;
    const path = `${house.url}/api/conversations/${seen.id}/attachments/${id}`;
    const download = await fetch(`${path}?inline=1`, { headers: { cookie: agent.cookie } });
    expect(await download.text()).toBe('%PDF-1.4 a receipt');
    // What is no picture is downloaded, whatever is asked for.
    expect(download.headers.get('content-disposition')).toMatch(/^attachment; filename="receipt.pdf"/u);
    expect(download.headers.get('content-type')).toBe('application/pdf');
    expect((await fetch(path)).status).toBe(401);
    const other = await agent.sees('all', `customer1@example.net`);
    const foreign = `${house.url}/api/conversations/${other.id}/attachments/${id}`;
    expect((await fetch(foreign, { headers: { cookie: agent.cookie } })).status).toBe(404);
  });

  it('in HTML is shown in a frame where nothing runs, its own images in it and remote ones held back', async () => {
    const dana = person();
    const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    await dana.writes({
      body: {
        type: 'multipart/related; boundary=b',
        content: [
          '--b',
          'Content-Type: text/html; charset=utf-8',
          '',
          '<p>I want to talk to a <b>person</b>.</p><script>alert(1)</script><img src="cid:dot"><img src="https://example.org/cat.png">',
          '--b',
          'Content-Type: image/png',
          'Content-ID: <dot>',
          'Content-Disposition: inline; filename=dot.png',
          'Content-Transfer-Encoding: base64',
          '',
          pixel,
          '--b--',
        ].join('\r\n'),
      },
    });
    const seen = await agent.sees('waiting', dana.address);
    const { entries } = await agent.transcript(seen.id);
    const [first] = entries;
    if (first?.type !== 'message') throw new Error('The first entry is the mail.');
    const path = `${house.url}/api/conversations/${seen.id}/messages/${first.id}/original`;
    const whole = await fetch(path, { headers: { cookie: agent.cookie } });
    const html = await whole.text();
    expect(html).toContain('<b>person</b>');
    expect(html).toContain(`src="data:image/png;base64,${pixel}"`);
    expect(html).not.toMatch(/<script|alert|\ssrc="https/u);
    expect(whole.headers.get('content-security-policy')).toMatch(
      /^sandbox allow-popups .*default-src 'none'.*img-src data:;/u,
    );
    const asked = await fetch(`${path}?images=1`, { headers: { cookie: agent.cookie } });
    expect(await asked.text()).toContain('src="https://example.org/cat.png"');
    expect((await fetch(path)).status).toBe(401);
  });

  it('written by a machine is kept and never answered (RFC 3834)', async () => {
    for (const headers of [
      { 'Auto-Submitted': 'auto-replied' },
      { Precedence: 'bulk' },
      { 'List-Id': '<news.example.net>' },
      { 'X-Auto-Response-Suppress': 'All' },
    ] as Record<string, string>[]) {
      const machine = person();
      await machine.writes({ text: 'How do I freeze my card? I want to talk to a person.', headers });
      await agent.sees('all', machine.address);
      await quiet(700);
      expect(await machine.has()).toEqual([]);
      const seen = await agent.sees('all', machine.address);
      expect(seen.holder).toBe('assistant');
    }
  });

  it('with no vouched-for sender reaches nothing of the person it names', async () => {
    const dana = person();
    await dana.writes({ text: 'How do I freeze my card?' });
    await dana.gets(/Freeze/u);
    const known = await agent.sees('all', dana.address);
    await dana.writes({ text: 'What did I ask before?', vouched: false });
    const claimed = await until(async () =>
      (await agent.list('all')).find(
        (one) => one.contact.address === dana.address && one.contact.addressKind === 'claimed_email',
      ),
    );
    expect(claimed.id).not.toBe(known.id);
    expect(claimed.contact.id).not.toBe(known.contact.id);
  });

  it('that answers our own mail is the person whom we wrote to, vouched for or not', async () => {
    const dana = person();
    await dana.writes({ text: 'How do I freeze my card?' });
    const answer = await dana.gets(/Freeze/u);
    const known = await agent.sees('all', dana.address);
    await dana.writes({ text: 'It is still open.', vouched: false, headers: { References: answer.messageId ?? '' } });
    await until(async () => (await agent.detail(known.id)).lastSeq === 3);
  });

  it('from somebody else in the thread joins as a participant and steers nothing', async () => {
    const dana = person();
    const other = person();
    await dana.writes({ text: 'How do I freeze my card?' });
    const answer = await dana.gets(/Freeze/u);
    const known = await agent.sees('all', dana.address);
    await other.writes({
      subject: 'Re: A question',
      text: 'Close this account.',
      headers: { 'In-Reply-To': answer.messageId ?? '' },
    });
    const seen = await agent.sees('waiting', dana.address);
    expect(seen).toMatchObject({ id: known.id, reason: expect.stringMatching(/other_person|cancellation/u) });
    const { entries } = await agent.transcript(known.id);
    const theirs = entries.find((entry) => entry.type === 'message' && entry.text === 'Close this account.');
    expect(theirs).toMatchObject({ content: { participant: true }, authorName: expect.stringMatching(/^Customer/u) });
    await quiet(500);
    expect(await other.has()).toEqual([]);
    await agent.act(seen.id, 'accept');
    await agent.reply(seen.id, 'Only you can do that.');
    await dana.gets(/Only you can do that/u);
    expect(await other.has()).toEqual([]);
  });

  it('answered from another address is a suggestion; joined where the business says so, and never for a sender nobody vouches for', async () => {
    const joins = async (how: 'suggest' | 'join'): Promise<void> => {
      await house.db.query(
        `update setting set value = value || jsonb_build_object('answersFromElsewhere', $1::text) where key = 'business'`,
        [how],
      );
      await house.app.get(Settings).reload();
    };
    const asks = async () => {
      const dana = person();
      await dana.writes({ text: 'How do I freeze my card?' });
      const answer = await dana.gets(/Freeze/u);
      const { id } = await agent.sees('all', dana.address);
      return { dana, id, headers: { 'In-Reply-To': answer.messageId ?? '' } };
    };
    const linksOf = (id: string) => agent.get<z.infer<typeof ContactLinks>>(`/conversations/${id}/links`);
    const heard = (id: string, text: string) =>
      until(async () =>
        (await agent.transcript(id)).entries.find((one) => one.type === 'message' && one.text === text),
      );

    const first = await asks();
    const work = person();
    await work.writes({ subject: 'Re: A question', text: 'From my office now.', headers: first.headers });
    expect(await heard(first.id, 'From my office now.')).toMatchObject({
      content: { participant: true, hadOurs: true },
    });
    const { suggestions, links } = await linksOf(first.id);
    expect(links).toEqual([]);
    expect(suggestions).toEqual([
      expect.objectContaining({
        address: work.address,
        why: expect.stringContaining('answered a mail of ours') as string,
      }),
    ]);

    await joins('join');
    try {
      const second = await asks();
      const unknown = person();
      await unknown.writes({ subject: 'Re: A question', text: 'Trust me.', vouched: false, headers: second.headers });
      await heard(second.id, 'Trust me.');
      await until(async () => (await agent.detail(second.id)).holder === 'queue');
      expect((await linksOf(second.id)).links).toEqual([]);

      const third = await asks();
      const other = person();
      await other.writes({ subject: 'Re: A question', text: 'It did not help.', headers: third.headers });
      const joined = await until(async () => (await linksOf(third.id)).links[0]);
      expect(joined).toMatchObject({ evidence: 'reply', addresses: [other.address], undoable: true });
      await agent.reply(third.id, 'We look at it.');
      await other.gets(/We look at it/u);
      expect((await third.dana.has()).some(({ text }) => text?.includes('We look at it'))).toBe(false);
      const undone = await agent.request('POST', `/conversations/${third.id}/links/${joined.id}/undo`, {});
      expect(undone.status).toBe(200);
    } finally {
      await joins('suggest');
    }
  });

  it('that comes back marks its address, and the answer is lost to nobody', async () => {
    const dana = person();
    await dana.writes({ text: 'How do I freeze my card?' });
    const answer = await dana.gets(/Freeze/u);
    const seen = await agent.sees('all', dana.address);
    await incoming.deliver('support', bounce(dana.address, answer.messageId ?? ''), '');
    const lost = await agent.sees('waiting', dana.address);
    expect(lost.id).toBe(seen.id);
    const { entries } = await agent.transcript(seen.id);
    const failed = entries.find((entry) => entry.type === 'message' && entry.author === 'assistant');
    expect(failed).toMatchObject({
      delivery: { state: 'failed', detail: expect.stringMatching(/5\.1\.1.*No such user/u) },
    });
    await agent.act(seen.id, 'accept');
    const refused = await agent.request('POST', `/conversations/${seen.id}/messages`, {
      clientId: 'again-please',
      text: 'Hello?',
    });
    expect(refused).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/last mail came back \(5\.1\.1\)/u) },
    });
    // Once they write, their mailbox works.
    await dana.writes({ text: 'I am here again.' });
    await until(
      async () =>
        (await agent.request('POST', `/conversations/${seen.id}/messages`, { clientId: 'and-again', text: 'Good.' }))
          .status < 300,
    );
    await dana.gets(/Good\./u);
  });

  it('that a stranger sends back as a bounce is nobody’s receipt', async () => {
    const dana = person();
    await dana.writes({ text: 'How do I freeze my card?' });
    const answer = await dana.gets(/Freeze/u);
    const seen = await agent.sees('all', dana.address);
    const forged = (answer.messageId ?? '').replace(/^<(.)/u, (_, first: string) => `<${first === 'a' ? 'b' : 'a'}`);
    await incoming.deliver('support', bounce(dana.address, forged), '');
    await dana.writes({ text: 'thanks' });
    await until(async () => (await agent.detail(seen.id)).lastSeq >= 3);
    const { entries } = await agent.transcript(seen.id);
    expect(entries.find((entry) => entry.type === 'message' && entry.author === 'assistant')).toMatchObject({
      delivery: { state: 'accepted' },
    });
  });
});

describe('sending', () => {
  async function held() {
    const dana = person();
    await dana.writes({ text: 'I want to talk to a person.' });
    const seen = await agent.sees('waiting', dana.address);
    await agent.act(seen.id, 'accept');
    await until(async () => (await dana.has()).length > 0);
    const state = async (text: string) => {
      const { entries } = await agent.transcript(seen.id);
      const entry = entries.find((one) => one.type === 'message' && one.text === text);
      return entry?.type === 'message' ? entry.delivery : null;
    };
    return { dana, id: seen.id, state };
  }

  it('is tried again after 4xx and after a line that broke before the mail, and arrives once', async () => {
    for (const kind of ['busy', 'cut-before-data'] as const) {
      const { dana, id, state } = await held();
      outgoing.misbehave(kind);
      await agent.reply(id, `After ${kind}.`);
      await dana.gets(new RegExp(`After ${kind}`, 'u'));
      await until(async () => (await state(`After ${kind}.`))?.state === 'accepted');
      expect((await dana.has()).filter((each) => each.text?.includes(`After ${kind}`))).toHaveLength(1);
    }
  });

  it('ends with 5xx, and says why', async () => {
    for (const kind of ['refuse', 'refuse-data'] as const) {
      const { id, state } = await held();
      outgoing.misbehave(kind);
      await agent.reply(id, `Refused by ${kind}.`);
      const failed = await until(async () => {
        const found = await state(`Refused by ${kind}.`);
        return found?.state === 'failed' ? found : null;
      });
      expect(failed).toMatchObject({ fault: 'permanent', detail: expect.stringMatching(/No such mailbox|spam/u) });
    }
  });

  it('whose answer was lost after the mail is unknown, and never sent again', async () => {
    const { dana, id, state } = await held();
    outgoing.misbehave('cut-after-data');
    await agent.reply(id, 'Taken, and then silence.');
    await until(async () => (await state('Taken, and then silence.'))?.state === 'unknown');
    await quiet(2_000);
    expect((await dana.has()).filter((each) => each.text?.includes('Taken, and then silence'))).toHaveLength(1);
  });

  it('never lets words become headers or recipients', async () => {
    const dana = person();
    await dana.writes({
      subject: 'Hi =?utf-8?Q?=0D=0ABcc:_victim@example.org?=',
      text: 'How do I freeze my card?',
    });
    const answer = await dana.gets(/freeze/iu);
    expect(answer.bcc).toBeUndefined();
    expect(outgoing.ledger.flatMap(({ to }) => to)).not.toContain('victim@example.org');
  });
});

describe('the line to the mailbox', () => {
  onDovecot('that the server cut is opened again, and nothing is lost or doubled', async () => {
    if (!(incoming instanceof Dovecot)) return;
    const dana = person();
    await incoming.kill();
    await until(async () => (await health()).health === 'failing');
    await incoming.begin();
    await dana.writes({ text: 'How do I freeze my card?' });
    await dana.gets(/Freeze/u);
    await until(async () => (await health()).health === 'ok');
    expect(await dana.has()).toHaveLength(1);
  });

  onDovecot('whose folder was numbered anew brings nothing twice', async () => {
    if (!(incoming instanceof Dovecot)) return;
    const count = async () => (await house.db.query<{ n: number }>('select count(*)::int as n from message'))[0]?.n;
    const before = await count();
    const [kept] = await house.db.query<{ cursor: { uidValidity: string } }>(
      "select cursor from source_cursor where cursor ? 'uidValidity'",
    );
    await incoming.renumber('support');
    await until(async () => {
      const [now] = await house.db.query<{ cursor: { uidValidity: string; uid: number } }>(
        "select cursor from source_cursor where cursor ? 'uidValidity'",
      );
      return now && now.cursor.uidValidity !== kept?.cursor.uidValidity && now.cursor.uid > 0;
    });
    const dana = person();
    await dana.writes({ text: 'How do I freeze my card?' });
    await dana.gets(/Freeze/u);
    expect(await count()).toBe((before ?? 0) + 2);
  });

  it('brings a mail without a sender into the quarantine, and the next one is read', async () => {
    await incoming.deliver('support', 'Subject: nobody\r\n\r\nWho am I?\r\n');
    const dana = person();
    await dana.writes({ text: 'How do I freeze my card?' });
    await dana.gets(/Freeze/u);
    const rows = await house.db.query<{ error: string; size: number }>('select error, size from quarantine');
    expect(rows).toEqual([{ error: 'The mail names no sender.', size: expect.any(Number) }]);

    const admin = await house.signIn('admin');
    const held = await admin.get<{ items: { id: string; error: string; account: string }[] }>('/admin/quarantine');
    expect(held.items).toMatchObject([{ error: 'The mail names no sender.', account: 'support@larkmoor.example' }]);
    const path = `/admin/quarantine/${held.items[0]?.id}`;
    expect(await agent.request('GET', '/admin/quarantine')).toMatchObject({ status: 403 });
    expect(await admin.request('POST', `${path}/retry`)).toMatchObject({ status: 409 });
    // As if a later version could read it: its kept source is whole.
    const [kept] = await house.db.query<{ sealed: Buffer }>('select sealed from quarantine');
    const secrets = house.app.get(Secrets);
    const source = secrets.open(kept?.sealed ?? Buffer.alloc(0), `quarantine ${accountId}`);
    expect(source).toMatch(/Who am I/u);
    const mended = secrets.seal(`From: late@example.net\r\n${source}`, `quarantine ${accountId}`);
    await house.db.query('update quarantine set sealed = $1', [mended]);
    expect(await admin.request('POST', `${path}/retry`)).toMatchObject({ status: 204 });
    await agent.sees('all', 'late@example.net');
    expect((await admin.get<{ items: unknown[] }>('/admin/quarantine')).items).toEqual([]);
    expect(await admin.request('POST', `${path}/retry`)).toMatchObject({ status: 404 });
  });
});

function bounce(recipient: string, messageId: string): string {
  return mail({
    from: 'Mail Delivery System <mailer-daemon@example.net>',
    subject: 'Undelivered Mail Returned to Sender',
    body: {
      type: 'multipart/report; report-type=delivery-status; boundary=b',
      content: [
        '--b',
        'Content-Type: text/plain',
        '',
        'Your mail could not be delivered.',
        '--b',
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; mx.example.net',
        '',
        `Final-Recipient: rfc822; ${recipient}`,
        'Action: failed',
        'Status: 5.1.1',
        'Diagnostic-Code: smtp; 550 5.1.1 No such user',
        '',
        '--b',
        'Content-Type: text/rfc822-headers',
        '',
        `Message-ID: ${messageId}`,
        '--b--',
      ].join('\r\n'),
    },
  });
}
