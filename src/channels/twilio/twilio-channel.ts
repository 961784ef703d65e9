/** A channel on Twilio's wire: what SMS and WhatsApp share; each adds its name, its prefix and its capabilities. */
import type { Twilio } from 'twilio';
import { SendFault, type Capabilities, type Channel, type ChannelAccount, type Outgoing } from '../channel';
import { arrived } from './arrived';
import { carriedBy, type FileRules } from '../carried';
import { accessOf, PhoneNumber, tokensOf, TwilioSecrets, TwilioSettings } from './account';
import type { Exchange, TwilioClient } from './client';
import { QuickReplies, type Content } from './choices';
import { meaningOf } from './codes';
import { inspect } from './inspect';
import { locate } from './locate';
import { fetchMedia } from './media';
import { read } from './read';
import { measure } from './segments';
import { starters } from './starters';
import { readTemplates } from './templates';
import { isGenuine } from './signature';

const MESSAGE_SID = /^(SM|MM)[0-9a-f]{32}$/i;
/** One page of what went to this recipient, newest first. */
const LOOK_BACK = 100;
/** The list may lag behind what was taken. */
const SETTLED_AFTER_MS = 30_000;
/** Twilio's dates and its Date header are whole seconds. */
const CLOCK_SLACK_MS = 2_000;

export interface TwilioCarrier {
  kind: 'sms' | 'whatsapp';
  label: string;
  /** Before every number on the wire. */
  prefix: '' | 'whatsapp:';
  capabilities: Capabilities;
  /** Null: from this account nothing but text reaches this number. */
  files(account: ChannelAccount, to: string): FileRules | null;
}

export function twilioChannel(carrier: TwilioCarrier, client: TwilioClient): Channel {
  const { kind, prefix } = carrier;
  const buttons = carrier.capabilities.choices ? new QuickReplies() : null;
  return {
    kind,
    label: carrier.label,
    capabilities: carrier.capabilities,
    address: PhoneNumber,
    settings: TwilioSettings,
    secrets: TwilioSecrets,
    ...(carrier.capabilities.text.segments ? { measure } : {}),
    statusPath: '/webhooks/twilio/status',
    webhook: {
      provider: 'twilio',
      locate: (request, accounts) => locate(request, accounts, kind),
      // Locating again binds the tokens: a request that speaks of another account is never checked with these.
      verify: (request, account) =>
        locate(request, [account], kind) === account && isGenuine(request, tokensOf(account)),
      read: (request) => read(request),
      ack: { contentType: 'text/xml; charset=utf-8', body: '<?xml version="1.0" encoding="UTF-8"?><Response/>' },
    },
    carries: (account, to, files) => carriedBy(carrier.files(account, to), files),
    send: (account, outgoing, signal) =>
      client.call(account, signal, async (twilio) => {
        const touch = outgoing.template
          ? null
          : await buttons?.content(twilio, accessOf(account).accountSid, outgoing.text, outgoing.choices ?? []);
        return send(twilio, account, outgoing, prefix, touch ?? null);
      }),
    find: (account, outgoing, since, signal) =>
      client.call(account, signal, (twilio, exchange) => find(twilio, exchange, outgoing, since, prefix)),
    fetchFile: (account, url, mostBytes, signal) => fetchMedia(client.entrance(account), url, mostBytes, signal),
    arrived: (account, since, signal) => arrived(client, account, since, prefix, signal),
    pool: (settings) => TwilioSettings.safeParse(settings).data?.messagingServiceSid ?? null,
    // Where free text is always allowed nothing has to be approved.
    ...(carrier.capabilities.replyWindow
      ? {
          templates: (account, signal) => client.call(account, signal, readTemplates),
          starters: (account, submit, signal) => starters((work) => client.call(account, signal, work), submit),
        }
      : {}),
    check: (account, signal) => client.call(account, signal, (twilio) => check(twilio, account)),
    inspect: (account, webhookUrl, signal) => inspect(client, kind, account, webhookUrl, signal),
  };
}

async function send(
  twilio: Twilio,
  account: ChannelAccount,
  outgoing: Outgoing,
  prefix: string,
  touch: Content | null,
): Promise<string> {
  const { messagingServiceSid } = accessOf(account);
  const message = await twilio.messages.create({
    to: prefix + outgoing.to,
    ...(messagingServiceSid ? { messagingServiceSid } : { from: prefix + account.address }),
    ...(outgoing.template
      ? { contentSid: outgoing.template.id, contentVariables: JSON.stringify(outgoing.template.variables) }
      : (touch ?? {
          ...(outgoing.text === '' ? {} : { body: outgoing.text }),
          ...(outgoing.files?.length ? { mediaUrl: outgoing.files.map(({ url }) => url) } : {}),
        })),
    ...(outgoing.statusUrl ? { statusCallback: outgoing.statusUrl } : {}),
  });
  if (message.status === 'failed' || message.status === 'undelivered') {
    const meaning = meaningOf(message.errorCode);
    const code = String(message.errorCode);
    throw new SendFault(meaning?.kind ?? 'permanent', meaning?.says ?? 'Twilio refused the message.', { code });
  }
  if (typeof message.sid !== 'string' || !MESSAGE_SID.test(message.sid)) {
    throw new SendFault('ambiguous', 'Twilio’s answer names no message.');
  }
  return message.sid;
}

/**
 * Looks a cut-off send up by recipient, words and time: the message resource keeps nothing else of ours.
 * Not filtered by DateSent, which a message in Twilio's queue has not got yet.
 */
async function find(
  twilio: Twilio,
  exchange: Exchange,
  outgoing: Outgoing,
  since: Date,
  prefix: string,
): Promise<string | null> {
  const sent = await twilio.messages.list({ to: prefix + outgoing.to, limit: LOOK_BACK, pageSize: LOOK_BACK });
  // In Twilio's time: a clock that is ahead here would hide what was sent.
  const now = Date.now();
  const theirs = Date.parse(String(exchange.headers['date']));
  const start = since.getTime() + (Number.isNaN(theirs) ? 0 : theirs - now) - CLOCK_SLACK_MS;
  const recent = sent.filter((message) => message.dateCreated.getTime() >= start);
  const match = recent
    .filter(
      ({ direction, body, numMedia }) =>
        direction.startsWith('outbound') &&
        body === outgoing.text &&
        Number(numMedia ?? 0) === (outgoing.files?.length ?? 0),
    )
    .at(-1);
  if (match) return match.sid;
  if (recent.length >= LOOK_BACK || now - since.getTime() < SETTLED_AFTER_MS) {
    throw new SendFault('ambiguous', 'Twilio does not list this message yet.');
  }
  return null;
}

async function check(twilio: Twilio, account: ChannelAccount): Promise<string> {
  const { friendlyName, status } = await twilio.api.v2010.accounts(accessOf(account).accountSid).fetch();
  if (status !== 'active') {
    throw new SendFault('permanent', `The Twilio account is ${status}. Look into the Twilio console.`);
  }
  return `Twilio account “${friendlyName}” is active.`;
}
