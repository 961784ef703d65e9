/** Where webhooks may go: https to the public internet; to this machine itself, even without TLS, outside of production. Pure. */
import { isIP } from 'node:net';
import type { Mode } from '../../foundation/config/environment';
import { isPublic } from '../../foundation/net/outside';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** This machine, and allowed to be. */
export function isOwnMachine(url: URL, mode: Mode): boolean {
  return mode !== 'production' && LOOPBACK.has(url.hostname);
}

/** What is wrong with it, or null. A name is looked at again whenever it is connected to. */
export function addressFault(address: string, mode: Mode): string | null {
  if (!URL.canParse(address)) return 'is no address';
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return 'holds a sign-in; the signature says who calls';
  if (url.hash !== '') return 'ends in a part behind #, which is never sent';
  if (isOwnMachine(url, mode) && /^https?:$/.test(url.protocol)) return null;
  if (url.protocol !== 'https:') return 'must begin with https://';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (LOOPBACK.has(url.hostname) || (isIP(host) !== 0 && !isPublic(host))) return 'leads into a private network';
  return null;
}
