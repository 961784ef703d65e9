/** What those who run Baton ask: is it alive, is it ready, how is it doing, what does the API offer. */
import { Controller, Get, Header, Inject, Req, Res } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { register } from 'prom-client';
import { z } from 'zod';
import { ENVIRONMENT, type Environment } from '../../foundation/config/environment';
import { Fault } from '../../foundation/model/fault';
import { Settings } from '../../foundation/settings/settings';
import { Public } from './access';
import { Describe, routesOf } from './describe';
import { fromThisMachine } from './this-machine';
import { openApi } from './openapi';
import { Readiness } from './readiness';

const Alive = z.object({ status: z.literal('alive') });
const Ready = z.object({
  status: z.enum(['ready', 'not ready']),
  checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string() })),
});

@Controller()
@Public()
export class OperationController {
  private document: string | undefined;

  constructor(
    private readonly readiness: Readiness,
    private readonly discovery: DiscoveryService,
    private readonly settings: Settings,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  @Get('health/live')
  @Describe({ summary: 'The process answers', answer: Alive })
  live(): z.infer<typeof Alive> {
    return { status: 'alive' };
  }

  @Get('health/ready')
  @Describe({ summary: 'Database, migrations and jobs; 503 when one of them is not well', answer: Ready })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<z.infer<typeof Ready>> {
    const checks = await this.readiness.check();
    const ok = Object.values(checks).every((check) => check.ok);
    void reply.status(ok ? 200 : 503);
    return { status: ok ? 'ready' : 'not ready', checks };
  }

  /** Figures tell much about a business: they are served to this machine only; a collector elsewhere comes through a proxy of its own. */
  @Get('metrics')
  @Header('cache-control', 'no-store')
  @Describe({ summary: 'Prometheus figures, to this machine only', text: 'text/plain' })
  async metrics(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    if (!fromThisMachine(request)) throw new Fault('not-found', 'There is nothing at this address.');
    void reply.header('content-type', register.contentType);
    return register.metrics();
  }

  @Get('api/openapi.json')
  @Header('content-type', 'application/json')
  @Describe({ summary: 'This page', text: 'application/json' })
  page(): string {
    this.document ??= JSON.stringify(
      openApi(routesOf(this.discovery), {
        title: `${this.settings.business().name}: Baton API`,
        version: '1',
        url: this.environment.publicUrl,
      }),
    );
    return this.document;
  }
}
