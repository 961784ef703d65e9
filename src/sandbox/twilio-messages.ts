/** Twilio's rules for one message: what is taken, what is refused with which code, and how the list is filtered. */
import { z } from 'zod';
import type { SimulatedAccount } from './phones';
import type { Ending, Provider } from './provider';
import { wordsOf } from './templates';
import { refusal, resource } from './wire';

const E164 = /^\+[1-9]\d{6,14}$/;
const MAX_BODY = 1600;

export const SendForm = z.object({
  To: z.string(),
  From: z.string().optional(),
  MessagingServiceSid: z.string().optional(),
  Body: z.string().default(''),
  MediaUrl: z.array(z.string()).max(10).default([]),
  StatusCallback: z.string().optional(),
  ContentSid: z.string().optional(),
  ContentVariables: z.string().optional(),
});

const ListQuery = z.object({
  To: z.string().optional(),
  From: z.string().optional(),
  DateSent: z.string().optional(),
  'DateSent<': z.string().optional(),
  'DateSent>': z.string().optional(),
  PageSize: z.coerce.number().int().min(1).max(1000).catch(50),
  Page: z.coerce.number().int().min(0).catch(0),
});

export interface Answer {
  status: number;
  body: Record<string, unknown>;
  headers?: Record<string, string>;
}
export const refused = (status: number, code: number, message: string): Answer => ({
  status,
  body: refusal(status, code, message),
});

export const OUTSIDE_WINDOW: Ending = {
  status: 'failed',
  errorCode: 63016,
  detail: 'Failed to send freeform message because you are outside the allowed window.',
};
const NOT_APPROVED: Ending = { status: 'failed', errorCode: 63040, detail: 'Template Rejected' };
const NOT_FETCHED: Ending = { status: 'failed', errorCode: 63019, detail: 'Media failed to download' };
/** The files behind `MediaUrl`; null: one of them could not be had. */
export type Fetched = readonly { mediaType: string; bytes: Buffer }[] | null;
export const UNREACHABLE: Ending = {
  status: 'undelivered',
  errorCode: 30003,
  detail: 'Unreachable destination handset',
};

export function take(
  { provider, publicUrl }: { provider: Provider; publicUrl: string },
  accounts: readonly SimulatedAccount[],
  form: z.infer<typeof SendForm>,
  fault: Ending | null,
  media: Fetched = [],
): Answer {
  const whatsapp = form.To.startsWith('whatsapp:');
  const channel = whatsapp ? 'whatsapp' : 'sms';
  const phone = bare(form.To);
  if (!E164.test(phone)) return refused(400, 21211, `Invalid 'To' Phone Number: ${form.To}`);
  if (form.From === undefined && form.MessagingServiceSid === undefined) {
    return refused(400, 21603, "A 'From' or 'MessagingServiceSid' parameter is required to send a message");
  }
  const account = accounts.find(
    (one) =>
      one.channel === channel &&
      (form.From === undefined
        ? one.messagingServiceSid === form.MessagingServiceSid
        : form.From === (whatsapp ? `whatsapp:${one.number}` : one.number)),
  );
  if (!account) {
    return whatsapp
      ? refused(400, 63007, 'Twilio could not find a Channel with the specified From address')
      : refused(400, 21606, `The 'From' phone number provided (${form.From}) is not a valid message-capable number`);
  }
  const template =
    form.ContentSid === undefined ? null : provider.contents.all().find((one) => one.sid === form.ContentSid);
  if (template === undefined) return refused(400, 21655, `The ContentSid ${form.ContentSid} is Invalid`);
  const body = template ? wordsOf(template, form.ContentVariables) : form.Body;
  if (body === null) return refused(400, 21656, 'The Content Variables parameter is invalid.');
  if (body === '' && form.MediaUrl.length === 0)
    return refused(400, 21619, 'A text message body or media urls must be specified.');
  if (body.length > MAX_BODY)
    return refused(400, 21617, 'The concatenated message body exceeds the 1600 character limit');
  if (form.StatusCallback !== undefined && !form.StatusCallback.startsWith(`${publicUrl}/`)) {
    return refused(400, 21609, `The 'StatusCallback' URL ${form.StatusCallback} is not a valid URL.`);
  }
  if (!whatsapp && provider.memory.isOptedOut(phone, account.number)) {
    return refused(400, 21610, 'Attempt to send to unsubscribed recipient');
  }
  // What nobody was asked to approve may be sent where free text may.
  const free = !template || template.status === 'unsubmitted';
  const unapproved = whatsapp && !free && template.status !== 'approved' ? NOT_APPROVED : null;
  const closed = whatsapp && free && !provider.memory.windowOpen(phone, account.number) ? OUTSIDE_WINDOW : null;
  const buttons = whatsapp ? (template?.buttons ?? []) : [];
  const statusCallback = form.StatusCallback ?? null;
  const files = media?.length && (!whatsapp || media.length === 1) ? media : [];
  const unfetched = files.length < form.MediaUrl.length ? NOT_FETCHED : null;
  const sending = { phone, body, statusCallback, media: files, buttons };
  const message = provider.take(account, sending, fault ?? unapproved ?? closed ?? unfetched);
  return { status: 201, body: resource(message) };
}

export function list(provider: Provider, account: SimulatedAccount | undefined, query: unknown): Answer {
  const { PageSize: size, Page: page, ...filter } = ListQuery.parse(query);
  const found = provider.memory
    .ofAccount(account?.accountSid ?? '')
    .map(resource)
    .filter(
      (one) =>
        (filter.To === undefined || one['to'] === filter.To) &&
        (filter.From === undefined || one['from'] === filter.From) &&
        sentWithin(one['date_sent'], filter),
    );
  const path = `/2010-04-01/Accounts/${account?.accountSid}/Messages.json`;
  const at = (index: number): string => {
    const query = new URLSearchParams(
      Object.entries({ ...filter, PageSize: size, Page: index }).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]),
    );
    return `${path}?${query.toString()}`;
  };
  const messages = found.slice(page * size, (page + 1) * size);
  return {
    status: 200,
    body: {
      messages,
      page,
      page_size: size,
      start: page * size,
      end: page * size + Math.max(0, messages.length - 1),
      uri: at(page),
      first_page_uri: at(0),
      previous_page_uri: page > 0 ? at(page - 1) : null,
      next_page_uri: found.length > (page + 1) * size ? at(page + 1) : null,
    },
  };
}

type DateFilter = Pick<z.infer<typeof ListQuery>, 'DateSent' | 'DateSent<' | 'DateSent>'>;

/** `DateSent>` means on or after, and a message that has not been sent is in no range. */
function sentWithin(sent: unknown, filter: DateFilter): boolean {
  const { DateSent: on, 'DateSent<': before, 'DateSent>': after } = filter;
  if (on === undefined && before === undefined && after === undefined) return true;
  const at = typeof sent === 'string' ? Date.parse(sent) : Number.NaN;
  if (Number.isNaN(at)) return false;
  return (
    (on === undefined || new Date(at).toISOString().slice(0, 10) === on.slice(0, 10)) &&
    (after === undefined || at >= Date.parse(after)) &&
    (before === undefined || at <= Date.parse(before) + (before.length === 10 ? 86_399_999 : 999))
  );
}

function bare(address: string): string {
  return address.replace(/^whatsapp:/, '');
}
