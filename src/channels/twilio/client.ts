/** The official client, loaded at the first call; every call has a deadline, can be aborted and keeps the answer's headers. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Twilio } from 'twilio';
import type { RequestOptions } from 'twilio/lib/base/RequestClient';
import { SendFault, type ChannelAccount } from '../channel';
import { accessOf } from './account';
import { translate } from './fault';

/** Twilio answers within one second; fifteen leave room for a bad day. */
const DEADLINE_MS = 15_000;
const MAX_ANSWER_BYTES = 4_000_000;

/** What one call brings along and what it learns; the client's own methods carry neither. */
export interface Exchange {
  readonly signal: AbortSignal;
  /** Null: Twilio itself. */
  readonly baseUrl: string | null;
  /** Of the answer, names in lower case. */
  headers: Record<string, unknown>;
}

const current = new AsyncLocalStorage<Exchange>();

type Open = (accountSid: string, authToken: string) => Twilio;
/** 240 ms and 30 MB (measured): a start that sends nothing does without. */
let library: Promise<Open> | null = null;

export class TwilioClient {
  /** `sandboxUrl`: where simulated accounts are served; null while this process serves nobody. */
  constructor(
    private readonly sandboxUrl: () => string | null,
    private readonly deadlineMs = DEADLINE_MS,
  ) {}

  /** With what, and where, this account speaks. `baseUrl` null: Twilio itself. */
  entrance(account: ChannelAccount): { accountSid: string; authToken: string; baseUrl: string | null } {
    const { accountSid, authToken, apiBaseUrl } = accessOf(account);
    if (!accountSid || !authToken) {
      throw new SendFault(
        'permanent',
        'This channel account has no Account SID or Auth Token. Add them under Admin, Channels.',
      );
    }
    // A simulated account never reaches Twilio, and a real one never anything else.
    const baseUrl = account.simulated ? (apiBaseUrl ?? this.sandboxUrl()) : null;
    if (account.simulated && baseUrl === null)
      throw new SendFault('retry', 'The sandbox is not running in this process.');
    return { accountSid, authToken, baseUrl };
  }

  /** Runs `work` with a client of this account. Whatever goes wrong comes out as a SendFault. */
  async call<T>(
    account: ChannelAccount,
    signal: AbortSignal,
    work: (client: Twilio, exchange: Exchange) => Promise<T>,
  ): Promise<T> {
    const { accountSid, authToken, baseUrl } = this.entrance(account);
    if (signal.aborted) throw new SendFault('retry', 'Stopped before it was sent.');

    const open = await (library ??= load());
    const limit = AbortSignal.any([signal, AbortSignal.timeout(this.deadlineMs)]);
    const exchange: Exchange = { signal: limit, baseUrl, headers: {} };
    try {
      return await current.run(exchange, () => work(open(accountSid, authToken), exchange));
    } catch (error) {
      throw translate(error, exchange.headers);
    }
  }
}

async function load(): Promise<Open> {
  const { Twilio, RequestClient } = (await import('twilio')).default;

  class Wire extends RequestClient {
    constructor() {
      // The client's own retries ignore Retry-After (measured): delivery owns them.
      super({ timeout: DEADLINE_MS, autoRetry: false, maxSockets: 50 });
      this.axios.defaults.maxContentLength = MAX_ANSWER_BYTES;
      this.axios.interceptors.request.use((config) => ({ ...config, signal: current.getStore()?.signal }));
    }

    override async request<T>(options: RequestOptions<T>) {
      const exchange = current.getStore();
      const response = await super.request<T>({ ...options, uri: pointed(options.uri, exchange?.baseUrl ?? null) });
      if (exchange) exchange.headers = (response.headers ?? {}) as Record<string, unknown>;
      return response;
    }
  }

  // One wire for all accounts keeps connections open; a client on it costs 20 µs.
  const httpClient = new Wire();
  const open: Open = (accountSid, authToken) => new Twilio(accountSid, authToken, { httpClient });
  // The library loads its parts at their first use: a third of its time, which belongs here and not under a call's deadline.
  void open('AC', 'none').messages;
  return open;
}

/** The same address at `baseUrl`. */
export function pointed(uri: string, baseUrl: string | null): string {
  if (baseUrl === null) return uri;
  const { pathname, search } = new URL(uri);
  return `${baseUrl.replace(/\/+$/, '')}${pathname}${search}`;
}
