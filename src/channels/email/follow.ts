/** Reading a mailbox: everything behind the cursor, then waiting for more. IDLE is a hint; what counts is the scan after it. */
import type { ImapFlow } from 'imapflow';
import { z } from 'zod';
import { SendFault, type ChannelAccount, type Intake } from '../channel';
import { mailboxOf } from './account';
import { openLine } from './imap';
import type { AccessTokens } from './oauth';

/** A UID means something only with its UIDVALIDITY (RFC 9051 2.3.1.1). `since`: what is older was there before us. */
const Cursor = z.object({ uidValidity: z.string(), uid: z.number().int().min(0), since: z.iso.datetime() });
type Cursor = z.infer<typeof Cursor>;

/** Of a larger mail the beginning is read: its words come first. */
const LARGEST_MAIL = 40 * 1024 * 1024;
/** A scan without any hint, for servers that give none or lost one. */
const LONGEST_WAIT_MS = 5 * 60_000;
const WITHOUT_IDLE_MS = 20_000;
/** Clocks differ; what is ingested twice is one message anyway. */
const CLOCK_SLACK_MS = 10 * 60_000;

export async function follow(
  account: ChannelAccount,
  from: unknown,
  intake: Intake,
  tokens: AccessTokens,
  signal: AbortSignal,
): Promise<void> {
  const mailbox = mailboxOf(account);
  const client = await openLine(mailbox, tokens, signal);
  const line = new Line(client, signal);
  try {
    // Read-only: nothing is marked as read, so that people may use the mailbox beside us.
    const folder = await client.mailboxOpen(mailbox.folder, { readOnly: true });
    let cursor = startAt(Cursor.safeParse(from).data ?? null, {
      uidValidity: String(folder.uidValidity),
      uid: folder.uidNext - 1,
    });
    await intake.advance(cursor);
    for (;;) {
      // Heard from here on, a mail that comes during the scan is not missed.
      line.listen();
      cursor = await scan(client, cursor, intake, signal);
      await intake.progress(0);
      if (signal.aborted) return;
      await line.news();
    }
  } catch (error) {
    if (signal.aborted) return;
    throw error instanceof SendFault ? error : line.fault(error);
  } finally {
    line.stop();
    client.close();
  }
}

/** A first reading begins now: years of old mail are no conversations. Another UIDVALIDITY begins anew with what came since then. */
function startAt(kept: Cursor | null, folder: { uidValidity: string; uid: number }): Cursor {
  if (!kept) return { ...folder, since: new Date().toISOString() };
  return kept.uidValidity === folder.uidValidity ? kept : { ...kept, uidValidity: folder.uidValidity, uid: 0 };
}

async function scan(client: ImapFlow, from: Cursor, intake: Intake, signal: AbortSignal): Promise<Cursor> {
  let cursor = from;
  for (;;) {
    const found = await client.search({ uid: `${cursor.uid + 1}:*` }, { uid: true });
    // "n:*" names the last mail even when it is older than n.
    const uids = (found || []).filter((uid) => uid > cursor.uid).sort((a, b) => a - b);
    if (uids.length === 0) return cursor;
    let next = fetchMail(client, uids[0]);
    for (const [index, uid] of uids.entries()) {
      if (signal.aborted) return cursor;
      if (uids.length > 1) await intake.progress(uids.length - index);
      const mail = await next;
      // The next one is under way while this one is stored.
      next = fetchMail(client, uids[index + 1]);
      next.catch(() => undefined);
      cursor = { ...cursor, uid };
      if (!mail?.source || isOlder(mail.internalDate, cursor.since)) await intake.advance(cursor);
      else await intake.take({ id: `${cursor.uidValidity}/${uid}`, raw: mail.source }, cursor);
    }
  }
}

async function fetchMail(client: ImapFlow, uid: number | undefined) {
  if (uid === undefined) return null;
  const mail = await client.fetchOne(
    String(uid),
    { uid: true, internalDate: true, source: { start: 0, maxLength: LARGEST_MAIL } },
    { uid: true },
  );
  return mail || null;
}

function isOlder(internalDate: Date | string | undefined, since: string): boolean {
  if (internalDate === undefined) return false;
  return new Date(internalDate).getTime() < Date.parse(since) - CLOCK_SLACK_MS;
}

/** The open line's own events: news, and its end (a killed server gives `close` and no `error`). */
class Line {
  private heard = false;
  private wake: (() => void) | null = null;
  private ended = false;
  private readonly onExists = () => {
    this.heard = true;
    this.wake?.();
  };
  private readonly onClose = () => {
    this.ended = true;
    this.wake?.();
  };

  constructor(
    private readonly client: ImapFlow,
    signal: AbortSignal,
  ) {
    client.on('exists', this.onExists);
    client.on('close', this.onClose);
    signal.addEventListener('abort', this.onClose, { once: true });
  }

  listen(): void {
    this.heard = false;
  }

  /** Resolves when a scan is due; throws when the line ended. */
  async news(): Promise<void> {
    if (!this.heard && !this.ended) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        const timer = setTimeout(resolve, LONGEST_WAIT_MS);
        const done = () => {
          clearTimeout(timer);
          resolve();
        };
        this.wake = done;
        // Called by hand: by itself the client would begin only after some 15 s without commands.
        this.client.idle().then(
          (idled) => {
            if (idled === false) setTimeout(done, WITHOUT_IDLE_MS).unref();
          },
          () => done(),
        );
      });
      this.wake = null;
    }
    if (this.ended) throw new SendFault('retry', 'The incoming server (IMAP) closed the line.');
  }

  fault(cause: unknown): SendFault {
    const { message } = cause as { message?: string };
    return new SendFault('retry', `The incoming server (IMAP) failed: ${message ?? 'no reason given'}.`, { cause });
  }

  stop(): void {
    this.client.off('exists', this.onExists);
    this.client.off('close', this.onClose);
  }
}
