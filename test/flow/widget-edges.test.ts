/** Laws of who a visitor is and where they come from: tokens, origins, network addresses. */
import { Secrets } from '../../src/foundation/config/secrets';
import { clientAddress, networkOf, trustedNetworks } from '../../src/api/widget/client-address';
import { mayRunAt } from '../../src/api/widget/origins';
import { VisitorTokens } from '../../src/api/widget/visitor-token';

const DAY = 24 * 3_600_000;

describe('a visitor token', () => {
  const tokens = new VisitorTokens(new Secrets(Buffer.alloc(32, 1)));
  const now = new Date('2026-01-15T12:00:00Z');

  it('names its visitor for thirty days, for one site, under one key', async () => {
    const visitor = tokens.newVisitor();
    const token = await tokens.sign(visitor, 'shop', now);
    expect(await tokens.verify(token, 'shop', new Date(now.getTime() + 29 * DAY))).toBe(visitor);
    expect(await tokens.verify(token, 'shop', new Date(now.getTime() + 31 * DAY))).toBeNull();
    expect(await tokens.verify(token, 'another', now)).toBeNull();
    const others = new VisitorTokens(new Secrets(Buffer.alloc(32, 2)));
    expect(await others.verify(token, 'shop', now)).toBeNull();
  });

  it('never names the same visitor twice', () => {
    expect(new Set(Array.from({ length: 1_000 }, () => tokens.newVisitor())).size).toBe(1_000);
  });
});

describe('an origin', () => {
  const rules = { allowed: ['https://shop.example'], publicUrl: 'https://baton.example', development: false };
  it.each([
    ['https://shop.example', true],
    ['https://baton.example', true],
    [undefined, true],
    ['https://shop.example:8443', false],
    ['http://shop.example', false],
    ['https://shop.example.evil.example', false],
    ['https://evil.example/https://shop.example', false],
    ['http://localhost:5173', false],
    ['null', false],
    ['', false],
  ])('%s in production: %s', (origin, allowed) => {
    expect(mayRunAt({ ...(origin === undefined ? {} : { origin }), host: 'baton.example' }, rules)).toBe(allowed);
  });

  it('of this machine is let in while developing, and in production only on its own host', () => {
    const headers = { origin: 'http://localhost:5173', host: 'localhost:3000' };
    expect(mayRunAt(headers, { ...rules, development: true })).toBe(true);
    expect(mayRunAt(headers, rules)).toBe(false);
    expect(mayRunAt({ ...headers, origin: 'http://localhost:3000' }, rules)).toBe(true);
  });
});

describe('the address a visitor is counted by', () => {
  it.each([
    ['the socket itself, when no proxy is trusted', [], '203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['what a trusted proxy says', ['loopback'], '127.0.0.1', '198.51.100.1', '198.51.100.1'],
    [
      'the nearest that is not trusted; the rest is only claimed',
      ['loopback', '10.0.0.0/8'],
      '::ffff:127.0.0.1',
      '1.1.1.1, 198.51.100.1, 10.0.0.7',
      '198.51.100.1',
    ],
    ['the proxy, when it says nothing', ['10.0.0.7'], '10.0.0.7', undefined, '10.0.0.7'],
    ['the proxy, when what it says is no address', ['uniquelocal'], '192.168.0.2', 'unknown', '192.168.0.2'],
    ['an IPv6 address', ['::1'], '::1', '2001:db8::5', '2001:db8::5'],
  ])('is %s', (_, trusted, remote, forwarded, expected) => {
    expect(clientAddress(remote, forwarded, trustedNetworks(trusted))).toBe(expected);
  });

  it.each([
    ['198.51.100.1', '198.51.100.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['2001:db8::9', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
  ])('counts %s as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
