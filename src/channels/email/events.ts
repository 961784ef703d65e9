/** What one mail says in the port's terms: words of a person, words of a machine, or the fate of something that we sent. */
import { createHash } from 'node:crypto';
import type { ChannelAccount, InboundEvent, InboundReceipt } from '../channel';
import { Fault } from '../../foundation/model/fault';
import { mailboxOf } from './account';
import { readEmail, type EmailView } from './read/email';
import type { Mail } from './read/mime';
import { safeHtml } from './read/original';
import { verdictOf, type Resolver } from './read/verdict';
import type { ReplyTokens } from './reply-token';

const DNS_MS = 8_000;
const MOST_PEOPLE = 50;
const MOST_REFERENCES = 30;
/** Longer text that nobody quoted is a mistake or an attack; the whole is kept as the original. */
const LONGEST_TEXT = 50_000;
/** Statuses (RFC 3463) that say that the address itself is no good; others say something of this one mail. */
const DEAD_ADDRESS = /^5\.(1\.\d+|2\.1|4\.4)$/;

export interface Reading {
  tokens: ReplyTokens;
  resolver?: Resolver;
}

export async function eventsOf(account: ChannelAccount, raw: Buffer, around: Reading): Promise<InboundEvent[]> {
  const view = await readEmail(raw);
  const { mail } = view;
  const ours = around.tokens.deliveriesIn(account.id, raw.toString('latin1'));
  if (view.kind === 'bounce' || view.kind === 'complaint') return receipts(account, view, ours, raw);
  const leaving = /^\s*unsubscribe\b/i.test(view.subject) ? ours : [];
  if (leaving.length > 0) return leaving.map((id) => mark(raw, id, 'They unsubscribed from automatic mail.'));

  const sender = view.from?.address ?? '';
  if (!/^[^\s@]+@[^\s@]+$/.test(sender) || sender.length > 254) {
    throw new Fault('invalid', 'The mail names no sender.');
  }
  const own = sender === account.address;
  // A copy of what we sent, come back through a rule or a list.
  if (own && around.tokens.deliveriesIn(account.id, view.thread.messageId ?? '').length > 0) return [];

  const verdict = await verdictOf(raw, mail, {
    authservId: mailboxOf(account).authservId,
    resolver: around.resolver,
    timeoutMs: DNS_MS,
  });
  const html = mail.html === null ? null : safeHtml(mail.html);
  const automatic = own || isAutomatic(view, mail);
  const people = (list: EmailView['to']) => list.slice(0, MOST_PEOPLE).map(({ name, address }) => ({ name, address }));
  return [
    {
      kind: 'message',
      providerId: idOf(view),
      from: {
        kind: verdict.from === 'verified' ? 'email' : 'claimed_email',
        address: sender,
        ...(view.from?.name ? { name: view.from.name.slice(0, 200) } : {}),
      },
      text: wordsOf(view).slice(0, LONGEST_TEXT),
      content: {
        email: {
          subject: view.subject.slice(0, 998),
          messageId: view.thread.messageId,
          references: (view.thread.references.length > 0 ? view.thread.references : view.thread.inReplyTo).slice(
            -MOST_REFERENCES,
          ),
          to: people(view.to),
          cc: people(view.cc),
          kind: view.kind,
          folded: view.folded !== '',
          verdict,
          ...(html && html.remoteImages > 0 ? { remoteImages: html.remoteImages } : {}),
        },
      },
      attachments: view.files
        .filter(({ inText }) => !inText)
        .map((file) => ({
          content: file.content,
          mediaType: file.mediaType,
          ...(file.name ? { name: file.name.slice(0, 255) } : {}),
          ...(file.contentId && mail.html?.includes(file.contentId) ? { contentId: file.contentId } : {}),
        })),
      ...(automatic ? { automatic: true as const } : {}),
      ...(html?.html
        ? { original: { mediaType: 'text/html' as const, text: html.html } }
        : view.folded !== '' || view.text.length > LONGEST_TEXT
          ? { original: { mediaType: 'text/plain' as const, text: mail.text } }
          : {}),
      thread: {
        deliveries: around.tokens.deliveriesIn(account.id, threadText(view, mail)),
        messages: [...new Set([...view.thread.inReplyTo, ...view.thread.references.slice(-MOST_REFERENCES)])],
      },
    },
  ];
}

/** What a new mail is about often stands in its subject alone. */
function wordsOf({ subject, text, thread }: EmailView): string {
  const about = subject.trim();
  const begins = thread.inReplyTo.length === 0 && !/^re\s*:/i.test(about);
  if (about === '' || (text !== '' && (!begins || text.startsWith(about)))) return text;
  return text === '' ? about : `${about}\n\n${text}`;
}

/** Where a token that a person sends back may stand: not in the quoted text, which may quote anybody's. */
function threadText({ thread, to, cc }: EmailView, mail: Mail): string {
  const addresses = [...to, ...cc].map(({ address }) => address);
  const delivered = ['delivered-to', 'x-original-to', 'envelope-to'].flatMap((name) => mail.header(name));
  return [...thread.inReplyTo, ...thread.references, ...addresses, ...delivered].join('\n');
}

/** RFC 3834 section 2, and what lists and Exchange add: whatever answers such mail by itself starts a loop. */
function isAutomatic({ kind }: EmailView, mail: Mail): boolean {
  if (kind !== 'message') return true;
  const [submitted] = mail.header('auto-submitted');
  if (submitted !== undefined && !/^no\b/i.test(submitted)) return true;
  if (/^(bulk|list|junk)\b/i.test(mail.header('precedence')[0] ?? '')) return true;
  if (mail.header('return-path')[0]?.replace(/\s/g, '') === '<>') return true;
  return ['list-id', 'list-unsubscribe', 'list-post', 'x-auto-response-suppress', 'x-autoreply', 'feedback-id'].some(
    (name) => mail.header(name).length > 0,
  );
}

/** Of what we sent: others' bounces are nobody's receipt, however they look. */
function receipts(account: ChannelAccount, view: EmailView, ours: string[], raw: Buffer): InboundReceipt[] {
  if (ours.length === 0) {
    return [
      { kind: 'receipt', providerId: `report:${digest(raw)}`, state: 'failed', detail: 'Not of a mail of ours.' },
    ];
  }
  if (view.kind === 'complaint') {
    return ours.map((id) => mark(raw, id, 'They, or their provider, reported our mail as unwanted.'));
  }
  const report = view.reports.find(({ action }) => action === 'failed') ?? view.reports[0];
  if (report?.action === 'delayed') return [];
  const status = report?.status ?? report?.replyCode ?? null;
  const says = report?.diagnostic ?? view.text.slice(0, 300);
  return ours.map((deliveryId) => ({
    kind: 'receipt',
    providerId: `report:${digest(raw)}`,
    deliveryId,
    state: 'failed',
    fault: 'permanent',
    ...(status ? { code: status } : {}),
    detail: `It came back: ${says.replace(/\s+/g, ' ').slice(0, 400)}`,
    ...(!report?.status || DEAD_ADDRESS.test(report.status)
      ? { unreachable: `The last mail came back (${status ?? 'no status'}).` }
      : {}),
  }));
}

/** It arrived, and no more shall. */
function mark(raw: Buffer, deliveryId: string, why: string): InboundReceipt {
  return { kind: 'receipt', providerId: `report:${digest(raw)}`, deliveryId, state: 'delivered', unreachable: why };
}

/**
 * The same mail is one message however often the server brings it; two that share an id are two: its sender chose the id, and may have
 * chosen somebody else's.
 */
function idOf({ thread, from, date, subject, text, folded, files }: EmailView): string {
  const content = [from?.address, date?.toISOString(), subject, text, folded, ...files.map(({ sha256 }) => sha256)];
  const hash = digest(Buffer.from(JSON.stringify(content))).slice(0, 16);
  // Hashed, since ids outlive an erasure and some programs put names into theirs.
  return `${digest(Buffer.from(thread.messageId ?? '')).slice(0, 24)}#${hash}`;
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}
