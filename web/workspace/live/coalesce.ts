/** Folds a storm of wishes into few runs: the first at once, then never two at a time and never sooner than the pause after the last. */

export interface Timers {
  set(run: () => void, ms: number): unknown;
  clear(timer: unknown): void;
}

const REAL: Timers = {
  set: (run, ms) => setTimeout(run, ms),
  clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

export class Coalescer<T> {
  private wishes = new Set<T>();
  private running = false;
  private timer: unknown = null;

  /** `run` gets everything that was asked for since it last began. What it throws is dropped: the next wish tries again. */
  constructor(
    private readonly run: (wishes: ReadonlySet<T>) => Promise<unknown> | void,
    private readonly pauseMs: number,
    private readonly timers: Timers = REAL,
  ) {}

  push(wish: T): void {
    this.wishes.add(wish);
    if (!this.running && this.timer === null) this.start();
  }

  /** Forgets what was asked for. */
  stop(): void {
    this.wishes.clear();
    if (this.timer !== null) this.timers.clear(this.timer);
    this.timer = null;
  }

  private start(): void {
    const wishes = this.wishes;
    this.wishes = new Set();
    this.running = true;
    void Promise.resolve()
      .then(() => this.run(wishes))
      .catch(() => undefined)
      .then(() => {
        this.running = false;
        this.timer = this.timers.set(() => this.rested(), this.pauseMs);
      });
  }

  private rested(): void {
    this.timer = null;
    if (this.wishes.size > 0) this.start();
  }
}
