/** Laws of asking a declared host: nothing inside of a network unless declared, no redirect, bounded in bytes and time. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isPublic, OutsideFault, post } from '../../src/foundation/net/outside';

let server: Server;
let answers: RequestListener = (_request, response) => void response.end('{}');
let asked = 0;
beforeAll(async () => {
  server = createServer((request, response) => {
    asked += 1;
    answers(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => (asked = 0));

const port = () => (server.address() as AddressInfo).port;
const at = (url: string, inside: boolean) => ({
  ...{ url: new URL(url), headers: {}, body: '{}', timeoutMs: 1_000, mostBytes: 1_000, inside },
});
const ask = (url: string, inside = false) => post(at(url, inside), new AbortController().signal);
const local = () => ask(`http://127.0.0.1:${port()}/`, true);
async function fault(work: Promise<unknown>): Promise<OutsideFault> {
  const error: unknown = await work.catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(OutsideFault);
  return error as OutsideFault;
}

test.each([
  ...['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1'],
  ...['::1', '::', 'fd00::1', 'fe80::1', '::ffff:127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001:db8::1', 'x'],
])('%s is no public address', (address) => expect(isPublic(address)).toBe(false));

test.each(['93.184.216.34', '8.8.8.8', '2606:2800:220:1::1'])('%s is one', (address) =>
  expect(isPublic(address)).toBe(true),
);

test.each([
  (p: number) => `https://127.0.0.1:${p}/`,
  (p: number) => `https://localhost:${p}/`,
  (p: number) => `https://2130706433:${p}/`,
  (p: number) => `https://[::1]:${p}/`,
  (p: number) => `https://[::ffff:127.0.0.1]:${p}/`,
  (p: number) => `http://127.0.0.1:${p}/`,
  () => 'file:///etc/passwd',
])('nothing inside is asked, however it is written (%#)', async (url) => {
  expect((await fault(ask(url(port())))).sent).toBe(false);
  expect(asked).toBe(0);
});

test('a declared host inside is asked', async () => {
  answers = (_request, response) => void response.end('{"status":"active"}');
  await expect(local()).resolves.toBe('{"status":"active"}');
});

test('a redirect is not followed', async () => {
  answers = (_request, response) => void response.writeHead(302, { location: '/elsewhere' }).end();
  expect((await fault(local())).message).toBe('it answered 302');
  expect(asked).toBe(1);
});

test('an answer that never ends, or hangs, is given up; whether it was done is not known', async () => {
  answers = (_request, response) => void response.end('x'.repeat(5_000));
  expect((await fault(local())).message).toBe('its answer is too long');
  answers = () => undefined;
  const late = await fault(local());
  expect([late.message, late.sent]).toEqual(['it did not answer in time', true]);
});

test('what was refused was not done, what broke may have been', async () => {
  answers = (_request, response) => void response.writeHead(403).end();
  expect((await fault(local())).sent).toBe(false);
  answers = (_request, response) => void response.writeHead(500).end();
  expect((await fault(local())).sent).toBe(true);
});
