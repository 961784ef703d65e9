/** The part of Twilio's REST API that Baton's client uses: send, list and fetch messages, and the account, with faults by switch. */
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { LedgerEntry } from './contract';
import type { SimulatedMessage } from './memory';
import type { Faults } from './faults';
import type { SimulatedAccount } from './phones';
import type { Provider } from './provider';
import { signedIn, type AccountRequest } from './sign-in';
import { list, OUTSIDE_WINDOW, refused, SendForm, take, UNREACHABLE, type Answer } from './twilio-messages';
import { approvalResource, contentResource, type SimulatedTemplate } from './templates';
import { mediaResource, resource } from './wire';

/** `publicUrl`: status callbacks go nowhere else. `signal`: ends what is answered slowly. */
export function twilioApi(
  fastify: FastifyInstance,
  deps: { provider: Provider; faults: Faults; publicUrl: string; signal: AbortSignal },
): void {
  const { provider, faults } = deps;
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    const form = new URLSearchParams(body as string);
    done(null, { ...Object.fromEntries(form), MediaUrl: form.getAll('MediaUrl') });
  });

  const answer = (
    what: LedgerEntry['what'],
    handle: (accounts: SimulatedAccount[], request: AccountRequest, reply: FastifyReply) => Promise<Answer | 'cut'>,
  ) => {
    return async (request: AccountRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const accounts = signedIn(request, provider.accounts());
      const result = accounts.length ? await handle(accounts, request, reply) : refused(401, 20003, 'Authenticate');
      const sid = result === 'cut' ? null : result.body['sid'];
      provider.memory.note({
        direction: 'heard',
        what,
        messageId: typeof sid === 'string' && /^(SM|MM)/.test(sid) ? sid : null,
        status: result === 'cut' ? null : result.status,
        detail: `${request.method} ${request.url.replace(/\?.*/, '')}`,
      });
      if (result === 'cut') {
        reply.hijack();
        request.raw.socket.destroy();
        return reply;
      }
      return reply
        .code(result.status)
        .headers(result.headers ?? {})
        .type('application/json')
        .send(result.body);
    };
  };

  fastify.post(
    '/:account/Messages.json',
    answer('send', async (accounts, request) => {
      const form = SendForm.safeParse(request.body);
      if (!form.success) return refused(400, 21604, "A 'To' phone number is required.");
      const media = await provider.fetchAll(form.data.MediaUrl);
      const fault = faults.take(form.data.To);
      switch (fault.kind) {
        case 'rate_limited':
          return {
            ...refused(429, 20429, 'Too Many Requests'),
            headers: { 'retry-after': String(fault.retryAfterSeconds) },
          };
        case 'too_many_requests':
          return { status: 429, body: {} };
        case 'server_error':
          return refused(500, 20500, 'Internal Server Error');
        case 'cut':
          return 'cut';
        case 'opted_out':
          return refused(400, 21610, 'Attempt to send to unsubscribed recipient');
        case 'accept_then_cut': {
          const taken = take(deps, accounts, form.data, null, media);
          return 'sid' in taken.body ? 'cut' : taken;
        }
        case 'slow': {
          const taken = take(deps, accounts, form.data, null, media);
          await pause(fault.slowMs, undefined, { signal: deps.signal }).catch(() => undefined);
          return taken;
        }
        case 'outside_window':
          return take(deps, accounts, form.data, OUTSIDE_WINDOW, media);
        case 'undelivered':
          return take(deps, accounts, form.data, UNREACHABLE, media);
        case 'none':
          return take(deps, accounts, form.data, null, media);
      }
    }),
  );

  fastify.get(
    '/:account/Messages.json',
    answer('list', async ([account], request) => list(provider, account, request.query)),
  );

  fastify.get(
    '/:account/Messages/:file',
    answer('fetch', async ([account], request) => {
      const message = provider.memory.message((request.params.file ?? '').replace(/\.json$/, ''));
      if (!message || message.accountSid !== account?.accountSid)
        return refused(404, 20404, 'The requested resource was not found');
      return { status: 200, body: resource(message) };
    }),
  );

  fastify.get(
    '/:account/Messages/:message/Media.json',
    answer('media', async ([account], request) => {
      const message = provider.memory.message(request.params.message ?? '');
      if (!message || message.accountSid !== account?.accountSid)
        return refused(404, 20404, 'The requested resource was not found');
      return mediaList(message);
    }),
  );

  fastify.get(
    '/:account/Messages/:message/Media/:file',
    answer('media', async ([account], request) => {
      const message = provider.memory.message(request.params.message ?? '');
      const sid = request.params.file ?? '';
      if (!account || message?.accountSid !== account.accountSid || !message.media.some((one) => one.sid === sid))
        return refused(404, 20404, 'The requested resource was not found');
      // As the real one: the bytes lie elsewhere, under an address that wants no password.
      return { status: 307, headers: { location: `/sandbox/api/media/${sid}` }, body: {} };
    }),
  );

  fastify.get(
    '/:account',
    answer('account', async ([account]) => ({
      status: 200,
      body: { sid: account?.accountSid, friendly_name: account?.name, status: 'active', type: 'Full' },
    })),
  );
}

/** /v1/Content and /v1/ContentAndApprovals. */
export function contentApi(fastify: FastifyInstance, { provider }: { provider: Provider }): void {
  const listed =
    (path: string, one: (accountSid: string, content: SimulatedTemplate) => Record<string, unknown>) =>
    (request: AccountRequest, reply: FastifyReply) => {
      const [account] = signedIn(request, provider.accounts());
      if (!account) return reply.code(401).send(refused(401, 20003, 'Authenticate').body);
      const url = `https://content.twilio.com/v1/${path}?PageSize=100&Page=0`;
      return {
        contents: provider.contents.all().map((content) => one(account.accountSid, content)),
        meta: {
          page: 0,
          page_size: 100,
          first_page_url: url,
          previous_page_url: null,
          next_page_url: null,
          url,
          key: 'contents',
        },
      };
    };
  const plain = (accountSid: string, content: SimulatedTemplate): Record<string, unknown> => {
    const { approval_requests: _approval, ...rest } = contentResource(accountSid, content);
    return rest;
  };
  fastify.get('/ContentAndApprovals', listed('ContentAndApprovals', contentResource));
  fastify.get('/Content', listed('Content', plain));
  fastify.post('/Content', (request: AccountRequest, reply) => {
    const [account] = signedIn(request, provider.accounts());
    if (!account) return reply.code(401).send(refused(401, 20003, 'Authenticate').body);
    const made = provider.contents.make(request.body);
    if (!made) return reply.code(400).send(refused(400, 20001, 'Invalid content').body);
    provider.memory.note({
      direction: 'heard',
      what: 'content',
      messageId: null,
      status: 201,
      detail: `POST ${made.name}`,
    });
    return reply.code(201).send(plain(account.accountSid, made));
  });
  fastify.post('/Content/:sid/ApprovalRequests/whatsapp', (request: AccountRequest, reply) => {
    const [account] = signedIn(request, provider.accounts());
    if (!account) return reply.code(401).send(refused(401, 20003, 'Authenticate').body);
    const made = provider.contents.submit(request.params.sid ?? '', request.body);
    const { status, body } =
      made === null
        ? refused(404, 20404, 'The requested resource was not found')
        : typeof made === 'string'
          ? refused(400, 20001, made)
          : { status: 201, body: approvalResource(made) };
    const detail = `POST ApprovalRequests ${request.params.sid ?? ''}`;
    provider.memory.note({ direction: 'heard', what: 'content', messageId: null, status, detail });
    return reply.code(status).send(body);
  });
}

function mediaList(message: SimulatedMessage): Answer {
  const uri = `/2010-04-01/Accounts/${message.accountSid}/Messages/${message.sid}/Media.json?PageSize=50&Page=0`;
  return {
    status: 200,
    body: {
      media_list: message.media.map((one) => mediaResource(message, one)),
      first_page_uri: uri,
      next_page_uri: null,
      previous_page_uri: null,
      page: 0,
      page_size: 50,
      start: 0,
      end: Math.max(0, message.media.length - 1),
      uri,
    },
  };
}
