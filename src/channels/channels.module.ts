/** The channels by kind: the only place that names adapters. A new one is a folder beside these and a line here. */
import type { Server } from 'node:http';
import { Logger, Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Secrets } from '../foundation/config/secrets';
import { CHANNELS, type Channels } from './channel';
import { emailChannel } from './email/email';
import { smsChannel } from './sms/sms';
import { TwilioClient } from './twilio/client';
import { webChannel } from './web/web';
import { whatsappChannel } from './whatsapp/whatsapp';

const logger = new Logger('Channels');

@Module({
  providers: [
    {
      provide: CHANNELS,
      inject: [HttpAdapterHost, Secrets],
      useFactory: (host: HttpAdapterHost, secrets: Secrets): Channels => channelsOf(secrets, () => sandboxUrl(host)),
    },
  ],
  exports: [CHANNELS],
})
export class ChannelsModule {}

/** `sandbox`: where simulated accounts are served; null while this process serves nobody. */
export function channelsOf(secrets: Secrets, sandbox: () => string | null): Channels {
  const twilio = new TwilioClient(sandbox);
  const email = emailChannel({
    key: secrets.key('mail reply tokens'),
    noCopy: (accountId, why) => logger.warn({ event: 'email.no-copy', accountId, why }),
  });
  const channels = [smsChannel(twilio), whatsappChannel(twilio), email, webChannel];
  return new Map(channels.map((each) => [each.kind, each]));
}

/** The sandbox stands behind this very process's listener, whatever port it was given; null before it listens. */
function sandboxUrl(host: HttpAdapterHost): string | null {
  const server = host.httpAdapter?.getHttpServer() as Server | undefined;
  const at = server?.address();
  if (!at || typeof at === 'string') return null;
  return `http://${at.address === '::1' ? '[::1]' : '127.0.0.1'}:${at.port}/sandbox/twilio`;
}
