/** What the emulated provider remembers: messages, opt-outs, the last word of each phone. In memory and bounded. */
import { randomBytes } from 'node:crypto';
import type { LedgerEntry, PhoneChannel, PhoneMessage } from './contract';
import { phoneId } from './phones';

const MAX_MESSAGES = 5_000;
const MAX_LEDGER = 500;
const MAX_PAIRS = 20_000;
const WINDOW_MS = 24 * 3_600_000;

export type ProviderStatus = 'received' | 'queued' | 'sent' | 'delivered' | 'read' | 'undelivered' | 'failed';

export interface SimulatedMedia {
  readonly sid: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

export interface SimulatedMessage {
  readonly sid: string;
  readonly accountSid: string;
  readonly direction: 'inbound' | 'outbound-api' | 'outbound-reply';
  readonly channel: PhoneChannel;
  /** Both in E.164, whatever stands before them on the wire. */
  readonly phone: string;
  readonly business: string;
  readonly body: string;
  readonly media: readonly SimulatedMedia[];
  /** Parameters of its webhook beyond the usual ones: a place, a button, what it replies to. */
  readonly more: Readonly<Record<string, string>>;
  /** The same in words, for the phone. */
  readonly extra: string | null;
  readonly buttons: readonly string[];
  readonly statusCallback: string | null;
  readonly createdAt: Date;
  /** Written by the provider itself. */
  readonly automatic: boolean;
  status: ProviderStatus;
  /** Of what a phone wrote: how its webhook fares. Twilio keeps the message as received whatever becomes of that. */
  webhook: 'sending' | 'taken' | 'lost' | null;
  sentAt: Date | null;
  updatedAt: Date;
  errorCode: number | null;
  /** Why the phone shows it as lost or failed. */
  detail: string | null;
}

export class Memory {
  private readonly messages = new Map<string, SimulatedMessage>();
  private readonly optedOut = new Set<string>();
  private readonly lastWord = new Map<string, number>();
  private readonly entries: LedgerEntry[] = [];
  private readonly startedAt: number;

  constructor(private readonly now: () => Date = () => new Date()) {
    this.startedAt = now().getTime();
  }

  add(
    message: Pick<SimulatedMessage, 'accountSid' | 'direction' | 'channel' | 'phone' | 'business' | 'body' | 'status'> &
      Partial<Pick<SimulatedMessage, 'statusCallback' | 'automatic' | 'more' | 'extra' | 'buttons'>> & {
        media?: readonly Omit<SimulatedMedia, 'sid'>[];
      },
  ): SimulatedMessage {
    const at = this.now();
    const media = (message.media ?? []).map((one) => ({ ...one, sid: `ME${randomBytes(16).toString('hex')}` }));
    const added: SimulatedMessage = {
      statusCallback: null,
      automatic: false,
      more: {},
      extra: null,
      buttons: [],
      ...message,
      media,
      sid: `${media.length > 0 ? 'MM' : 'SM'}${randomBytes(16).toString('hex')}`,
      createdAt: at,
      updatedAt: at,
      webhook: message.direction === 'inbound' ? 'sending' : null,
      sentAt: message.status === 'received' ? at : null,
      errorCode: null,
      detail: null,
    };
    this.messages.set(added.sid, added);
    forgetOldest(this.messages, MAX_MESSAGES);
    return added;
  }

  change(
    message: SimulatedMessage,
    change: Partial<Pick<SimulatedMessage, 'status' | 'errorCode' | 'detail' | 'webhook'>>,
  ): void {
    const at = this.now();
    Object.assign(message, change, { updatedAt: at });
    if (message.status === 'sent') message.sentAt ??= at;
  }

  message(sid: string): SimulatedMessage | undefined {
    return this.messages.get(sid);
  }

  media(sid: string): SimulatedMedia | undefined {
    for (const { media } of this.messages.values()) {
      const found = media.find((one) => one.sid === sid);
      if (found) return found;
    }
    return undefined;
  }

  /** Newest first. */
  ofAccount(accountSid: string): SimulatedMessage[] {
    return [...this.messages.values()].filter((message) => message.accountSid === accountSid).reverse();
  }

  /** Oldest first. */
  ofPhone(id: string): SimulatedMessage[] {
    return [...this.messages.values()].filter((message) => phoneId(message.channel, message.phone) === id);
  }

  heardFrom(phone: string, business: string): void {
    const key = pair(phone, business);
    this.lastWord.delete(key);
    this.lastWord.set(key, this.now().getTime());
    forgetOldest(this.lastWord, MAX_PAIRS);
  }

  /** WhatsApp's reply window. What was written before a restart is not known: such a pair is open for the first day. */
  windowOpen(phone: string, business: string): boolean {
    const since = this.lastWord.get(pair(phone, business)) ?? this.startedAt;
    return this.now().getTime() - since <= WINDOW_MS;
  }

  isOptedOut(phone: string, business: string): boolean {
    return this.optedOut.has(pair(phone, business));
  }

  /** False when it was so before. */
  setOptedOut(phone: string, business: string, out: boolean): boolean {
    if (this.isOptedOut(phone, business) === out) return false;
    if (out) this.optedOut.add(pair(phone, business));
    else this.optedOut.delete(pair(phone, business));
    return true;
  }

  note(entry: Omit<LedgerEntry, 'at'>): void {
    this.entries.unshift({ at: this.now().toISOString(), ...entry });
    if (this.entries.length > MAX_LEDGER) this.entries.pop();
  }

  ledger(): readonly LedgerEntry[] {
    return this.entries;
  }
}

/** A message as the phone's owner sees it. */
export function shown(message: SimulatedMessage): PhoneMessage {
  return {
    id: message.sid,
    phoneId: phoneId(message.channel, message.phone),
    direction: message.direction === 'inbound' ? 'sent' : 'received',
    business: message.business,
    text: message.body,
    media: message.media.map(({ sid, mediaType }) => ({ url: `/sandbox/api/media/${sid}`, mediaType })),
    extra: message.extra,
    buttons: [...message.buttons],
    state: message.webhook ?? shownState(message.status),
    detail: message.detail,
    automatic: message.automatic,
    at: message.createdAt.toISOString(),
  };
}

function shownState(status: ProviderStatus): PhoneMessage['state'] {
  switch (status) {
    case 'received':
      return 'taken';
    case 'undelivered':
      return 'failed';
    case 'queued':
    case 'sent':
    case 'delivered':
    case 'read':
    case 'failed':
      return status;
  }
}

function pair(phone: string, business: string): string {
  return `${phone} ${business}`;
}

function forgetOldest<T>(map: Map<string, T>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
