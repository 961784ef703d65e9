/** Which assistant answers: the one with a model when one is configured, the embedded one else; the embedded one is always there to fall back on. */
import { Module } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../foundation/config/environment';
import { Settings } from '../../foundation/settings/settings';
import { ASSISTANT, type Assistant } from './assistant';
import { EmbeddedAssistant } from './embedded-assistant';

@Module({
  providers: [
    EmbeddedAssistant,
    {
      provide: ASSISTANT,
      inject: [ENVIRONMENT, EmbeddedAssistant, Settings],
      useFactory: async (
        environment: Environment,
        embedded: EmbeddedAssistant,
        settings: Settings,
      ): Promise<Assistant> => {
        if (!environment.openai) return embedded;
        // The client is loaded only where a model is configured: it costs start time and memory.
        const { OpenAiAssistant } = await import('./openai-assistant.js');
        return new OpenAiAssistant(environment.openai, { allowedHosts: () => settings.business().allowedLinkHosts });
      },
    },
  ],
  exports: [ASSISTANT, EmbeddedAssistant],
})
export class AssistantModule {}
