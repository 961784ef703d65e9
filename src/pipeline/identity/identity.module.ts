/** One customer, many addresses. */
import { Module } from '@nestjs/common';
import { ChannelsModule } from '../../channels/channels.module';
import { DeliveryModule } from '../delivery/delivery.module';
import { HandoffModule } from '../handoff/handoff.module';
import { AnsweredElsewhere } from './answered-elsewhere';
import { FollowMe } from './follow-me';
import { Links } from './links';

@Module({
  imports: [ChannelsModule, DeliveryModule, HandoffModule],
  providers: [Links, FollowMe, AnsweredElsewhere],
  exports: [Links, FollowMe, AnsweredElsewhere],
})
export class IdentityModule {}
