/** What leaves: one mail as bytes, text and HTML beside each other, with the headers that keep it in its thread. */
import DKIM from 'nodemailer/lib/dkim';
import MailComposer from 'nodemailer/lib/mail-composer';
import { z } from 'zod';
import type { Outgoing } from '../channel';
import type { Mailbox } from './account';
import type { ReplyTokens } from './reply-token';

/** The part of `content` of a mail that its answer needs; `events.ts` writes it. */
export const Answered = z.object({
  email: z.object({ subject: z.string(), messageId: z.string().nullable(), references: z.array(z.string()) }),
});

/** The first and so many of the last: RFC 5322 lets a chain be shortened. */
const REFERENCES = 20;
const LONGEST_SUBJECT = 200;

export interface Composed {
  raw: Buffer;
  /** With angle brackets; fixed for the delivery, so that mailboxes fold a repeat. */
  messageId: string;
  /** `token` comes back in a bounce as its envelope id (RFC 3461). */
  envelope: { from: string; to: string; token: string };
}

export async function compose(
  mailbox: Mailbox,
  accountId: string,
  outgoing: Outgoing,
  tokens: ReplyTokens,
): Promise<Composed> {
  const { address } = mailbox;
  const token = tokens.token(accountId, outgoing.deliveryId);
  const messageId = tokens.messageId(accountId, outgoing.deliveryId, address);
  const answered = Answered.safeParse(outgoing.answers).data?.email ?? null;
  const begun = outgoing.thread?.first ? tokens.messageId(accountId, outgoing.thread.first, address) : null;
  const body = mailbox.signature ? `${outgoing.text}\n\n-- \n${mailbox.signature}` : outgoing.text;
  const node = new MailComposer({
    messageId,
    from: { name: senderName(mailbox, outgoing.author), address },
    to: { name: '', address: outgoing.to },
    ...(mailbox.plusAddress ? { replyTo: tokens.replyAddress(accountId, outgoing.deliveryId, address) } : {}),
    subject: outgoing.thread?.subject ?? subjectOf(answered?.subject ?? null, mailbox),
    ...(begun ? { inReplyTo: begun, references: begun } : {}),
    ...(answered?.messageId
      ? { inReplyTo: `<${answered.messageId}>`, references: chain(answered).map((id) => `<${id}>`) }
      : {}),
    text: body,
    html: htmlOf(body),
    attachments: await Promise.all(
      (outgoing.files ?? []).map(async (file) => ({
        filename: file.name,
        contentType: file.mediaType,
        content: await file.read(),
      })),
    ),
    headers: outgoing.automatic ? automaticHeaders(address, token) : {},
    // What was written is all that is sent: no address in it is fetched, no file of this machine is read.
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const built = await node.build();
  const raw = mailbox.dkim ? await signed(built, mailbox.dkim) : built;
  return { raw, messageId, envelope: { from: address, to: outgoing.to, token } };
}

/** RFC 3834, and what Exchange understands; leaving is one click in most mail programs (RFC 2369). */
function automaticHeaders(address: string, token: string): Record<string, string> {
  return {
    'Auto-Submitted': 'auto-replied',
    'X-Auto-Response-Suppress': 'All',
    'List-Unsubscribe': `<mailto:${address}?subject=unsubscribe%20${token}>`,
  };
}

function senderName({ fromName }: Mailbox, author: string | null): string {
  return [author, fromName].filter(Boolean).join(' – ');
}

function subjectOf(answered: string | null, { fromName, address }: Mailbox): string {
  if (answered === null) return `A message from ${fromName ?? address.slice(address.lastIndexOf('@') + 1)}`;
  const bare = answered.replace(/^(?:\s*(?:re|aw|sv|antw|rif|res)\s*:)+\s*/i, '').trim();
  return `Re: ${bare.slice(0, LONGEST_SUBJECT) || '(no subject)'}`;
}

function chain({ references, messageId }: z.infer<typeof Answered>['email']): string[] {
  const whole = [...references.filter((id) => id !== messageId), ...(messageId ? [messageId] : [])];
  return whole.length <= REFERENCES ? whole : [...whole.slice(0, 1), ...whole.slice(1 - REFERENCES)];
}

/** The same words: what the customer's program shows when it prefers HTML. */
export function htmlOf(text: string): string {
  const escaped = text.replace(/[&<>"]/g, (letter) => ESCAPED[letter] ?? letter);
  const linked = escaped.replace(
    /\bhttps?:\/\/(?:(?!&(?:lt|gt|quot);)[^\s<>"])+(?<![.,;:!?)\]])/g,
    (url) => `<a href="${url}">${url}</a>`,
  );
  return `<div style="white-space:pre-wrap">${linked}</div>`;
}

const ESCAPED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

async function signed(raw: Buffer, { domain, selector, key }: NonNullable<Mailbox['dkim']>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const stream = new DKIM({ domainName: domain, keySelector: selector, privateKey: key }).sign(raw);
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
