/** Reading mails: what is new in them, what only came along, and whether a machine wrote them. */
import { readEmail } from '../../src/channels/email/read/email';
import { messageIds } from '../../src/channels/email/read/mime';
import { visibleReply } from '../../src/channels/email/read/visible';

const NEW = 'My card has not arrived.\n\nIt is three weeks now.';

describe('the visible reply', () => {
  const quoted = '> Your card is on its way.\n>\n> Larkmoor Bank';
  test.each([
    ['On Tue, 3 Feb 2026 at 10:12, Larkmoor Bank <help@larkmoor.example> wrote:', quoted],
    ['On Tue, 3 Feb 2026 at 10:12, Larkmoor Bank <\nhelp@larkmoor.example> wrote:', quoted],
    ['Am 03.02.2026 um 10:12 schrieb Larkmoor Bank <help@larkmoor.example>:', quoted],
    ['Le 3 févr. 2026 à 10:12, Larkmoor Bank <help@larkmoor.example> a écrit :', quoted],
    ['El mar, 3 feb 2026 a las 10:12, Larkmoor Bank (<help@larkmoor.example>) escribió:', quoted],
    ['Il giorno mar 3 feb 2026 alle ore 10:12 Larkmoor Bank <help@larkmoor.example> ha scritto:', quoted],
    ['Em ter., 3 de fev. de 2026 às 10:12, Larkmoor Bank <help@larkmoor.example> escreveu:', quoted],
    ['På tis 3 feb. 2026 kl. 10:12 skrev Larkmoor Bank <help@larkmoor.example>:', quoted],
    ['вт, 3 февр. 2026 г. в 10:12, Larkmoor Bank <help@larkmoor.example>:', quoted],
    ['-----Original Message-----', 'From: Larkmoor Bank\nSent: Tuesday\n\nYour card is on its way.'],
    ['-----Ursprüngliche Nachricht-----', 'Ihre Karte ist unterwegs.'],
    [
      '________________________________',
      'From: Larkmoor Bank <help@larkmoor.example>\nSent: Tuesday, 3 February 2026 10:12\nTo: A Customer\nSubject: Your card\n\nYour card is on its way.',
    ],
    ['*Von:* Larkmoor Bank', '*Gesendet:* Dienstag\n*An:* Kunde\n*Betreff:* Karte\n\nIhre Karte ist unterwegs.'],
    ['Sent from my iPhone', 'Your card is on its way.'],
    ['-- ', 'A Customer\nSomewhere'],
  ])('ends at %j', (mark, rest) => {
    const { text, folded } = visibleReply(`${NEW}\n\n${mark}\n\n${rest}\n`);
    expect(text).toBe(NEW);
    expect(folded).toContain(rest.split('\n').at(-1));
  });

  test('goes on behind a quote, and between quotes', () => {
    const text =
      'On 3 Feb 2026, at 10:12, Larkmoor Bank wrote:\n> Is it the blue card?\n> Where do you live?\n\nYes, the blue one.';
    expect(visibleReply(text).text).toBe('Yes, the blue one.');
  });

  test.each([
    'On Monday I wrote to you:\nnobody answered.',
    'From: the airport\nI took the bus at 10:30 and paid 3.50.',
    'The terminal at 192.0.2.17 says: declined',
    '> 100 was charged',
    'a - b\n--- c',
  ])('keeps %j whole', (text) => expect(visibleReply(text)).toEqual({ text, folded: '' }));

  test('of a mail that is nothing but a quote is the quote: better too much than nothing', () => {
    const text = '> Your card is on its way.\n> Larkmoor Bank';
    expect(visibleReply(text)).toEqual({ text, folded: '' });
  });

  test('costs about the same for each line of a hostile mail', () => {
    const took = (lines: number): number => {
      const text = Array.from({ length: lines }, (_, n) => `On ${'1.1.2026 '.repeat(30)}${n} <a@b wrote`).join('\n');
      const began = process.cpuUsage();
      visibleReply(text);
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1_000;
    };
    took(200);
    expect(took(2_000)).toBeLessThan(20 * Math.max(50, took(200)));
  });
});

const mail = (lines: string[]): Buffer => Buffer.from(lines.join('\r\n'));
const report = (fields: string[]): Buffer =>
  mail([
    'From: Mail Delivery System <MAILER-DAEMON@mx.example>',
    'To: help@larkmoor.example',
    'Subject: Undelivered Mail Returned to Sender',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    '',
    'Your message could not be delivered.',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    '',
    ...fields,
    '',
    '--b--',
    '',
  ]);

describe('a mail', () => {
  test('of a person is read with its files, addresses and ids', async () => {
    const view = await readEmail(
      mail([
        'From: =?utf-8?q?J=C3=B6rg?= <Joerg@Customer.example>',
        'To: help@larkmoor.example',
        'Cc: Office <office@customer.example>',
        'Subject: =?iso-8859-1?q?Gr=FC=DFe?=',
        'Message-ID: <one@customer.example>',
        'References: <a@larkmoor.example>\r\n <b@larkmoor.example>',
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: text/plain; charset=windows-1252',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        'F=FCr 3 =80',
        '--b',
        'Content-Type: application/pdf; name="bill.pdf"',
        'Content-Disposition: attachment; filename="bill.pdf"',
        'Content-Transfer-Encoding: base64',
        '',
        Buffer.from('%PDF-1.7').toString('base64'),
        '--b--',
      ]),
    );
    expect(view).toMatchObject({
      from: { name: 'Jörg', address: 'joerg@customer.example' },
      cc: [{ name: 'Office', address: 'office@customer.example' }],
      subject: 'Grüße',
      text: 'Für 3 €',
      kind: 'message',
      thread: {
        messageId: 'one@customer.example',
        references: ['a@larkmoor.example', 'b@larkmoor.example'],
      },
    });
    expect(view.files.map(({ name, mediaType, size }) => [name, mediaType, size])).toEqual([
      ['bill.pdf', 'application/pdf', 8],
    ]);
  });

  test('that came back names who was not reached, and why', async () => {
    const { kind, reports } = await readEmail(
      report([
        'Final-Recipient: rfc822; Customer@gone.example',
        'Action: failed',
        'Status: 5.0.0',
        'Diagnostic-Code: smtp; 550 5.1.1 no such\r\n user',
      ]),
    );
    expect(kind).toBe('bounce');
    expect(reports).toEqual([
      {
        recipient: 'customer@gone.example',
        status: '5.1.1',
        replyCode: '550',
        action: 'failed',
        diagnostic: 'smtp; 550 5.1.1 no such user',
      },
    ]);
  });

  test('that was delivered is no bounce, though its form is the same', async () => {
    const fields = ['Final-Recipient: rfc822; a@b.example', 'Action: delivered', 'Status: 2.0.0'];
    expect((await readEmail(report(fields))).kind).toBe('auto-reply');
  });

  test.each([
    ['complaint', ['Content-Type: multipart/report; report-type=feedback-report; boundary=b'], 'x'],
    ['auto-reply', ['Auto-Submitted: auto-replied'], 'I am away until Monday.'],
    ['auto-reply', ['Subject: Automatic reply: your card'], 'Back on Monday.'],
    ['auto-reply', ['Return-Path: <>', 'Precedence: bulk'], 'We have received your message.'],
    ['message', ['Auto-Submitted: no'], 'Where is my card?'],
    ['message', ['Precedence: list', 'List-Id: <talk.example>'], 'Hello everybody'],
    ['message', ['Subject: my card was rejected and my address is wrong'], 'It says: delivery failed, host not found.'],
    [
      'challenge',
      ['Subject: Please confirm'],
      'Your message is on hold. Click this link to confirm that you are a human and have it delivered.',
    ],
  ])('is a %s by %j', async (kind, headers, text) => {
    expect((await readEmail(mail(['From: a@b.example', ...headers, '', text]))).kind).toBe(kind);
  });

  test.each([
    ['nothing', ''],
    ['no header', '\r\n\r\nhello'],
    ['bytes', '\u0000\u00ff\u00fe\r\n\r\n\u0000'],
    ['a torn part', 'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhel'],
    ['a boundary that never comes', 'Content-Type: multipart/mixed; boundary=zzz\r\n\r\nhello'],
    ['a charset that does not exist', 'Content-Type: text/plain; charset=klingon\r\n\r\nhello'],
  ])('of %s is read as something', async (_what, source) => {
    const view = await readEmail(Buffer.from(source, 'latin1'));
    expect(typeof view.text).toBe('string');
  });
});

test('ids are taken from their brackets, odd ones too', () => {
  expect(messageIds('<a@b> <c@d@e>\r\n <> <nothing> junk <f@g')).toEqual(['a@b', 'c@d@e']);
});
