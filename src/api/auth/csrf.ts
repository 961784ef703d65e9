/** Two walls against forged requests: where the request says it comes from, and a token that only our own page can know. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

export function isUnsafe(method: string): boolean {
  return !SAFE.has(method);
}

/** Derived from the session's own secret, so that it needs no storage and ends with the session. */
export function csrfToken(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('baton csrf').digest('base64url');
}

export function matches(expected: string, given: unknown): boolean {
  if (typeof given !== 'string') return false;
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * True for our own pages and for programs, which send neither header. A browser always sends Origin with an unsafe method.
 * This machine's loopback has several names; there the page's own host is as good as PUBLIC_URL.
 */
export function isOwnOrigin(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const { origin, host } = headers;
  if (origin === undefined) {
    const site = headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin' || site === 'none';
  }
  if (origin === publicUrl) return true;
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  return LOOPBACK_NAMES.has(from.hostname) && from.host === host;
}
