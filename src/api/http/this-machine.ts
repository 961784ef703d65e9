/** Whether a request was made on this machine, by the socket itself and never by what a header claims. */
import type { FastifyRequest } from 'fastify';

const LOOPBACK = /^(::1|(::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/;

/** A name that is not ours is a page elsewhere whose DNS points here (rebinding). */
const OWN_NAME = /^(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d{1,5})?$/i;

/** A request that a proxy on this machine handed on came from elsewhere: it carries a forwarding header. */
export function isLocal(request: Pick<FastifyRequest, 'headers' | 'raw'>): boolean {
  const forwarded = request.headers['x-forwarded-for'] ?? request.headers['forwarded'] ?? request.headers['via'];
  return forwarded === undefined && LOOPBACK.test(request.raw.socket.remoteAddress ?? '');
}

/** Whether it asks for this machine by one of its own names. */
export function byOwnName(request: Pick<FastifyRequest, 'headers'>): boolean {
  return OWN_NAME.test(request.headers.host ?? '');
}

export function fromThisMachine(request: Pick<FastifyRequest, 'headers' | 'raw'>): boolean {
  return isLocal(request) && byOwnName(request);
}
