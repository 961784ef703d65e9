/** WhatsApp through Twilio: the same wire, another prefix, and free text only within 24 hours of the contact's last message. */
import type { Channel } from '../channel';
import type { FileRules } from '../carried';
import type { TwilioClient } from '../twilio/client';
import { twilioChannel } from '../twilio/twilio-channel';

/** One file in a message, of the kinds that the app itself can open. */
const FILES: FileRules = {
  most: 1,
  totalBytes: 16_000_000,
  largest: (type) => {
    if (/^image\/(jpeg|png)$/.test(type)) return 5_000_000;
    if (/^audio\/(ogg|mpeg|mp4|aac|amr)$/.test(type)) return 16_000_000;
    return /^application\/(pdf|msword|vnd\.(ms-|openxmlformats-))/.test(type) ? 16_000_000 : 0;
  },
};

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
        choices: true,
      },
      files: () => FILES,
    },
    client,
  );
}
