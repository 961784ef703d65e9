/** The part of Twilio's APIs that tells how numbers are set up: incoming numbers, messaging services, registrations, WhatsApp senders. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { SimulatedAccount } from './phones';
import type { Provider } from './provider';
import { sidOf, type SetUp } from './setups';
import { signedIn, type AccountRequest } from './sign-in';
import { refused } from './twilio-messages';

type Resource = Record<string, unknown>;

/** Below /twilio, with the paths of api.twilio.com and messaging.twilio.com. */
export function setupApi(fastify: FastifyInstance, { provider }: { provider: Provider }): void {
  const get = (
    path: string,
    answer: (accounts: SimulatedAccount[], request: AccountRequest) => Resource | null,
  ): void => {
    fastify.get(path, (request: AccountRequest, reply: FastifyReply) => {
      const accounts = signedIn(request, provider.accounts());
      const body = accounts.length > 0 ? answer(accounts, request) : null;
      const { status, body: says } = body
        ? { status: 200, body }
        : accounts.length > 0
          ? refused(404, 20404, 'The requested resource was not found')
          : refused(401, 20003, 'Authenticate');
      provider.memory.note({
        direction: 'heard',
        what: 'setup',
        messageId: null,
        status,
        detail: `GET ${request.url.replace(/\?.*/, '')}`,
      });
      return reply.code(status).send(says);
    });
  };
  const numbers = (accounts: readonly SimulatedAccount[]): SetUp[] => provider.setups.of(accounts, 'sms');
  const senders = (accounts: readonly SimulatedAccount[]): SetUp[] => provider.setups.of(accounts, 'whatsapp');
  const holding = (accounts: readonly SimulatedAccount[], sid: string | undefined): SetUp | undefined =>
    [...numbers(accounts), ...senders(accounts)].find(({ service }) => service !== null && service === sid);

  get('/2010-04-01/Accounts/:account/IncomingPhoneNumbers.json', (accounts, { query }) => {
    const { PhoneNumber: wanted } = query as { PhoneNumber?: string };
    const found = numbers(accounts).filter(({ number }) => wanted === undefined || number === wanted);
    return { incoming_phone_numbers: found.map(incomingNumber), page: 0, page_size: 50, next_page_uri: null };
  });

  get('/v1/Services', (accounts) => {
    const held = [...numbers(accounts), ...senders(accounts)].filter(({ service }) => service !== null);
    const once = held.filter((one, at) => held.findIndex(({ service }) => service === one.service) === at);
    return page('services', once.map(service));
  });
  get('/v1/Services/:sid', (accounts, { params }) => {
    const one = holding(accounts, params.sid);
    return one ? service(one) : null;
  });
  get('/v1/Services/:sid/PhoneNumbers', (accounts, { params }) => {
    if (!holding(accounts, params.sid)) return null;
    const held = numbers(accounts).filter((one) => one.service === params.sid);
    return page('phone_numbers', held.map(serviceNumber));
  });
  get('/v1/Services/:sid/ChannelSenders', (accounts, { params }) => {
    if (!holding(accounts, params.sid)) return null;
    const held = senders(accounts).filter((one) => one.service === params.sid);
    return page('senders', held.map(serviceSender));
  });
  get('/v1/Services/:sid/Compliance/Usa2p', (accounts, { params }) => {
    const one = holding(accounts, params.sid);
    return one ? page('compliance', one.campaign === null ? [] : [campaign(one)]) : null;
  });
  get('/v1/a2p/BrandRegistrations/:sid', (accounts, { params }) => {
    const one = numbers(accounts).find(({ number }) => sidOf('BN', number) === params.sid);
    return one ? brand(one) : null;
  });
  get('/v1/Tollfree/Verifications', (accounts, { query }) => {
    const { TollfreePhoneNumberSid: wanted } = query as { TollfreePhoneNumberSid?: string };
    const found = numbers(accounts).filter(
      (one) => one.tollFree !== null && (wanted === undefined || sidOf('PN', one.number) === wanted),
    );
    return page('verifications', found.map(tollFree));
  });
  get('/v2/Channels/Senders', (accounts) => page('senders', senders(accounts).map(sender)));
}

const DATES = { date_created: '2026-01-05T09:00:00Z', date_updated: '2026-01-05T09:00:00Z' };

function page(key: string, rows: readonly Resource[]): Resource {
  return { [key]: rows, meta: { key, page: 0, page_size: 50, previous_page_url: null, next_page_url: null } };
}

function incomingNumber(one: SetUp): Resource {
  return {
    sid: sidOf('PN', one.number),
    account_sid: one.account.accountSid,
    friendly_name: one.account.name,
    phone_number: one.number,
    capabilities: { voice: true, sms: true, mms: true },
    sms_url: one.url,
    sms_method: one.method,
    sms_fallback_url: one.fallbackUrl,
    sms_application_sid: one.applicationSid || null,
    status: 'in-use',
  };
}

function service({ account, ...one }: SetUp): Resource {
  return {
    sid: one.service,
    account_sid: account.accountSid,
    friendly_name: `Service of ${account.name}`,
    inbound_request_url: one.serviceUrl,
    inbound_method: 'POST',
    fallback_url: null,
    use_inbound_webhook_on_number: one.useNumberUrl,
    us_app_to_person_registered: one.campaign === 'VERIFIED',
    ...DATES,
  };
}

function serviceNumber({ account, ...one }: SetUp): Resource {
  return {
    sid: sidOf('PN', one.number),
    account_sid: account.accountSid,
    service_sid: one.service,
    phone_number: one.number,
    country_code: one.countryCode,
    capabilities: ['SMS', 'MMS'],
    ...DATES,
  };
}

function serviceSender({ account, ...one }: SetUp): Resource {
  return {
    sid: sidOf('XE', one.number),
    account_sid: account.accountSid,
    messaging_service_sid: one.service,
    sender: `whatsapp:${one.number}`,
    sender_type: 'WhatsApp',
    ...DATES,
  };
}

function campaign({ account, ...one }: SetUp): Resource {
  return {
    sid: sidOf('QE', one.number),
    account_sid: account.accountSid,
    brand_registration_sid: sidOf('BN', one.number),
    messaging_service_sid: one.service,
    us_app_to_person_usecase: 'CUSTOMER_CARE',
    campaign_status: one.campaign,
    errors:
      one.campaign === 'FAILED'
        ? [{ error_code: 30896, description: 'The opt-in is not described.', fields: ['MESSAGE_FLOW'] }]
        : [],
    ...DATES,
  };
}

function brand({ account, ...one }: SetUp): Resource {
  return {
    sid: sidOf('BN', one.number),
    account_sid: account.accountSid,
    brand_type: 'STANDARD',
    status: one.brand,
    failure_reason: one.brand === 'FAILED' ? 'The tax number is not that of the company.' : null,
    errors: [],
    ...DATES,
  };
}

function tollFree({ account, ...one }: SetUp): Resource {
  return {
    sid: sidOf('HH', one.number),
    account_sid: account.accountSid,
    tollfree_phone_number_sid: sidOf('PN', one.number),
    tollfree_phone_number: one.number,
    status: one.tollFree,
    rejection_reason: one.tollFree === 'TWILIO_REJECTED' ? 'The website cannot be reached.' : null,
    edit_allowed: one.tollFree === 'TWILIO_REJECTED' ? true : null,
    ...DATES,
  };
}

function sender(one: SetUp): Resource {
  return {
    sid: sidOf('XE', one.number),
    status: one.sender,
    sender_id: `whatsapp:${one.number}`,
    webhook: {
      callback_url: one.url,
      callback_method: one.method,
      fallback_url: one.fallbackUrl,
      fallback_method: 'POST',
    },
    properties: { quality_rating: 'HIGH', messaging_limit: '1K Customers/24hr' },
    offline_reasons:
      one.sender === 'OFFLINE' ? [{ code: '63020', message: 'The business has not accepted the invitation.' }] : null,
  };
}
