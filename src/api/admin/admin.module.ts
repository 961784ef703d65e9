/** What admins change while it runs. */
import { Module } from '@nestjs/common';
import { ChannelsModule } from '../../channels/channels.module';
import { DeliveryModule } from '../../pipeline/delivery/delivery.module';
import { InboundModule } from '../../pipeline/inbound/inbound.module';
import { AuthModule } from '../auth/auth.module';
import { Accounts } from './accounts';
import { AccountsController } from './accounts.controller';
import { Agents } from './agents';
import { AgentsController } from './agents.controller';
import { Articles } from './articles';
import { ArticlesController } from './articles.controller';
import { BusinessController } from './business.controller';
import { CannedReplies } from './canned-replies';
import { CannedRepliesController } from './canned-replies.controller';
import { Changes } from './changes';
import { Endpoints } from './endpoints';
import { Policies } from './policies';
import { QuarantineController } from './quarantine.controller';
import { Switches } from './switches';
import { Teams } from './teams';
import { TeamsController } from './teams.controller';

@Module({
  imports: [AuthModule, ChannelsModule, DeliveryModule, InboundModule],
  controllers: [
    AccountsController,
    TeamsController,
    AgentsController,
    ArticlesController,
    CannedRepliesController,
    BusinessController,
    QuarantineController,
  ],
  providers: [Changes, Accounts, Teams, Agents, Endpoints, Articles, CannedReplies, Policies, Switches],
})
export class AdminModule {}
