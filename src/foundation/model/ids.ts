/** Identifiers: UUID version 7 (RFC 9562 5.7), made by the application so that index inserts stay local. */
import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(4096);
let used = pool.length;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const hex = (byte: number | undefined): string => HEX[byte ?? 0] ?? '';

/** The 48 bits of the last millisecond asked for: ids come in bursts. */
let stamped = -1;
let stamp = '';

/** A new UUIDv7: 48 bits of milliseconds, 74 bits of randomness. Sorts by creation time to the millisecond. */
export function newId(now: number = Date.now()): string {
  if (used + 10 > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  if (now !== stamped) {
    const t = now.toString(16).padStart(12, '0');
    stamp = `${t.slice(0, 8)}-${t.slice(8)}-`;
    stamped = now;
  }
  const at = used;
  used += 10;
  const version = hex(0x70 | ((pool[at] ?? 0) & 0x0f)) + hex(pool[at + 1]);
  const variant = hex(0x80 | ((pool[at + 2] ?? 0) & 0x3f)) + hex(pool[at + 3]);
  const node =
    hex(pool[at + 4]) +
    hex(pool[at + 5]) +
    hex(pool[at + 6]) +
    hex(pool[at + 7]) +
    hex(pool[at + 8]) +
    hex(pool[at + 9]);
  return `${stamp}${version}-${variant}-${node}`;
}

/** Below every id of this millisecond, above all before it. */
export function floorId(ms: number): string {
  return `${newId(ms).slice(0, 13)}-7000-8000-000000000000`;
}
