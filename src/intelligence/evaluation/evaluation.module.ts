/** Wires the rehearsals. */
import { Module } from '@nestjs/common';
import { ChannelsModule } from '../../channels/channels.module';
import { AssistantModule } from '../assistant/assistant.module';
import { KnowledgeModule } from '../knowledge/knowledge.module';
import { Rehearsals } from './rehearsals';

@Module({ imports: [ChannelsModule, AssistantModule, KnowledgeModule], providers: [Rehearsals], exports: [Rehearsals] })
export class EvaluationModule {}
