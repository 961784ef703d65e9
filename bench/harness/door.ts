/** Where the senders of the bench knock: one account of one server, and how a genuine request to it looks. */
import { randomBytes } from 'node:crypto';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import { customer } from './postgres';

export interface Door {
  port: number;
  /** As the server is configured: signatures cover it. */
  publicUrl: string;
  accountSid: string;
  token: string;
  /** Our own number. */
  to: string;
}

export const ACCOUNT_SID = `AC${'1'.repeat(32)}`;
export const TOKEN = 'a-token-of-the-bench-account';
const PATH = '/webhooks/twilio';

/** A whole HTTP/1.1 request, signed, from one of the known customers. */
export function signedRequest(door: Door, from = customer(Math.floor(Math.random() * 1e9))): Buffer {
  const parameters = {
    ToCountry: 'US',
    ToState: 'NY',
    SmsMessageSid: '',
    NumMedia: '0',
    ToCity: 'NEW YORK',
    FromZip: '90001',
    SmsSid: '',
    FromState: 'CA',
    SmsStatus: 'received',
    FromCity: 'LOS ANGELES',
    Body: 'Hello, I ordered a lamp two weeks ago and it has still not arrived. Where is it now?',
    FromCountry: 'US',
    To: door.to,
    ToZip: '10001',
    NumSegments: '1',
    MessageSid: `SM${randomBytes(16).toString('hex')}`,
    AccountSid: door.accountSid,
    From: from,
    ApiVersion: '2010-04-01',
  };
  parameters.SmsMessageSid = parameters.MessageSid;
  parameters.SmsSid = parameters.MessageSid;
  const body = new URLSearchParams(parameters).toString();
  const signature = getExpectedTwilioSignature(door.token, door.publicUrl + PATH, parameters);
  return Buffer.from(
    `POST ${PATH} HTTP/1.1\r\nHost: 127.0.0.1:${door.port}\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n` +
      `Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nX-Twilio-Signature: ${signature}\r\n` +
      `I-Twilio-Idempotency-Token: ${randomBytes(16).toString('hex')}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
