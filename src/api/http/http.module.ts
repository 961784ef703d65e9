/** The frame of the HTTP side: headers, pages, problems, health. Routes of the rooms stand in their own modules. */
import helmet from '@fastify/helmet';
import { Inject, Module, type NestModule } from '@nestjs/common';
import { APP_FILTER, DiscoveryModule, HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, register } from 'prom-client';
import { ENVIRONMENT, type Environment } from '../../foundation/config/environment';
import { Settings } from '../../foundation/settings/settings';
import { headers } from './headers';
import { OperationController } from './operation.controller';
import { servePages } from './pages';
import { ProblemFilter } from './problem.filter';
import { Readiness } from './readiness';

/** The largest article is 50,000 characters; nothing under /api is larger. Read before the route is known to anyone. */
const API_BODY_BYTES = 512 * 1024;

@Module({
  imports: [DiscoveryModule],
  controllers: [OperationController],
  providers: [Readiness, { provide: APP_FILTER, useClass: ProblemFilter }],
})
export class HttpModule implements NestModule {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly settings: Settings,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  /** Nest calls this once Fastify is up and before its own routes exist: hooks added here reach all of them. */
  async configure(): Promise<void> {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onRoute', (route) => {
      if (route.url.startsWith('/api/')) route.bodyLimit ??= API_BODY_BYTES;
    });
    // Transcripts and tokens must not outlive a sign-out in a browser's cache.
    fastify.addHook('onRequest', async (request, reply) => {
      if (request.url.startsWith('/api/')) void reply.header('cache-control', 'no-store');
    });
    await fastify.register(helmet, headers(this.environment.publicUrl));
    await servePages(fastify, { sandboxAllowed: () => this.settings.demoAllowed() });
    // Two applications of one process (tests) share prom-client's registry.
    if (!register.getSingleMetric('process_cpu_user_seconds_total')) collectDefaultMetrics();
  }
}
