/** A process to kill: the real webhook route and ingest on the database of DATABASE_URL; prints its port. */
import fastify from 'fastify';
import type { Channel, ChannelAccount } from '../../src/channels/channel';
import { smsChannel } from '../../src/channels/sms/sms';
import { TwilioClient } from '../../src/channels/twilio/client';
import { Database } from '../../src/foundation/database/database';
import { createPool } from '../../src/foundation/database/pool';
import { Ingest } from '../../src/pipeline/inbound/ingest';
import { registerWebhooks } from '../../src/pipeline/inbound/webhooks';
import { openWriters } from '../../src/pipeline/inbound/writers';

async function main(): Promise<void> {
  const db = new Database(createPool(process.env['DATABASE_URL'] ?? ''));
  const account = JSON.parse(process.env['ACCOUNT'] ?? '{}') as ChannelAccount & { active: boolean };
  const teamId = process.env['TEAM'] ?? '';
  const ingest = new Ingest({
    db,
    writers: openWriters(db),
    events: { publish: () => undefined, tell: () => undefined, listen: () => () => undefined },
    jobs: { wake: () => undefined },
    frontTeam: () => ({ id: teamId }),
    hasConsentWords: () => true,
  });
  const app = fastify();
  await registerWebhooks(app, {
    publicUrl: 'http://baton.example.invalid',
    channels: new Map<string, Channel>([['sms', smsChannel(new TwilioClient(() => null))]]),
    accounts: () => [account],
    ingest,
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  process.stdout.write(`${address}\n`);
}

void main();
