/** What went wrong with a send, and therefore what delivery does: the question is whether the request was handed over. */
import { retryAfter, translate } from '../../src/channels/twilio/fault';

const refused = (status: number, code?: number) => Object.assign(new Error('Twilio’s words'), { status, code });
const broken = (more: object) => Object.assign(new Error('it broke'), more);

describe('an answer of Twilio', () => {
  it.each([
    [429, 20429, 'rate-limited'],
    [429, undefined, 'rate-limited'],
    [400, 14107, 'rate-limited'],
    [400, 63018, 'rate-limited'],
    [400, 30001, 'retry'],
    [400, 21611, 'retry'],
    [401, 20003, 'retry'],
    [400, 21610, 'opted-out'],
    [400, 63016, 'window-closed'],
    [400, 21211, 'permanent'],
    [400, 21614, 'permanent'],
    [400, 21617, 'permanent'],
    [400, 30003, 'permanent'],
    [400, 30004, 'permanent'],
    [400, 30005, 'permanent'],
    [400, 30006, 'permanent'],
    [400, 30007, 'permanent'],
    [404, 20404, 'permanent'],
    [500, 20500, 'ambiguous'],
    [503, 20429, 'ambiguous'],
    [504, undefined, 'ambiguous'],
    [408, undefined, 'ambiguous'],
  ])('%d with code %s is %s', (status, code, kind) => {
    const fault = translate(refused(status, code), {});
    expect(fault).toMatchObject({ kind, options: { code: String(code ?? status) } });
    expect(fault.message).toMatch(/\w+ \w+ \w+/);
  });

  it('names Twilio’s own words where we have none', () => {
    expect(translate(refused(400, 29999), {}).message).toContain('Twilio’s words');
  });
});

describe('a line that failed', () => {
  it.each([
    ['nobody listens', { code: 'ECONNREFUSED', syscall: 'connect' }],
    ['the name is not known', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }],
    ['the name server is away', { code: 'EAI_AGAIN', syscall: 'getaddrinfo' }],
    ['no connection came up in time', { code: 'ETIMEDOUT', syscall: 'connect' }],
    ['there is no way there', { code: 'EHOSTUNREACH', syscall: 'connect' }],
    ['the certificate is not right', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }],
    ['the certificate is over', { code: 'CERT_HAS_EXPIRED' }],
    ['the client wrapped it', { cause: broken({ code: 'ETIMEDOUT', syscall: 'connect' }) }],
    ['every address failed', { errors: [broken({ syscall: 'connect' }), broken({ code: 'ECONNREFUSED' })] }],
  ])('before the hand-over is tried again: %s', (_name, error) => {
    expect(translate(broken(error), {}).kind).toBe('retry');
  });

  it.each([
    ['reset', { code: 'ECONNRESET' }],
    ['closed while writing', { code: 'EPIPE', syscall: 'write' }],
    ['no answer in time', { code: 'ECONNABORTED' }],
    ['given up by us', { code: 'ERR_CANCELED' }],
    ['unreachable while reading', { code: 'EHOSTUNREACH', syscall: 'read' }],
    ['one address took it', { errors: [broken({ syscall: 'connect' }), broken({ code: 'ECONNRESET' })] }],
    ['nothing that is known', {}],
  ])('after it is ambiguous: %s', (_name, error) => {
    expect(translate(broken(error), {}).kind).toBe('ambiguous');
  });

  it('never passes for something sure, whatever is thrown', () => {
    for (const thrown of [undefined, null, 'text', 7, {}, []]) expect(translate(thrown, {}).kind).toBe('ambiguous');
  });
});

describe('Retry-After', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  it.each([
    ['17', 17_000],
    ['0', 0],
    ['Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
    ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
    ['999999', 3_600_000],
    ['soon', undefined],
    [undefined, undefined],
    [['1', '2'], undefined],
  ])('%s is %s ms', (value, ms) => {
    expect(retryAfter(value, now)).toBe(ms);
  });

  it('is carried by what is to be tried again', () => {
    expect(translate(refused(429, 20429), { 'retry-after': '3' }).options.retryAfterMs).toBe(3_000);
  });
});
