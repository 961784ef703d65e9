/** What arrived at a Twilio account, out of its Messages list: a webhook that failed may never come again. */
import type { MessageInstance } from 'twilio/lib/rest/api/v2010/account/message';
import { SendFault, type ChannelAccount, type InboundMessage, type ListedMessage } from '../channel';
import { accessOf } from './account';
import type { TwilioClient } from './client';
import { bare, channelOf } from './locate';

const PAGE = 200;
/** As many as one reading holds in memory; a line that was away for longer is told of. */
const MOST = 10_000;
const MOST_MEDIA = 10;

/** Oldest first. The list keeps words and files; places, buttons and names come only with the webhook. */
export async function arrived(
  client: TwilioClient,
  account: ChannelAccount,
  since: Date,
  prefix: string,
  signal: AbortSignal,
): Promise<ListedMessage[]> {
  const { messagingServiceSid } = accessOf(account);
  const ours = prefix + account.address;
  // A pool has numbers that nobody configured here: then everything is read and told apart below.
  const filter = messagingServiceSid ? {} : { to: ours };
  const listed = await client.call(account, signal, (twilio) =>
    twilio.messages.list({ ...filter, dateSentAfter: since, pageSize: PAGE, limit: MOST }),
  );
  if (listed.length >= MOST) {
    throw new SendFault(
      'permanent',
      `More than ${MOST} messages came since ${since.toISOString()}: too many to look through at once.`,
    );
  }
  const kind = prefix === '' ? 'sms' : 'whatsapp';
  return listed
    .filter(
      (one) =>
        one.direction === 'inbound' &&
        channelOf(one.from) === kind &&
        (one.to === ours || (messagingServiceSid !== null && one.messagingServiceSid === messagingServiceSid)),
    )
    .map((one) => ({
      providerId: one.sid,
      at: one.dateSent ?? one.dateCreated,
      read: (stop: AbortSignal) => read(client, account, one, stop),
    }))
    .reverse();
}

async function read(
  client: TwilioClient,
  account: ChannelAccount,
  message: MessageInstance,
  signal: AbortSignal,
): Promise<InboundMessage> {
  const files =
    Number(message.numMedia) > 0
      ? await client.call(account, signal, (twilio) => twilio.messages(message.sid).media.list({ limit: MOST_MEDIA }))
      : [];
  return {
    kind: 'message',
    providerId: message.sid,
    from: { kind: 'phone', address: bare(message.from) },
    text: message.body ?? '',
    content: { foundLate: true },
    attachments: files.map(({ uri, contentType }) => ({
      url: `https://api.twilio.com${uri.replace(/\.json$/, '')}`,
      mediaType: contentType,
    })),
  };
}
