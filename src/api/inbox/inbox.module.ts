/** The agents' screen: what it reads and what it does. */
import { Module } from '@nestjs/common';
import { AidsModule } from '../../pipeline/aids/aids.module';
import { DeliveryModule } from '../../pipeline/delivery/delivery.module';
import { HandoffModule } from '../../pipeline/handoff/handoff.module';
import { IdentityModule } from '../../pipeline/identity/identity.module';
import { RoutingModule } from '../../pipeline/routing/routing.module';
import { AuthModule } from '../auth/auth.module';
import { Uploads } from '../http/uploads';
import { ActionsController } from './actions.controller';
import { AidsController } from './aids.controller';
import { AgentUploads } from './agent-uploads';
import { AlertsController } from './alerts.controller';
import { BoardController } from './board.controller';
import { CannedRepliesController } from './canned-replies.controller';
import { AttachmentsController } from './attachments.controller';
import { ConversationsController } from './conversations.controller';
import { FirstController } from './first.controller';
import { GivenFilesController } from './given-files.controller';
import { LinksController } from './links.controller';
import { OriginalsController } from './originals.controller';
import { PeopleController } from './people.controller';
import { SearchUpkeep } from './search-upkeep';
import { SearchController } from './search.controller';

@Module({
  imports: [AuthModule, AidsModule, DeliveryModule, HandoffModule, IdentityModule, RoutingModule],
  controllers: [
    ConversationsController,
    AttachmentsController,
    GivenFilesController,
    ActionsController,
    OriginalsController,
    LinksController,
    FirstController,
    PeopleController,
    SearchController,
    CannedRepliesController,
    AlertsController,
    BoardController,
    AidsController,
  ],
  providers: [SearchUpkeep, Uploads, AgentUploads],
})
export class InboxModule {}
