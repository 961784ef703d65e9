/** The visitor's line: at-most-once sockets made lossless by a cursor, ids of our own and a kept outbox. */
import { io, type Socket } from 'socket.io-client';
import type { WidgetClientEvents, WidgetMessage, WidgetServerEvents } from '../../src/api/http/contract';

export interface Pending {
  clientId: string;
  text: string;
  /** Why the server refused it; null while it is under way. */
  refused: string | null;
}

export interface SessionState {
  business: string;
  connected: boolean;
  /** Something was heard from the server since the page was loaded. */
  greeted: boolean;
  messages: WidgetMessage[];
  pending: Pending[];
  typing: 'agent' | 'assistant' | null;
  /** Sequence up to which the visitor has seen everything. */
  seenSeq: number;
}

interface Kept {
  token: string;
  pending: Pending[];
  seenSeq: number;
}

const TYPING_MS = 6_000;

export class Session {
  state: SessionState = {
    business: '',
    connected: false,
    greeted: false,
    messages: [],
    pending: [],
    typing: null,
    seenSeq: 0,
  };

  private token: string | undefined;
  private conversationId: string | null = null;
  private typingTimer: ReturnType<typeof setTimeout> | undefined;
  private lastTyping = 0;
  private readonly socket: Socket<WidgetServerEvents, WidgetClientEvents>;
  private readonly listeners = new Set<() => void>();

  constructor(
    server: string,
    private readonly site: string,
  ) {
    const kept = this.read();
    this.token = kept?.token;
    if (kept) this.state = { ...this.state, pending: kept.pending, seenSeq: kept.seenSeq };
    this.socket = io(`${server}/widget`, {
      autoConnect: false,
      transports: ['websocket', 'polling'],
      reconnectionDelay: 500,
      reconnectionDelayMax: 8_000,
      auth: (give) =>
        give({
          site,
          token: this.token,
          conversationId: this.conversationId ?? undefined,
          afterSeq: this.state.messages.at(-1)?.seq ?? 0,
        }),
    });
    this.socket.on('connect', () => this.set({ connected: true }));
    this.socket.on('disconnect', () => this.set({ connected: false, typing: null }));
    this.socket.on('welcome', (hello) => {
      this.token = hello.token;
      this.enter(hello.conversationId);
      this.set({ business: hello.business, greeted: true });
      this.take(hello.messages);
      if (kept || this.state.messages.length > 0) this.keep();
      for (const message of this.state.pending) if (!message.refused) this.emit(message);
    });
    this.socket.on('messages', (news) => {
      this.enter(news.conversationId);
      this.take(news.messages);
    });
    this.socket.on('typing', ({ who }) => {
      clearTimeout(this.typingTimer);
      this.set({ typing: who });
      this.typingTimer = setTimeout(() => this.set({ typing: null }), TYPING_MS);
    });
  }

  /** True when this visitor wrote before: there may be news. */
  get known(): boolean {
    return this.token !== undefined;
  }

  open(): void {
    if (!this.socket.active) this.socket.connect();
  }

  send(text: string): void {
    const message: Pending = { clientId: crypto.randomUUID(), text, refused: null };
    this.set({ pending: [...this.state.pending, message] });
    this.keep();
    if (this.socket.connected && this.state.greeted) this.emit(message);
  }

  again(clientId: string): void {
    const pending = this.state.pending.map((one) => (one.clientId === clientId ? { ...one, refused: null } : one));
    this.set({ pending });
    this.keep();
    const message = pending.find((one) => one.clientId === clientId);
    if (message && this.socket.connected) this.emit(message);
  }

  typing(): void {
    if (Date.now() - this.lastTyping < 3_000 || !this.socket.connected) return;
    this.lastTyping = Date.now();
    this.socket.emit('typing');
  }

  seen(): void {
    const seq = this.state.messages.at(-1)?.seq ?? 0;
    if (seq <= this.state.seenSeq) return;
    this.set({ seenSeq: seq });
    if (this.known) this.keep();
    if (this.conversationId) this.socket.emit('seen', { conversationId: this.conversationId, seq });
  }

  watch(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private emit(message: Pending): void {
    // No answer in time: it stays pending and goes out again after the next welcome, under the same id.
    this.socket.timeout(15_000).emit('send', { clientId: message.clientId, text: message.text }, (error, result) => {
      if (error) return;
      if (result.ok) {
        this.conversationId = result.conversationId;
        return;
      }
      const pending = this.state.pending.map((one) =>
        one.clientId === message.clientId ? { ...one, refused: result.error } : one,
      );
      this.set({ pending });
      this.keep();
    });
  }

  /** Sequences count within one conversation: another one begins with an empty page. */
  private enter(conversationId: string | null): void {
    if (this.conversationId && conversationId && conversationId !== this.conversationId)
      this.set({ messages: [], seenSeq: 0 });
    this.conversationId = conversationId ?? this.conversationId;
  }

  /** Merges by sequence: nothing is shown twice, and what arrived settles what was pending. */
  private take(news: WidgetMessage[]): void {
    if (news.length === 0) return;
    const bySeq = new Map(this.state.messages.map((message) => [message.seq, message]));
    for (const message of news) bySeq.set(message.seq, message);
    const messages = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
    const arrived = new Set(news.map((message) => message.clientId));
    const pending = this.state.pending.filter((one) => !arrived.has(one.clientId));
    const spoken = news.some((message) => message.author !== 'contact');
    this.set({ messages, pending, ...(spoken ? { typing: null } : {}) });
    this.keep();
  }

  private set(change: Partial<SessionState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }

  // Nothing is stored before the visitor has written. Private windows may refuse storage: the chat works without.
  private keep(): void {
    if (!this.token || (this.state.messages.length === 0 && this.state.pending.length === 0)) return;
    const kept: Kept = { token: this.token, pending: this.state.pending, seenSeq: this.state.seenSeq };
    try {
      localStorage.setItem(`baton.${this.site}`, JSON.stringify(kept));
    } catch {
      return;
    }
  }

  private read(): Kept | null {
    try {
      const kept = JSON.parse(localStorage.getItem(`baton.${this.site}`) ?? 'null') as Kept | null;
      return kept && typeof kept.token === 'string' && Array.isArray(kept.pending) ? kept : null;
    } catch {
      return null;
    }
  }
}
