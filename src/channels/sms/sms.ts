/** SMS through Twilio. */
import type { Channel } from '../channel';
import type { FileRules } from '../carried';
import type { TwilioClient } from '../twilio/client';
import { twilioChannel } from '../twilio/twilio-channel';

/** Twilio fits pictures to what the recipient's carrier takes; of other kinds most carriers take little. */
const MMS: FileRules = {
  most: 10,
  totalBytes: 5_000_000,
  largest: (type) =>
    /^image\/(jpeg|png|gif)$/.test(type) ? 5_000_000 : /^audio\/|^application\/pdf$/.test(type) ? 600_000 : 0,
};

/** North American numbers, and what an admin says of the others. */
function mms(set: unknown, from: string, to: string): boolean {
  const american = (number: string) => /^\+1\d{10}$/.test(number);
  if (typeof set === 'boolean') return set && american(to);
  return american(from) && american(to);
}

export function smsChannel(client: TwilioClient): Channel {
  return twilioChannel(
    {
      kind: 'sms',
      label: 'SMS',
      prefix: '',
      capabilities: {
        // Twilio refuses more than 1,600 characters (21617); two segments are what people read and pay for gladly.
        text: { markup: 'plain', maxLength: 1600, advisedLength: 320, segments: true },
        replyWindow: null,
        threading: 'address',
        receipts: ['accepted', 'delivered', 'failed'],
        pace: 'slow',
        addressKind: 'phone',
        typing: false,
        consentWords: true,
        automaticAnswers: null,
        choices: false,
      },
      files: (account, to) => (mms(account.settings['mms'], account.address, to) ? MMS : null),
    },
    client,
  );
}
