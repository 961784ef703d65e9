/** The demo's sign-ins, for the door to offer: on this machine alone, while everything is simulated. They are printed at every start and no secret. */
import { join } from 'node:path';
import { Controller, Get, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { readBusiness } from '../../foundation/config/business';
import { Database } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { Settings } from '../../foundation/settings/settings';
import { Public } from '../http/access';
import { Demo } from '../http/contract';
import { Describe } from '../http/describe';
import { fromThisMachine } from '../http/this-machine';

/** The same folder from src/api/auth and dist/api/auth. */
const CONFIG = join(__dirname, '../../../config');

@Controller('api/demo')
export class DemoController {
  private passwords: Map<string, string> | undefined;

  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
  ) {}

  @Get()
  @Public()
  @Describe({ summary: 'Sign-ins of the demo business; 404 when there is none', answer: Demo })
  async signIns(@Req() request: FastifyRequest): Promise<z.infer<typeof Demo>> {
    if (!this.settings.demoAllowed() || !fromThisMachine(request)) {
      throw new Fault('not-found', 'There is nothing at this address.');
    }
    this.passwords ??= new Map(
      readBusiness(CONFIG).agents.map(({ email, demoPassword }) => [email.toLowerCase(), demoPassword ?? '']),
    );
    const agents = await this.db.query<{ email: string; name: string; role: 'agent' | 'admin' }>(
      'select email, name, role from agent where demo and disabled_at is null order by role, lower(name)',
    );
    return {
      signIns: agents.flatMap((agent) => {
        const password = this.passwords?.get(agent.email.toLowerCase());
        return password ? [{ ...agent, password }] : [];
      }),
    };
  }
}
