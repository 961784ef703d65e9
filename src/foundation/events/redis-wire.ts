/** Facts over Redis publish and subscribe, for installations with many replicas. */
import { Logger } from '@nestjs/common';
import type { createClient } from 'redis';
import type { Wire, WireListener } from './wire';

const CHANNEL = 'baton:facts';
const LONGEST_PAUSE_MS = 5_000;

type Client = ReturnType<typeof createClient>;

export class RedisWire implements Wire {
  readonly maxBytes = 64_000;
  private readonly log = new Logger('Events');
  private clients: { speaker: Client; hearer: Client } | null = null;
  private stopped = false;

  constructor(private readonly url: string) {}

  start(listener: WireListener): void {
    this.begin(listener).catch((error: unknown) =>
      this.log.warn({ event: 'facts.disconnected', error: String(error) }),
    );
  }

  async send(texts: readonly string[]): Promise<void> {
    const { clients } = this;
    if (!clients) throw new Error('Not connected to Redis yet.');
    await Promise.all(texts.map((text) => clients.speaker.publish(CHANNEL, text)));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const client of this.clients ? Object.values(this.clients) : []) if (client.isOpen) client.destroy();
  }

  private async begin(listener: WireListener): Promise<void> {
    // 20 MB (measured): an installation without Redis does without its client.
    const { createClient: open } = await import('redis');
    if (this.stopped) return;
    const speaker: Client = open({
      url: this.url,
      // Old facts are worth nothing: refused while down, never queued.
      disableOfflineQueue: true,
      socket: {
        reconnectStrategy: (tries) => Math.min(LONGEST_PAUSE_MS, 100 * 2 ** tries) * (0.5 + Math.random() / 2),
      },
    });
    const hearer = speaker.duplicate();
    this.clients = { speaker, hearer };
    for (const client of [speaker, hearer]) {
      client.on('error', (error: Error) => this.log.warn({ event: 'facts.disconnected', error: error.message }));
    }
    let again = false;
    let subscribed = false;
    // Both are needed; whichever was broken, facts were lost in one direction.
    const ready = (): void => {
      if (!subscribed || !speaker.isReady || !hearer.isReady) return;
      listener.connected(again);
      again = true;
    };
    speaker.on('ready', ready);
    hearer.on('ready', ready);
    await Promise.all([speaker.connect(), hearer.connect()]);
    await hearer.subscribe(CHANNEL, (text) => listener.message(text));
    subscribed = true;
    ready();
  }
}
