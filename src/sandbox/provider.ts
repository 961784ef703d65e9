/** The emulated Twilio: takes messages as the real one does, moves them from queued to read, and tells Baton by signed requests. */
import { setTimeout as pause } from 'node:timers/promises';
import type { PhoneMessage } from './contract';
import type { Courier } from './courier';
import type { Memory } from './memory';
import { shown, type ProviderStatus, type SimulatedMedia, type SimulatedMessage } from './memory';
import { phoneOf, type SimulatedAccount } from './phones';
import { Setups } from './setups';
import { stopper } from './stopper';
import { Contents } from './templates';
import { inboundParameters, statusParameters } from './wire';

/** Where the way of a taken message ends before the phone. */
export interface Ending {
  readonly status: 'failed' | 'undelivered';
  readonly errorCode: number;
  readonly detail: string;
}

/** Milliseconds that a message spends on its way. */
export interface Pace {
  sent: number;
  delivered: number;
  read: number;
}
const LIFELIKE: Pace = { sent: 150, delivered: 300, read: 1_000 };

/** Twilio's own handling of consent words on SMS: the whole message, any case. */
const STOP = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT']);
const START = new Set(['START', 'YES', 'UNSTOP']);
const HELP = new Set(['HELP', 'INFO']);
const STOP_ANSWER =
  'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.';
const START_ANSWER =
  'You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe.';
const HELP_ANSWER = 'Reply STOP to unsubscribe. Msg & Data Rates May Apply.';

type Media = readonly Omit<SimulatedMedia, 'sid'>[];

export class Provider {
  /** One phone's messages arrive in the order in which they were written. */
  private readonly lines = new Map<string, Promise<void>>();
  readonly contents = new Contents();
  readonly setups: Setups;
  private readonly stopped = stopper();

  constructor(
    readonly memory: Memory,
    private readonly courier: Courier,
    readonly accounts: () => readonly SimulatedAccount[],
    private readonly webhookUrl: string,
    private readonly changed: (message: PhoneMessage) => void,
    private readonly pace: Pace = LIFELIKE,
  ) {
    this.setups = new Setups(webhookUrl);
  }

  /** A phone writes to a number of the business. The answer is at once; what becomes of it follows as changes. */
  write(
    id: string,
    words: Pick<SimulatedMessage, 'more' | 'extra'> & { text: string; media: Media },
    account: SimulatedAccount,
  ): PhoneMessage {
    const { channel, number, label } = phoneOf(id);
    const message = this.memory.add({
      accountSid: account.accountSid,
      direction: 'inbound',
      channel,
      phone: number,
      business: account.number,
      body: words.text,
      media: words.media,
      more: words.more,
      extra: words.extra,
      status: 'received',
    });
    this.memory.heardFrom(number, account.number);
    const before = this.lines.get(id) ?? Promise.resolve();
    const after = before.then(() => this.bring(message, account, label ?? number));
    this.lines.set(id, after);
    void after.then(() => {
      if (this.lines.get(id) === after) this.lines.delete(id);
    });
    const view = shown(message);
    this.changed(view);
    if (channel === 'sms') this.heedConsent(message, account);
    return view;
  }

  /** Takes a message of Baton's and sends it on its way; `ending`: where that way ends early. */
  take(
    account: SimulatedAccount,
    sending: { phone: string; body: string; statusCallback: string | null; media: Media; buttons: readonly string[] },
    ending: Ending | null,
  ): SimulatedMessage {
    const message = this.memory.add({
      ...sending,
      accountSid: account.accountSid,
      direction: 'outbound-api',
      channel: account.channel,
      business: account.number,
      status: 'queued',
    });
    this.changed(shown(message));
    void this.carry(message, account, ending);
    return message;
  }

  /** Files that Baton named in a send; null when one cannot be had. */
  async fetchAll(urls: readonly string[]): Promise<{ mediaType: string; bytes: Buffer }[] | null> {
    const files = await Promise.all(urls.map((url) => this.courier.fetch(url)));
    const all = files.flatMap((file) => file ?? []);
    return all.length === urls.length ? all : null;
  }

  stop(): void {
    this.stopped.abort();
    this.courier.stop();
  }

  private async bring(message: SimulatedMessage, account: SimulatedAccount, name: string): Promise<void> {
    const problem = await this.courier.deliver({
      what: 'webhook',
      messageId: message.sid,
      url: this.webhookUrl,
      parameters: inboundParameters(message, account, name),
      authToken: account.authToken,
    });
    this.update(message, { webhook: problem === null ? 'taken' : 'lost', detail: problem });
  }

  private async carry(message: SimulatedMessage, account: SimulatedAccount, ending: Ending | null): Promise<void> {
    const steps: [number, ProviderStatus][] = [
      [0, 'queued'],
      [this.pace.sent, 'sent'],
      [this.pace.delivered, 'delivered'],
      ...(message.channel === 'whatsapp' ? [[this.pace.read, 'read'] satisfies [number, ProviderStatus]] : []),
    ];
    for (const [wait, status] of steps) {
      await pause(wait, undefined, { signal: this.stopped.signal }).catch(() => undefined);
      if (this.stopped.signal.aborted) return;
      const over = ending !== null && (status === 'delivered' || (status === 'sent' && ending.status === 'failed'));
      this.update(message, over ? ending : { status });
      // Not waited for: a slow listener does not slow the carrier, and callbacks may overtake each other as in life.
      void this.report(message, account);
      if (over) return;
    }
  }

  private async report(message: SimulatedMessage, account: SimulatedAccount): Promise<void> {
    if (message.statusCallback === null) return;
    await this.courier.deliver({
      what: 'status',
      messageId: message.sid,
      url: message.statusCallback,
      parameters: statusParameters(message),
      authToken: account.authToken,
    });
  }

  private heedConsent(message: SimulatedMessage, account: SimulatedAccount): void {
    const word = message.body.trim().toUpperCase();
    const { phone, business } = message;
    if (STOP.has(word)) {
      if (this.memory.setOptedOut(phone, business, true)) this.answerItself(message, account, STOP_ANSWER);
    } else if (START.has(word)) {
      if (this.memory.setOptedOut(phone, business, false)) this.answerItself(message, account, START_ANSWER);
    } else if (HELP.has(word)) {
      this.answerItself(message, account, HELP_ANSWER);
    }
  }

  private answerItself(to: SimulatedMessage, account: SimulatedAccount, body: string): void {
    const answer = this.memory.add({
      accountSid: account.accountSid,
      direction: 'outbound-reply',
      channel: to.channel,
      phone: to.phone,
      business: to.business,
      body,
      status: 'queued',
      automatic: true,
    });
    this.changed(shown(answer));
    void this.carry(answer, account, null);
  }

  private update(message: SimulatedMessage, change: Parameters<Memory['change']>[1]): void {
    this.memory.change(message, change);
    this.changed(shown(message));
  }
}
