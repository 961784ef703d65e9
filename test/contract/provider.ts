/** A provider that misbehaves on purpose: a real HTTP server that keeps a ledger of what it heard. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body: string;
}

/** What the provider does with the next request. `cut`: it reads all of it and hangs up without a word. */
export type Mood = Answer | 'hang' | 'cut';

export class MisbehavingProvider {
  /** Whole requests that arrived. */
  readonly heard: { method: string; url: string; body: string }[] = [];
  mood: Mood = { status: 500, body: '' };
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));
  private hungUp: (() => void)[] = [];

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Resolves once a request that hangs was given up by its sender. */
  givenUp(): Promise<void> {
    return new Promise((resolve) => this.hungUp.push(resolve));
  }

  /** Resolves once a request arrived. */
  async heardOne(): Promise<void> {
    while (this.heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    this.heard.push({ method: request.method ?? '', url: request.url ?? '', body });
    const mood = this.mood;
    if (mood === 'cut') request.socket.destroy();
    else if (mood === 'hang') response.on('close', () => this.hungUp.forEach((tell) => tell()));
    else response.writeHead(mood.status, mood.headers).end(mood.body);
  }
}
