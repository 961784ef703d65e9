/** Handoff: lifecycle, brief, the console on an agent's phone, and what time does. */
import { Module } from '@nestjs/common';
import { DeliveryModule } from '../delivery/delivery.module';
import { Console } from './console';
import { Left } from './left';
import { Handoffs } from './lifecycle';
import { Retire } from './retire';

@Module({
  imports: [DeliveryModule],
  providers: [Handoffs, Console, Left, Retire],
  exports: [Handoffs],
})
export class HandoffModule {}
