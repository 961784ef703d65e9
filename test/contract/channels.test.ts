/** The channels that there are, each described as the contract wants it. */
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import type { ChannelAccount, RawRequest } from '../../src/channels/channel';
import { emailChannel } from '../../src/channels/email/email';
import { smsChannel } from '../../src/channels/sms/sms';
import { TwilioClient } from '../../src/channels/twilio/client';
import { webChannel } from '../../src/channels/web/web';
import { whatsappChannel } from '../../src/channels/whatsapp/whatsapp';
import { OutgoingServer, type Misbehaviour } from '../support/mail/outgoing';
import { channelContract, type Subject } from './channel.contract';

const PUBLIC_URL = 'https://baton.example.com';
const BY_AGENT = { automatic: false, author: null, answers: null };
const DELIVERY = '0199aaaa-0000-7000-8000-000000000001';
const ACCOUNT_SID = `AC${'1'.repeat(32)}`;
const TOKEN = '1'.repeat(32);
const SENT = `SM${'a'.repeat(32)}`;
const HEARD = `SM${'b'.repeat(32)}`;

function twilioSubject(kind: 'sms' | 'whatsapp'): Subject {
  const wire = (number: string): string => (kind === 'whatsapp' ? `whatsapp:${number}` : number);
  const account: ChannelAccount = {
    id: 'ours',
    channel: kind,
    address: '+15550100',
    settings: { accountSid: ACCOUNT_SID },
    secrets: { authToken: TOKEN },
    simulated: true,
  };
  const signed = (path: string, parameters: Record<string, string>): RawRequest => {
    const url = PUBLIC_URL + path;
    return {
      url,
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        'x-twilio-signature': getExpectedTwilioSignature(TOKEN, url, parameters),
      },
      body: Buffer.from(new URLSearchParams(parameters).toString()),
    };
  };
  const inbound = { AccountSid: ACCOUNT_SID, From: wire('+15550199'), To: wire('+15550100'), MessageSid: HEARD };
  const status = { AccountSid: ACCOUNT_SID, From: wire('+15550100'), To: wire('+15550199'), MessageSid: SENT };
  return {
    channel: (providerUrl, deadlineMs) => {
      const client = new TwilioClient(() => providerUrl, deadlineMs);
      return kind === 'sms' ? smsChannel(client) : whatsappChannel(client);
    },
    account: () => account,
    junk: [
      { settings: {}, paths: ['accountSid'] },
      {
        settings: { accountSid: 'AC1', messagingServiceSid: 'MG', apiBaseUrl: 'https://elsewhere.example' },
        paths: ['accountSid', 'messagingServiceSid', 'apiBaseUrl'],
      },
    ],
    addresses: [
      { given: ' +1 (555) 0100 ', stored: '+15550100' },
      { given: 'whatsapp:+15550100', stored: '+15550100' },
    ],
    badAddresses: ['', '555-0100-CALL', '+0155501000', '+1', 'demo@example.com'],
    outgoing: { deliveryId: DELIVERY, to: '+15550199', text: 'Hello', ...BY_AGENT, statusUrl: `${PUBLIC_URL}/status` },
    provider: {
      yes: {
        status: 201,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ sid: SENT, status: 'queued' }),
      },
      id: SENT,
    },
    webhook: {
      proof: 'x-twilio-signature',
      stranger: {
        ...account,
        id: 'theirs',
        address: '+15550111',
        settings: { accountSid: `AC${'2'.repeat(32)}` },
        secrets: { authToken: '2'.repeat(32) },
      },
      fields: [
        'MessageSid',
        'AccountSid',
        'From',
        'To',
        'Body',
        'NumMedia',
        'MediaUrl0',
        'MediaContentType0',
        'MessageStatus',
        'ErrorCode',
        'ProfileName',
        'Latitude',
        'Longitude',
        'ButtonText',
        'OptOutType',
        'EventType',
      ],
      genuine: [
        {
          says: 'a text',
          request: signed('/webhooks/twilio', { ...inbound, Body: ' Grüße & mehr 👋 ', NumMedia: '0' }),
          events: [
            {
              kind: 'message',
              providerId: HEARD,
              from: { kind: 'phone', address: '+15550199' },
              text: ' Grüße & mehr 👋 ',
              content: {},
              attachments: [],
            },
          ],
        },
        {
          says: 'a delivery receipt',
          request: signed(`/webhooks/twilio/status?delivery=${DELIVERY}`, { ...status, MessageStatus: 'delivered' }),
          events: [{ kind: 'receipt', providerId: SENT, deliveryId: DELIVERY, state: 'delivered' }],
        },
      ],
    },
  };
}

channelContract('sms', twilioSubject('sms'));
channelContract('whatsapp', twilioSubject('whatsapp'));
channelContract('web', {
  channel: () => webChannel,
  account: () => ({
    id: 'site',
    channel: 'web',
    address: 'demo-site',
    settings: { origins: ['https://www.example.com'] },
    secrets: {},
    simulated: true,
  }),
  junk: [
    { settings: { origins: ['https://www.example.com/shop', 'www.example.com'] }, paths: ['origins.0', 'origins.1'] },
    { settings: { origins: 'https://www.example.com' }, paths: ['origins'] },
  ],
  addresses: [{ given: 'demo-site', stored: 'demo-site' }],
  badAddresses: ['', 'a', 'two words', '<script>', 'x'.repeat(65)],
  outgoing: { deliveryId: DELIVERY, to: 'visitor', text: 'Hello', ...BY_AGENT, statusUrl: null },
  provider: null,
  webhook: null,
});

/** Sends over SMTP, reads over IMAP: the wire of the mail server is a ledger that misbehaves on demand. */
function emailSubject(): Subject {
  let server: OutgoingServer | null = null;
  const took: { length: number }[] = [];
  const misbehave = (kind: Misbehaviour) => (): void => server?.misbehave(kind);
  const smtp = (port: number) => ({ host: '127.0.0.1', port, security: 'none' });
  return {
    channel: () => emailChannel({ key: Buffer.alloc(32, 7), noCopy: () => undefined }),
    account: () => ({
      id: 'mailbox',
      channel: 'email',
      address: 'support@baton.example.com',
      settings: {
        imap: smtp(143),
        smtp: smtp(server?.port ?? 25),
        user: 'support',
        auth: 'password',
        folder: 'INBOX',
        appendToSent: false,
      },
      secrets: { password: TOKEN },
      simulated: true,
    }),
    junk: [
      { settings: {}, paths: ['imap', 'smtp'] },
      {
        settings: { imap: smtp(143), smtp: smtp(0), auth: 'oauth2' },
        paths: ['smtp.port', 'clientId', 'tokenUrl'],
      },
    ],
    addresses: [{ given: ' Support@Baton.example.COM ', stored: 'support@baton.example.com' }],
    badAddresses: ['', 'support', 'a b@c.example', '@example.com', '+15550100'],
    outgoing: { deliveryId: DELIVERY, to: 'dana@example.net', text: 'Hello', ...BY_AGENT, statusUrl: null },
    provider: null,
    webhook: null,
    server: {
      begin: async () => {
        server = await OutgoingServer.start(TOKEN);
        took.push(server.ledger);
      },
      end: async () => server?.stop(),
      taken: () => took.reduce((sum, { length }) => sum + length, 0),
      moods: [
        { says: 'is busy (451)', arrange: misbehave('busy'), kind: 'retry', taken: 0 },
        { says: 'refuses the recipient (550)', arrange: misbehave('refuse'), kind: 'permanent', taken: 0 },
        { says: 'breaks the line before the mail', arrange: misbehave('cut-before-data'), kind: 'retry', taken: 0 },
        { says: 'refuses the mail (554)', arrange: misbehave('refuse-data'), kind: 'permanent', taken: 0 },
        {
          says: 'takes the mail and breaks the line',
          arrange: misbehave('cut-after-data'),
          kind: 'ambiguous',
          taken: 1,
        },
      ],
    },
    source: {
      genuine: [
        {
          says: 'a mail',
          raw: Buffer.from(
            [
              'From: Dana <dana@example.net>',
              'To: support@baton.example.com',
              'Subject: Grüße',
              'Message-ID: <one@example.net>',
              'Content-Type: text/plain; charset=utf-8',
              '',
              'Where is my parcel?',
              '',
              '> what was quoted',
            ].join('\r\n'),
          ),
          events: [{ kind: 'message', from: { address: 'dana@example.net' }, text: 'Grüße\n\nWhere is my parcel?' }],
        },
        {
          says: 'a mail that a machine wrote',
          raw: Buffer.from(
            'From: robot@example.net\r\nTo: support@baton.example.com\r\nAuto-Submitted: auto-replied\r\nMessage-ID: <two@example.net>\r\n\r\nI am away.\r\n',
          ),
          events: [{ kind: 'message', automatic: true, text: 'I am away.' }],
        },
      ],
    },
  };
}

channelContract('email', emailSubject());
