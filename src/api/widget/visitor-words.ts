/** What a visitor's socket says and hears. Whatever comes is checked first: a malformed event is answered, never fatal. */
import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../../foundation/database/database';
import { Events } from '../../foundation/events/events';
import { Fault } from '../../foundation/model/fault';
import { Settings } from '../../foundation/settings/settings';
import { FollowMe } from '../../pipeline/identity/follow-me';
import { Links } from '../../pipeline/identity/links';
import { Ingest } from '../../pipeline/inbound/ingest';
import { WidgetEmail, WidgetSeen, WidgetSend } from '../http/contract';
import { Uploads } from '../http/uploads';
import { Attendance } from './attendance';
import { establish, vouch, type Customer } from './identity';
import { VisitorFeed } from './visitor-feed';
import { VisitorLimits } from './visitor-limits';
import { VisitorLine } from './visitor-line';
import { changeOf, claimEmail, markSeen } from './visitor-rows';
import { VisitorTokens } from './visitor-token';
import type { VisitorSocket } from './visitor-socket';

type SendResult = { ok: true; conversationId: string } | { ok: false; error: string };

/** Up to which sequence a socket has said that it arrived, or was read. */
type Told = { conversationId: string | null; delivered: number; read: number };

const TYPING_EVERY_MS = 1_500;

@Injectable()
export class VisitorWords {
  private readonly log = new Logger('Widget');

  constructor(
    private readonly db: Database,
    private readonly ingest: Ingest,
    private readonly settings: Settings,
    private readonly events: Events,
    private readonly limits: VisitorLimits,
    private readonly tokens: VisitorTokens,
    private readonly uploads: Uploads,
    private readonly followMe: FollowMe,
    private readonly links: Links,
    private readonly attendance: Attendance,
  ) {}

  attend(
    socket: VisitorSocket,
    on: { found(addressId: string, conversationId: string | null): void; wrote(): void },
  ): void {
    const { data } = socket;
    const line = new VisitorLine(socket.conn);
    const feed = new VisitorFeed(
      this.db,
      {
        id: data.visitor,
        frontTeamId: () => this.settings.frontTeam(data.accountId).id,
        ways: (frontTeamId) => this.followMe.ways(frontTeamId),
      },
      data.from,
      {
        welcome: async (conversationId, lastSeq, messages) => {
          const token = await this.tokens.sign(data.visitor, data.site);
          const offline = await this.attendance.nobody(data.accountId);
          const business = this.settings.business().name;
          socket.emit('welcome', { token, conversationId, business, lastSeq, messages, offline });
        },
        messages: (conversationId, messages) => socket.emit('messages', { conversationId, messages }),
        state: (state) => socket.emit('state', state),
        taken: () => line.taken(),
        found: (addressId, conversationId) => on.found(addressId, conversationId),
        failed: (error) => {
          if (socket.connected) this.log.warn({ event: 'widget.read-failed', error: String(error) });
          // As if the line had dropped: the client comes back with its cursor.
          socket.conn.close();
        },
      },
    );
    data.feed = feed;
    feed.catchUp(true);

    socket.on('send', (message: unknown, ack: unknown) => {
      const answer = (result: SendResult): void => {
        if (typeof ack === 'function') (ack as (result: SendResult) => void)(result);
      };
      this.send(socket, feed, message).then(
        (result) => {
          if (result.ok && result.conversationId !== feed.conversationId) on.wrote();
          answer(result);
        },
        (error: unknown) => answer({ ok: false, error: this.inWords(error) }),
      );
    });
    const told: Told = { conversationId: null, delivered: 0, read: 0 };
    const seen = latestWins((cursor: unknown) => this.seen(socket, feed, cursor, told));
    socket.on('seen', (cursor: unknown) => seen(cursor));
    socket.on('email', (claim: unknown, ack: unknown) => {
      const answer = (result: { ok: true } | { ok: false; error: string }): void => {
        if (typeof ack === 'function') (ack as (result: unknown) => void)(result);
      };
      this.email(socket, feed, claim).then(
        (error) => answer(error === null ? { ok: true } : { ok: false, error }),
        (error: unknown) => answer({ ok: false, error: this.inWords(error) }),
      );
    });
    let quietUntil = 0;
    socket.on('typing', () => {
      const now = Date.now();
      if (!feed.conversationId || now < quietUntil) return;
      quietUntil = now + TYPING_EVERY_MS;
      this.events.tell({ kind: 'typing', conversationId: feed.conversationId, who: 'contact' });
    });
  }

  private async send({ data }: VisitorSocket, feed: VisitorFeed, input: unknown): Promise<SendResult> {
    const message = WidgetSend.safeParse(input);
    if (!message.success)
      return { ok: false, error: 'A message must have between 1 and 4,000 characters, and at most five files.' };
    const wait =
      (await this.limits.count('send visitor', data.visitor)) ??
      (await this.limits.count('send network', data.network)) ??
      (feed.conversationId ? null : await this.begins(data));
    if (wait !== null) return { ok: false, error: `Too many messages. Try again in ${wait} s.` };
    const account = this.settings.account(data.accountId);
    if (!account?.active) return { ok: false, error: 'The chat is closed.' };
    const { clientId, text, files } = message.data;
    const attachments = await this.uploads.redeem(data.visitor, files);
    if (data.customer) await this.signedIn(account.id, data.visitor, data.customer);
    const [result] = await this.ingest.receive(account, [
      {
        kind: 'message',
        // A repeat of one client id is one message; nobody else's ids can meet it.
        providerId: `${data.visitor}:${clientId}`,
        from: { kind: 'visitor', address: data.visitor, ...(data.customer?.name ? { name: data.customer.name } : {}) },
        text,
        content: {},
        attachments,
      },
    ]);
    if ((result?.kind === 'stored' || result?.kind === 'duplicate') && result.conversationId) {
      return { ok: true, conversationId: result.conversationId };
    }
    return { ok: false, error: 'The message could not be stored. Send it again.' };
  }

  /** The first words often come in a burst: it is one beginning. */
  private async begins(data: VisitorSocket['data']): Promise<number | null> {
    data.begins ??= this.limits.count('begin network', data.network);
    const wait = await data.begins;
    if (wait !== null) data.begins = undefined;
    return wait;
  }

  private async signedIn(accountId: string, visitor: string, customer: Customer): Promise<void> {
    const contactId = await establish(this.db, accountId, visitor, customer);
    await vouch(this.db, this.links, contactId, customer).catch((error: unknown) => {
      // Two customers of the business stay two; what was written is stored all the same.
      if (!(error instanceof Fault)) throw error;
      this.log.warn({ event: 'widget.not-joined', contactId, why: error.message });
    });
  }

  /** Answers what is wrong; null when it is stored, or was already. */
  private async email({ data }: VisitorSocket, feed: VisitorFeed, input: unknown): Promise<string | null> {
    const claim = WidgetEmail.safeParse(input).data;
    if (!claim || claim.conversationId !== feed.conversationId) return 'This is not an email address.';
    const wait = await this.limits.count('send visitor', data.visitor);
    if (wait !== null) return `Too many messages. Try again in ${wait} s.`;
    const page = claim.page && new URL(claim.page).origin === data.origin ? claim.page : null;
    await claimEmail(this.db, data.visitor, { ...claim, page });
    feed.catchUp(true);
    return null;
  }

  /** `told`: up to where this socket has said so already. */
  private async seen({ data }: VisitorSocket, feed: VisitorFeed, input: unknown, told: Told): Promise<void> {
    const seen = WidgetSeen.safeParse(input).data;
    if (!seen || seen.conversationId !== feed.conversationId) return;
    const { conversationId, state } = seen;
    // What was never shown to this socket cannot have been seen.
    const upTo = Math.min(seen.seq, feed.shown);
    if (told.conversationId !== conversationId) Object.assign(told, { conversationId, delivered: 0, read: 0 });
    if (upTo <= told[state]) return;
    const row = await markSeen(this.db, { conversationId, visitor: data.visitor, after: told[state], upTo, state });
    told[state] = upTo;
    if (!row) return;
    this.events.tell(changeOf(row));
  }

  private inWords(error: unknown): string {
    if (error instanceof Fault) return error.message;
    this.log.error({ event: 'widget.send-failed', error: String(error) });
    return 'The message could not be stored. Send it again.';
  }
}

/** Runs `work` for the newest value only, one at a time: a flood of cursors is one statement after another, never many. */
function latestWins(work: (value: unknown) => Promise<void>): (value: unknown) => void {
  const log = new Logger('Widget');
  let next: { value: unknown } | undefined;
  let busy = false;
  const run = async (): Promise<void> => {
    busy = true;
    while (next) {
      const { value } = next;
      next = undefined;
      await work(value).catch((error: unknown) => log.warn({ event: 'widget.seen-failed', error: String(error) }));
    }
    busy = false;
  };
  return (value) => {
    next = { value };
    if (!busy) void run();
  };
}
