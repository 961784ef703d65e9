/** Who is connected: `agent.presence` is what the agent chose, `agent.presence_at` when a socket of theirs was last here. */
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../foundation/database/database';
import { Events } from '../../foundation/events/events';

const BEAT_MS = 30_000;
/** A reload of the page is no absence. */
const GRACE_MS = 5_000;

/** $1 agents. */
const HERE = `update agent set presence_at = now() where id = any($1::uuid[])`;

@Injectable()
export class Presence implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger('Live');
  private readonly sockets = new Map<string, number>();
  private beat: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Database,
    private readonly events: Events,
  ) {}

  onModuleInit(): void {
    this.beat = setInterval(() => this.here([...this.sockets.keys()]), BEAT_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.beat);
  }

  came(agentId: string): void {
    const before = this.sockets.get(agentId) ?? 0;
    this.sockets.set(agentId, before + 1);
    if (before > 0) return;
    this.here([agentId]);
    this.events.tell({ kind: 'presence', agentId });
  }

  left(agentId: string): void {
    const rest = (this.sockets.get(agentId) ?? 1) - 1;
    if (rest > 0) {
      this.sockets.set(agentId, rest);
      return;
    }
    this.sockets.delete(agentId);
    setTimeout(() => {
      if (!this.sockets.has(agentId)) this.events.tell({ kind: 'presence', agentId });
    }, GRACE_MS).unref();
  }

  private here(agentIds: readonly string[]): void {
    if (agentIds.length === 0) return;
    this.db.query(HERE, [[...agentIds].sort()], 'presence_here').catch((error: unknown) => {
      this.log.warn({ event: 'presence.not-written', error: String(error) });
    });
  }
}
