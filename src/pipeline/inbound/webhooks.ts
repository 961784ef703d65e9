/** The providers' webhooks as raw Fastify routes: find the account, verify, read, commit; only then acknowledge. */
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { ChannelAccount, Channels, RawRequest, Webhook } from '../../channels/channel';
import { Fault } from '../../foundation/model/fault';
import { webhookRequests } from './figures';
import type { Ingest } from './ingest';

export interface WebhookSurroundings {
  /** The origin that providers were given; signatures cover it. */
  publicUrl: string;
  channels: Channels;
  /** The configured accounts; inactive ones refuse. */
  accounts(): readonly (ChannelAccount & { active: boolean })[];
  ingest: Pick<Ingest, 'receive'>;
}

/** The largest genuine one seen (ten media URLs, full text, referral) has 12 KB. */
const BODY_LIMIT = 64 * 1024;
/** A refusal is said once in this time: a wrong PUBLIC_URL must be seen, a flood of forgeries must not fill the disk. */
const SAY_AGAIN_MS = 60_000;

/**
 * POST /webhooks/<provider> and /webhooks/<provider>/status for every provider of a channel that has a webhook, in a context of
 * their own: Nest's guards, pipes and filter do not run here, and other routes keep their body parsers.
 * 200 the provider's acknowledgement, after the commit · 400 cannot be read · 403 unknown account, or not genuine · 413 too large ·
 * 422 the database refuses the content · 500 · 503 with Retry-After, too much at once or no database. All but 200 are problem+json.
 */
export async function registerWebhooks(fastify: FastifyInstance, around: WebhookSurroundings): Promise<void> {
  const byProvider = new Map<string, Webhook[]>();
  for (const { webhook } of around.channels.values()) {
    if (webhook) byProvider.set(webhook.provider, [...(byProvider.get(webhook.provider) ?? []), webhook]);
  }
  await fastify.register(async (routes) => {
    for (const [provider, webhooks] of byProvider) {
      const desk = new Desk(provider, webhooks, around);
      for (const path of [`/webhooks/${provider}`, `/webhooks/${provider}/status`]) {
        routes.route({
          method: 'POST',
          url: path,
          logLevel: 'silent',
          // Providers are no browsers: what @fastify/helmet tells those costs more here than the signature.
          config: { helmet: { skipRoute: true } },
          // Ends Fastify's part before its body parsers and hooks, which cost as much as all the rest of this route.
          onRequest: (request, reply, _done) => {
            reply.hijack();
            void desk.answer(request.raw, reply.raw);
          },
          handler: () => undefined,
        });
      }
    }
  });
}

/** What the wire itself got wrong, with the status that says so. */
class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The whole body, or a `Refused` as soon as it is larger than BODY_LIMIT or its line is cut. */
function bodyOf(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length']) > BODY_LIMIT) {
      reject(tooLarge());
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > BODY_LIMIT) reject(tooLarge());
      else chunks.push(chunk);
    });
    request.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    const cut = (): void => {
      if (!request.complete) reject(new Refused(400, 'The line was cut before the body was complete.'));
    };
    request.once('error', cut);
    request.once('close', cut);
  });
}

const tooLarge = (): Refused => new Refused(413, `The body is larger than ${BODY_LIMIT} bytes.`);

type Refusal = 'unknown account' | 'signature';

/** One provider's requests. */
class Desk {
  private readonly log = new Logger('webhooks');
  private readonly said = new Map<Refusal, number>();
  private readonly acknowledged;
  private readonly publicUrl: string;

  constructor(
    private readonly provider: string,
    private readonly webhooks: readonly Webhook[],
    private readonly around: WebhookSurroundings,
  ) {
    this.acknowledged = webhookRequests.labels(provider, '200');
    this.publicUrl = around.publicUrl.replace(/\/+$/, '');
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Whoever goes away while we answer is no fault of ours.
    response.on('error', () => undefined);
    try {
      const webhook = await this.take(request);
      this.acknowledged.inc();
      response.writeHead(200, {
        'content-type': webhook.ack.contentType,
        'content-length': Buffer.byteLength(webhook.ack.body),
      });
      response.end(webhook.ack.body);
    } catch (error) {
      this.refuse(response, error);
    }
  }

  /** Everything the request brings is committed when this resolves. */
  private async take(request: IncomingMessage): Promise<Webhook> {
    const raw: RawRequest = {
      // Never from Host or X-Forwarded-*: whoever sends the request writes those.
      url: this.publicUrl + (request.url ?? ''),
      headers: request.headers,
      body: await bodyOf(request),
    };
    const found = this.find(raw);
    if (!found) throw this.forbidden('unknown account', raw);
    const { webhook, account } = found;
    if (!webhook.verify(raw, account)) throw this.forbidden('signature', raw);
    const events = webhook.read(raw, account);
    try {
      await this.around.ingest.receive(account, events);
    } catch (error) {
      throw error instanceof Fault && error.code === 'invalid' ? new Refused(422, error.message) : error;
    }
    return webhook;
  }

  /** Any failure as problem+json (RFC 9457). */
  private refuse(response: ServerResponse, error: unknown): void {
    const status = statusOf(error);
    webhookRequests.inc({ provider: this.provider, status: String(status) });
    if (status === 500) this.log.error({ event: 'webhook.failed', provider: this.provider, err: error });
    const retryAfter = error instanceof Fault ? error.options.retryAfterSeconds : undefined;
    const body = JSON.stringify({
      type: 'about:blank',
      title: STATUS_CODES[status],
      status,
      detail: detailOf(error),
    });
    response.writeHead(status, {
      'content-type': 'application/problem+json',
      'content-length': Buffer.byteLength(body),
      ...(retryAfter === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfter)) }),
      // The rest of a body that nobody reads must not be taken for the next request.
      ...(status === 413 ? { connection: 'close' } : {}),
    });
    response.end(body);
  }

  private find(raw: RawRequest): { webhook: Webhook; account: ChannelAccount } | null {
    const active = this.around.accounts().filter((account) => account.active);
    for (const webhook of this.webhooks) {
      const account = webhook.locate(raw, active);
      if (account) return { webhook, account };
    }
    return null;
  }

  private forbidden(refusal: Refusal, raw: RawRequest): Fault {
    const now = Date.now();
    if (now - (this.said.get(refusal) ?? 0) > SAY_AGAIN_MS) {
      this.said.set(refusal, now);
      const url = raw.url.split('?')[0];
      this.log.warn({ event: 'webhook.refused', provider: this.provider, reason: refusal, url });
    }
    return new Fault('forbidden', refusal === 'signature' ? NOT_GENUINE : NO_ACCOUNT);
  }
}

const NOT_GENUINE =
  'The signature does not fit. It covers the public URL as configured (PUBLIC_URL), every parameter, and the primary auth token of the account.';
const NO_ACCOUNT = 'No active channel account has this account id and number.';

function statusOf(error: unknown): number {
  if (error instanceof Refused) return error.status;
  if (!(error instanceof Fault)) return 500;
  switch (error.code) {
    case 'invalid':
      return 400;
    case 'unauthenticated':
    case 'forbidden':
      return 403;
    case 'not-found':
      return 404;
    case 'conflict':
    case 'stale':
      return 409;
    case 'rate-limited':
      return 429;
    case 'unavailable':
      return 503;
  }
}

function detailOf(error: unknown): string {
  return error instanceof Refused || error instanceof Fault
    ? error.message
    : 'Something failed on our side; nothing was acknowledged. Send it again.';
}
