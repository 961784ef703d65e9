/** Sends what is owed: gate, claim, call, settle. One lane per conversation keeps the order; a cut-off send becomes `unknown`. */
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  CHANNELS,
  SendFault,
  type Channel,
  type ChannelAccount,
  type Channels,
  type FileFacts,
  type Outgoing,
  type OutgoingFile,
} from '../../channels/channel';
import type { Environment } from '../../foundation/config/environment';
import { ENVIRONMENT } from '../../foundation/config/environment';
import { Database, type Tx } from '../../foundation/database/database';
import { Defer, Jobs, type RunningJob } from '../../foundation/jobs/jobs';
import { Settings } from '../../foundation/settings/settings';
import { Absence } from './absence';
import { OutgoingFiles, withLinks } from './files';
import { verdict } from './gate';
import { accepted, answered, claim, isTaken, optOut, postponed, readOwed, settle, threadOf, type Owed } from './outbox';
import { Rates } from './rates';
import { retryDelay } from './retry';
import { Touch } from './touch';

/** One provider call may take this long. */
const SEND_TIMEOUT_MS = 20_000;
/** A provider is asked about a cut-off send after this long, and again until the limit. */
const FIRST_LOOK_MS = 15_000;
/** On top of every mail to an agent; what comes back below it is ours. */
export const ABOVE = 'Write your answer above this line.';

const NEXT_LOOK_MS = 60_000;
export const UNKNOWN_LIMIT_MS = 15 * 60_000;

@Injectable()
export class DeliveryWorker implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly touch: Touch,
    private readonly settings: Settings,
    private readonly absence: Absence,
    private readonly files: OutgoingFiles,
    private readonly rates: Rates,
    @Inject(CHANNELS) private readonly channels: Channels,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('deliver', (job, signal) => this.deliver(job, signal));
    this.jobs.handle('reconcile', (job, signal) => this.reconcile(job, signal));
  }

  private async deliver(job: RunningJob, signal: AbortSignal): Promise<void> {
    const owed = await readOwed(this.db, String(job.payload['deliveryId']));
    if (!owed) return;
    if (owed.state === 'sending' && owed.fault === null) {
      // An earlier worker died between its call and its record: it may have been sent.
      return this.becomeUnknown(owed, 'The process ended while it was being sent.');
    }
    if (owed.state !== 'queued' && owed.state !== 'sending') return;
    if (owed.stale) return this.end(owed, 'withdrawn', null, 'The conversation went on before it was sent.');
    if (owed.endpoint_stopped) return this.end(owed, 'withdrawn', null, 'This endpoint is switched off.');

    const account = this.settings.account(owed.channel_account_id);
    const channel = account && this.channels.get(account.channel);
    if (!account || !channel) return this.end(owed, 'failed', 'permanent', 'The channel account is gone.');
    const facts = {
      optedOut: owed.opted_out,
      lastInboundAt: owed.last_inbound_at,
      accountActive: owed.account_active,
      unreachable: owed.unreachable,
    };
    const gate = verdict(channel.capabilities, facts, owed.text.length, new Date());
    const allowed = owed.template !== null && gate.fault === 'window-closed';
    if (gate.blocked && !allowed) return this.end(owed, 'failed', gate.fault, gate.blocked);

    const turn = await this.rates.wait(owed, channel, account);
    if (turn) throw new Defer(turn);
    const outgoing = await this.outgoing(owed, channel, account);
    if (!(await claim(this.db, owed.id))) return;
    await this.send(owed, outgoing, channel, account, signal);
  }

  private async send(
    owed: Owed,
    outgoing: Outgoing,
    channel: Channel,
    account: ChannelAccount,
    signal: AbortSignal,
  ): Promise<void> {
    let providerId: string;
    try {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(SEND_TIMEOUT_MS)]);
      providerId = await channel.send(account, outgoing, limit);
    } catch (error) {
      return this.failed(owed, error);
    }
    const { conversation_id: conversationId, author } = owed;
    await this.change(owed, async (tx) => {
      await accepted(tx, owed.id, providerId);
      const replied = author === 'agent' || author === 'assistant';
      // Shown only while somebody looks.
      if (conversationId && replied && channel.capabilities.threading === 'session') {
        await this.absence.plan(tx, conversationId);
      }
    });
  }

  private async failed(owed: Owed, error: unknown): Promise<void> {
    // What an adapter did not translate may have left: the careful reading.
    const fault =
      error instanceof SendFault ? error : new SendFault('ambiguous', 'The call broke off.', { cause: error });
    const code = fault.options.code ? ` (${fault.options.code})` : '';
    const detail = `${fault.message}${code}`;
    switch (fault.kind) {
      case 'ambiguous':
        return this.becomeUnknown(owed, detail);
      case 'retry':
      case 'rate-limited': {
        const delay = retryDelay(owed.attempts + 1, Math.random(), fault.options.retryAfterMs);
        if (delay === null)
          return this.end(owed, 'failed', fault.kind, `Given up after ${owed.attempts + 1} tries: ${detail}`);
        await this.change(owed, (tx) => postponed(tx, owed.id, fault.kind, detail));
        throw new Defer(new Date(Date.now() + delay));
      }
      case 'opted-out':
        return this.change(owed, async (tx) => {
          await settle(tx, owed.id, 'failed', fault.kind, detail);
          if (owed.contact_address_id) await optOut(tx, owed.contact_address_id, owed.channel_account_id, 'provider');
        });
      case 'permanent':
      case 'window-closed':
        return this.end(owed, 'failed', fault.kind, detail);
    }
  }

  private becomeUnknown(owed: Owed, detail: string): Promise<void> {
    return this.change(owed, async (tx) => {
      if (!(await settle(tx, owed.id, 'unknown', 'ambiguous', detail))) return;
      const notBefore = new Date(Date.now() + FIRST_LOOK_MS);
      await this.jobs.enqueue(tx, [
        { lane: `reconcile:${owed.id}`, kind: 'reconcile', payload: { deliveryId: owed.id }, notBefore },
      ]);
    });
  }

  /** Asks the provider what became of a cut-off send; never sends again. After the limit it goes to the team. */
  private async reconcile(job: RunningJob, signal: AbortSignal): Promise<void> {
    const owed = await readOwed(this.db, String(job.payload['deliveryId']));
    if (!owed || owed.state !== 'unknown') return;
    const account = this.settings.account(owed.channel_account_id);
    const channel = account && this.channels.get(account.channel);
    const since = owed.sent_at ?? owed.created_at;
    if (channel?.find && account) {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(SEND_TIMEOUT_MS)]);
      // A provider that cannot tell is asked again until the limit.
      const outgoing = await this.outgoing(owed, channel, account);
      const found = await channel.find(account, outgoing, since, limit).catch(() => null);
      // The same words may have been sent twice: an id that another delivery has is not this one's.
      if (found !== null && !(await isTaken(this.db, owed, found))) {
        return this.change(owed, (tx) => accepted(tx, owed.id, found));
      }
    }
    if (Date.now() - since.getTime() < UNKNOWN_LIMIT_MS) throw new Defer(new Date(Date.now() + NEXT_LOOK_MS));
    await this.change(owed, async (tx) => {
      const detail =
        'It is not known whether this was sent; the provider shows no such message. Please check before you repeat it.';
      if (await settle(tx, owed.id, 'failed', 'ambiguous', detail)) await this.tellLost(tx, owed);
    });
  }

  /** What the customer should have heard did not arrive: unless a person holds it already, one is asked. */
  private async tellLost(tx: Tx, owed: Owed): Promise<void> {
    if (!owed.conversation_id || !owed.contact_address_id) return;
    const payload = { conversationId: owed.conversation_id };
    await this.jobs.enqueue(tx, [{ lane: `conversation:${owed.conversation_id}`, kind: 'lost', payload }]);
  }

  private end(
    owed: Owed,
    state: 'failed' | 'withdrawn',
    fault: SendFault['kind'] | null,
    detail: string,
  ): Promise<void> {
    return this.change(owed, async (tx) => {
      if (!(await settle(tx, owed.id, state, fault, detail))) return;
      if (state === 'failed' && fault !== 'opted-out') await this.tellLost(tx, owed);
    });
  }

  private async change(owed: Owed, work: (tx: Tx) => Promise<void>): Promise<void> {
    await this.db.transaction(async (tx) => {
      // The conversation first: everywhere its row is locked before its deliveries.
      if (owed.conversation_id) await this.touch.conversation(tx, owed.conversation_id);
      await work(tx);
    });
  }

  private filesOf(owed: Owed): Promise<(OutgoingFile & FileFacts)[]> {
    if (owed.files_of && owed.endpoint_id) return this.files.forAgent(owed.files_of, owed.endpoint_id, owed.created_at);
    return owed.message_id && owed.sent_as ? this.files.ofMessage(owed.message_id) : Promise.resolve([]);
  }

  private async outgoing(owed: Owed, channel: Channel, account: ChannelAccount): Promise<Outgoing> {
    const statusUrl = channel.statusPath
      ? `${this.environment.publicUrl}${channel.statusPath}?delivery=${owed.id}`
      : null;
    const headers = channel.capabilities.threading === 'headers';
    const thread = headers && owed.author === null ? await threadOf(this.db, owed) : null;
    const all = await this.filesOf(owed);
    const sentAs = owed.sent_as ?? channel.carries(account, owed.to_address, all).map(({ as }) => as);
    const files = all.filter((_file, index) => sentAs[index] === 'file');
    const links = all.filter((file) => !files.includes(file)).map(({ url }) => url);
    return {
      deliveryId: owed.id,
      to: owed.to_address,
      text: withLinks(thread ? `${ABOVE}\n\n${owed.text}` : owed.text, links),
      ...(files.length > 0 ? { files } : {}),
      ...(owed.template ? { template: { id: owed.template.id, variables: owed.template.variables } } : {}),
      ...(owed.choices ? { choices: owed.choices } : {}),
      automatic: owed.author !== 'agent',
      author: owed.agent_name,
      ...(thread ? { thread: { subject: `Customer #${thread.code ?? 0}`, first: thread.first } } : {}),
      answers: headers && owed.author !== null ? await answered(this.db, owed) : null,
      statusUrl,
    };
  }
}
