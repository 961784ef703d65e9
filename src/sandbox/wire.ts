/** Twilio's wire formats, out of one message: the webhook's parameters, the callback's, and the REST resource. */
import { segmentsOf } from '../channels/twilio/segments';
import type { SimulatedMedia, SimulatedMessage } from './memory';

const VERSION = '2010-04-01';

/** "Twilio's request to your incoming message webhook URL". */
export function inboundParameters(
  message: SimulatedMessage,
  account: { accountSid: string; messagingServiceSid: string | null },
  name: string,
): Record<string, string> {
  return {
    ToCountry: 'US',
    ToState: '',
    SmsMessageSid: message.sid,
    NumMedia: String(message.media.length),
    ...mediaParameters(message),
    ToCity: '',
    FromZip: '',
    SmsSid: message.sid,
    FromState: '',
    SmsStatus: 'received',
    FromCity: '',
    Body: message.body,
    FromCountry: 'US',
    To: address(message, message.business),
    ToZip: '',
    NumSegments: String(segmentsOf(message.body)),
    MessageSid: message.sid,
    AccountSid: account.accountSid,
    From: address(message, message.phone),
    ApiVersion: VERSION,
    ...(account.messagingServiceSid ? { MessagingServiceSid: account.messagingServiceSid } : {}),
    ...(message.channel === 'whatsapp'
      ? { ProfileName: name, WaId: message.phone.slice(1), MessageType: messageType(message) }
      : {}),
    ...message.more,
  };
}

/** "Track the Message Status of outbound messages". */
export function statusParameters(message: SimulatedMessage): Record<string, string> {
  return {
    AccountSid: message.accountSid,
    From: address(message, message.business),
    To: address(message, message.phone),
    MessageSid: message.sid,
    MessageStatus: message.status,
    SmsSid: message.sid,
    SmsStatus: message.status,
    ApiVersion: VERSION,
    ...(message.errorCode === null ? {} : { ErrorCode: String(message.errorCode) }),
    ...(message.channel === 'whatsapp' ? { ChannelPrefix: 'whatsapp', ChannelToAddress: message.phone } : {}),
    ...(message.status === 'read' ? { EventType: 'READ' } : {}),
  };
}

/** The Message resource of the REST API; dates as RFC 2822, numbers as text, as the real one writes them. */
export function resource(message: SimulatedMessage): Record<string, unknown> {
  const uri = `/${VERSION}/Accounts/${message.accountSid}/Messages/${message.sid}`;
  const inbound = message.direction === 'inbound';
  return {
    account_sid: message.accountSid,
    api_version: VERSION,
    body: message.body,
    date_created: date(message.createdAt),
    date_sent: message.sentAt === null ? null : date(message.sentAt),
    date_updated: date(message.updatedAt),
    direction: message.direction,
    error_code: message.errorCode,
    error_message: message.detail !== null && message.errorCode !== null ? message.detail : null,
    from: address(message, inbound ? message.phone : message.business),
    messaging_service_sid: null,
    num_media: String(message.media.length),
    num_segments: String(segmentsOf(message.body)),
    price: null,
    price_unit: 'USD',
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: address(message, inbound ? message.business : message.phone),
    uri: `${uri}.json`,
  };
}

/** The Media resource of the REST API. */
export function mediaResource(message: SimulatedMessage, media: SimulatedMedia): Record<string, unknown> {
  return {
    sid: media.sid,
    account_sid: message.accountSid,
    parent_sid: message.sid,
    content_type: media.mediaType,
    date_created: date(message.createdAt),
    date_updated: date(message.updatedAt),
    uri: `${mediaPath(message, media)}.json`,
  };
}

/** As the real one names it: whoever asks must sign in there, and is sent on to where the bytes are. */
function mediaParameters(message: SimulatedMessage): Record<string, string> {
  return Object.fromEntries(
    message.media.flatMap((media, index) => [
      [`MediaUrl${index}`, `https://api.twilio.com${mediaPath(message, media)}`],
      [`MediaContentType${index}`, media.mediaType],
    ]),
  );
}

const mediaPath = (message: SimulatedMessage, media: SimulatedMedia): string =>
  `/${VERSION}/Accounts/${message.accountSid}/Messages/${message.sid}/Media/${media.sid}`;

function messageType({ media, more }: SimulatedMessage): string {
  const type = media[0]?.mediaType;
  if ('Latitude' in more) return 'location';
  if ('ButtonText' in more) return 'button';
  if (type === undefined) return 'text';
  if (type === 'text/vcard') return 'contacts';
  const [family = ''] = type.split('/');
  return family === 'image' || family === 'audio' ? family : 'document';
}

/** An error of the REST API. */
export function refusal(status: number, code: number, message: string): Record<string, unknown> {
  return { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
}

function address({ channel }: SimulatedMessage, number: string): string {
  return channel === 'whatsapp' ? `whatsapp:${number}` : number;
}

function date(at: Date): string {
  return at.toUTCString().replace('GMT', '+0000');
}
