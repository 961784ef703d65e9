/** The providers' webhooks as raw Fastify routes: find the account, verify, read, commit; only then acknowledge. */
import { STATUS_CODES } from 'node:http';
import { Logger } from '@nestjs/common';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
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
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
      done(null, body),
    );
    for (const [provider, webhooks] of byProvider) {
      const desk = new Desk(provider, webhooks, around);
      for (const path of [`/webhooks/${provider}`, `/webhooks/${provider}/status`]) {
        routes.route({
          method: 'POST',
          url: path,
          bodyLimit: BODY_LIMIT,
          logLevel: 'silent',
          // Providers are no browsers: what @fastify/helmet tells those costs more here than the signature.
          config: { helmet: { skipRoute: true } },
          handler: (request, reply) => desk.answer(request, reply),
          errorHandler: (error, _request, reply) => void desk.refuse(reply, error),
        });
      }
    }
  });
}

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

  async answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const raw: RawRequest = {
      // Never from Host or X-Forwarded-*: whoever sends the request writes those.
      url: this.publicUrl + (request.raw.url ?? ''),
      headers: request.headers,
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    };
    const found = this.find(raw);
    if (!found) return this.refuse(reply, this.forbidden('unknown account', raw));
    const { webhook, account } = found;
    if (!webhook.verify(raw, account)) return this.refuse(reply, this.forbidden('signature', raw));
    let events;
    try {
      events = webhook.read(raw, account);
    } catch (error) {
      return this.refuse(reply, error);
    }
    try {
      await this.around.ingest.receive(account, events);
    } catch (error) {
      return this.refuse(reply, error, 422);
    }
    this.acknowledged.inc();
    return reply.header('content-type', webhook.ack.contentType).send(webhook.ack.body);
  }

  /** Any failure as problem+json (RFC 9457); `unstorable`: the status of what was read but cannot be stored. */
  refuse(reply: FastifyReply, error: unknown, unstorable = 400): FastifyReply {
    const status = statusOf(error, unstorable);
    webhookRequests.inc({ provider: this.provider, status: String(status) });
    if (status === 500) this.log.error({ event: 'webhook.failed', provider: this.provider, err: error });
    const retryAfter = error instanceof Fault ? error.options.retryAfterSeconds : undefined;
    if (retryAfter !== undefined) void reply.header('retry-after', String(Math.ceil(retryAfter)));
    return reply
      .status(status)
      .header('content-type', 'application/problem+json')
      .send(
        JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail: detailOf(error, status) }),
      );
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

function statusOf(error: unknown, unstorable: number): number {
  if (error instanceof Fault) {
    switch (error.code) {
      case 'invalid':
        return unstorable;
      case 'unauthenticated':
      case 'forbidden':
        return 403;
      case 'not-found':
        return 404;
      case 'conflict':
        return 409;
      case 'rate-limited':
        return 429;
      case 'unavailable':
        return 503;
    }
  }
  const { statusCode } = error as Partial<FastifyError>;
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500 ? statusCode : 500;
}

function detailOf(error: unknown, status: number): string {
  if (error instanceof Fault) return error.message;
  if (status === 413) return `The body is larger than ${BODY_LIMIT} bytes.`;
  return status === 500
    ? 'Something failed on our side; nothing was acknowledged. Send it again.'
    : 'The request cannot be read.';
}
