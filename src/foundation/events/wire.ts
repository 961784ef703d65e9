/** What carries facts between replicas: PostgreSQL's NOTIFY, or Redis when it is configured. At most once; gaps are known by reconnections. */

export interface WireListener {
  message(text: string): void;
  /** The wire carries; `again` when it did before and broke: what was said meanwhile is lost. */
  connected(again: boolean): void;
}

export interface Wire {
  /** The longest text that one message may be, in bytes of UTF-8. */
  readonly maxBytes: number;
  /** Connects in the background and keeps connecting. */
  start(listener: WireListener): void;
  /** Rejects while the wire is down. */
  send(texts: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}
