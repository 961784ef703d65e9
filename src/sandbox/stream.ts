/** The live stream of the sandbox's page: Server-Sent Events to a few listeners, ended when the server stops. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SandboxEvents } from './contract';

const HEARTBEAT_MS = 15_000;
const MOST = 50;
/** A page that stopped reading is let go; it comes back and reads everything again. */
const MAX_UNREAD_BYTES = 1_000_000;

export class Stream {
  private readonly listeners = new Set<ServerResponse>();
  private readonly heartbeat: NodeJS.Timeout;

  constructor() {
    this.heartbeat = setInterval(() => this.write(': still here\n\n'), HEARTBEAT_MS);
    this.heartbeat.unref();
  }

  add(response: ServerResponse, request: IncomingMessage): void {
    if (this.listeners.size >= MOST) {
      response.writeHead(503).end();
      return;
    }
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    response.write(`retry: 1000\n${block('ready', {})}`);
    this.listeners.add(response);
    request.on('close', () => this.listeners.delete(response));
  }

  tell<K extends keyof SandboxEvents>(event: K, data: SandboxEvents[K]): void {
    this.write(block(event, data));
  }

  stop(): void {
    clearInterval(this.heartbeat);
    for (const listener of this.listeners) listener.end();
    this.listeners.clear();
  }

  private write(text: string): void {
    for (const listener of this.listeners) {
      if (listener.writableLength > MAX_UNREAD_BYTES) listener.destroy();
      else listener.write(text);
    }
  }
}

function block<K extends keyof SandboxEvents>(event: K, data: SandboxEvents[K]): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
