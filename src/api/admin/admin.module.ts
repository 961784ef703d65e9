/** What admins change while it runs. */
import { Module } from '@nestjs/common';
import { ChannelsModule } from '../../channels/channels.module';
import { EvaluationModule } from '../../intelligence/evaluation/evaluation.module';
import { KnowledgeModule } from '../../intelligence/knowledge/knowledge.module';
import { DeliveryModule } from '../../pipeline/delivery/delivery.module';
import { InboundModule } from '../../pipeline/inbound/inbound.module';
import { TrialsModule } from '../../pipeline/trials/trials.module';
import { WebhooksModule } from '../webhooks/webhooks.module';
import { AuthModule } from '../auth/auth.module';
import { Accounts } from './accounts';
import { AccountSetups } from './account-setups';
import { AccountsController } from './accounts.controller';
import { Agents } from './agents';
import { AgentsController } from './agents.controller';
import { ApiKeyList } from './api-keys';
import { ApiKeysController } from './api-keys.controller';
import { Articles } from './articles';
import { ArticlesController } from './articles.controller';
import { BusinessController } from './business.controller';
import { CannedReplies } from './canned-replies';
import { CannedRepliesController } from './canned-replies.controller';
import { Changes } from './changes';
import { Endpoints } from './endpoints';
import { GapList } from './gaps';
import { KnowledgeController } from './knowledge.controller';
import { Policies } from './policies';
import { PolicyController } from './policy.controller';
import { QuarantineController } from './quarantine.controller';
import { RehearsalController } from './rehearsal.controller';
import { Reach } from './reach';
import { RatingsController } from './ratings.controller';
import { ReachController } from './reach.controller';
import { Rate } from './rate';
import { SuggestionList } from './suggestions';
import { Switches } from './switches';
import { Teams } from './teams';
import { TrialsController } from './trials.controller';
import { TeamsController } from './teams.controller';
import { WebhookLogController } from './webhook-log.controller';
import { Webhooks } from './webhooks';
import { WebhooksController } from './webhooks.controller';

@Module({
  imports: [
    AuthModule,
    ChannelsModule,
    DeliveryModule,
    EvaluationModule,
    InboundModule,
    KnowledgeModule,
    TrialsModule,
    WebhooksModule,
  ],
  controllers: [
    AccountsController,
    TeamsController,
    AgentsController,
    ReachController,
    ArticlesController,
    KnowledgeController,
    CannedRepliesController,
    BusinessController,
    RatingsController,
    PolicyController,
    TrialsController,
    RehearsalController,
    QuarantineController,
    WebhooksController,
    WebhookLogController,
    ApiKeysController,
  ],
  providers: [
    Changes,
    Accounts,
    AccountSetups,
    Teams,
    Agents,
    Endpoints,
    Reach,
    Articles,
    GapList,
    SuggestionList,
    Rate,
    CannedReplies,
    Policies,
    Switches,
    Webhooks,
    ApiKeyList,
  ],
})
export class AdminModule {}
