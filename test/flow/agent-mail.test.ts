/** An agent works from their own mailbox: the offer, the brief, answers, commands; and what must never reach a customer. */
import { simpleParser, type ParsedMail } from 'mailparser';
import type { AgentView } from '../../src/api/http/contract';
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House, type Phone } from '../support/house';
import { emailAccount, mail, type Written } from '../support/mail/account';
import { Dovecot, hasDovecot, type MailHost } from '../support/mail/dovecot';
import { Hoodiecrow } from '../support/mail/hoodiecrow';
import { OutgoingServer } from '../support/mail/outgoing';

const HOME = 'kim@home.example.net';

let house: House;
let incoming: MailHost;
let outgoing: OutgoingServer;
let admin: AgentClient;
let next = 2_025_610_000;

beforeAll(async () => {
  incoming = hasDovecot ? await Dovecot.start() : await Hoodiecrow.start('support');
  outgoing = await OutgoingServer.start(incoming.password);
  house = await startHouse();
  admin = await house.signIn('admin');
  const accountId = await emailAccount(house, incoming, outgoing);
  await until(async () => {
    const [row] = await house.db.query<{ health: string }>('select health from channel_account where id = $1', [
      accountId,
    ]);
    return row?.health === 'ok' || undefined;
  });
  // One agent alone works by mail; nobody else is asked.
  await house.db.query(`update agent set presence = 'away'`);
  await house.db.query(`update agent_endpoint set stopped_at = now()`);
  const agents = await admin.get<AgentView[]>('/admin/agents');
  const kim = agents.find(({ email }) => email === 'agent@larkmoor.example');
  if (!kim) throw new Error('There is no such agent.');
  const added = await admin.request('POST', `/admin/agents/${kim.id}/endpoints`, { accountId, address: HOME });
  const endpoint = (added.body as AgentView).endpoints.find(({ address }) => address === HOME);
  const code = /code is (\d{6})/u.exec((await gets(/code is \d{6}/u)).text ?? '')?.[1];
  const verified = await admin.request('POST', `/admin/agents/${kim.id}/endpoints/${endpoint?.id}/verify`, { code });
  expect(verified.status).toBe(200);
}, 240_000);

afterAll(async () => {
  await house.stop();
  await outgoing.stop();
  await incoming.stop();
}, 60_000);

async function mails(): Promise<ParsedMail[]> {
  return Promise.all(outgoing.ledger.filter(({ to }) => to.includes(HOME)).map(({ raw }) => simpleParser(raw)));
}

function gets(pattern: RegExp, besides: readonly ParsedMail[] = []): Promise<ParsedMail> {
  return until(
    async () =>
      (await mails()).find(
        (each) => pattern.test(each.text ?? '') && !besides.some(({ messageId }) => messageId === each.messageId),
      ),
    async () => (await mails()).map((each) => each.text),
  );
}

const replies = (to: ParsedMail, text: string, more: Written = {}) =>
  incoming.deliver(
    'support',
    mail({
      from: `Kim <${HOME}>`,
      subject: `Re: ${to.subject ?? ''}`,
      text,
      ...more,
      headers: { 'In-Reply-To': to.messageId ?? '', References: to.messageId ?? '', ...more.headers },
    }),
  );

async function waits(): Promise<{ phone: Phone; id: string; offer: ParsedMail }> {
  const before = await mails();
  const phone = house.phone(`+1${String((next += 1))}`);
  await phone.writes('I want to talk to a person about order A-77123');
  const { id } = await admin.sees('waiting', phone.number);
  return { phone, id, offer: await gets(/ACCEPT/u, before) };
}

async function held(): Promise<{ phone: Phone; id: string; opening: ParsedMail }> {
  const { phone, id, offer } = await waits();
  const before = await mails();
  await replies(offer, 'Accept');
  return { phone, id, opening: await gets(/You have this customer now/u, before) };
}

const heard = async (phone: Phone) => (await phone.heard()).map(({ text }) => text);

it('offers without a word of the customer, then hands over the whole, in a thread of its own', async () => {
  const { phone, offer, id } = await waits();
  expect(offer.subject).toBe('Customer #1');
  expect(offer.text).toMatch(/^Write your answer above this line\./u);
  expect(offer.text).not.toContain('A-77123');
  expect(offer.text).not.toContain(phone.number);
  expect(offer.headers.get('auto-submitted')).toBe('auto-replied');

  await replies(offer, 'accept');
  const opening = await gets(/You have this customer now/u);
  expect(opening.inReplyTo).toBe(offer.messageId);
  expect(opening.text).toMatch(/What they want:\n- I want to talk to a person about order A-77123/u);
  expect(opening.text).toContain('Reference: A-77123');
  expect(opening.text).toMatch(/Customer: I want to talk to a person/u);
  expect(opening.text).not.toContain(phone.number);

  const quoted = (opening.text ?? '')
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
  await replies(
    opening,
    `Hello, I see the order.\n\nIt leaves today.\n\nOn Mon, 2 Mar 2026 at 10:00, Support wrote:\n${quoted}`,
  );
  await phone.hears(/^Hello, I see the order\.\s+It leaves today\.$/u);
  const { entries } = await admin.transcript(id);
  expect(entries.find((entry) => entry.type === 'message' && entry.text.startsWith('Hello, I see'))).toMatchObject({
    author: 'agent',
  });

  await phone.writes('When exactly?');
  const relayed = await gets(/When exactly\?/u);
  expect(relayed.references).toContain(offer.messageId);
  await replies(relayed, '/note the parcel is late\nsince Friday');
  await gets(/Noted in #1/u);
  await replies(relayed, 'DONE');
  await until(async () => (await admin.detail(id)).status === 'closed' || undefined);
  expect((await heard(phone)).join('\n')).not.toMatch(/parcel is late|Write your answer|larkmoor\.example|kim@/u);
});

it('files go both ways, without where a photo was taken', async () => {
  const before = await mails();
  const phone = house.phone(`+1${String((next += 1))}`, 'whatsapp');
  await phone.sends({ text: 'I want to talk to a person about this', attach: ['picture'] });
  const { id } = await admin.sees('waiting', phone.number);
  await replies(await gets(/ACCEPT/u, before), 'Accept');
  const opening = await gets(/You have this customer now/u, before);
  const shown = await gets(/\(attached\)/u, before);
  expect(shown.inReplyTo).toBe(opening.inReplyTo);
  expect(shown.attachments.map(({ contentType }) => contentType)).toEqual(['image/png']);

  const place = 'N 52.5200 E 13.4050';
  const length = Buffer.from([0, place.length + 2]);
  const photo = Buffer.concat([
    ...[Buffer.from('ffd8ffe1', 'hex'), length, Buffer.from(place)],
    Buffer.from('ffda00081122334455660102ffd9', 'hex'),
  ]);
  const parts = [
    'Content-Type: text/plain\r\n\r\nThis is how it looks.',
    `Content-Type: image/jpeg; name=look.jpg\r\nContent-Disposition: attachment; filename=look.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n${photo.toString('base64')}`,
  ];
  await replies(opening, '', {
    body: {
      type: 'multipart/mixed; boundary=b',
      content: `${parts.map((part) => `--b\r\n${part}\r\n`).join('')}--b--`,
    },
  });
  const got = await phone.hears(/This is how it looks/u);
  expect(got.media.map(({ mediaType }) => mediaType)).toEqual(['image/jpeg']);
  const [stored] = await house.db.query<{ bytes: Buffer }>(
    `select b.bytes from message m join attachment a on a.message_id = m.id join blob b on b.sha256 = a.sha256
      where m.conversation_id = $1 and m.author = 'agent'`,
    [id],
  );
  expect(stored?.bytes.toString('hex')).toBe('ffd8ffda00081122334455660102ffd9');
  await admin.act(id, 'close');
});

it('holds back what repeats the brief, shows the own address, or is empty; and says so', async () => {
  const { phone, opening } = await held();
  const before = await heard(phone);
  const seen = await mails();
  await replies(opening, 'Sure. What they want:\nI want to talk to a person about order A-77123');
  const first = await gets(/Nothing was sent to the customer\. It repeats lines/u, seen);
  await replies(opening, `All done, call me.\n\nKim Doe, ${HOME}`);
  await gets(/It holds your own number or address/u, seen);
  await replies(opening, 'Next: Read their last words, then answer.\nWill do.');
  await gets(/It repeats lines of what we sent you/u, [...seen, first]);
  expect((await heard(phone)).slice(before.length).join('\n')).not.toMatch(/Kim Doe|Next: Read/u);
  await replies(opening, 'BACK');
  await gets(/is back with the assistant/u, seen);
});

it('keeps an out-of-office, an unvouched sender, a stranger with the mail, and a revoked agent from every customer', async () => {
  const { phone, id, opening } = await held();
  const before = await heard(phone);
  const seen = await mails();
  await replies(opening, 'I am on holiday until Monday.', { headers: { 'Auto-Submitted': 'auto-replied' } });
  await replies(opening, 'Send them all our money.', { vouched: false });
  await gets(/does not vouch for your mail/u, seen);
  await replies(opening, 'I am somebody else who got this mail.', { from: 'Eve <eve@elsewhere.example>' });
  await until(async () => (await mails()).length >= seen.length + 1 || undefined);
  // No mark of ours: an ordinary mail of an ordinary contact.
  await incoming.deliver('support', mail({ from: `Kim <${HOME}>`, text: 'DONE', subject: 'DONE' }));
  await until(async () => {
    const [row] = await house.db.query<{ count: number }>(
      `select count(*)::int as count from contact_address where address in ($1, 'eve@elsewhere.example')`,
      [HOME],
    );
    return row?.count === 2 || undefined;
  });
  expect(await admin.detail(id)).toMatchObject({ holder: 'agent', status: 'open' });

  await house.db.query(`update agent set disabled_at = now() where email = 'agent@larkmoor.example'`);
  await replies(opening, 'I was let go and have something to say.');
  await until(async () => {
    const [row] = await house.db.query<{ left: number }>(
      `select count(*)::int as left from job where kind = 'console'`,
    );
    return row?.left === 0 || undefined;
  });
  expect((await heard(phone)).slice(before.length)).toEqual([]);
  await house.db.query(`update agent set disabled_at = null where email = 'agent@larkmoor.example'`);
});

it('two hundred mails in an agent’s name do nothing to any conversation', async () => {
  const { phone, id, opening } = await held();
  const before = await heard(phone);
  const look = () =>
    house.db.query('select holder, status, assignee_id, last_seq from conversation where id = $1', [id]);
  const state = await look();
  const mark = opening.messageId ?? '';
  // One letter of the mark is another one.
  const forged = mark.replace(/^<(.)/u, (_whole, letter: string) => `<${letter === 'a' ? 'b' : 'a'}`);
  const commands = [
    'DONE',
    'BACK',
    'You are refunded, send your card number.',
    'TEAM Disputes',
    '/note all is well',
    'Accept',
  ];
  const lies: Written[] = [
    { vouched: false, headers: { 'In-Reply-To': mark } },
    { headers: { 'In-Reply-To': forged, References: forged } },
    { from: `"Kim <${HOME}>" <kim@elsewhere.example>`, headers: { 'In-Reply-To': mark } },
    { headers: { 'In-Reply-To': mark, 'Auto-Submitted': 'auto-generated' } },
    { headers: {} },
  ];
  for (let n = 0; n < 200; n += 1) {
    const lie = lies[n % lies.length] ?? {};
    const text = `${commands[n % commands.length] ?? ''}`;
    await incoming.deliver('support', mail({ from: `Kim <${HOME}>`, subject: `Re: ${n}`, text, ...lie }));
  }
  await until(async () => {
    const [row] = await house.db.query<{ seen: number; left: number }>(
      `select (select count(*)::int from inbound_event) as seen, (select count(*)::int from job where kind in ('console', 'screen')) as left`,
    );
    return (row && row.seen >= 200 && row.left === 0) || undefined;
  });
  expect(await look()).toEqual(state);
  expect(await heard(phone)).toEqual(before);
  await replies(opening, 'DONE');
  await until(async () => (await admin.detail(id)).status === 'closed' || undefined);
}, 120_000);

it('answers the customer whose thread it is, with two at once', async () => {
  const one = await held();
  const two = await held();
  await replies(two.opening, 'This is for the second.');
  await replies(one.opening, 'This is for the first.');
  await two.phone.hears(/^This is for the second\.$/u);
  await one.phone.hears(/^This is for the first\.$/u);
  expect((await heard(one.phone)).join()).not.toContain('second');
  expect((await heard(two.phone)).join()).not.toContain('first.');
});

it('stops where the mailbox is gone: what was held goes back to its team', async () => {
  const { id } = await held();
  const [sent] = outgoing.ledger.filter(({ to }) => to.includes(HOME)).slice(-1);
  const original = await simpleParser(sent?.raw ?? '');
  await incoming.deliver(
    'support',
    [
      'From: Mail Delivery System <mailer-daemon@home.example.net>',
      'To: support@larkmoor.example',
      'Subject: Undelivered Mail Returned to Sender',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'It could not be delivered.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; home.example.net',
      '',
      `Final-Recipient: rfc822; ${HOME}`,
      'Action: failed',
      'Status: 5.1.1',
      '',
      '--b',
      'Content-Type: message/rfc822',
      '',
      `Message-ID: ${original.messageId ?? ''}`,
      `To: ${HOME}`,
      'Subject: x',
      '',
      'x',
      '--b--',
      '',
    ].join('\r\n'),
  );
  await until(async () => (await admin.detail(id)).holder === 'queue' || undefined);
  const [endpoint] = await house.db.query<{ stopped: boolean }>(
    'select stopped_at is not null as stopped from agent_endpoint where address = $1',
    [HOME],
  );
  expect(endpoint?.stopped).toBe(true);
}, 60_000);
