/** What a genuine Twilio request says: messages and receipts. Pure and total: unknown parts are left out, never guessed. */
import { Fault } from '../../foundation/model/fault';
import type { ReceiptState } from '../../foundation/model/delivery';
import type { InboundEvent, InboundMessage, InboundReceipt, RawRequest } from '../channel';
import { meaningOf } from './codes';
import { bare, channelOf, isStatusCallback } from './locate';
import { one, parametersOf, type Parameters } from './parameters';

/** Twilio attaches at most ten files. */
const MAX_MEDIA = 10;

/** Throws a Fault('invalid') where a message has no id or no sender. */
export function read(request: RawRequest): InboundEvent[] {
  const parameters = parametersOf(request);
  return isStatusCallback(parameters) ? receipt(request, parameters) : [message(parameters)];
}

function message(parameters: Parameters): InboundMessage {
  const get = (name: string): string | null => clean(one(parameters, name));
  const providerId = id(parameters);
  const from = get('From');
  if (!from || from.length > 100 || channelOf(from) === null) {
    throw new Fault('invalid', 'The message names no sender that can be answered (From).');
  }
  const name = get('ProfileName');
  const consent = CONSENT[get('OptOutType')?.toUpperCase() ?? ''];
  return {
    kind: 'message',
    providerId,
    from: { kind: 'phone', address: bare(from), ...(name ? { name: name.slice(0, 200) } : {}) },
    text: get('Body') ?? get('ButtonText') ?? get('ListTitle') ?? '',
    content: content(get),
    attachments: attachments(parameters, get),
    ...(consent ? { consent } : {}),
  };
}

const CONSENT: Readonly<Record<string, InboundMessage['consent']>> = { STOP: 'stop', START: 'start', HELP: 'help' };

function content(get: (name: string) => string | null): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const button = { text: get('ButtonText'), payload: get('ButtonPayload') };
  if (button.text !== null || button.payload !== null) found['button'] = button;
  const choice = { text: get('ListTitle'), payload: get('ListId') };
  if (choice.text !== null || choice.payload !== null) found['button'] = choice;
  const form = formOf(get('FlowData'));
  if (form) found['form'] = form;
  const latitude = coordinate(get('Latitude'), 90);
  const longitude = coordinate(get('Longitude'), 180);
  if (latitude !== null && longitude !== null) {
    found['location'] = { latitude, longitude, address: get('Address'), label: get('Label') };
  }
  const repliedTo = get('OriginalRepliedMessageSid');
  if (repliedTo) found['repliedTo'] = repliedTo;
  if (get('MessageType') === 'reaction') found['reaction'] = true;
  const waId = get('WaId');
  if (waId) found['waId'] = waId;
  if (get('Forwarded') === 'true' || get('FrequentlyForwarded') === 'true') found['forwarded'] = true;
  const referral = { headline: get('ReferralHeadline'), body: get('ReferralBody'), url: get('ReferralSourceUrl') };
  if (Object.values(referral).some((part) => part !== null)) found['referral'] = referral;
  return found;
}

/** The answers of a WhatsApp form, by the names of its fields; null when they cannot be read. */
function formOf(json: string | null): Record<string, string> | null {
  if (json === null) return null;
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    const fields = Object.entries(value).filter(([name]) => name !== 'flow_token');
    return Object.fromEntries(
      fields.slice(0, 50).map(([name, answer]) => [name, Array.isArray(answer) ? answer.join(', ') : String(answer)]),
    );
  } catch {
    return null;
  }
}

function attachments(parameters: Parameters, get: (name: string) => string | null): InboundMessage['attachments'] {
  const count = Number(one(parameters, 'NumMedia') ?? 0);
  const found: InboundMessage['attachments'] = [];
  for (let index = 0; index < Math.min(count, MAX_MEDIA); index += 1) {
    const url = get(`MediaUrl${index}`);
    if (!url || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) continue;
    found.push({ url, mediaType: get(`MediaContentType${index}`) ?? 'application/octet-stream' });
  }
  return found;
}

/** Twilio's word on a send. Failures are the end only for what was not delivered: rank decides that, not this file. */
const STATES: ReadonlyMap<string, ReceiptState> = new Map([
  ['accepted', 'accepted'],
  ['scheduled', 'accepted'],
  ['queued', 'accepted'],
  ['sending', 'accepted'],
  ['sent', 'accepted'],
  ['delivered', 'delivered'],
  ['partially_delivered', 'delivered'],
  ['read', 'read'],
  ['undelivered', 'failed'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
]);

function receipt(request: RawRequest, parameters: Parameters): InboundReceipt[] {
  const read = one(parameters, 'EventType')?.toUpperCase() === 'READ';
  const state = read ? 'read' : STATES.get(one(parameters, 'MessageStatus') ?? '');
  if (!state) return []; // new states are added without notice
  const code = clean(one(parameters, 'ErrorCode'));
  const meaning = meaningOf(code);
  const detail = meaning?.says ?? clean(one(parameters, 'ChannelStatusMessage') ?? one(parameters, 'ErrorMessage'));
  const deliveryId = deliveryOf(request.url);
  return [
    {
      kind: 'receipt',
      providerId: id(parameters),
      ...(deliveryId ? { deliveryId } : {}),
      state,
      ...(code ? { code: code.slice(0, 20) } : {}),
      ...(detail ? { detail: detail.slice(0, 500) } : {}),
      ...(state === 'failed' && meaning && meaning.kind !== 'permanent' ? { fault: meaning.kind } : {}),
    },
  ];
}

function id(parameters: Parameters): string {
  const sid = clean(one(parameters, 'MessageSid') ?? one(parameters, 'SmsMessageSid') ?? one(parameters, 'SmsSid'));
  if (!sid || sid.length > 64) throw new Fault('invalid', 'The request names no message (MessageSid).');
  return sid;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Our own id, which we put into the status URL. */
function deliveryOf(url: string): string | null {
  const value = URL.canParse(url) ? new URL(url).searchParams.get('delivery') : null;
  return value !== null && UUID.test(value) ? value.toLowerCase() : null;
}

/** PostgreSQL stores neither NUL nor half a surrogate pair; both become the replacement character. */
function clean(text: string | null): string | null {
  return text === null ? null : text.replace(/\0|\p{Surrogate}/gu, '\uFFFD');
}

function coordinate(text: string | null, limit: number): number | null {
  const value = text === null || text.trim() === '' ? Number.NaN : Number(text);
  return Math.abs(value) <= limit ? value : null;
}
