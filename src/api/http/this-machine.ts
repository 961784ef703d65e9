/** Whether a request was made on this machine, by the socket itself and never by what a header claims. */
import type { FastifyRequest } from 'fastify';

const LOOPBACK = /^(::1|(::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/;

/** A request that a proxy on this machine handed on came from elsewhere: it carries a forwarding header. */
export function fromThisMachine(request: Pick<FastifyRequest, 'headers' | 'raw'>): boolean {
  const forwarded = request.headers['x-forwarded-for'] ?? request.headers['forwarded'] ?? request.headers['via'];
  return forwarded === undefined && LOOPBACK.test(request.raw.socket.remoteAddress ?? '');
}
