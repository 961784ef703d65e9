/** A receiver of webhooks on this machine: it keeps a ledger of what came, and misbehaves as told. */
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface Called {
  path: string;
  id: string;
  headers: IncomingHttpHeaders;
  body: string;
  event: { type: string; timestamp: string; sequence: number; data: Record<string, unknown> };
}

type Behaviour = 'ok' | 'hang' | 'cut' | number;

export class WebhookReceiver {
  readonly ledger: Called[] = [];
  /** By path; `ok` where nothing is said. */
  readonly behaviour = new Map<string, Behaviour>();
  /** Requests that hang now, by path. */
  readonly hanging = new Map<string, number>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<WebhookReceiver> {
    let hear: RequestListener = () => undefined;
    const server = createServer((request, response) => hear(request, response));
    const receiver = new WebhookReceiver(server);
    hear = (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const path = request.url ?? '';
        const id = String(request.headers['webhook-id']);
        receiver.ledger.push({ path, id, headers: request.headers, body, event: JSON.parse(body) as Called['event'] });
        const behaviour = receiver.behaviour.get(path) ?? 'ok';
        if (behaviour === 'ok') response.writeHead(200).end('thanks');
        else if (behaviour === 'cut') request.socket.destroy();
        else if (behaviour === 'hang') receiver.hanging.set(path, (receiver.hanging.get(path) ?? 0) + 1);
        else response.writeHead(behaviour, { location: '/elsewhere' }).end(`no ${'x'.repeat(5_000)}`);
      });
    };
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  at(path: string): Called[] {
    return this.ledger.filter((called) => called.path === path);
  }

  /** Every line that hangs is cut. */
  cutHanging(): void {
    this.server.closeAllConnections();
    this.hanging.clear();
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** True when somebody who has only this secret takes it, after the reference library. */
export function verifies({ headers, body }: Called, secret: string): boolean {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}
