/** Delivery: compose, gate, outbox worker. */
import { Module } from '@nestjs/common';
import { ChannelsModule } from '../../channels/channels.module';
import { Automatic } from './automatic';
import { Composer } from './compose';
import { SendGate } from './gate';
import { Touch } from './touch';
import { Templates } from './templates';
import { DeliveryWorker } from './worker';

@Module({
  imports: [ChannelsModule],
  providers: [Touch, Composer, Automatic, SendGate, Templates, DeliveryWorker],
  exports: [Touch, Composer, Automatic, SendGate, Templates],
})
export class DeliveryModule {}
