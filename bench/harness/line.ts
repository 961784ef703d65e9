/** One keep-alive connection of a sender: whole requests out, statuses back. Lighter than node:http, so that the load takes little of the machine it measures. */
import { connect, type Socket } from 'node:net';

export class Line {
  private answer: ((status: number) => void) | null = null;
  private received = '';

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true).setEncoding('latin1');
    socket.on('data', (chunk: string) => this.read(chunk));
    socket.on('error', () => this.settle(0));
    socket.on('close', () => this.settle(0));
  }

  static open(port: number): Promise<Line> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new Line(socket)));
      socket.once('error', reject);
    });
  }

  /** The status of the answer; 0 when the line broke. One request at a time. */
  post(request: Buffer): Promise<number> {
    if (this.socket.destroyed) return Promise.resolve(0);
    return new Promise((resolve) => {
      this.answer = resolve;
      this.socket.write(request);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private read(chunk: string): void {
    this.received += chunk;
    const head = this.received.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/content-length: *(\d+)/i.exec(this.received)?.[1] ?? 0);
    if (this.received.length < head + 4 + length) return;
    const status = Number(this.received.slice(9, 12));
    this.received = '';
    this.settle(status);
  }

  private settle(status: number): void {
    const { answer } = this;
    this.answer = null;
    answer?.(status);
  }
}
