/** What every part of the bench is given. */
import type { Server } from './postgres';

export interface Bench {
  server: Server;
  /** Null: the same SQL from a bare pg loop. */
  pgbench: string | null;
  rounds: number;
  /** Of one slice. */
  seconds: number;
  say: (line: string) => void;
}
