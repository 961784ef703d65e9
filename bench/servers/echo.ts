/** The webhook route and an agents' socket with nothing between them: what row 5 costs without a database. */
import fastify from 'fastify';
import { Server } from 'socket.io';
import type { Channel, ChannelAccount } from '../../src/channels/channel';
import { smsChannel } from '../../src/channels/sms/sms';
import { TwilioClient } from '../../src/channels/twilio/client';
import { registerWebhooks } from '../../src/pipeline/inbound/webhooks';
import { ACCOUNT_SID, TOKEN } from '../harness/door';

async function main(): Promise<void> {
  const port = Number(process.env['PORT']);
  const account: ChannelAccount & { active: boolean } = {
    id: 'bench',
    channel: 'sms',
    address: '+12125550100',
    settings: { accountSid: ACCOUNT_SID },
    secrets: { authToken: TOKEN },
    simulated: true,
    active: true,
  };
  const app = fastify();
  const live = new Server(app.server, { serveClient: false }).of('/live');
  await registerWebhooks(app, {
    publicUrl: `http://127.0.0.1:${port}`,
    channels: new Map<string, Channel>([['sms', smsChannel(new TwilioClient(() => null))]]),
    accounts: () => [account],
    ingest: {
      receive: (_account, events) => {
        for (const event of events) {
          if (event.kind !== 'message') continue;
          live.emit('conversation', {
            id: event.from.address,
            teamId: account.id,
            assigneeId: null,
            revision: 1,
            lastSeq: 1,
          });
        }
        return Promise.resolve([]);
      },
    },
  });
  await app.listen({ port, host: '127.0.0.1' });
  process.send?.('listening');
}

void main();
