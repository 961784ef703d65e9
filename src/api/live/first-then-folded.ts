/** Tells the first of something at once and folds its repeats: no latency at a low rate, no flood at a high one. */
export class FirstThenFolded<T> {
  private readonly open = new Map<string, { last?: { value: T } }>();

  constructor(
    private readonly ms: number,
    private readonly tell: (value: T) => void,
  ) {}

  push(key: string, value: T): void {
    const window = this.open.get(key);
    if (window) {
      window.last = { value };
      return;
    }
    this.tell(value);
    this.begin(key);
  }

  private begin(key: string): void {
    this.open.set(key, {});
    setTimeout(() => {
      const last = this.open.get(key)?.last;
      this.open.delete(key);
      if (!last) return;
      this.tell(last.value);
      this.begin(key);
    }, this.ms).unref();
  }
}
