/** The agents' screen: what it reads and what it does. */
import { Module } from '@nestjs/common';
import { DeliveryModule } from '../../pipeline/delivery/delivery.module';
import { HandoffModule } from '../../pipeline/handoff/handoff.module';
import { ActionsController } from './actions.controller';
import { AttachmentsController } from './attachments.controller';
import { ConversationsController } from './conversations.controller';
import { PeopleController } from './people.controller';

@Module({
  imports: [DeliveryModule, HandoffModule],
  controllers: [ConversationsController, AttachmentsController, ActionsController, PeopleController],
})
export class InboxModule {}
