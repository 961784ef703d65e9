/** The visitor's line: at-most-once sockets made lossless by a cursor, ids of our own and a kept outbox. */
import { io, type Socket } from 'socket.io-client';
import type { WidgetClientEvents, WidgetMessage, WidgetServerEvents, WidgetState } from '../../src/api/http/contract';
import { Keep, type Pending } from './keep';
import { language } from './words';

export interface SessionState {
  business: string;
  connected: boolean;
  /** Something was heard from the server since the page was loaded. */
  greeted: boolean;
  /** Why the server does not take this line; it is tried again. */
  refused: string | null;
  messages: WidgetMessage[];
  pending: Pending[];
  typing: 'agent' | 'assistant' | null;
  /** The agent's name, while they type. */
  typist: string | null;
  /** Sequence up to which the visitor has seen everything. */
  seenSeq: number;
  /** Up to where somebody of the business has read. */
  readSeq: number;
  sound: boolean;
  askEmail: boolean;
  /** Nobody would answer now. */
  offline: boolean;
  queue: WidgetState['queue'];
  /** To which kinds of address the conversation can go on. */
  ways: WidgetState['ways'];
}

const TYPING_MS = 6_000;
const NO_ANSWER_MS = 15_000;
/** A timer that comes this much too late has slept with the machine. */
const SLEPT_MS = 30_000;

export class Session {
  state: SessionState = {
    business: '',
    connected: false,
    greeted: false,
    refused: null,
    messages: [],
    pending: [],
    typing: null,
    typist: null,
    seenSeq: 0,
    readSeq: 0,
    sound: true,
    askEmail: false,
    offline: false,
    queue: null,
    ways: [],
  };

  private token: string | undefined;
  private conversationId: string | null = null;
  private typingTimer: ReturnType<typeof setTimeout> | undefined;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private retryMs = 5_000;
  private lastTyping = 0;
  private arrivedSeq = 0;
  /** An address that came with the first words, until there is a conversation to keep it with. */
  private given: { email: string; consent: string } | null = null;
  private readonly keep;
  private readonly socket: Socket<WidgetServerEvents, WidgetClientEvents>;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly server: string,
    private readonly site: string,
    private identity: string | undefined,
  ) {
    this.keep = new Keep(site);
    const kept = this.keep.read();
    this.token = kept?.token;
    if (kept) this.state = { ...this.state, pending: this.keep.pending(), seenSeq: kept.seenSeq, sound: kept.sound };
    this.socket = io(`${server}/widget`, {
      autoConnect: false,
      transports: ['websocket', 'polling'],
      reconnectionDelay: 500,
      reconnectionDelayMax: 8_000,
      auth: (give) =>
        give({
          site,
          token: this.token,
          identity: this.identity,
          conversationId: this.conversationId ?? undefined,
          afterSeq: this.state.messages.at(-1)?.seq ?? 0,
        }),
    });
    this.socket.on('connect', () => {
      this.retryMs = 5_000;
      this.set({ connected: true, refused: null });
    });
    this.socket.on('disconnect', () => this.set({ connected: false, typing: null }));
    this.socket.on('connect_error', (error) => {
      // Only what the server itself refused ends socket.io's own tries.
      if (this.socket.active) return;
      this.set({ refused: error.message });
      clearTimeout(this.retryTimer);
      this.retryTimer = setTimeout(() => this.socket.connect(), this.retryMs);
      this.retryMs = Math.min(this.retryMs * 2, 120_000);
    });
    this.socket.on('welcome', (hello) => {
      this.token = hello.token;
      this.enter(hello.conversationId);
      this.set({ business: hello.business, greeted: true, offline: hello.offline });
      this.take(hello.messages);
      this.store();
      for (const message of this.state.pending) if (!message.refused) this.emit(message);
    });
    this.socket.on('messages', (news) => {
      this.enter(news.conversationId);
      this.take(news.messages);
    });
    this.socket.on('state', ({ conversationId, readSeq, askEmail, queue, ways }) => {
      if (conversationId !== this.conversationId) return;
      this.set({ readSeq, ways, queue, askEmail: askEmail && !this.given && !this.keep.declined(conversationId) });
      const { given } = this;
      this.given = null;
      if (given) void this.giveEmail(given.email, given.consent);
    });
    this.socket.on('typing', ({ who, name }) => {
      clearTimeout(this.typingTimer);
      this.set({ typing: who, typist: name ?? null });
      this.typingTimer = setTimeout(() => this.set({ typing: null }), TYPING_MS);
    });
    this.watchNetwork();
  }

  /** True when this visitor wrote before: there may be news. */
  get known(): boolean {
    return this.token !== undefined || this.state.pending.length > 0;
  }

  open(): void {
    if (!this.socket.active) this.socket.connect();
  }

  /** Who the business's own server says that this is; null: signed out. Begins with an empty page. */
  identify(identity: string | null): void {
    if ((identity ?? undefined) === this.identity) return;
    const speaks = this.socket.active || this.state.refused !== null;
    clearTimeout(this.retryTimer);
    this.socket.disconnect();
    // The token of somebody signed in ends with their signing in.
    if (this.identity !== undefined) this.token = this.keep.read()?.token;
    this.identity = identity ?? undefined;
    this.conversationId = null;
    this.set({
      messages: [],
      seenSeq: 0,
      readSeq: 0,
      greeted: false,
      refused: null,
      askEmail: false,
      queue: null,
      ways: [],
    });
    if (speaks) this.socket.connect();
  }

  send(text: string, files: Pending['files'] = []): void {
    const message: Pending = { clientId: crypto.randomUUID(), text, at: Date.now(), files, refused: null };
    this.join();
    this.set({ pending: [...this.state.pending, message] });
    this.keep.add(message);
    this.store();
    if (this.socket.connected && this.state.greeted) this.emit(message);
  }

  /** A message while nobody is there, and perhaps where the answer may go; `consent` as it was shown. */
  leave(text: string, email: string, consent: string): void {
    if (email !== '') this.given = { email, consent };
    this.send(text);
  }

  again(clientId: string): void {
    const pending = this.state.pending.map((one) => (one.clientId === clientId ? { ...one, refused: null } : one));
    this.set({ pending });
    const message = pending.find((one) => one.clientId === clientId);
    if (!message) return;
    this.keep.add(message);
    if (this.socket.connected) this.emit(message);
  }

  remove(clientId: string): void {
    this.set({ pending: this.state.pending.filter((one) => one.clientId !== clientId) });
    this.keep.settle(clientId);
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
    this.store();
    if (this.conversationId) this.socket.emit('seen', { conversationId: this.conversationId, seq });
  }

  setSound(sound: boolean): void {
    this.set({ sound });
    this.store();
  }

  /** `consent`: the wording as it was shown. Resolves to what is wrong, or null. */
  giveEmail(email: string, consent: string): Promise<string | null> {
    const conversationId = this.conversationId;
    if (!conversationId) return Promise.resolve('…');
    return new Promise((resolve) => {
      this.socket
        .timeout(NO_ANSWER_MS)
        .emit(
          'email',
          { conversationId, email, consent, language, page: location.origin + location.pathname },
          (error, result) => resolve(error ? 'No answer. Try again.' : result.ok ? null : result.error),
        );
    });
  }

  declineEmail(): void {
    if (this.conversationId) this.keep.decline(this.conversationId);
    this.set({ askEmail: false });
  }

  /** Uploads one file; resolves to its ticket, rejects with words to show. A line that breaks is tried again. */
  async upload(file: File, onProgress: (percent: number) => void, signal: AbortSignal): Promise<string> {
    for (let tries = 0; ; tries += 1) {
      const answer = await this.post(file, onProgress, signal);
      if (answer.ticket) return answer.ticket;
      if (answer.final || tries === 4) throw new Error(answer.error);
      await new Promise((resolve) => setTimeout(resolve, 1_000 * 2 ** tries));
    }
  }

  /** The content of a file, as an address for this page alone. */
  async fileUrl(id: string): Promise<string> {
    const response = await fetch(`${this.server}/widget/files/${id}?site=${encodeURIComponent(this.site)}`, {
      headers: { authorization: `Bearer ${this.token ?? ''}` },
      credentials: 'omit',
    });
    if (!response.ok) throw new Error(String(response.status));
    return URL.createObjectURL(await response.blob());
  }

  watch(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private post(file: File, onProgress: (percent: number) => void, signal: AbortSignal) {
    return new Promise<{ ticket?: string; error: string; final: boolean }>((resolve) => {
      // fetch tells nothing of an upload's progress.
      const request = new XMLHttpRequest();
      request.open('POST', `${this.server}/widget/files?site=${encodeURIComponent(this.site)}`);
      request.setRequestHeader('authorization', `Bearer ${this.token ?? ''}`);
      request.setRequestHeader('content-type', 'application/octet-stream');
      request.setRequestHeader('x-file-name', encodeURIComponent(file.name.slice(-200)));
      request.upload.onprogress = (event) => onProgress(Math.round((100 * event.loaded) / (event.total || 1)));
      request.onloadend = () => {
        let body: { ticket?: string; detail?: string } = {};
        try {
          body = JSON.parse(request.responseText) as typeof body;
        } catch {
          // No answer of ours: the line.
        }
        const final = signal.aborted || (request.status >= 400 && request.status < 500);
        resolve({ ...(body.ticket ? { ticket: body.ticket } : {}), error: body.detail ?? 'No connection.', final });
      };
      signal.addEventListener('abort', () => request.abort());
      request.send(file);
    });
  }

  private emit(message: Pending): void {
    const { clientId, text, files } = message;
    const payload = { clientId, text, ...(files.length > 0 ? { files: files.map((file) => file.ticket) } : {}) };
    this.socket.timeout(NO_ANSWER_MS).emit('send', payload, (error, result) => {
      const waits = this.state.pending.find((one) => one.clientId === clientId);
      if (error) {
        // Cut: it goes out after the next welcome; else once more now. The id makes a repeat the same message.
        if (waits && this.socket.connected) this.emit(waits);
        return;
      }
      if (result.ok) {
        this.enter(result.conversationId);
        return;
      }
      const pending = this.state.pending.map((one) =>
        one.clientId === clientId ? { ...one, refused: result.error } : one,
      );
      this.set({ pending });
      const refused = pending.find((one) => one.clientId === clientId);
      if (refused) this.keep.add(refused);
    });
  }

  /** Before the first word: another tab may have spoken meanwhile, and this one is the same visitor. */
  private join(): void {
    if (this.identity !== undefined || this.state.messages.length > 0 || this.state.pending.length > 0) return;
    const kept = this.keep.read()?.token;
    if (!kept || kept === this.token) return;
    this.token = kept;
    this.socket.disconnect().connect();
    this.set({ greeted: false });
  }

  /** Sequences count within one conversation: another one begins with an empty page. */
  private enter(conversationId: string | null): void {
    if (this.conversationId && conversationId && conversationId !== this.conversationId) {
      this.arrivedSeq = 0;
      this.set({ messages: [], seenSeq: 0, readSeq: 0 });
    }
    this.conversationId = conversationId ?? this.conversationId;
  }

  /** Merges by sequence: nothing is shown twice, and what arrived settles what was pending. */
  private take(news: WidgetMessage[]): void {
    if (news.length === 0) return;
    const bySeq = new Map(this.state.messages.map((message) => [message.seq, message]));
    for (const message of news) bySeq.set(message.seq, message);
    const messages = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
    const arrived = new Set(news.map((message) => message.clientId));
    for (const one of this.state.pending) if (arrived.has(one.clientId)) this.keep.settle(one.clientId);
    const pending = this.state.pending.filter((one) => !arrived.has(one.clientId));
    const spoken = news.some((message) => message.author !== 'contact');
    this.set({ messages, pending, ...(spoken ? { typing: null } : {}) });
    this.store();
    const seq = messages.at(-1)?.seq ?? 0;
    if (spoken && this.conversationId && seq > Math.max(this.arrivedSeq, this.state.seenSeq)) {
      this.arrivedSeq = seq;
      this.socket.emit('seen', { conversationId: this.conversationId, seq, state: 'delivered' });
    }
  }

  /** After sleep or a change of network the old line may look alive for most of a minute: it is not believed. */
  private watchNetwork(): void {
    const renew = () => {
      if (!this.socket.active) return;
      if (this.socket.connected) this.socket.io.engine.close();
      else this.socket.disconnect().connect();
    };
    addEventListener('online', renew);
    addEventListener('pageshow', (event) => event.persisted && renew());
    let last = Date.now();
    setInterval(() => {
      const now = Date.now();
      if (now - last > SLEPT_MS + 10_000) renew();
      last = now;
    }, 10_000);
  }

  private set(change: Partial<SessionState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }

  /** Nothing before the visitor has written; of somebody signed in not the token, which opens what is theirs. */
  private store(): void {
    if (this.state.messages.length === 0 && this.state.pending.length === 0) return;
    const { seenSeq, sound } = this.state;
    const token = this.identity === undefined ? this.token : this.keep.read()?.token;
    this.keep.write({ ...(token ? { token } : {}), seenSeq, sound });
  }
}
