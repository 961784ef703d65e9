/** Delivery: compose, gate, outbox worker. */
import { Module } from '@nestjs/common';
import { ChannelsModule } from '../../channels/channels.module';
import { AgentFiles } from './agent-files';
import { Absence } from './absence';
import { Automatic } from './automatic';
import { Composer } from './compose';
import { OutgoingFiles } from './files';
import { Rates } from './rates';
import { SendGate } from './gate';
import { Touch } from './touch';
import { Templates } from './templates';
import { DeliveryWorker } from './worker';

@Module({
  imports: [ChannelsModule],
  providers: [
    Touch,
    Composer,
    Automatic,
    SendGate,
    Templates,
    Absence,
    OutgoingFiles,
    AgentFiles,
    Rates,
    DeliveryWorker,
  ],
  exports: [Touch, Composer, Automatic, SendGate, Templates, OutgoingFiles, AgentFiles],
})
export class DeliveryModule {}
