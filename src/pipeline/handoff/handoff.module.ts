/** Handoff: lifecycle, brief, the console on an agent's phone, and what time does. */
import { Module } from '@nestjs/common';
import { DeliveryModule } from '../delivery/delivery.module';
import { Clocks } from './clocks';
import { Console } from './console';
import { First } from './first';
import { Left } from './left';
import { Handoffs } from './lifecycle';
import { Places } from './places';
import { Queueing } from './queueing';
import { RelayedFiles } from './relayed-files';
import { RequestedHandoffs } from './requested';
import { Retire } from './retire';
import { Splitting } from './split';
import { Wake } from './wake';
import { Watch } from './watch';

@Module({
  imports: [DeliveryModule],
  providers: [
    Clocks,
    Handoffs,
    Console,
    Left,
    Retire,
    Wake,
    Watch,
    First,
    Places,
    Queueing,
    RelayedFiles,
    RequestedHandoffs,
    Splitting,
  ],
  exports: [Clocks, Handoffs, Queueing, RelayedFiles, RequestedHandoffs, First, Splitting],
})
export class HandoffModule {}
