/** SMS through Twilio. */
import type { Channel } from '../channel';
import type { TwilioClient } from '../twilio/client';
import { twilioChannel } from '../twilio/twilio-channel';

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
      },
    },
    client,
  );
}
