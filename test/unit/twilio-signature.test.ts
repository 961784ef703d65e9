/** Genuine Twilio requests are believed, however they were signed; everything else is refused. Signed here by Twilio's own library. */
import { getExpectedBodyHash, getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import fc from 'fast-check';
import type { ChannelAccount, RawRequest } from '../../src/channels/channel';
import { locate } from '../../src/channels/twilio/locate';
import { isGenuine, signatureOf } from '../../src/channels/twilio/signature';
import { smsChannel } from '../../src/channels/sms/sms';
import { TwilioClient } from '../../src/channels/twilio/client';

const TOKEN = '0123456789abcdef0123456789abcdef';
const OLD_TOKEN = 'fedcba9876543210fedcba9876543210';
const ACCOUNT_SID = `AC${'1'.repeat(32)}`;
const SERVICE_SID = `MG${'1'.repeat(32)}`;
const URL_GIVEN = 'https://baton.example.com/webhooks/twilio';

const PARAMETERS: Record<string, string> = {
  MessageSid: `SM${'a'.repeat(32)}`,
  AccountSid: ACCOUNT_SID,
  From: '+15550199',
  To: '+15550100',
  Body: '  spaces kept, plus + and ümlaut 👋 & = %41 ',
  NumMedia: '0',
  FromCity: '',
};

function form(parameters: Record<string, string>, url: string, signature: string): RawRequest {
  return {
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
    body: Buffer.from(new URLSearchParams(parameters).toString()),
  };
}

function signedForm(parameters = PARAMETERS, signedUrl = URL_GIVEN, url = signedUrl, token = TOKEN): RawRequest {
  return form(parameters, url, getExpectedTwilioSignature(token, signedUrl, parameters));
}

function signedJson(text: string, path = URL_GIVEN, token = TOKEN): RawRequest {
  const url = `${path}?bodySHA256=${getExpectedBodyHash(text)}`;
  return {
    url,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-twilio-signature': getExpectedTwilioSignature(token, url, {}),
    },
    body: Buffer.from(text),
  };
}

function account(address: string, more: Partial<ChannelAccount> = {}): ChannelAccount {
  return {
    id: address,
    channel: 'sms',
    address,
    settings: { accountSid: ACCOUNT_SID },
    secrets: { authToken: TOKEN },
    simulated: false,
    ...more,
  };
}

describe('what is believed', () => {
  const form443 = URL_GIVEN.replace('.com/', '.com:443/');
  const query = `${URL_GIVEN}?delivery=1&x=It's+amazing`;
  const genuine: [string, RawRequest][] = [
    ['a form', signedForm()],
    ['a form without parameters', signedForm({})],
    ['a form, signed with the port', signedForm(PARAMETERS, form443, URL_GIVEN)],
    ['a form, signed without the port that we are configured with', signedForm(PARAMETERS, URL_GIVEN, form443)],
    ['a form to a port of its own', signedForm(PARAMETERS, 'http://127.0.0.1:3000/webhooks/twilio')],
    [
      'a form to a plain http address, signed with :80',
      signedForm(PARAMETERS, 'http://a.example:80/w', 'http://a.example/w'),
    ],
    ['a form to an address with a query', signedForm(PARAMETERS, query)],
    ['a form to an address that carries a sign-in', signedForm(PARAMETERS, 'https://user:pass@baton.example.com/w')],
    ['JSON', signedJson('{"MessageSid":"SM1","Body":"ümlaut"}')],
    ['JSON that is empty', signedJson('{}')],
    ['JSON to an address with more in its query', signedJson('{"a":1}', 'https://baton.example.com/w')],
  ];

  it.each(genuine)('%s', (_name, request) => {
    expect(isGenuine(request, [TOKEN])).toBe(true);
  });

  it('either token during a rotation, and neither once it is over', () => {
    const before = signedForm(PARAMETERS, URL_GIVEN, URL_GIVEN, OLD_TOKEN);
    expect(isGenuine(before, [TOKEN, OLD_TOKEN])).toBe(true);
    expect(isGenuine(signedForm(), [TOKEN, OLD_TOKEN])).toBe(true);
    expect(isGenuine(before, [TOKEN])).toBe(false);
  });

  it('what the sandbox signs is what Twilio would sign', () => {
    expect(signatureOf(TOKEN, URL_GIVEN, PARAMETERS)).toBe(getExpectedTwilioSignature(TOKEN, URL_GIVEN, PARAMETERS));
  });
});

describe('what is refused', () => {
  it('a thousand mutations of genuine requests', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
    const field = fc.constantFrom(...Object.keys(PARAMETERS));
    const request = signedForm();
    const signature = String(request.headers['x-twilio-signature']);
    const with_ = (parameters: Record<string, string>): RawRequest => form(parameters, URL_GIVEN, signature);
    const mutation: fc.Arbitrary<RawRequest> = fc.oneof(
      // A parameter more, less, other, trimmed, swapped with its neighbour.
      fc
        .tuple(text, text)
        .filter(([name]) => !(name in PARAMETERS))
        .map(([name, value]) => with_({ ...PARAMETERS, [name]: value })),
      field.filter((name) => PARAMETERS[name] !== '').map((name) => with_({ ...PARAMETERS, [name]: '' })),
      fc
        .tuple(field, text)
        .filter(([name, value]) => PARAMETERS[name] !== value)
        .map(([name, value]) => with_({ ...PARAMETERS, [name]: value })),
      fc.constant(with_({ ...PARAMETERS, Body: PARAMETERS['Body']?.trim() ?? '' })),
      fc.constant(with_({ ...PARAMETERS, From: PARAMETERS['To'] ?? '', To: PARAMETERS['From'] ?? '' })),
      // Another address.
      fc.webUrl().map((url): RawRequest => ({ ...request, url })),
      text.map((more): RawRequest => ({ ...request, url: `${URL_GIVEN}?${encodeURIComponent(more)}` })),
      // Another signature: one bit, a truncation, a header that came twice, another key.
      fc.nat(159).map((bit) => {
        const bytes = Buffer.from(signature, 'base64');
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        return form(PARAMETERS, URL_GIVEN, bytes.toString('base64'));
      }),
      fc.nat(27).map((length) => form(PARAMETERS, URL_GIVEN, signature.slice(0, length))),
      fc.constant<RawRequest>({
        ...request,
        headers: { ...request.headers, 'x-twilio-signature': [signature, signature] },
      }),
      text.map((token) => signedForm(PARAMETERS, URL_GIVEN, URL_GIVEN, token)),
      // The same words in another shape.
      fc.constant<RawRequest>({ ...request, headers: { ...request.headers, 'content-type': 'application/json' } }),
    );
    let refused = 0;
    fc.assert(
      fc.property(mutation, (mutated) => {
        expect(isGenuine(mutated, [TOKEN, OLD_TOKEN])).toBe(false);
        refused += 1;
      }),
      { numRuns: 1_000 },
    );
    expect(refused).toBe(1_000);
  });

  it('JSON whose body is not the one that was signed', () => {
    const request = signedJson('{"Body":"pay 10"}');
    expect(isGenuine({ ...request, body: Buffer.from('{"Body":"pay 99"}') }, [TOKEN])).toBe(false);
    expect(isGenuine({ ...request, body: Buffer.alloc(0) }, [TOKEN])).toBe(false);
  });

  it('JSON whose address names no hash, though the address is signed', () => {
    const request = signedJson('{}');
    const headers = { ...request.headers, 'x-twilio-signature': getExpectedTwilioSignature(TOKEN, URL_GIVEN, {}) };
    expect(isGenuine({ ...request, url: URL_GIVEN, headers }, [TOKEN])).toBe(false);
  });

  it('everything while no token is configured, also what is signed with an empty one', () => {
    expect(isGenuine(signedForm(), [])).toBe(false);
    expect(isGenuine(signedForm(PARAMETERS, URL_GIVEN, URL_GIVEN, ''), [''])).toBe(false);
  });
});

describe('whose request it is', () => {
  const sms = smsChannel(new TwilioClient(() => null)).webhook;
  const status = { ...PARAMETERS, MessageStatus: 'delivered', From: '+15550100', To: '+15550199' };

  it('is decided by our number: the recipient of a message, the sender of a status', () => {
    const accounts = [account('+15550199'), account('+15550100')];
    expect(locate(signedForm(), accounts, 'sms')).toBe(accounts[1]);
    expect(locate(signedForm(status), accounts, 'sms')).toBe(accounts[1]);
  });

  it('is the messaging service’s for a number of its pool that is not configured itself', () => {
    const pool = account('+15550111', { settings: { accountSid: ACCOUNT_SID, messagingServiceSid: SERVICE_SID } });
    const accounts = [account('+15550122'), pool];
    expect(locate(signedForm({ ...PARAMETERS, MessagingServiceSid: SERVICE_SID }), accounts, 'sms')).toBe(pool);
    expect(sms?.verify(signedForm({ ...PARAMETERS, MessagingServiceSid: SERVICE_SID }), pool)).toBe(true);
    // A number that is configured itself goes before the pool.
    const exact = account('+15550100');
    expect(locate(signedForm({ ...PARAMETERS, MessagingServiceSid: SERVICE_SID }), [pool, exact], 'sms')).toBe(exact);
    // A status before Twilio chose a sender names the service alone.
    const early = {
      AccountSid: ACCOUNT_SID,
      MessageSid: 'SM1',
      MessageStatus: 'queued',
      To: '+15550199',
      MessagingServiceSid: SERVICE_SID,
    };
    expect(locate(signedForm(early), accounts, 'sms')).toBe(pool);
  });

  it('is nobody’s with another AccountSid, another channel, or a carrier that we do not speak', () => {
    const ours = account('+15550100');
    const other = { ...PARAMETERS, AccountSid: `AC${'2'.repeat(32)}` };
    expect(locate(signedForm(other), [ours], 'sms')).toBeNull();
    expect(locate(signedForm(), [ours], 'whatsapp')).toBeNull();
    const whatsapp = { ...PARAMETERS, From: 'whatsapp:+15550199', To: 'whatsapp:+15550100' };
    expect(locate(signedForm(whatsapp), [ours], 'sms')).toBeNull();
    const messenger = { ...PARAMETERS, From: 'messenger:1', To: 'messenger:+15550100' };
    expect(locate(signedForm(messenger), [ours, account('messenger:+15550100')], 'sms')).toBeNull();
  });

  it('is never checked with the token of another account', () => {
    const a = account('+15550100');
    const b = account('+15550111', {
      settings: { accountSid: `AC${'2'.repeat(32)}` },
      secrets: { authToken: OLD_TOKEN },
    });
    const forged = signedForm(PARAMETERS, URL_GIVEN, URL_GIVEN, OLD_TOKEN);
    expect(locate(forged, [b, a], 'sms')).toBe(a);
    expect(sms?.verify(forged, a)).toBe(false);
    expect(sms?.verify(forged, b)).toBe(false);
  });
});
