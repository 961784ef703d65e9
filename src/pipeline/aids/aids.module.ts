/** Aids: what a model and the knowledge do for the agent who writes. */
import { Module } from '@nestjs/common';
import { ChannelsModule } from '../../channels/channels.module';
import { AssistantModule } from '../../intelligence/assistant/assistant.module';
import { KnowledgeModule } from '../../intelligence/knowledge/knowledge.module';
import { TurnModule } from '../turn/turn.module';
import { Aids } from './aids';

@Module({
  imports: [ChannelsModule, KnowledgeModule, AssistantModule, TurnModule],
  providers: [Aids],
  exports: [Aids],
})
export class AidsModule {}
