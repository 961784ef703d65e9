/**
 * Agents' files: POST /api/uploads takes one as its raw body, with its name in `x-file-name`, and answers a ticket for `files` of a reply.
 * Outside of Nest for the raw body alone: the same session, origin and token are asked for before the first byte of it is read.
 */
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { withoutMetadata } from '../../conversations/attachments/metadata';
import { ENVIRONMENT, type Environment } from '../../foundation/config/environment';
import { Fault } from '../../foundation/model/fault';
import { isOwnOrigin, matches } from '../auth/csrf';
import { Sessions } from '../auth/sessions';
import { LARGEST_UPLOAD, takeRawBodies, Uploads } from '../http/uploads';

/** Nobody attaches more by hand. */
const RATE = { points: 60, duration: 600 };

/** Who alone may send what this agent uploaded. */
export const uploader = (agentId: string): string => `agent:${agentId}`;

@Injectable()
export class AgentUploads implements OnModuleInit {
  private readonly log = new Logger('Uploads');
  private readonly rate = new RateLimiterMemory({ ...RATE, keyPrefix: 'upload agent' });

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly uploads: Uploads,
    private readonly sessions: Sessions,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  onModuleInit(): void {
    const fastify = this.http.httpAdapter.getInstance<FastifyInstance>();
    // Not awaited: that would load what is registered before Nest has set its own error handler.
    void fastify.register((routes, _options, done) => {
      const owners = new WeakMap<FastifyRequest, string>();
      takeRawBodies(routes, this.log);
      routes.post(
        '/api/uploads',
        {
          bodyLimit: LARGEST_UPLOAD,
          onRequest: async (request) => void owners.set(request, await this.admit(request)),
        },
        async (request, reply) =>
          reply.send(await this.uploads.take(owners.get(request) ?? '', request, withoutMetadata)),
      );
      done();
    });
  }

  private async admit(request: FastifyRequest): Promise<string> {
    if (!isOwnOrigin(request.headers, this.environment.publicUrl)) {
      throw new Fault('forbidden', 'This request came from another site. Open Baton at its own address (PUBLIC_URL).');
    }
    const me = await this.sessions.verify(request.headers.cookie);
    if (!me) throw new Fault('unauthenticated', 'Sign in first.');
    if (!matches(me.csrfToken, request.headers['x-csrf-token'])) {
      throw new Fault('forbidden', 'The x-csrf-token header is missing or old. Reload the page.');
    }
    await this.rate.consume(me.agentId).catch((refusal: unknown) => {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const wait = Math.ceil(refusal.msBeforeNext / 1_000);
      throw new Fault('rate-limited', `Too many files. Try again in ${wait} s.`, { retryAfterSeconds: wait });
    });
    return uploader(me.agentId);
  }
}
