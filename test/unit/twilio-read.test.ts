/** What Twilio's parameters mean: every kind of message, every state of a delivery, and nothing that is not there. */
import type { InboundMessage, InboundReceipt, RawRequest } from '../../src/channels/channel';
import { Fault } from '../../src/foundation/model/fault';
import { read } from '../../src/channels/twilio/read';

const SID = `SM${'a'.repeat(32)}`;
const STATUS_URL = 'https://baton.example.com/webhooks/twilio/status';

function request(parameters: Record<string, string>, url = 'https://baton.example.com/webhooks/twilio'): RawRequest {
  return {
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: Buffer.from(new URLSearchParams(parameters).toString()),
  };
}

function message(parameters: Record<string, string>): InboundMessage {
  const [event, ...more] = read(request({ MessageSid: SID, From: '+15550199', To: '+15550100', ...parameters }));
  if (event?.kind !== 'message' || more.length > 0) throw new Error('It was read as something else.');
  return event;
}

function receipts(parameters: Record<string, string>, url = STATUS_URL): InboundReceipt[] {
  return read(request({ MessageSid: SID, From: '+15550100', To: '+15550199', ...parameters }, url)).flatMap((event) =>
    event.kind === 'receipt' ? event : [],
  );
}

function faultCode(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof Fault ? error.code : 'no fault';
  }
}

describe('a message', () => {
  it('keeps its words as they are', () => {
    expect(message({ Body: ' \n two  lines \t' }).text).toBe(' \n two  lines \t');
    expect(message({}).text).toBe('');
  });

  it('comes from a phone, whatever stands before its number', () => {
    expect(message({ From: 'whatsapp:+15550199', ProfileName: 'Perspective Coffee', WaId: '15550199' })).toMatchObject({
      from: { kind: 'phone', address: '+15550199', name: 'Perspective Coffee' },
      content: { waId: '15550199' },
    });
    expect(message({ From: '74838' }).from).toEqual({ kind: 'phone', address: '74838' });
  });

  it('carries the button that was pressed, and is its text when nothing else was written', () => {
    const { text, content } = message({ ButtonText: 'Yes, cancel', ButtonPayload: 'cancel_17', Body: '' });
    expect([text, content['button']]).toEqual(['Yes, cancel', { text: 'Yes, cancel', payload: 'cancel_17' }]);
  });

  it('carries a place, and none that is not on earth', () => {
    const place = { Latitude: '51.5132', Longitude: '-0.2198', Address: '187 Freston Road', Label: 'The Harrow Club' };
    expect(message(place).content['location']).toEqual({
      latitude: 51.5132,
      longitude: -0.2198,
      address: '187 Freston Road',
      label: 'The Harrow Club',
    });
    expect(message({ ...place, Latitude: '91' }).content).toEqual({});
    expect(message({ ...place, Longitude: ' ' }).content).toEqual({});
  });

  it('knows what it answers', () => {
    expect(
      message({ OriginalRepliedMessageSid: 'SM1', OriginalRepliedMessageSender: 'whatsapp:+15550100' }).content,
    ).toEqual({
      repliedTo: 'SM1',
    });
  });

  it('brings at most ten files, from the web alone', () => {
    const files = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`MediaUrl${index}`, `https://api.twilio.com/${index}`]),
    );
    const { attachments } = message({
      NumMedia: '12',
      ...files,
      MediaContentType0: 'image/jpeg',
      MediaUrl1: 'file:///etc/passwd',
    });
    expect(attachments).toHaveLength(9);
    expect(attachments[0]).toEqual({ url: 'https://api.twilio.com/0', mediaType: 'image/jpeg' });
    expect(attachments[1]).toEqual({ url: 'https://api.twilio.com/2', mediaType: 'application/octet-stream' });
    expect(message({ NumMedia: '1' }).attachments).toEqual([]);
  });

  it.each([
    ['STOP', 'stop'],
    ['START', 'start'],
    ['HELP', 'help'],
  ])('says what Twilio recognised: %s', (OptOutType, consent) => {
    expect(message({ Body: 'Aufhören', OptOutType }).consent).toBe(consent);
  });

  it('says nothing of consent where Twilio does not', () => {
    expect(message({ Body: 'STOP' })).not.toHaveProperty('consent');
    expect(message({ Body: 'STOP', OptOutType: 'constructor' })).not.toHaveProperty('consent');
  });

  it('is invalid without an id or a sender', () => {
    expect(faultCode(() => read(request({ From: '+15550199', Body: 'Hello' })))).toBe('invalid');
    expect(faultCode(() => read(request({ MessageSid: SID, Body: 'Hello' })))).toBe('invalid');
    expect(faultCode(() => message({ From: 'messenger:123' }))).toBe('invalid');
  });

  it('comes as JSON as well', () => {
    const body = Buffer.from(JSON.stringify({ MessageSid: SID, From: '+15550199', Body: 'Hello', NumMedia: 0 }));
    const [event] = read({ ...request({}), headers: { 'content-type': 'application/json' }, body });
    expect(event).toMatchObject({ kind: 'message', providerId: SID, text: 'Hello' });
  });
});

describe('a receipt', () => {
  it.each([
    ['accepted', 'accepted'],
    ['scheduled', 'accepted'],
    ['queued', 'accepted'],
    ['sending', 'accepted'],
    ['sent', 'accepted'],
    ['delivered', 'delivered'],
    ['partially_delivered', 'delivered'],
    ['read', 'read'],
    ['failed', 'failed'],
    ['undelivered', 'failed'],
    ['canceled', 'failed'],
  ])('%s means %s', (MessageStatus, state) => {
    expect(receipts({ MessageStatus })).toEqual([{ kind: 'receipt', providerId: SID, state }]);
  });

  it('of a state that is not known yet says nothing', () => {
    expect(receipts({ MessageStatus: 'teleported' })).toEqual([]);
    expect(receipts({ MessageStatus: 'constructor' })).toEqual([]);
  });

  it('says read where only the event does', () => {
    expect(receipts({ MessageStatus: 'delivered', EventType: 'READ' })[0]?.state).toBe('read');
  });

  it('hands our own delivery id back, and nothing that is none', () => {
    const id = '0199aaaa-0000-7000-8000-000000000001';
    expect(receipts({ MessageStatus: 'sent' }, `${STATUS_URL}?delivery=${id}`)[0]?.deliveryId).toBe(id);
    expect(receipts({ MessageStatus: 'sent' }, `${STATUS_URL}?delivery=1;drop`)[0]).not.toHaveProperty('deliveryId');
  });

  it.each([
    ['30003', undefined],
    ['21610', 'opted-out'],
    ['63016', 'window-closed'],
    ['30001', 'retry'],
    ['99999', undefined],
  ])('that failed with %s carries the code, and its kind where it says more than permanent', (ErrorCode, fault) => {
    const [receipt] = receipts({ MessageStatus: 'failed', ErrorCode, ChannelStatusMessage: 'the carrier’s own words' });
    expect(receipt).toMatchObject({ state: 'failed', code: ErrorCode });
    expect(receipt?.fault).toBe(fault);
    expect(receipt?.detail).toMatch(ErrorCode === '99999' ? /^the carrier’s own words$/ : /\w+ \w+ \w+.*\.$/);
  });
});
