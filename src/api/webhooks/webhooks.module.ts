/** Events on their way to other systems. */
import { Module } from '@nestjs/common';
import { WebhookSender } from './sender';

@Module({ providers: [WebhookSender], exports: [WebhookSender] })
export class WebhooksModule {}
