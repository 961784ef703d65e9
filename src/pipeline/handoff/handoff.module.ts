/** Handoff: lifecycle, brief, the console on an agent's phone, and what time does. */
import { Module } from '@nestjs/common';
import { DeliveryModule } from '../delivery/delivery.module';
import { Console } from './console';
import { Left } from './left';
import { Handoffs } from './lifecycle';
import { Retire } from './retire';
import { Wake } from './wake';

@Module({
  imports: [DeliveryModule],
  providers: [Handoffs, Console, Left, Retire, Wake],
  exports: [Handoffs],
})
export class HandoffModule {}
