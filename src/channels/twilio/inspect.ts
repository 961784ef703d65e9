/** How an account is set up at Twilio: its number or sender, where what arrives goes, its messaging service, its registration. */
import type { Twilio } from 'twilio';
import type { ChannelAccount, Finding } from '../channel';
import { accessOf } from './account';
import type { TwilioClient } from './client';
import { attempt, finding, type Reading } from './finding';
import { registrationOf, type ServiceNumber } from './registration';

type Service = Awaited<ReturnType<ReturnType<Twilio['messaging']['v1']['services']>['fetch']>>;
type IncomingNumber = Awaited<ReturnType<Twilio['incomingPhoneNumbers']['list']>>[number];
type Sender = Awaited<ReturnType<Twilio['messaging']['v2']['channelsSenders']['list']>>[number];

/** Services that are looked through for a number whose service is not named. */
const MOST_SERVICES = 20;
/** Senders that one service can hold. */
const MOST_SENDERS = 400;

export function inspect(
  client: TwilioClient,
  kind: 'sms' | 'whatsapp',
  account: ChannelAccount,
  webhookUrl: string,
  signal: AbortSignal,
): Promise<Finding[]> {
  const reading: Reading = { account, webhookUrl, ask: (work) => client.call(account, signal, work) };
  return kind === 'sms' ? ofNumber(reading) : ofSender(reading);
}

async function ofNumber(reading: Reading): Promise<Finding[]> {
  const { account, ask } = reading;
  if (!account.address.startsWith('+')) {
    return [
      finding('number', 'unknown', `${account.address} is a short code, which is looked at in the console alone.`),
    ];
  }
  // The first reading shows whether the account is let in at all: its fault is the answer.
  const [number] = await ask((twilio) => twilio.incomingPhoneNumbers.list({ phoneNumber: account.address, limit: 1 }));
  if (!number) {
    const todo = 'Buy it there, or correct the number or the Account SID here.';
    return [finding('number', 'wrong', `The Twilio account has no number ${account.address}.`, todo)];
  }
  const can = number.capabilities.sms
    ? finding('number', 'ok', 'The number belongs to the account and carries text messages.')
    : finding('number', 'wrong', 'The number carries no text messages.', 'Buy one that does.');
  const held = await attempt('service', () => serviceOf(reading), noService(account));
  if ('finding' in held) return [can, held.finding, ...webhookOf(reading, number, null)];
  const { service, member } = held.value;
  return [
    can,
    ...memberOf(reading, service, member !== null),
    ...webhookOf(reading, number, member ? service : null),
    ...(await registrationOf(reading, number.sid, member)),
  ];
}

async function ofSender(reading: Reading): Promise<Finding[]> {
  const { account, webhookUrl, ask } = reading;
  const { messagingServiceSid } = accessOf(account);
  const senderId = `whatsapp:${account.address}`;
  const listed = await attempt('sender', async () =>
    (
      await ask((twilio) => twilio.messaging.v2.channelsSenders.list({ channel: 'whatsapp', limit: MOST_SENDERS }))
    ).find((one) => one.senderId === senderId),
  );
  if ('finding' in listed) return [listed.finding];
  if (!listed.value) {
    const todo = 'Register it under Messaging, Senders, WhatsApp, or correct the number or the Account SID here.';
    return [finding('sender', 'wrong', `The Twilio account has no WhatsApp sender ${account.address}.`, todo)];
  }
  const sender = listed.value;
  if (!messagingServiceSid) return [senderState(sender), ...addresses(sender.webhook, webhookUrl, 'the sender')];
  const held = await attempt(
    'service',
    () =>
      ask(async (twilio) => {
        const service = twilio.messaging.v1.services(messagingServiceSid);
        const [resource, members] = [await service.fetch(), await service.channelSenders.list({ limit: MOST_SENDERS })];
        return { service: resource, member: members.some((one) => one.sender === senderId) };
      }),
    noService(account),
  );
  if ('finding' in held) return [senderState(sender), held.finding];
  const { service, member } = held.value;
  return [
    senderState(sender),
    ...memberOf(reading, service, member),
    ...(member && !service.useInboundWebhookOnNumber
      ? addresses(ofService(service), webhookUrl, `the messaging service “${service.friendlyName}”`)
      : addresses(sender.webhook, webhookUrl, 'the sender')),
  ];
}

/** The service that is configured, else the one that holds the number; `member` as it stands in it. */
async function serviceOf({
  account,
  ask,
}: Reading): Promise<{ service: Service | null; member: ServiceNumber | null }> {
  const { messagingServiceSid } = accessOf(account);
  const find = async (sid: string): Promise<ServiceNumber | null> => {
    const members = await ask((twilio) => twilio.messaging.v1.services(sid).phoneNumbers.list({ limit: MOST_SENDERS }));
    return members.find((one) => one.phoneNumber === account.address) ?? null;
  };
  if (messagingServiceSid) {
    const service = await ask((twilio) => twilio.messaging.v1.services(messagingServiceSid).fetch());
    const member = await find(messagingServiceSid);
    if (member) return { service, member };
  }
  const services = await ask((twilio) => twilio.messaging.v1.services.list({ limit: MOST_SERVICES }));
  for (const service of services) {
    if (service.sid === messagingServiceSid) continue;
    const member = await find(service.sid);
    if (member) return { service, member };
  }
  return { service: null, member: null };
}

function memberOf({ account }: Reading, service: Service | null, member: boolean): Finding[] {
  const { messagingServiceSid } = accessOf(account);
  const name = service ? `“${service.friendlyName}” (${service.sid})` : '';
  if (!messagingServiceSid) {
    if (!service) return [];
    const todo = `Enter ${service.sid} as the Messaging Service SID of this account, so that a STOP counts for the whole service here too.`;
    return [
      finding('service', 'wrong', `The number is in the messaging service ${name}, which is not entered here.`, todo),
    ];
  }
  if (member && service?.sid === messagingServiceSid) {
    return [finding('service', 'ok', `It is in the messaging service ${name}.`)];
  }
  const says = member
    ? `It is in the messaging service ${name}, while ${messagingServiceSid} is entered here.`
    : `It is not in the messaging service ${messagingServiceSid} that is entered here: what is sent leaves from other numbers.`;
  return [
    finding(
      'service',
      'wrong',
      says,
      'Add it to that service’s sender pool, or correct the Messaging Service SID here.',
    ),
  ];
}

function noService(account: ChannelAccount): Finding {
  const says = `The Twilio account has no messaging service ${accessOf(account).messagingServiceSid ?? ''}.`;
  return finding('service', 'wrong', says, 'Correct the Messaging Service SID or the Account SID here.');
}

/** What arrives goes to the service when the number is in one, unless that one leaves it to the number. */
function webhookOf({ webhookUrl }: Reading, number: IncomingNumber, service: Service | null): Finding[] {
  if (service && !service.useInboundWebhookOnNumber) {
    return addresses(ofService(service), webhookUrl, `the messaging service “${service.friendlyName}”`);
  }
  if (number.smsApplicationSid) {
    const says = `What arrives goes to the TwiML app ${number.smsApplicationSid}, whatever address the number has.`;
    return [finding('webhook', 'wrong', says, `Let the number use a webhook, and enter ${webhookUrl} (HTTP POST).`)];
  }
  const { smsUrl: callbackUrl, smsMethod: callbackMethod, smsFallbackUrl: fallbackUrl } = number;
  return addresses({ callbackUrl, callbackMethod, fallbackUrl }, webhookUrl, 'the number');
}

interface Addresses {
  callbackUrl?: string | null;
  callbackMethod?: string | null;
  fallbackUrl?: string | null;
}

const ofService = (service: Service): Addresses => ({
  callbackUrl: service.inboundRequestUrl,
  callbackMethod: service.inboundMethod,
  fallbackUrl: service.fallbackUrl,
});

function addresses({ callbackUrl, callbackMethod, fallbackUrl }: Addresses, ours: string, where: string): Finding[] {
  const todo = `Enter ${ours} (HTTP POST) at ${where}, under “a message comes in”.`;
  const comesIn = !callbackUrl
    ? finding('webhook', 'wrong', `No address is entered at ${where}: nothing that arrives is told.`, todo)
    : callbackUrl !== ours
      ? finding('webhook', 'wrong', `What arrives goes to ${callbackUrl}, as entered at ${where}, and not here.`, todo)
      : callbackMethod && callbackMethod !== 'POST'
        ? finding('webhook', 'wrong', `What arrives is told here by ${callbackMethod}, which is not read.`, todo)
        : finding('webhook', 'ok', `What arrives comes here, as entered at ${where}.`);
  if (!fallbackUrl || fallbackUrl === ours) return [comesIn];
  const says = `While this server cannot be reached, what arrives goes to ${fallbackUrl}, and is found here later too.`;
  return [comesIn, finding('webhook', 'wrong', says, `Remove the fallback address at ${where}, unless it is meant.`)];
}

function senderState(sender: Sender): Finding {
  const reasons = (sender.offlineReasons ?? []).flatMap(({ message }) => message ?? []).join(' ');
  switch (sender.status) {
    case 'ONLINE':
    case 'ONLINE:UPDATING':
      return finding('sender', 'ok', 'The WhatsApp sender is online.');
    case 'OFFLINE':
      return finding(
        'sender',
        'wrong',
        `The WhatsApp sender is offline. ${reasons}`.trim(),
        'Look into Messaging, Senders, WhatsApp.',
      );
    case 'PENDING_VERIFICATION':
      return finding(
        'sender',
        'wrong',
        'The WhatsApp sender waits for its code.',
        'Enter the code under Messaging, Senders, WhatsApp.',
      );
    default:
      return finding(
        'sender',
        'waiting',
        `The WhatsApp sender is ${sender.status}: Twilio or WhatsApp is not done with it yet.`,
      );
  }
}
