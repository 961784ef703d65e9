/** Where a widget may run: CORS does not cover WebSocket, so the Origin header is checked here. Pure. */
import type { IncomingHttpHeaders } from 'node:http';
import type { AccountSetting } from '../../foundation/settings/snapshot';

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

export interface OriginRules {
  /** Origins that the site's account names. */
  allowed: readonly string[];
  /** Baton's own address, where it shows the widget itself. */
  publicUrl: string;
  development: boolean;
}

/** Programs send no Origin, a browser always does: the check keeps other sites' pages from speaking with a visitor's token. */
export function mayRunAt(
  { origin, host }: IncomingHttpHeaders,
  { allowed, publicUrl, development }: OriginRules,
): boolean {
  if (origin === undefined || origin === publicUrl || allowed.includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  // This machine's loopback has several names and, while developing, several ports.
  return LOOPBACK_NAMES.has(from.hostname) && (development || from.host === host);
}

/** The adapter's schema has checked them. */
export function originsOf(account: Pick<AccountSetting, 'settings'>): string[] {
  const origins = account.settings['origins'];
  return Array.isArray(origins) ? origins.filter((origin) => typeof origin === 'string') : [];
}
