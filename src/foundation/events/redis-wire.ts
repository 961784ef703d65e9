/** Facts over Redis publish and subscribe, for installations with many replicas. */
import { Logger } from '@nestjs/common';
import { createClient } from 'redis';
import type { Wire, WireListener } from './wire';

const CHANNEL = 'baton:facts';
const LONGEST_PAUSE_MS = 5_000;

export class RedisWire implements Wire {
  readonly maxBytes = 64_000;
  private readonly log = new Logger('Events');
  private readonly speaker;
  private readonly hearer;

  constructor(url: string) {
    this.speaker = createClient({
      url,
      // Old facts are worth nothing: refused while down, never queued.
      disableOfflineQueue: true,
      socket: {
        reconnectStrategy: (tries) => Math.min(LONGEST_PAUSE_MS, 100 * 2 ** tries) * (0.5 + Math.random() / 2),
      },
    });
    this.hearer = this.speaker.duplicate();
  }

  start(listener: WireListener): void {
    for (const client of [this.speaker, this.hearer]) {
      client.on('error', (error: Error) => this.log.warn({ event: 'facts.disconnected', error: error.message }));
    }
    let again = false;
    let subscribed = false;
    // Both are needed; whichever was broken, facts were lost in one direction.
    const ready = (): void => {
      if (!subscribed || !this.speaker.isReady || !this.hearer.isReady) return;
      listener.connected(again);
      again = true;
    };
    this.speaker.on('ready', ready);
    this.hearer.on('ready', ready);
    const begin = async (): Promise<void> => {
      await Promise.all([this.speaker.connect(), this.hearer.connect()]);
      await this.hearer.subscribe(CHANNEL, (text) => listener.message(text));
      subscribed = true;
      ready();
    };
    begin().catch((error: unknown) => this.log.warn({ event: 'facts.disconnected', error: String(error) }));
  }

  async send(texts: readonly string[]): Promise<void> {
    await Promise.all(texts.map((text) => this.speaker.publish(CHANNEL, text)));
  }

  async stop(): Promise<void> {
    for (const client of [this.speaker, this.hearer]) if (client.isOpen) client.destroy();
  }
}
