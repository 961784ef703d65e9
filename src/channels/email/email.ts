/** Email: read over IMAP, sent over SMTP. */
import { SendFault, type Channel, type ChannelAccount } from '../channel';
import { EmailAddress, EmailSecrets, EmailSettings, mailboxOf } from './account';
import { compose } from './compose';
import { eventsOf } from './events';
import { follow } from './follow';
import { keepCopy, openLine, sentFolder } from './imap';
import { carriedBy } from '../carried';
import { AccessTokens } from './oauth';
import type { Resolver } from './read/verdict';
import { ReplyTokens } from './reply-token';
import { greet, handOver } from './smtp';

export interface EmailSurroundings {
  /** 32 bytes, for the marks in our ids alone. */
  key: Buffer;
  /** Told when a sent mail has no copy in the mailbox; the mail itself has left. */
  noCopy: (accountId: string, why: string) => void;
  /** Of name servers; the machine's own when absent. */
  resolver?: Resolver;
}

export function emailChannel({ key, noCopy, resolver }: EmailSurroundings): Channel {
  const tokens = new ReplyTokens(key);
  const access = new AccessTokens();
  return {
    kind: 'email',
    label: 'Email',
    capabilities: {
      text: { markup: 'plain', maxLength: 100_000, advisedLength: 1_500, segments: false },
      replyWindow: null,
      threading: 'headers',
      receipts: ['accepted', 'delivered', 'failed'],
      pace: 'slow',
      addressKind: 'email',
      typing: false,
      consentWords: false,
      automaticAnswers: 1,
      choices: false,
    },
    address: EmailAddress,
    settings: EmailSettings,
    secrets: EmailSecrets,
    // Base64 adds a third, and many servers take 25 MB.
    carries: (_account, _to, files) =>
      carriedBy({ most: 10, totalBytes: 15 * 1_048_576, largest: () => 15 * 1_048_576 }, files),
    async send(account, outgoing, signal) {
      const mailbox = mailboxOf(account);
      const mail = await compose(mailbox, account.id, outgoing, tokens);
      await handOver(mailbox, mail, access, signal);
      if (mailbox.appendToSent) {
        const why = await keepCopy(mailbox, mail.raw, access, signal);
        if (why) noCopy(account.id, why);
      }
      return mail.messageId;
    },
    /** A server that keeps what it sends shows it; otherwise nobody can tell. */
    async find(account, outgoing, _since, signal) {
      const mailbox = mailboxOf(account);
      const messageId = tokens.messageId(account.id, outgoing.deliveryId, mailbox.address);
      const client = await openLine(mailbox, access, signal);
      try {
        const folder = mailbox.appendToSent ? null : await sentFolder(client);
        if (folder) {
          await client.mailboxOpen(folder, { readOnly: true });
          const found = await client.search({ header: { 'message-id': messageId } }, { uid: true });
          if (found && found.length > 0) return messageId;
        }
      } finally {
        client.close();
      }
      throw new SendFault('ambiguous', 'The mail server does not say whether it took the mail.');
    },
    check: (account, signal) => check(account, access, signal),
    source: {
      follow: (account, from, intake, signal) => follow(account, from, intake, access, signal),
      read: (account, raw) => eventsOf(account, raw, { tokens, ...(resolver ? { resolver } : {}) }),
    },
  };
}

/** Both servers, each with its own verdict. */
async function check(account: ChannelAccount, access: AccessTokens, signal: AbortSignal): Promise<string> {
  const mailbox = mailboxOf(account);
  const [incoming, outgoing] = await Promise.allSettled([
    look(account, access, signal),
    greet(mailbox, access, signal),
  ]);
  const faults = [incoming, outgoing].flatMap((each) =>
    each.status === 'rejected' ? [each.reason instanceof Error ? each.reason.message : 'It failed.'] : [],
  );
  if (faults.length > 0) throw new SendFault('permanent', faults.join(' '));
  return `${incoming.status === 'fulfilled' ? incoming.value : ''} SMTP: signed in to ${mailbox.smtp.host}.`;
}

async function look(account: ChannelAccount, access: AccessTokens, signal: AbortSignal): Promise<string> {
  const mailbox = mailboxOf(account);
  const client = await openLine(mailbox, access, signal);
  try {
    const folder = await client.mailboxOpen(mailbox.folder, { readOnly: true }).catch(() => null);
    if (!folder) throw new SendFault('permanent', `IMAP: there is no folder “${mailbox.folder}”.`);
    const idle = client.capabilities.has('IDLE') ? '' : ' The server has no IDLE: new mail is seen within 20 s.';
    const sent = mailbox.appendToSent ? await sentFolder(client) : 'kept by the provider';
    const copies = sent ? `Sent mail: ${sent}.` : 'There is no folder of sent mail: no copies are kept.';
    return `IMAP: signed in, ${folder.path} holds ${folder.exists} mails.${idle} ${copies}`;
  } finally {
    client.close();
  }
}
