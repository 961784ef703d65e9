/** Brings signed requests to Baton's real webhook, as Twilio does: fifteen seconds each, a few tries, one idempotency token. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { signatureOf } from '../channels/twilio/signature';
import type { Memory } from './memory';
import { stopper } from './stopper';

const ANSWER_WITHIN_MS = 15_000;
const PAUSES_MS = [500, 2_000, 5_000];

export interface Parcel {
  what: 'webhook' | 'status';
  messageId: string;
  /** The public URL: signed, while the request itself never leaves this machine. */
  url: string;
  parameters: Readonly<Record<string, string>>;
  authToken: string;
}

export class Courier {
  private readonly stopped = stopper();

  /** `loopback`: where this process listens, e.g. http://127.0.0.1:3000; null while it does not. */
  constructor(
    private readonly loopback: () => string | null,
    private readonly memory: Memory,
    private readonly pauses: readonly number[] = PAUSES_MS,
  ) {}

  /** Null when Baton took it, else why not. Never throws. */
  async deliver(parcel: Parcel): Promise<string | null> {
    const idempotency = randomUUID();
    let problem = '';
    for (const wait of [0, ...this.pauses]) {
      if (wait > 0) await this.pause(wait);
      if (this.stopped.signal.aborted) return 'The sandbox stopped.';
      const { status, detail } = await this.post(parcel, idempotency);
      this.memory.note({ direction: 'made', what: parcel.what, messageId: parcel.messageId, status, detail });
      if (status !== null && status < 300) return null;
      problem = status === null ? `Baton did not answer: ${detail}` : `Baton answered ${status}.`;
      // What was refused is refused again; only failures and silence are worth another try.
      if (status !== null && status < 500 && status !== 429) break;
    }
    return problem;
  }

  /** A file that Baton offers at its public URL; null when it is not there. Never throws. */
  async fetch(url: string): Promise<{ mediaType: string; bytes: Buffer } | null> {
    const base = this.loopback();
    if (!base || !URL.canParse(url)) return null;
    const { pathname } = new URL(url);
    try {
      const response = await globalThis.fetch(`${base}${pathname}`, {
        redirect: 'manual',
        signal: AbortSignal.any([this.stopped.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
        headers: { 'user-agent': 'TwilioProxy/1.1' },
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      const { status } = response;
      // The address is a secret of its reader: the ledger names the route alone.
      this.memory.note({ direction: 'made', what: 'media', messageId: null, status, detail: 'GET /files' });
      const mediaType = response.headers.get('content-type')?.split(';')[0]?.trim();
      return response.ok && mediaType ? { mediaType, bytes } : null;
    } catch (error) {
      this.memory.note({ direction: 'made', what: 'media', messageId: null, status: null, detail: reason(error) });
      return null;
    }
  }

  stop(): void {
    this.stopped.abort();
  }

  private async post(parcel: Parcel, idempotency: string): Promise<{ status: number | null; detail: string }> {
    const base = this.loopback();
    if (!base) return { status: null, detail: 'it is not listening' };
    const { pathname, search } = new URL(parcel.url);
    try {
      const response = await globalThis.fetch(`${base}${pathname}${search}`, {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.any([this.stopped.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
        headers: {
          'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
          'user-agent': 'TwilioProxy/1.1',
          'x-twilio-signature': signatureOf(parcel.authToken, parcel.url, parcel.parameters),
          'i-twilio-idempotency-token': idempotency,
        },
        body: new URLSearchParams(parcel.parameters).toString(),
      });
      await response.arrayBuffer();
      return { status: response.status, detail: `POST ${pathname}` };
    } catch (error) {
      return { status: null, detail: reason(error) };
    }
  }

  private async pause(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.stopped.signal }).catch(() => undefined);
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
