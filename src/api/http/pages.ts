/** The screens as files: workspace, widget script and sandbox page, each with the caching and the reach that it needs. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Fault } from '../../foundation/model/fault';

/** The same folder from src/api/http and dist/api/http. */
export const WEB_ROOT = join(__dirname, '../../../dist/web');

/** Addresses that the workspace's own router answers; any other unknown address stays a 404. */
const WORKSPACE = ['/', '/reset', '/inbox', '/inbox/*', '/admin', '/admin/*', '/decisions/*', '/me', '/now'];

const YEAR_MS = 365 * 24 * 3_600_000;
const WIDGET_MS = 5 * 60_000;

export interface PageRules {
  /** The sandbox exists only while nothing real is configured. */
  sandboxAllowed: () => boolean;
  root?: string;
}

export async function servePages(fastify: FastifyInstance, rules: PageRules): Promise<void> {
  const root = rules.root ?? WEB_ROOT;
  if (!existsSync(root)) return;
  await fastify.register(fastifyStatic, { root, serve: false });

  /** A page names its assets by their hash: it must be asked for again, they never. */
  const page = (file: string) => (_request: FastifyRequest, reply: FastifyReply) =>
    reply.header('cache-control', 'no-cache').sendFile(file, { cacheControl: false });

  for (const url of WORKSPACE) fastify.get(url, page('index.html'));
  fastify.get('/assets/:name', (request: FastifyRequest<{ Params: { name: string } }>, reply) => {
    // One flat folder: a name that could leave it is none of ours.
    if (!/^[\w-][\w.-]*$/.test(request.params.name)) throw nothingHere();
    return reply.sendFile(`assets/${request.params.name}`, { immutable: true, maxAge: YEAR_MS });
  });

  // Other sites load the widget into their own pages.
  fastify.get('/widget.js', (_request, reply) =>
    reply
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin')
      .sendFile('widget.js', { maxAge: WIDGET_MS }),
  );

  const sandbox = page('sandbox/index.html');
  fastify.get('/sandbox', (request, reply) => {
    if (!rules.sandboxAllowed()) throw nothingHere();
    return sandbox(request, reply);
  });
}

function nothingHere(): Fault {
  return new Fault('not-found', 'There is nothing at this address.');
}
