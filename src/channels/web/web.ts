/** Web chat: the visitor's socket reads rows by sequence, so to send is only to accept; the visitor's cursor is the receipt. */
import { z } from 'zod';
import { SendFault, type Channel } from '../channel';

export const webChannel: Channel = {
  kind: 'web',
  label: 'Web chat',
  capabilities: {
    text: { markup: 'plain', maxLength: 10_000, advisedLength: 700, segments: false },
    replyWindow: null,
    threading: 'session',
    receipts: ['accepted', 'delivered', 'read'],
    pace: 'live',
    addressKind: 'visitor',
    typing: true,
    consentWords: false,
    automaticAnswers: null,
    choices: true,
  },
  address: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$/, 'must be a site key: 3 to 64 letters, digits, dots or dashes'),
  settings: z.strictObject({
    /** Where the widget may be embedded, as https://www.example.com; none given: only Baton's own address. */
    origins: z
      .array(
        z
          .string()
          .refine(
            (text) => URL.canParse(text) && new URL(text).origin === text && text !== 'null',
            'must be an origin such as https://www.example.com, without a path',
          ),
      )
      .max(50)
      .optional(),
  }),
  secrets: z.strictObject({
    /** With it the business's own server signs who its customers are (JWT, HS256). RFC 7518 3.2: no shorter than the hash. */
    identitySecret: z.string().min(32, 'must have at least 32 characters').max(200).optional(),
  }),
  // The visitor's line shows or saves each.
  carries: (_account, _to, files) => files.map(() => ({ as: 'file', why: null })),
  async send(_account, outgoing, signal) {
    if (signal.aborted) throw new SendFault('retry', 'Stopped before it was shown.');
    return outgoing.deliveryId;
  },
};
