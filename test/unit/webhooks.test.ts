/** Laws of webhooks: where they may go, how long they are tried, and what their signature covers. */
import { Webhook } from 'standardwebhooks';
import { addressFault } from '../../src/api/webhooks/address';
import { ATTEMPTS, pauseAfter } from '../../src/api/webhooks/retry';
import { newSecret, signatures } from '../../src/api/webhooks/signature';

const HOUR = 3_600_000;

test('what is not taken is tried again over about a day, each time later, and then no more', () => {
  for (const random of [0, 0.5, 1]) {
    const pauses = Array.from({ length: ATTEMPTS - 1 }, (_, index) => pauseAfter(index + 1, random) ?? NaN);
    expect(pauses.slice(1).every((pause, index) => pause >= (pauses[index] ?? 0))).toBe(true);
    const day = pauses.reduce((sum, pause) => sum + pause, 0);
    expect(day).toBeGreaterThan(16 * HOUR);
    expect(day).toBeLessThan(30 * HOUR);
  }
  expect(pauseAfter(ATTEMPTS, 0.5)).toBeNull();
  expect(pauseAfter(1, 0)).not.toBe(pauseAfter(1, 1));
});

test.each([
  'http://hooks.example/x',
  'ftp://hooks.example/x',
  'https://user:word@hooks.example/',
  'https://10.0.0.1/',
  'https://[::1]/',
  'https://localhost/',
  'http://127.0.0.1:8080/',
  'https://169.254.169.254/latest',
  'https://hooks.example/#part',
  'nonsense',
])('%s is refused in production', (address) => expect(addressFault(address, 'production')).not.toBeNull());

test('https to the internet is allowed everywhere, this machine only outside of production', () => {
  expect(addressFault('https://hooks.example:8443/a?b=c', 'production')).toBeNull();
  expect(addressFault('http://127.0.0.1:8080/', 'development')).toBeNull();
  expect(addressFault('http://localhost/', 'development')).toBeNull();
  expect(addressFault('http://10.0.0.1/', 'development')).not.toBeNull();
});

test('the signature covers id, time and body, and either of two secrets verifies it', () => {
  const secrets = [newSecret(), newSecret()] as const;
  const seconds = Math.floor(Date.now() / 1_000);
  const body = '{"type":"test"}';
  const headers = (id: string, at: number) => ({
    'webhook-id': id,
    'webhook-timestamp': String(at),
    'webhook-signature': signatures(secrets, { id: 'm1', seconds, body }),
  });
  for (const secret of secrets) {
    const webhook = new Webhook(secret);
    expect(() => webhook.verify(body, headers('m1', seconds))).not.toThrow();
    expect(() => webhook.verify('{"type":"other"}', headers('m1', seconds))).toThrow();
    expect(() => webhook.verify(body, headers('m2', seconds))).toThrow();
    expect(() => webhook.verify(body, headers('m1', seconds - 1))).toThrow();
  }
  expect(() => new Webhook(newSecret()).verify(body, headers('m1', seconds))).toThrow();
});
