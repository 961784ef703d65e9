/** Handoff: lifecycle, brief, the console on an agent's phone, and what time does. */
import { Module } from '@nestjs/common';
import { DeliveryModule } from '../delivery/delivery.module';
import { Console } from './console';
import { First } from './first';
import { Left } from './left';
import { Handoffs } from './lifecycle';
import { RequestedHandoffs } from './requested';
import { Retire } from './retire';
import { Wake } from './wake';
import { Watch } from './watch';

@Module({
  imports: [DeliveryModule],
  providers: [Handoffs, Console, Left, Retire, Wake, Watch, First, RequestedHandoffs],
  exports: [Handoffs, RequestedHandoffs, First],
})
export class HandoffModule {}
