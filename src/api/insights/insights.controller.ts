/** How it goes: figures for admins, read from the rows of what happened. */
import { Controller, Get, Inject } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../foundation/config/environment';
import { Database } from '../../foundation/database/database';
import { Settings } from '../../foundation/settings/settings';
import { AdminOnly } from '../http/access';
import { AssistantUse } from '../http/contract';
import { Describe } from '../http/describe';
import { readAssistantUse } from './assistant-use';

@Controller('api/admin/insights')
@AdminOnly()
export class InsightsController {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  @Get('assistant')
  @Describe({ summary: 'What the model was asked and what it cost in 30 days, and the caps', answer: AssistantUse })
  assistant(): Promise<AssistantUse> {
    return readAssistantUse(this.db, this.settings, this.environment.openai?.model ?? null);
  }
}
