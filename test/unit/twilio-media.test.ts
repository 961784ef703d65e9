/** Fetching media: credentials only where they belong, redirects only to where the provider keeps files, never more than the cap. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SendFault } from '../../src/channels/channel';
import { fetchMedia } from '../../src/channels/twilio/media';

const MEDIA = 'https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1';
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<{ base: string; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    listener(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const access = (baseUrl: string | null) => ({ accountSid: 'AC1', authToken: 'token', baseUrl });
const never = new AbortController().signal;

async function faultOf(work: Promise<unknown>): Promise<SendFault> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof SendFault)) throw new Error(`no fault but ${String(error)}`);
  return error;
}

test('the credentials are shown to the API and to nobody it sends us on to', async () => {
  const { base, asked } = await serve((request, response) => {
    if (request.url?.includes('/2010-04-01/')) response.writeHead(307, { location: '/store/1' }).end();
    else response.end('bytes');
  });
  const got = await fetchMedia(access(`${base}/twilio`), MEDIA, 100, never);
  expect(got.toString()).toBe('bytes');
  expect(asked.map((one) => [one.url, one.headers.authorization !== undefined])).toEqual([
    ['/twilio/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1', true],
    ['/store/1', false],
  ]);
});

test('a redirect to any other host is not followed', async () => {
  const other = await serve((_request, response) => response.end('secret'));
  const { base } = await serve((_request, response) => response.writeHead(302, { location: `${other.base}/x` }).end());
  const fault = await faultOf(fetchMedia(access(base), MEDIA, 100, never));
  expect(fault.kind).toBe('permanent');
  expect(other.asked).toEqual([]);
});

it.each([
  'http://api.twilio.com/2010-04-01/x',
  'https://api.twilio.com.example.org/x',
  'https://api.twilio.com:8443/x',
  'https://169.254.169.254/latest/meta-data',
  'https://s3.amazonaws.com/somebody-else/x',
  'https://example.org/x',
  'file:///etc/passwd',
])('a real account never asks %s', async (url) => {
  expect((await faultOf(fetchMedia(access(null), url, 100, never))).kind).toBe('permanent');
});

test('a circle of redirects ends', async () => {
  const { base, asked } = await serve((request, response) =>
    response.writeHead(302, { location: request.url ?? '/' }).end(),
  );
  expect((await faultOf(fetchMedia(access(base), MEDIA, 100, never))).kind).toBe('permanent');
  expect(asked.length).toBeLessThan(10);
});

test('the cap holds for what is announced and for what is not', async () => {
  for (const announced of [true, false]) {
    const { base } = await serve((_request, response) => {
      if (announced) response.writeHead(200, { 'content-length': '2000' });
      response.write('x'.repeat(1000));
      response.end('x'.repeat(1000));
    });
    expect((await faultOf(fetchMedia(access(base), MEDIA, 1_500, never))).kind).toBe('permanent');
    expect(await fetchMedia(access(base), MEDIA, 2_000, never)).toHaveLength(2_000);
  }
});

it.each([
  [404, 'permanent'],
  [410, 'permanent'],
  [401, 'retry'],
  [429, 'retry'],
  [500, 'retry'],
  [503, 'retry'],
])('an answer of %i is %s', async (status, kind) => {
  const { base } = await serve((_request, response) => response.writeHead(status).end());
  expect((await faultOf(fetchMedia(access(base), MEDIA, 100, never))).kind).toBe(kind);
});

test('a server that stalls in the middle is left after the deadline, to be asked again', async () => {
  const { base } = await serve((_request, response) => void response.write('half'));
  const began = Date.now();
  expect((await faultOf(fetchMedia(access(base), MEDIA, 100, never, 200))).kind).toBe('retry');
  expect(Date.now() - began).toBeLessThan(5_000);
});
