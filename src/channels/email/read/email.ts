/** What the gateway sees of a raw mail: who, what they wrote, what only came along, and whether a machine wrote it. */
import { classify, type DeliveryReport, type MailKind } from './report';
import { parseMail, type Mail, type Mailbox, type MailFile } from './mime';
import { visibleReply } from './visible';

export interface EmailView {
  mail: Mail;
  from: Mailbox | null;
  to: Mailbox[];
  cc: Mailbox[];
  subject: string;
  date: Date | null;
  /** What is new in it. */
  text: string;
  /** Quotes, signature and the like; kept, and shown on demand. */
  folded: string;
  kind: MailKind;
  /** One per recipient of a bounce. */
  reports: DeliveryReport[];
  files: MailFile[];
  /** Ids without angle brackets. */
  thread: { messageId: string | null; inReplyTo: string[]; references: string[] };
}

export async function readEmail(raw: Buffer): Promise<EmailView> {
  const mail = await parseMail(raw);
  const { kind, reports } = classify(mail, raw);
  // What a server reports is read as a whole: its quotes are the matter itself.
  const { text, folded } =
    kind === 'bounce' || kind === 'complaint' ? { text: mail.text.trim(), folded: '' } : visibleReply(mail.text);
  return {
    mail,
    from: mail.from,
    to: mail.to,
    cc: mail.cc,
    subject: mail.subject,
    date: mail.date,
    text,
    folded,
    kind,
    reports,
    files: mail.files,
    thread: { messageId: mail.messageId, inReplyTo: mail.inReplyTo, references: mail.references },
  };
}
