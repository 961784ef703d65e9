/** Facts for this process at once, and folded for the other replicas. A gap in the wire is answered by reading everything again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import type { Tx } from '../database/database';
import { newId } from '../model/ids';
import { Events, type Fact } from './events';
import { factKey, pack } from './folded';
import type { Wire } from './wire';

/** How often a replica says that it is here, and after how long it is thought gone. */
const HERE_MS = 5_000;
const GONE_MS = 16_000;

/** Written by our own replicas; the shape is checked because a rolling update may mix versions. */
const Message = z.object({
  from: z.string(),
  facts: z.array(
    z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('conversation'),
        id: z.string(),
        teamId: z.string(),
        assigneeId: z.string().nullable(),
        revision: z.number(),
        lastSeq: z.number(),
        contactAddressId: z.string().optional(),
      }),
      z.object({ kind: z.literal('presence'), agentId: z.string() }),
      z.object({
        kind: z.literal('settings'),
        what: z.enum(['accounts', 'teams', 'agents', 'policy', 'articles', 'switches', 'replies', 'webhooks', 'keys']),
      }),
      z.object({
        kind: z.literal('typing'),
        conversationId: z.string(),
        who: z.enum(['contact', 'agent', 'assistant']),
        agentId: z.string().optional(),
        names: z.object({ colleagues: z.string(), customers: z.string() }).optional(),
      }),
      z.object({ kind: z.literal('read'), conversationId: z.string() }),
      z.object({ kind: z.literal('access'), agentId: z.string() }),
      z.object({ kind: z.literal('resync') }),
    ]),
  ),
});

@Injectable()
export class ReplicaEvents extends Events implements OnModuleInit, BeforeApplicationShutdown {
  private readonly log = new Logger('Events');
  private readonly instance = newId();
  private readonly listeners = new Set<(fact: Fact, remote: boolean) => void>();
  /** When each other replica was last heard. With none, nothing is sent: one process pays nothing for the fan-out. */
  private readonly peers = new Map<string, number>();
  private waiting = new Map<string, Fact>();
  private flushing = false;
  private beat: NodeJS.Timeout | undefined;
  /** Facts were lost on their way to the others. */
  private owesResync = false;

  constructor(private readonly wire: Wire) {
    super();
  }

  onModuleInit(): void {
    this.wire.start({
      message: (text) => this.receive(text),
      connected: (again) => {
        if (again) this.hear({ kind: 'resync' }, true);
        this.greet();
      },
    });
    this.beat = setInterval(() => this.greet(), HERE_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.beat);
    while (this.flushing) await sleep(5);
    await this.wire.stop();
  }

  publish(tx: Tx, ...facts: Fact[]): void {
    tx.afterCommit(() => this.tell(...facts));
  }

  tell(...facts: Fact[]): void {
    for (const fact of facts) {
      this.hear(fact, false);
      if (this.peers.size > 0) this.waiting.set(factKey(fact), fact);
    }
    if (this.waiting.size > 0 && !this.flushing) void this.flush();
  }

  listen(listener: (fact: Fact, remote: boolean) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private hear(fact: Fact, remote: boolean): void {
    for (const listener of this.listeners) {
      try {
        listener(fact, remote);
      } catch (error) {
        this.log.error({ event: 'facts.listener-failed', kind: fact.kind, error: String(error) });
      }
    }
  }

  /** Sends what waits, and what came meanwhile: as long as the wire is busy, facts fold. */
  private async flush(): Promise<void> {
    this.flushing = true;
    await Promise.resolve();
    while (this.waiting.size > 0) {
      const facts = [...this.waiting.values()];
      this.waiting = new Map();
      await this.send(facts);
    }
    // In the same step as the last look at what waits: a fact in between would be forgotten.
    this.flushing = false;
  }

  private async send(facts: readonly Fact[]): Promise<void> {
    try {
      await this.wire.send(pack(this.instance, facts, this.wire.maxBytes));
    } catch (error) {
      this.log.warn({ event: 'facts.not-sent', error: String(error) });
      this.owesResync = true;
    }
  }

  /** Says that this replica is here; with it, that the others must read again when they missed something. */
  private greet(): void {
    const gone = Date.now() - GONE_MS;
    for (const [peer, heard] of this.peers) if (heard < gone) this.peers.delete(peer);
    const resync = this.owesResync;
    this.owesResync = false;
    const texts = resync ? pack(this.instance, [{ kind: 'resync' }], this.wire.maxBytes) : [this.hello()];
    this.wire.send(texts).catch(() => (this.owesResync ||= resync));
  }

  private hello(): string {
    return JSON.stringify({ from: this.instance, facts: [] });
  }

  private receive(text: string): void {
    const message = read(text);
    if (!message || message.from === this.instance) return;
    const known = this.peers.has(message.from);
    this.peers.set(message.from, Date.now());
    if (!known) {
      // Until now it was not told anything from here, nor was anything kept for it: both begin with reading.
      this.greet();
      this.hear({ kind: 'resync' }, true);
    }
    for (const fact of message.facts) this.hear(fact, true);
  }
}

function read(text: string): z.infer<typeof Message> | null {
  try {
    return Message.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null; // somebody else's words on this channel
  }
}
