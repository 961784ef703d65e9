/** One visitor's socket catches up with the rows: one reading at a time from its cursor, so that nothing is skipped or shown twice. */
import type { Queryable } from '../../foundation/database/database';
import { readWidgetMessages } from '../../conversations/transcript/widget';
import type { WidgetMessage, WidgetState } from '../http/contract';
import { readCurrent } from './visitor-rows';

/** As many as one look at the rows brings; more than one page never waits in memory for a line that takes nothing. */
const PAGE = 50;

export interface FeedEvents {
  /** The first news: what the visitor missed. */
  welcome(conversationId: string | null, lastSeq: number, messages: WidgetMessage[]): Promise<void>;
  messages(conversationId: string, messages: WidgetMessage[]): void;
  /** The visitor's address or conversation became known or changed. */
  found(addressId: string, conversationId: string | null): void;
  state(state: WidgetState): void;
  /** Whether the line took what it was sent before; false: it is no longer read. */
  taken(): Promise<boolean>;
  /** The rows cannot be read, or nobody reads the line: the socket must come back with its cursor. */
  failed(error: unknown): void;
}

export class VisitorFeed {
  conversationId: string | null = null;
  private cursor = 0;
  private lastSeq = 0;
  private greeted = false;
  private state: WidgetState | null = null;
  private told = '';
  private locate = true;
  private busy = false;
  private again = false;
  private ended = false;

  constructor(
    private readonly q: Queryable,
    private readonly visitor: {
      id: string;
      frontTeamId: () => string;
      ways: (frontTeamId: string) => WidgetState['ways'];
    },
    /** Where the visitor's screen stands. */
    private readonly from: { conversationId: string | null; afterSeq: number },
    private readonly on: FeedEvents,
  ) {}

  /** Something of this conversation changed: its words, who holds it, or what was read. */
  hear(): void {
    this.catchUp(true);
  }

  /** Reads what is new; `locate`: also which conversation is the current one. */
  catchUp(locate = false): void {
    this.locate ||= locate;
    this.again = true;
    if (this.busy || this.ended) return;
    void this.run();
  }

  /** Up to which sequence this socket was shown everything. */
  get shown(): number {
    return this.cursor;
  }

  end(): void {
    this.ended = true;
  }

  private async run(): Promise<void> {
    this.busy = true;
    try {
      while (this.again && !this.ended) {
        this.again = false;
        if (!(await this.on.taken())) throw new Error('The line takes nothing.');
        if (this.locate) await this.find();
        await this.read();
      }
    } catch (error) {
      // A line that ended by itself needs no closing.
      if (!this.ended) this.on.failed(error);
      this.end();
    } finally {
      // In the same step as the last look at `again`: a call in between would be forgotten.
      this.busy = false;
    }
  }

  private async find(): Promise<void> {
    this.locate = false;
    const current = await readCurrent(this.q, this.visitor.id, this.visitor.frontTeamId());
    if (!current) return;
    if (current.conversationId !== this.conversationId) {
      const { conversationId, afterSeq } = this.from;
      const known = !this.greeted && (conversationId ?? current.conversationId) === current.conversationId;
      // A cursor beyond the end belongs to another conversation, or to rows that a restore took away.
      this.cursor = known && afterSeq <= current.lastSeq ? afterSeq : 0;
      this.conversationId = current.conversationId;
    }
    this.lastSeq = current.lastSeq;
    const { conversationId, readSeq, askEmail, frontTeamId, queue } = current;
    this.state =
      conversationId === null || frontTeamId === null
        ? null
        : { conversationId, readSeq, askEmail, queue, ways: this.visitor.ways(frontTeamId) };
    this.on.found(current.addressId, current.conversationId);
  }

  private async read(): Promise<void> {
    const conversationId = this.conversationId;
    const messages = conversationId ? await readWidgetMessages(this.q, conversationId, this.cursor, PAGE) : [];
    if (this.ended) return;
    this.cursor = messages.at(-1)?.seq ?? this.cursor;
    if (messages.length === PAGE) this.again = true;
    if (!this.greeted) {
      this.greeted = true;
      await this.on.welcome(conversationId, Math.max(this.lastSeq, this.cursor), messages);
    } else if (conversationId && messages.length > 0) this.on.messages(conversationId, messages);
    const news = JSON.stringify(this.state);
    if (!this.state || news === this.told) return;
    this.told = news;
    this.on.state(this.state);
  }
}
