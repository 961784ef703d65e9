/** All rooms of the house. */
import { Module, type DynamicModule } from '@nestjs/common';
import { AdminModule } from './api/admin/admin.module';
import { AuthModule } from './api/auth/auth.module';
import { HttpModule } from './api/http/http.module';
import { InboxModule } from './api/inbox/inbox.module';
import { InsightsModule } from './api/insights/insights.module';
import { LiveModule } from './api/live/live.module';
import { V1Module } from './api/v1/v1.module';
import { WebhooksModule } from './api/webhooks/webhooks.module';
import { WidgetModule } from './api/widget/widget.module';
import { RatingModule } from './api/rating/rating.module';
import { ChannelsModule } from './channels/channels.module';
import { EnvironmentModule } from './foundation/config/environment.module';
import type { Environment } from './foundation/config/environment';
import { DatabaseModule } from './foundation/database/database.module';
import { EventsModule } from './foundation/events/events.module';
import { JobsModule } from './foundation/jobs/jobs.module';
import { SettingsModule } from './foundation/settings/settings.module';
import { AssistantModule } from './intelligence/assistant/assistant.module';
import { KnowledgeModule } from './intelligence/knowledge/knowledge.module';
import { DeliveryModule } from './pipeline/delivery/delivery.module';
import { HandoffModule } from './pipeline/handoff/handoff.module';
import { InboundModule } from './pipeline/inbound/inbound.module';
import { RoutingModule } from './pipeline/routing/routing.module';
import { TrialsModule } from './pipeline/trials/trials.module';
import { TurnModule } from './pipeline/turn/turn.module';
import { SandboxModule } from './sandbox/sandbox.module';

@Module({})
export class AppModule {
  static forRoot(environment: Environment, databaseUrl: string): DynamicModule {
    return {
      module: AppModule,
      imports: [
        EnvironmentModule.forRoot(environment),
        DatabaseModule.forRoot(databaseUrl),
        EventsModule,
        JobsModule,
        SettingsModule,
        ChannelsModule,
        KnowledgeModule,
        AssistantModule,
        InboundModule,
        DeliveryModule,
        HandoffModule,
        RoutingModule,
        TurnModule,
        TrialsModule,
        HttpModule,
        AuthModule,
        InboxModule,
        InsightsModule,
        AdminModule,
        LiveModule,
        WebhooksModule,
        V1Module,
        WidgetModule,
        RatingModule,
        SandboxModule,
      ],
    };
  }
}
