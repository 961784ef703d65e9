/** Which assistant answers: the one with a model when one is configured, the embedded one else; the embedded one is always there to fall back on. */
import { Module } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../foundation/config/environment';
import { Settings } from '../../foundation/settings/settings';
import { ASSISTANT, WRITER, type Assistant, type Writer } from './assistant';
import { EmbeddedAssistant } from './embedded-assistant';
import { OpenAiAssistant } from './openai-assistant';
import { OpenAiWriter } from './openai-writer';

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
    {
      provide: WRITER,
      inject: [ENVIRONMENT],
      useFactory: ({ openai }: Environment): Writer | null => (openai ? new OpenAiWriter(openai) : null),
    },
  ],
  exports: [ASSISTANT, WRITER, EmbeddedAssistant],
})
export class AssistantModule {}
