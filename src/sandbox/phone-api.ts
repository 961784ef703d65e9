/** The API of the sandbox's page: phones, what they show, what they write, the fault switch, the ledger and the live stream. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Fault } from '../foundation/model/fault';
import {
  Approval,
  FaultSwitch,
  NewPhoneMessage,
  NumberSetup,
  PhoneId,
  type BusinessNumber,
  type Ledger,
  type PhoneList,
  type PhoneMessages,
} from './contract';
import type { Faults } from './faults';
import { shown } from './memory';
import { sampleOf } from './samples';
import { offeredPhones, phoneOf, writesTo } from './phones';
import type { SimulatedAccount } from './phones';
import type { Provider } from './provider';
import type { Stream } from './stream';

const BODY_BYTES = 32 * 1024;

export function phoneApi(
  fastify: FastifyInstance,
  deps: { provider: Provider; faults: Faults; stream: Stream; site: () => string | null },
): void {
  const { provider, faults, stream } = deps;
  fastify.removeAllContentTypeParsers();
  // JSON alone: a form on another page can be sent without asking first, JSON cannot.
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: BODY_BYTES },
    (_request, body, done) => {
      try {
        done(null, JSON.parse(body as string));
      } catch (error) {
        done(new Fault('invalid', 'The body is not JSON.', { cause: error }));
      }
    },
  );

  fastify.get('/phones', (): PhoneList => {
    const accounts = provider.accounts();
    return { phones: offeredPhones(accounts), business: accounts.map(businessNumber), site: deps.site() };
  });

  fastify.get('/phones/:id/messages', (request: PhoneRequest): PhoneMessages => ({
    messages: provider.memory.ofPhone(checked(PhoneId, request.params.id)).map(shown),
  }));

  fastify.post('/phones/:id/messages', (request: PhoneRequest, reply) => {
    const id = checked(PhoneId, request.params.id);
    const said = checked(NewPhoneMessage, request.body);
    return reply.code(202).send(provider.write(id, wordsOf(said), recipient(provider.accounts(), id, said.to)));
  });

  fastify.get('/media/:id', (request: PhoneRequest, reply) => {
    const media = provider.memory.media(request.params.id);
    if (!media) throw new Fault('not-found', 'There is no such file.');
    return reply
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('x-content-type-options', 'nosniff')
      .type(media.mediaType)
      .send(media.bytes);
  });

  fastify.get('/faults', () => faults.current());
  fastify.post('/faults', (request) => {
    faults.set(checked(FaultSwitch, request.body));
    return faults.current();
  });

  fastify.post('/setups', (request) => {
    const setup = checked(NumberSetup, request.body);
    provider.setups.change(setup);
    return setup;
  });

  fastify.post('/approvals', (request) => {
    const approval = checked(Approval, request.body);
    if (!provider.contents.decide(approval)) throw new Fault('not-found', 'Nothing was submitted under this name.');
    return approval;
  });

  fastify.get('/ledger', (): Ledger => ({ entries: provider.memory.ledger() }));

  fastify.get('/events', (request, reply) => {
    reply.hijack();
    stream.add(reply.raw, request.raw);
  });
}

/** What a phone says, in Twilio's parameters and in words. */
function wordsOf({ text, attach, location, button, repliesTo, reaction }: NewPhoneMessage) {
  const more = {
    ...(location && {
      Latitude: String(location.latitude),
      Longitude: String(location.longitude),
      ...(location.label && { Label: location.label }),
      ...(location.address && { Address: location.address }),
    }),
    ...(button && { ButtonText: button.text, ButtonPayload: button.payload, ButtonType: 'REPLY' }),
    ...(repliesTo && { OriginalRepliedMessageSid: repliesTo }),
    ...(reaction && { MessageType: 'reaction' }),
  };
  const extra = location ? `Place: ${location.label ?? ''} ${location.latitude}, ${location.longitude}` : null;
  return {
    text: button && text === '' ? button.text : text,
    media: attach.map(sampleOf),
    more,
    extra: button ? `Button: ${button.text}` : reaction ? 'Reaction' : extra,
  };
}

type PhoneRequest = FastifyRequest<{ Params: { id: string } }>;

function recipient(accounts: readonly SimulatedAccount[], id: string, to: string | undefined): SimulatedAccount {
  const number = to ?? writesTo(id, accounts);
  const { channel } = phoneOf(id);
  const account = accounts.find((one) => one.channel === channel && one.number === number);
  if (!account) throw new Fault('invalid', `The business has no ${channel} number ${number ?? 'yet'}.`);
  return account;
}

function businessNumber({ number, channel, name }: SimulatedAccount): BusinessNumber {
  return { number, channel, name };
}

function checked<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.map((issue) => [issue.path.join('.'), issue.message].filter(Boolean).join(' '));
  throw new Fault('invalid', 'The request is not right.', { errors });
}
