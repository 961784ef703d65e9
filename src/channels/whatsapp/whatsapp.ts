/** WhatsApp through Twilio: the same wire, another prefix, and free text only within 24 hours of the contact's last message. */
import type { Channel } from '../channel';
import type { TwilioClient } from '../twilio/client';
import { twilioChannel } from '../twilio/twilio-channel';

export function whatsappChannel(client: TwilioClient): Channel {
  return twilioChannel(
    {
      kind: 'whatsapp',
      label: 'WhatsApp',
      prefix: 'whatsapp:',
      capabilities: {
        text: { markup: 'whatsapp', maxLength: 1600, advisedLength: 800, segments: false },
        replyWindow: { hours: 24 },
        threading: 'address',
        receipts: ['accepted', 'delivered', 'read', 'failed'],
        pace: 'slow',
        addressKind: 'phone',
        typing: false,
        // STOP has no legal force here as on SMS, but people write it and mean it.
        consentWords: true,
        automaticAnswers: null,
      },
    },
    client,
  );
}
