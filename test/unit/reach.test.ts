/** Laws of going out on an outsider's word: listed hosts, public addresses, bounded, and each redirect anew. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fetchPage, type Ways } from '../../src/foundation/net/fetch-page';
import { isListedHost, isPublicAddress } from '../../src/foundation/net/reach';

test.each([
  ...['127.0.0.1', '10.1.2.3', '172.31.255.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1'],
  ...['255.255.255.255', '192.0.2.7', '198.18.0.1', '::1', '::', 'fe80::1', 'fd00::1', 'ff02::1', '::ffff:127.0.0.1'],
  ...[
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    '2001::1',
    'localhost',
    '',
    '127.1',
    '0x7f000001',
  ],
])('%s is no public address', (address) => expect(isPublicAddress(address)).toBe(false));

test.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111', '2a00:1450::1'])(
  '%s is',
  (address) => expect(isPublicAddress(address)).toBe(true),
);

test('a host is listed by its name, or below a listed one', () => {
  const hosts = ['help.example.com', '*.docs.example'];
  expect(
    ['help.example.com', 'HELP.example.com.', 'a.docs.example', 'a.b.docs.example'].map((host) =>
      isListedHost(host, hosts),
    ),
  ).toEqual([true, true, true, true]);
  expect(
    ['example.com', 'xhelp.example.com', 'docs.example', 'evildocs.example', 'help.example.com.evil.test'].map((host) =>
      isListedHost(host, hosts),
    ),
  ).toEqual([false, false, false, false, false]);
});

describe('a page', () => {
  let server: Server;
  let port: number;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let asked: string[];
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.headers.host} ${request.url}`);
      answer(request, response);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    port = (server.address() as AddressInfo).port;
  });
  beforeEach(() => (asked = []));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const html = (response: ServerResponse, words = '<h1>Fees</h1>', type = 'text/html; charset=utf-8') =>
    response.writeHead(200, { 'content-type': type }).end(words);
  /** A listener here stands for the internet: every name leads to it. */
  const ways = (more: Partial<Ways> = {}): Ways => ({
    hosts: ['help.example', '*.docs.example'],
    insecure: true,
    resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
    permits: (address) => address === '127.0.0.1',
    timeoutMs: 2_000,
    ...more,
  });
  const at = (host: string, path = '/') => `http://${host}:${port}${path}`;

  test('is read, through redirects that stay on listed hosts', async () => {
    answer = ({ url }, response) =>
      url === '/' ? response.writeHead(302, { location: at('a.docs.example', '/fees') }).end() : html(response);
    expect(await fetchPage(at('help.example'), ways())).toEqual({
      url: at('a.docs.example', '/fees'),
      html: '<h1>Fees</h1>',
    });
    expect(asked).toEqual([`help.example:${port} /`, `a.docs.example:${port} /fees`]);
  });

  test.each([
    ['another host', 'http://evil.test/', /evil\.test, which is not among importHosts/],
    ['the machine itself', 'http://127.0.0.1/', /127\.0\.0\.1, which is not among/],
    ['a file', 'file:///etc/passwd', /no https address/],
    ['a sign-in', 'http://me:secret@help.example/', /holds a sign-in/],
  ])('is not read when a redirect leads to %s', async (_what, location, words) => {
    answer = (_request, response) => response.writeHead(301, { location }).end();
    await expect(fetchPage(at('help.example'), ways())).rejects.toThrow(words);
    expect(asked).toHaveLength(1);
  });

  test('is not read where its name leads into a private network, whatever stands beside it', async () => {
    answer = (_request, response) => html(response);
    const both = [
      { address: '127.0.0.1', family: 4 },
      { address: '10.0.0.7', family: 4 },
    ];
    await expect(fetchPage(at('help.example'), ways({ resolve: () => Promise.resolve(both) }))).rejects.toThrow(
      /private network/,
    );
    await expect(fetchPage(at('help.example'), ways({ permits: isPublicAddress }))).rejects.toThrow(/private network/);
    const listed = ways({ hosts: ['127.0.0.1', '[::1]'], permits: isPublicAddress });
    await expect(fetchPage(at('127.0.0.1'), listed)).rejects.toThrow(/private network/);
    await expect(fetchPage(at('[::1]'), listed)).rejects.toThrow(/private network/);
    expect(asked).toEqual([]);
  });

  test('in earnest is read by https alone, and on no other port', async () => {
    const earnest: Ways = { hosts: ['help.example'] };
    await expect(fetchPage('http://help.example/', earnest)).rejects.toThrow(/no https address/);
    await expect(fetchPage('https://help.example:8443/', earnest)).rejects.toThrow(/names a port/);
    await expect(fetchPage('https://other.example/', earnest)).rejects.toThrow(/not among importHosts/);
    await expect(fetchPage('nonsense', earnest)).rejects.toThrow(/no https address/);
  });

  test('that never ends, is too large, no HTML or not there is refused in words', async () => {
    answer = () => undefined;
    await expect(fetchPage(at('help.example'), ways({ timeoutMs: 150 }))).rejects.toThrow(/in time/);
    answer = (_request, response) => html(response, 'x'.repeat(5_000));
    await expect(fetchPage(at('help.example'), ways({ maxBytes: 1_000 }))).rejects.toThrow(/larger than 1000 bytes/);
    answer = (_request, response) => html(response, '{}', 'application/json');
    await expect(fetchPage(at('help.example'), ways())).rejects.toThrow(/application\/json, not HTML/);
    answer = (_request, response) => response.writeHead(404).end();
    await expect(fetchPage(at('help.example'), ways())).rejects.toThrow(/answers 404/);
    answer = ({ url }, response) => response.writeHead(302, { location: at('help.example', `${url}x`) }).end();
    await expect(fetchPage(at('help.example'), ways())).rejects.toThrow(/on and on/);
  });

  test('of another encoding is read as it says', async () => {
    answer = (_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(Buffer.from('<meta charset="iso-8859-1"><h1>Gebühren</h1>', 'latin1'));
    expect((await fetchPage(at('help.example'), ways())).html).toContain('Gebühren');
  });
});
