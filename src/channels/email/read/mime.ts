/** A raw mail as its parts: headers decoded, one text, files with their hashes. Whatever arrives parses into something. */
import { createHash } from 'node:crypto';
import { convert } from 'html-to-text';
import { simpleParser, type AddressObject, type Attachment } from 'mailparser';
import { furtherParts } from './further-parts';

export interface Mailbox {
  name: string | null;
  /** Lower case; empty when the header held none. */
  address: string;
}

export interface MailFile {
  name: string | null;
  mediaType: string;
  /** Bytes. */
  size: number;
  /** Of the content, hexadecimal. */
  sha256: string;
  /** Shown inside the HTML by this id. */
  contentId: string | null;
  content: Buffer;
  /** Nameless words, which `text` holds too. */
  inText: boolean;
}

export interface Mail {
  from: Mailbox | null;
  /** Addresses in From; more than one is nobody's. */
  senders: number;
  replyTo: Mailbox | null;
  to: Mailbox[];
  cc: Mailbox[];
  subject: string;
  date: Date | null;
  /** Without angle brackets, as all ids here; null when there is none or it is no id. */
  messageId: string | null;
  inReplyTo: string[];
  references: string[];
  /** Of the text part, or of the HTML when that is all there is. */
  text: string;
  html: string | null;
  files: MailFile[];
  /** Values of a header in their order, unfolded and not decoded; none: empty. `name` in lower case. */
  header(name: string): string[];
}

/** HTML beyond this is shown as a file; nobody reads it, and reading it costs seconds. */
const LONGEST_HTML = 5_000_000;

/** `raw`: the source as it came over the wire. */
export async function parseMail(raw: Buffer): Promise<Mail> {
  const parsed = await simpleParser(raw, {
    skipTextToHtml: true,
    skipImageLinks: true,
    maxHtmlLengthToParse: LONGEST_HTML,
  });
  const headers = new Map<string, string[]>();
  for (const { key, line } of parsed.headerLines) {
    const value = line
      .slice(line.indexOf(':') + 1)
      .replace(/\r?\n[ \t]+/g, ' ')
      .trim();
    headers.set(key, [...(headers.get(key) ?? []), value]);
  }
  const header = (name: string): string[] => headers.get(name) ?? [];
  return {
    from: mailboxes(parsed.from)[0] ?? null,
    senders: mailboxes(parsed.from).length,
    replyTo: mailboxes(parsed.replyTo)[0] ?? null,
    to: mailboxes(parsed.to),
    cc: mailboxes(parsed.cc),
    subject: parsed.subject ?? '',
    date: parsed.date ?? null,
    messageId: messageIds(header('message-id')[0] ?? '')[0] ?? null,
    inReplyTo: header('in-reply-to').flatMap(messageIds),
    references: header('references').flatMap(messageIds),
    text: parsed.text || wordsOf(parsed.html || ''),
    html: parsed.html || null,
    files: await filesOf(raw, parsed.attachments),
    header,
  };
}

/** Of HTML alone: the parser makes no text of it where it is one part of several. */
function wordsOf(html: string): string {
  if (html === '' || html.length > LONGEST_HTML) return '';
  return convert(html, {
    wordwrap: false,
    limits: { maxDepth: 100, maxChildNodes: 20_000, maxInputLength: LONGEST_HTML },
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
    ],
  });
}

/** The ids of a header; gateways write ids with more than one @, which are ids all the same. */
export function messageIds(value: string): string[] {
  return [...value.matchAll(/<\s*([^<>\s]{1,990})\s*>/g)].map(([, id]) => id ?? '').filter((id) => id.includes('@'));
}

function mailboxes(of: AddressObject | AddressObject[] | undefined): Mailbox[] {
  return [of ?? []]
    .flat()
    .flatMap(({ value }) => value)
    .flatMap((each) => each.group ?? [each])
    .map(({ name, address }) => ({ name: name || null, address: (address ?? '').trim().toLowerCase() }));
}

async function filesOf(raw: Buffer, attachments: readonly Attachment[]): Promise<MailFile[]> {
  const files = attachments.map(file);
  const known = new Set(files.map(({ sha256 }) => sha256));
  const further = (await furtherParts(raw)).map(({ content, ...part }) => ({
    ...part,
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    contentId: null,
    content,
  }));
  return [...files, ...further.filter(({ sha256, size }) => size > 0 && !known.has(sha256))];
}

function file(attachment: Attachment): MailFile {
  const { content } = attachment;
  return {
    name: attachment.filename ?? null,
    mediaType: attachment.contentType,
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    contentId: attachment.cid ?? null,
    content,
    inText: false,
  };
}
