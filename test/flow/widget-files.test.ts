/** Laws of the visitors' files, over real routes and sockets on a real database. */
import { request } from 'node:http';
import { newId } from '../../src/foundation/model/ids';
import type { WidgetMessage } from '../../src/api/http/contract';
import { withDatabase, type TestDatabase } from '../support/database';
import { next, openBusiness, openDoors, SITE, type Replica, type WidgetSocket } from '../support/doors';
import { until } from '../support/waiting';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
const ORIGIN = 'https://www.example.com';

let test: TestDatabase;
let door: Replica;

beforeAll(async () => {
  test = await withDatabase();
  await openBusiness(test);
  door = await openDoors(test, 'production');
});
afterAll(async () => {
  await door.stop();
  await test.drop();
});

interface Visitor {
  socket: WidgetSocket;
  token: string;
  shown: WidgetMessage[];
}
async function visitor(): Promise<Visitor> {
  const socket = door.widget({});
  const shown: WidgetMessage[] = [];
  socket.on('messages', ({ messages }) => void shown.push(...messages));
  const { token } = await next<{ token: string }>(socket, 'welcome');
  return { socket, token, shown };
}
const upload = (token: string, body: Buffer, name = 'a.png', headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${door.url}/widget/files?site=${SITE}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'x-file-name': encodeURIComponent(name), origin: ORIGIN, ...headers },
    body: new Uint8Array(body),
  });
async function ticket(token: string, body = PNG, name = 'a.png'): Promise<string> {
  const response = await upload(token, body, name);
  expect(response.status).toBe(200);
  return ((await response.json()) as { ticket: string }).ticket;
}
type Sent = { ok: boolean; error?: string; conversationId?: string };
const send = (socket: WidgetSocket, files: string[], text = '', clientId = newId()): Promise<Sent> =>
  socket.timeout(5_000).emitWithAck('send', { clientId, text, files }) as Promise<Sent>;
const download = (id: string, token: string): Promise<Response> =>
  fetch(`${door.url}/widget/files/${id}?site=${SITE}`, { headers: { authorization: `Bearer ${token}` } });

it('a file becomes part of one message, and its visitor alone gets it back, as a download', async () => {
  const one = await visitor();
  const clientId = newId();
  const files = [
    await ticket(one.token, PNG, '../../Käse.png'),
    await ticket(one.token, Buffer.from('notes'), 'n.txt'),
  ];
  expect(await send(one.socket, files, 'look', clientId)).toMatchObject({ ok: true });
  expect(await send(one.socket, files, 'look', clientId)).toMatchObject({ ok: true });
  const message = await until(() => one.shown[0]);
  expect(one.shown).toHaveLength(1);
  expect(message.files).toMatchObject([
    { name: 'Käse.png', mediaType: 'image/png', bytes: PNG.length },
    { name: 'n.txt', mediaType: 'text/plain', bytes: 5 },
  ]);
  const id = message.files[0]?.id ?? '';
  const own = await download(id, one.token);
  expect(Buffer.from(await own.arrayBuffer()).equals(PNG)).toBe(true);
  expect(own.headers.get('content-disposition')).toMatch(/^attachment/u);
  expect(own.headers.get('x-content-type-options')).toBe('nosniff');
  expect(own.headers.get('content-security-policy')).toContain('sandbox');

  const other = await visitor();
  expect(await send(other.socket, [], 'I too have a conversation')).toMatchObject({ ok: true });
  expect((await download(id, other.token)).status).toBe(404);
  expect((await download(id, 'nonsense')).status).toBe(401);
  expect((await download('nonsense', one.token)).status).toBe(404);
  // A ticket is its visitor's own.
  expect(await send(other.socket, files)).toMatchObject({ ok: false });
});

it('what a browser might run is refused by its bytes', async () => {
  const { token } = await visitor();
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
  const before = await test.db.query('select 1 from blob');
  for (const type of ['application/octet-stream', 'image/png']) {
    const response = await upload(token, svg, 'a.png', { 'content-type': type });
    expect(response.status).toBe(400);
  }
  expect(await test.db.query('select 1 from blob')).toHaveLength(before.length);
});

it('more than 10 MB is refused before it is read, and so is whoever has no token', async () => {
  const { token } = await visitor();
  // Only announced: not one byte of the body is sent.
  const announce = (size: number, bearer: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${bearer}`, 'content-length': size };
      const sent = request(`${door.url}/widget/files?site=${SITE}`, { method: 'POST', headers }, (response) => {
        resolve(response.statusCode);
        sent.destroy();
      });
      sent.on('error', reject);
      sent.flushHeaders();
    });
  expect(await announce(10 * 1024 * 1024 + 1, token)).toBe(413);
  expect(await announce(1_000, 'nonsense')).toBe(401);
  expect((await upload(token, Buffer.alloc(10 * 1024 * 1024, 'a'), 'a.txt')).status).toBe(200);
});

it('a message takes five files', async () => {
  const { socket, token } = await visitor();
  const one = await ticket(token);
  expect(await send(socket, Array(6).fill(one) as string[])).toMatchObject({ ok: false });
  expect(await send(socket, Array(5).fill(one) as string[])).toMatchObject({ ok: true });
});

it('a visitor who uploads without end is stopped, and only they', async () => {
  const [flood, other] = [await visitor(), await visitor()];
  const states = [];
  for (let i = 0; i < 22; i += 1) states.push((await upload(flood.token, PNG)).status);
  expect(states.slice(0, 20)).toEqual(Array(20).fill(200));
  expect(states.slice(20)).toEqual([429, 429]);
  expect((await upload(other.token, PNG)).status).toBe(200);
});

it('pages of the sites that the account names may send files, others not', async () => {
  const { token } = await visitor();
  const ours = await upload(token, PNG);
  expect(ours.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  const theirs = await upload(token, PNG, 'a.png', { origin: 'https://evil.example' });
  expect(theirs.status).toBe(403);
  expect(theirs.headers.get('access-control-allow-origin')).toBeNull();
  const asked = await fetch(`${door.url}/widget/files?site=${SITE}`, {
    method: 'OPTIONS',
    headers: { origin: ORIGIN },
  });
  expect(asked.status).toBe(204);
  expect(asked.headers.get('access-control-allow-headers')).toContain('authorization');
});
