/** Who may speak to the sandbox: this machine alone, by its own name, from no other page, and only while all is simulated. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { toProblem } from '../api/http/problem.filter';
import { byOwnName, isLocal } from '../api/http/this-machine';
import { Fault } from '../foundation/model/fault';

/** Puts the guard before every route of this plugin, and problem+json behind them. */
export function guard(fastify: FastifyInstance, allowed: () => boolean): void {
  fastify.addHook('onRequest', async (request) => {
    if (!allowed() || !isLocal(request)) throw new Fault('not-found', 'There is nothing at this address.');
    if (!byOwnName(request)) {
      throw new Fault('forbidden', 'The sandbox answers only at http://127.0.0.1 or http://localhost.');
    }
    if (!isOwnPage(request)) throw new Fault('forbidden', 'The sandbox answers only to its own page.');
  });
  fastify.setErrorHandler((error, _request, reply) => refuse(reply, error));
}

/** Browsers say where a request comes from; what is no browser says nothing. */
function isOwnPage({ headers }: FastifyRequest): boolean {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) return false;
  return site === undefined || site === 'same-origin' || site === 'none';
}

function refuse(reply: FastifyReply, error: unknown): FastifyReply {
  const problem = toProblem(asFault(error));
  return reply.code(problem.status).type('application/problem+json').send(problem);
}

/** Fastify's own refusals of a body carry a status below 500. */
function asFault(error: unknown): unknown {
  const { statusCode, message } = error as { statusCode?: number; message?: string };
  if (error instanceof Fault || statusCode === undefined || statusCode >= 500) return error;
  return new Fault('invalid', message ?? 'The request cannot be read.');
}
