/** What a visitor's line has taken of what was sent: whoever does not read must not fill our memory. */
import type { VisitorSocket } from './visitor-socket';

/** A phone in a tunnel gets this long; then it comes back with its cursor. */
const PATIENCE_MS = 20_000;

export class VisitorLine {
  /** Something waits for the transport, which takes no more before it was read. */
  private waiting = false;
  private readonly wakes = new Set<(taken: boolean) => void>();

  constructor(conn: VisitorSocket['conn']) {
    conn.on('packetCreate', () => (this.waiting = true));
    conn.on('drain', () => this.settle(true));
    conn.on('close', () => this.settle(false));
  }

  /** True as soon as nothing waits any more; false when the line ends, or takes nothing for 20 s. */
  taken(patienceMs = PATIENCE_MS): Promise<boolean> {
    if (!this.waiting) return Promise.resolve(true);
    return new Promise((resolve) => {
      const done = (taken: boolean): void => {
        clearTimeout(timer);
        this.wakes.delete(done);
        resolve(taken);
      };
      const timer = setTimeout(() => done(false), patienceMs);
      this.wakes.add(done);
    });
  }

  private settle(taken: boolean): void {
    this.waiting = false;
    for (const wake of [...this.wakes]) wake(taken);
  }
}
