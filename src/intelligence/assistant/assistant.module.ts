/** Which assistant answers: the one with a model when one is configured, the embedded one else; the embedded one is always there to fall back on. */
import { Module } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../foundation/config/environment';
import { Settings } from '../../foundation/settings/settings';
import { ASSISTANT, type Assistant } from './assistant';
import { EmbeddedAssistant } from './embedded-assistant';
import { OpenAiAssistant } from './openai-assistant';

@Module({
  providers: [
    EmbeddedAssistant,
    {
      provide: ASSISTANT,
      inject: [ENVIRONMENT, EmbeddedAssistant, Settings],
      useFactory: (environment: Environment, embedded: EmbeddedAssistant, settings: Settings): Assistant =>
        environment.openai
          ? new OpenAiAssistant(environment.openai, { allowedHosts: () => settings.business().allowedLinkHosts })
          : embedded,
    },
  ],
  exports: [ASSISTANT, EmbeddedAssistant],
})
export class AssistantModule {}
