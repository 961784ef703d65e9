/** Turns facts into events in the right rooms: at once, with repeats folded. */
import { Logger } from '@nestjs/common';
import type { Fact } from '../../foundation/events/events';
import { agentRoom, Belongings, roomsFor } from './audience';
import { FirstThenFolded } from './first-then-folded';
import type { LiveAccess } from './live-access';
import type { LiveNamespace } from './live-socket';

type ConversationFact = Extract<Fact, { kind: 'conversation' }>;
type TypingFact = Extract<Fact, { kind: 'typing' }>;

/** Faster than an eye, slower than the facts of one command. */
const FOLD_MS = 20;
/** "Read everything again", told to so many sockets at a time, so that their reading does not come as one wave. */
const RESYNC_AT_ONCE = 100;
const RESYNC_PAUSE_MS = 50;

export class Teller {
  private readonly log = new Logger('Live');
  private readonly belongings = new Belongings();
  private readonly folded = new FirstThenFolded<() => void>(FOLD_MS, (emit) => emit());
  private asking = false;
  private onCallIds: string[] | undefined;
  private toAsk = new Map<string, ConversationFact>();

  constructor(
    private readonly namespace: LiveNamespace,
    private readonly access: LiveAccess,
  ) {}

  tell(fact: Extract<Fact, { kind: 'conversation' | 'typing' | 'presence' | 'settings' }>): void {
    switch (fact.kind) {
      case 'conversation':
        return this.conversation(fact);
      case 'typing':
        this.typing(fact).catch((error: unknown) => this.log.warn({ event: 'live.not-told', error: String(error) }));
        return;
      case 'presence':
        return this.folded.push(`presence ${fact.agentId}`, () =>
          this.namespace.emit('presence', { agentId: fact.agentId }),
        );
      case 'settings':
        return this.folded.push(`settings ${fact.what}`, () => this.namespace.emit('settings', { what: fact.what }));
    }
  }

  /** Somebody came, or their duties changed. */
  audienceChanged(): void {
    this.onCallIds = undefined;
  }

  resync(): void {
    const sockets = [...this.namespace.sockets.values()];
    for (let from = 0; from < sockets.length; from += RESYNC_AT_ONCE) {
      const some = sockets.slice(from, from + RESYNC_AT_ONCE);
      setTimeout(
        () => some.forEach((socket) => socket.emit('resync')),
        (from / RESYNC_AT_ONCE) * RESYNC_PAUSE_MS,
      ).unref();
    }
  }

  private conversation(fact: ConversationFact): void {
    this.emit(fact, roomsFor(fact, this.belongings.move(fact.id, fact)));
    if (this.onCall().length === 0) return;
    this.toAsk.set(fact.id, fact);
    if (!this.asking) void this.askOffers();
  }

  private emit({ id, teamId, assigneeId, revision, lastSeq }: ConversationFact, rooms: string[]): void {
    // Other replicas hear the fact themselves.
    if (this.namespace.sockets.size === 0) return;
    const change = { id, teamId, assigneeId, revision, lastSeq };
    this.folded.push(`${id} ${rooms.join()}`, () => this.namespace.to(rooms).emit('conversation', change));
  }

  private async typing({ conversationId, who, agentId, names }: TypingFact): Promise<void> {
    const belonging = this.belongings.get(conversationId) ?? (await this.access.belonging(conversationId));
    if (!belonging) return;
    const change = {
      conversationId,
      who,
      ...(agentId ? { agentId } : {}),
      ...(names ? { name: names.colleagues } : {}),
    };
    this.namespace.to(roomsFor(belonging, undefined)).emit('typing', change);
  }

  /** Connected agents who may be offered what their teams do not hold; kept until somebody comes, since this is asked with every fact. */
  private onCall(): string[] {
    if (!this.onCallIds) {
      const agents = [...this.namespace.sockets.values()].map((socket) => socket.data);
      const helpers = agents.filter((agent) => agent.onCall && agent.role !== 'admin');
      this.onCallIds = [...new Set(helpers.map((agent) => agent.agentId))];
    }
    return this.onCallIds;
  }

  private async askOffers(): Promise<void> {
    this.asking = true;
    // What is told meanwhile is asked with the next round.
    await Promise.resolve();
    while (this.toAsk.size > 0) {
      const facts = this.toAsk;
      this.toAsk = new Map();
      try {
        for (const { conversationId, agentId } of await this.access.offered([...facts.keys()], this.onCall())) {
          const fact = facts.get(conversationId);
          if (fact) this.emit(fact, [agentRoom(agentId)]);
        }
      } catch (error) {
        this.log.warn({ event: 'live.offers-not-read', error: String(error) });
      }
    }
    this.asking = false;
  }
}
