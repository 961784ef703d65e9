/** Identifiers: UUID version 7 (RFC 9562 5.7), made by the application so that index inserts stay local. */
import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(4096);
let used = pool.length;

/** A new UUIDv7: 48 bits of milliseconds, 74 bits of randomness. Sorts by creation time to the millisecond. */
export function newId(now: number = Date.now()): string {
  if (used + 10 > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const r = pool.toString('hex', used, (used += 10));
  const t = now.toString(16).padStart(12, '0');
  const variant = ((parseInt(r.charAt(3), 16) & 0x3) | 0x8).toString(16);
  return `${t.slice(0, 8)}-${t.slice(8)}-7${r.slice(0, 3)}-${variant}${r.slice(4, 7)}-${r.slice(7, 19)}`;
}
