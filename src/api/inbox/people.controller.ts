/** Names for choices: the teams a conversation may be handed to, and the agents. */
import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../../foundation/database/database';
import { Settings } from '../../foundation/settings/settings';
import { presenceOf } from '../../foundation/model/presence';
import { AgentRef, TeamRef } from '../http/contract';
import { Describe } from '../http/describe';

const Teams = z.array(TeamRef);
const Agents = z.array(AgentRef);

@Controller('api')
export class PeopleController {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
  ) {}

  @Get('teams')
  @Describe({ summary: 'Every team, by name', answer: Teams })
  teams(): z.infer<typeof Teams> {
    return this.settings.teams().map(({ id, name }) => ({ id, name }));
  }

  @Get('agents')
  @Describe({ summary: 'Every active agent, by name', answer: Agents })
  agents(): Promise<z.infer<typeof Agents>> {
    return this.db.query<z.infer<typeof AgentRef>>(
      `select g.id, g.name, ${presenceOf('g')} as presence from agent g where g.disabled_at is null order by lower(g.name), g.id`,
      [],
      'inbox_agents',
    );
  }
}
