/** Keyset cursors: where a page ended, as an opaque text. They stay true while rows are added before them. */
import { Fault } from '../../foundation/model/fault';

export function writeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** `patterns`: what each part must look like; a cursor of another list is refused, not misread. */
export function readCursor(cursor: string, patterns: readonly RegExp[]): string[] {
  const parts = parse(cursor);
  if (parts?.length !== patterns.length || !patterns.every((pattern, index) => pattern.test(parts[index] ?? ''))) {
    throw new Fault('invalid', 'The request has faults; nothing was changed.', {
      errors: ['cursor: not of this list'],
    });
  }
  return parts;
}

function parse(cursor: string): string[] | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts.map(String) : null;
  } catch {
    return null;
  }
}

export const UUID_PART = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Microseconds since 1970, up to the year 3000; JavaScript's dates would round them. */
export const MICROS_PART = /^[0-3]?\d{1,16}$/;
export const NUMBER_PART = /^-?\d{1,9}$/;

export function momentOf(micros: string): string {
  const count = BigInt(micros);
  const millis = new Date(Number(count / 1_000n)).toISOString().slice(0, -1);
  return `${millis}${String(count % 1_000n).padStart(3, '0')}Z`;
}
