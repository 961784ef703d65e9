/** The channel port: what every carrier must offer, and what it may. Pure of the database; a new channel is one folder that fits this file. */
import type { z } from 'zod';
import type { ReceiptState } from '../foundation/model/delivery';

export type ChannelKind = string;
/** `claimed_email`: the sender says so and nothing vouches for it. */
export type AddressKind = 'phone' | 'email' | 'claimed_email' | 'visitor';

/** A configured account as adapters see it: secrets decrypted, settings validated by the adapter's own schema. */
export interface ChannelAccount {
  id: string;
  channel: ChannelKind;
  /** Our own address on the wire: +15550100, whatsapp number in E.164, mailbox, site key. */
  address: string;
  settings: Record<string, unknown>;
  secrets: Record<string, string>;
  simulated: boolean;
}

/** Capabilities are data, so that no stage ever asks "is it SMS?". */
export interface Capabilities {
  text: {
    markup: 'plain' | 'whatsapp' | 'markdown';
    maxLength: number;
    /** Keep automatic texts under this. */ advisedLength: number;
    segments: boolean;
  };
  replyWindow: { hours: number } | null;
  threading: 'address' | 'headers' | 'session';
  receipts: ReceiptState[];
  pace: 'live' | 'slow';
  addressKind: AddressKind;
  typing: boolean;
  /** STOP, START, HELP have legal force here. */
  consentWords: boolean;
  /** So many messages that nobody looked at may go out in one episode; null: no limit. */
  automaticAnswers: number | null;
  /** Shows answers to touch under a message (`content.choices`). */
  choices: boolean;
}

/** What a text takes on a wire that bills by parts. */
export interface TextSize {
  encoding: 'GSM-7' | 'UCS-2';
  segments: number;
  /** Characters of the encoding that still fit into the last segment. */
  left: number;
  /** What keeps it from the cheaper encoding, at most five. */
  costly: string[];
  /** Other characters for the costly ones, where all of them have one and segments are saved. */
  plainer: { segments: number; swaps: { from: string; to: string }[] } | null;
}

/** What a wire says, read by an adapter. */
export type InboundEvent = InboundMessage | InboundReceipt;

export interface InboundMessage {
  kind: 'message';
  /** The provider's own id, unique per account. */
  providerId: string;
  from: { kind: AddressKind; address: string; name?: string };
  text: string;
  /** E.g. { button: {text,payload} , location: {...}, repliedTo: providerId }. Stored as it is. */
  content: Record<string, unknown>;
  attachments: InboundFile[];
  /** What the provider already recognised as a consent word. */
  consent?: 'stop' | 'start' | 'help';
  /** Written by a machine: nothing answers it by itself. */
  automatic?: true;
  /** The whole, where `text` is a part of it. HTML is sanitised already. */
  original?: { mediaType: 'text/html' | 'text/plain'; text: string };
  /** What it answers, on channels that thread by headers. */
  thread?: {
    /** Our own deliveries, proved by a keyed hash: whoever names one has had it. */
    deliveries: string[];
    /** Ids of other people's messages; they prove nothing. */
    messages: string[];
  };
}

/** `url`: where the provider keeps it; `content`: it came along. */
export type InboundFile = { mediaType: string; name?: string; contentId?: string } & (
  { url: string; content?: undefined } | { content: Buffer; url?: undefined }
);

export interface InboundReceipt {
  kind: 'receipt';
  providerId: string;
  /** Our own delivery id where the provider hands it back. */
  deliveryId?: string;
  state: ReceiptState;
  /** The provider's error code, e.g. "30003". */
  code?: string;
  detail?: string;
  /** The address takes nothing more, and why: nothing is sent to it until they write again. */
  unreachable?: string;
  /** Why it failed, where the code says more than "permanent": `opted-out` (Twilio 21610) is recorded as consent. */
  fault?: SendFaultKind;
}

/** A text that the provider approved beforehand, allowed outside of the reply window. */
export interface Template {
  id: string;
  name: string;
  language: string;
  /** With {{1}}, {{name}} where something is filled in. */
  body: string;
  /** What is filled in, with an example of each. */
  variables: Record<string, string>;
}

/** One thing that a provider says of an account, and what to do about it. */
export interface Finding {
  subject: 'webhook' | 'number' | 'service' | 'registration' | 'sender';
  /** `waiting`: somebody else decides; `unknown`: the provider did not say. */
  state: 'ok' | 'waiting' | 'wrong' | 'unknown';
  says: string;
  /** Null: nothing. */
  todo: string | null;
}

/** A text that Baton brings along, and how far its approval is. */
export interface StarterTemplate {
  name: string;
  language: string;
  body: string;
  /** The provider's own word: received, pending, approved, rejected …; `missing`: it is not there; `failed`: it could not be submitted. */
  state: string;
  /** Why it was rejected or failed; null otherwise. */
  detail: string | null;
}

/** What decides how a file goes out: its type by its own bytes, and its size. */
export interface FileFacts {
  mediaType: string;
  bytes: number;
}

/** As it is, or as a link to it in the text, with the reason. */
export type Carriage = { as: 'file'; why: null } | { as: 'link'; why: string };

/** A file that goes out as it is. `url`: where a provider fetches it without signing in, for a limited time. */
export interface OutgoingFile {
  name: string;
  mediaType: string;
  url: string;
  read(): Promise<Buffer>;
}

export interface Outgoing {
  deliveryId: string;
  to: string;
  /** Empty only beside files; links to what does not go as a file stand in it. */
  text: string;
  files?: OutgoingFile[];
  /** Nobody looked at it before it left. */
  automatic: boolean;
  /** What customers call the agent who wrote it; null: not an agent. */
  author: string | null;
  /** To one of our own agents, on channels that thread by headers: each conversation is a thread, `first` the delivery that began it. */
  thread?: { subject: string; first: string | null };
  /** `content` of what the contact wrote last on this leg; null where they never did. */
  answers: Record<string, unknown> | null;
  /** `text` is this template filled: then the provider is given these instead. */
  template?: { id: string; variables: Record<string, string> };
  /** Answers to touch, where the channel shows them. */
  choices?: string[];
  /** Where the provider shall report this delivery, where it supports that. */
  statusUrl: string | null;
}

export type SendFaultKind = 'retry' | 'rate-limited' | 'permanent' | 'window-closed' | 'opted-out' | 'ambiguous';

/** Why a send did not succeed. `ambiguous`: it may have been sent. `retryAfterMs` where the provider said so. */
export class SendFault extends Error {
  constructor(
    readonly kind: SendFaultKind,
    message: string,
    readonly options: { code?: string; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'SendFault';
  }
}

/** A message that a provider keeps in its list. */
export interface ListedMessage {
  providerId: string;
  at: Date;
  /** The whole, as far as the list tells it: asked only for what is missing here. */
  read(signal: AbortSignal): Promise<InboundMessage>;
}

/** The request as the raw route saw it. `url`: the exact public URL, never built from forwarded headers. */
export interface RawRequest {
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

export interface Webhook {
  /** The name in the routes POST /webhooks/<provider> and /webhooks/<provider>/status; channels may share one provider. */
  provider: string;
  /** Which account(s) the request claims to speak to or of: matched against the configured ones before `verify`. */
  locate(request: RawRequest, accounts: readonly ChannelAccount[]): ChannelAccount | null;
  /** True only for a genuine request of this account's provider. No secret configured → false. */
  verify(request: RawRequest, account: ChannelAccount): boolean;
  /** Pure; any number of events; throws a Fault('invalid') on what it cannot read. */
  read(request: RawRequest, account: ChannelAccount): InboundEvent[];
  /** The body and type of the acknowledgement. */
  ack: { contentType: string; body: string };
}

/** A wire that is read rather than heard, such as a mailbox. */
export interface Source {
  /**
   * Offers everything new to `intake`, in order, until the line ends (throws) or `signal` (returns).
   * `from` is the last committed cursor, null before the first reading: then only what comes from now on.
   */
  follow(account: ChannelAccount, from: unknown, intake: Intake, signal: AbortSignal): Promise<void>;
  /** Reads one item. Throws on what it cannot read; asks nobody but the name servers. */
  read(account: ChannelAccount, raw: Buffer, signal: AbortSignal): Promise<InboundEvent[]>;
}

export interface Intake {
  /** Resolves once `raw` is committed, or kept aside as unreadable, and `cursor` with it. `id` names it in the quarantine. */
  take(item: { id: string; raw: Buffer }, cursor: unknown): Promise<void>;
  /** Nothing to take, yet the cursor moved. */
  advance(cursor: unknown): Promise<void>;
  /** Shown to admins: the line stands, and so many items wait. */
  progress(behind: number): Promise<void>;
}

export interface Channel {
  readonly kind: ChannelKind;
  readonly label: string;
  readonly capabilities: Capabilities;
  /** Our own address as this channel writes it; what is given in another form comes out in the stored one. */
  readonly address: z.ZodType<string, string>;
  /** Schema of one account's settings and secrets. */
  readonly settings: z.ZodType<Record<string, unknown>>;
  readonly secrets: z.ZodType<Record<string, string>>;
  /** Pure; where a text is billed by parts. */
  measure?: (text: string) => TextSize;
  /** Pure: how each file of one message goes to this address, in their order. */
  carries(account: ChannelAccount, to: string, files: readonly FileFacts[]): Carriage[];
  /** Sends and answers the provider's id. Throws SendFault. */
  send(account: ChannelAccount, outgoing: Outgoing, signal: AbortSignal): Promise<string>;
  /**
   * After an ambiguous send: the provider's id when it was sent, null when it surely was not; throws when it cannot tell yet.
   * Providers keep no id of ours: an id that another delivery of the same words already holds is not this one's.
   */
  find?(account: ChannelAccount, outgoing: Outgoing, since: Date, signal: AbortSignal): Promise<string | null>;
  /**
   * Fetches a file that a message named by its URL. Throws SendFault: `permanent` when it is gone, too large or not where files of this
   * provider are; `retry` when another try may help.
   */
  fetchFile?(account: ChannelAccount, url: string, mostBytes: number, signal: AbortSignal): Promise<Buffer>;
  /**
   * What arrived at the account since then, oldest first, for messages that no webhook brought. Throws SendFault; `permanent` when there
   * is more than it reads at once.
   */
  arrived?(account: ChannelAccount, since: Date, signal: AbortSignal): Promise<ListedMessage[]>;
  /** Pure: what an account with these settings sends through, where others may too and a STOP to one then blocks all; null: itself alone. */
  pool?(settings: Readonly<Record<string, unknown>>): string | null;
  /** The approved ones. Throws SendFault. */
  templates?(account: ChannelAccount, signal: AbortSignal): Promise<Template[]>;
  /**
   * The texts that Baton brings along, with their state at the provider. `submit`: those that are missing are made and submitted for approval
   * first; what is there stays as it is, so that it may be asked again at any time. Throws SendFault.
   */
  starters?(account: ChannelAccount, submit: boolean, signal: AbortSignal): Promise<StarterTemplate[]>;
  /** Asks the provider whether the account works. Throws SendFault with a message to act on. */
  check?(account: ChannelAccount, signal: AbortSignal): Promise<string>;
  /**
   * Reads how the account is set up at the provider, and changes nothing there. `webhookUrl`: the address that has to be entered there.
   * Throws SendFault where the account is not let in; what cannot be read alone is a finding that says so.
   */
  inspect?(account: ChannelAccount, webhookUrl: string, signal: AbortSignal): Promise<Finding[]>;
  readonly webhook?: Webhook;
  readonly source?: Source;
  /** Path below PUBLIC_URL where the provider reports deliveries; delivery appends `?delivery=<id>`. */
  readonly statusPath?: string;
}

/** Injection token of all channels by kind; only channels.module.ts names adapters. */
export const CHANNELS = Symbol('channels');
export type Channels = ReadonlyMap<ChannelKind, Channel>;
