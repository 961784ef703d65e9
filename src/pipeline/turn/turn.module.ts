/** Turn: the policy on each message at once, the assistant once the burst has ended. */
import { Module } from '@nestjs/common';
import { ChannelsModule } from '../../channels/channels.module';
import { AssistantModule } from '../../intelligence/assistant/assistant.module';
import { KnowledgeModule } from '../../intelligence/knowledge/knowledge.module';
import { DeliveryModule } from '../delivery/delivery.module';
import { HandoffModule } from '../handoff/handoff.module';
import { IdentityModule } from '../identity/identity.module';
import { SurveyModule } from '../survey/survey.module';
import { Answer } from './answer';
import { Judge } from './judgement';
import { LookUps } from './look-ups';
import { QueueChoices } from './queue-choices';
import { Screen } from './screen';
import { Spending } from './spending';
import { Unanswered } from './unanswered';

@Module({
  imports: [
    ChannelsModule,
    KnowledgeModule,
    AssistantModule,
    DeliveryModule,
    HandoffModule,
    IdentityModule,
    SurveyModule,
  ],
  providers: [Judge, Screen, Answer, QueueChoices, LookUps, Spending, Unanswered],
  exports: [Spending],
})
export class TurnModule {}
