/** The agents' screen: what it reads and what it does. */
import { Module } from '@nestjs/common';
import { DeliveryModule } from '../../pipeline/delivery/delivery.module';
import { HandoffModule } from '../../pipeline/handoff/handoff.module';
import { IdentityModule } from '../../pipeline/identity/identity.module';
import { ActionsController } from './actions.controller';
import { AlertsController } from './alerts.controller';
import { CannedRepliesController } from './canned-replies.controller';
import { AttachmentsController } from './attachments.controller';
import { ConversationsController } from './conversations.controller';
import { LinksController } from './links.controller';
import { OriginalsController } from './originals.controller';
import { PeopleController } from './people.controller';
import { SearchUpkeep } from './search-upkeep';
import { SearchController } from './search.controller';

@Module({
  imports: [DeliveryModule, HandoffModule, IdentityModule],
  controllers: [
    ConversationsController,
    AttachmentsController,
    ActionsController,
    OriginalsController,
    LinksController,
    PeopleController,
    SearchController,
    CannedRepliesController,
    AlertsController,
  ],
  providers: [SearchUpkeep],
})
export class InboxModule {}
