/** Files that an agent sends: as MMS, by WhatsApp, as a link where they do not fit; each byte as it was attached. */
import type { LegVerdict, TranscriptEntry, Verdicts } from '../../src/api/http/contract';
import { OutgoingFiles } from '../../src/pipeline/delivery/files';
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House } from '../support/house';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
const NOTES = Buffer.from('what we agreed on\n');

let house: House;
let agent: AgentClient;
let next = 2_025_700_000;

beforeAll(async () => {
  house = await startHouse();
  agent = await house.signIn('agent');
}, 60_000);
afterAll(() => house.stop(), 60_000);

interface Upload {
  ticket: string;
  mediaType: string;
  bytes: number;
}

function uploads(
  who: AgentClient,
  body: Buffer,
  name: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${house.url}/api/uploads`, {
    method: 'POST',
    headers: {
      cookie: who.cookie,
      origin: house.url,
      'x-csrf-token': who.me.csrfToken,
      'x-file-name': encodeURIComponent(name),
      'content-type': 'application/octet-stream',
      ...headers,
    },
    body: new Uint8Array(body),
  });
}
async function ticket(body: Buffer, name: string): Promise<Upload> {
  const response = await uploads(agent, body, name);
  expect(response.status).toBe(200);
  return (await response.json()) as Upload;
}

async function begun(channel: 'sms' | 'whatsapp', number = `+1${String((next += 1))}`) {
  const phone = house.phone(number, channel);
  await phone.writes('please talk to a human');
  const { id } = await until(async () => (await agent.list('all')).find((one) => one.contact.address === number));
  await agent.act(id, 'take-over').catch(() => agent.act(id, 'accept'));
  return { phone, id };
}
const send = (id: string, files: Upload[], text = '', clientId = `client-${(next += 1)}`) =>
  agent.request('POST', `/conversations/${id}/messages`, { clientId, text, files: files.map((one) => one.ticket) });
const bytesOf = async (path: string): Promise<Buffer> =>
  Buffer.from(await (await fetch(new URL(path, house.url))).arrayBuffer());

type Said = Extract<TranscriptEntry, { type: 'message' }>;
const lastOwn = (id: string): Promise<Said> =>
  until(async () =>
    (await agent.transcript(id)).entries.findLast(
      (one): one is Said => one.type === 'message' && one.author === 'agent' && one.delivery?.state !== 'queued',
    ),
  );

test('a picture goes as MMS with its words, and the transcript shows it', async () => {
  const { phone, id } = await begun('sms');
  expect((await send(id, [await ticket(PNG, '../Käse.png')], 'this one')).status).toBe(200);
  const heard = await phone.hears(/^this one$/u);
  expect(heard.media).toMatchObject([{ mediaType: 'image/png' }]);
  expect((await bytesOf(heard.media[0]?.url ?? '')).equals(PNG)).toBe(true);
  expect((await lastOwn(id)).attachments).toMatchObject([
    { name: 'Käse.png', mediaType: 'image/png', state: 'stored' },
  ]);
});

test('a file without words is a message', async () => {
  const { phone, id } = await begun('whatsapp');
  expect((await send(id, [await ticket(PDF, 'letter.pdf')])).status).toBe(200);
  const heard = await until(async () => (await phone.heard()).find(({ media }) => media.length > 0));
  expect(heard.text).toBe('');
  expect((await bytesOf(heard.media[0]?.url ?? '')).equals(PDF)).toBe(true);
  expect((await send(id, [])).status).toBe(400);
});

test('what a carrier does not take goes as a link, which gives the file to whoever has it and to nobody else', async () => {
  const { phone, id } = await begun('whatsapp');
  const files = [await ticket(PNG, 'a.png'), await ticket(NOTES, 'notes.txt')];
  const { legs } = (
    await agent.request('POST', `/conversations/${id}/verdicts`, {
      text: 'both',
      files: files.map(({ mediaType, bytes }) => ({ mediaType, bytes })),
    })
  ).body as Verdicts;
  expect(legs[0]?.files).toEqual([
    { as: 'file', why: null },
    { as: 'link', why: 'This kind of file is not taken there.' },
  ]);
  expect((await send(id, files, 'both')).status).toBe(200);
  const heard = await phone.hears(/^both/u);
  expect(heard.media).toHaveLength(1);
  const link = new URL(heard.text.split('\n')[1] ?? '').pathname;
  const answer = await fetch(`${house.url}${link}`);
  expect(Buffer.from(await answer.arrayBuffer()).equals(NOTES)).toBe(true);
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment/u);
  expect(answer.headers.get('content-security-policy')).toContain('sandbox');

  const token = link.split('/')[2] ?? '';
  const given = house.app.get(OutgoingFiles, { strict: false });
  expect(await given.open(token, new Date(Date.now() + 13 * 86_400_000))).not.toBeNull();
  expect(await given.open(token, new Date(Date.now() + 15 * 86_400_000))).toBeNull();
  for (const at of [0, 20, 30]) {
    const other = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
    expect((await fetch(`${house.url}/files/${other}`)).status).toBe(404);
  }
});

test('a number outside of North America gets links, and the gate measures them', async () => {
  const { phone, id } = await begun('sms', `+4479${String((next += 1)).slice(-8)}`);
  const file = await ticket(PNG, 'a.png');
  const verdicts = async (files: { mediaType: string; bytes: number }[]): Promise<LegVerdict | undefined> =>
    ((await agent.request('POST', `/conversations/${id}/verdicts`, { text: 'x'.repeat(100), files })).body as Verdicts)
      .legs[0];
  expect((await verdicts([]))?.size?.segments).toBe(1);
  expect(await verdicts([file])).toMatchObject({ files: [{ as: 'link' }], size: { segments: 2 } });
  expect((await send(id, [file], 'x'.repeat(1_590))).status).toBe(409);
  expect((await send(id, [file], 'look')).status).toBe(200);
  const heard = await phone.hears(/^look\nhttp/u);
  expect(heard.media).toEqual([]);
});

test('a repeat of one client id is one message with one file', async () => {
  const { phone, id } = await begun('sms');
  const files = [await ticket(PNG, 'a.png')];
  await send(id, files, 'once', 'client-repeated');
  await send(id, files, 'once', 'client-repeated');
  await phone.hears(/^once$/u);
  expect((await lastOwn(id)).attachments).toHaveLength(1);
  expect((await phone.heard()).filter(({ text }) => text === 'once')).toHaveLength(1);
});

test('a ticket is its uploader’s alone, and only a session with its token uploads what is taken', async () => {
  const { id } = await begun('sms');
  const colleague = await house.signIn('colleague');
  const theirs = (await (await uploads(colleague, PNG, 'a.png')).json()) as Upload;
  expect((await send(id, [theirs], 'not mine')).status).toBe(400);
  expect((await uploads(agent, PNG, 'a.png', { 'x-csrf-token': 'none' })).status).toBe(403);
  expect((await uploads(agent, PNG, 'a.png', { origin: 'https://evil.example' })).status).toBe(403);
  expect((await uploads(agent, PNG, 'a.png', { cookie: '' })).status).toBe(401);
  expect((await uploads(agent, Buffer.from('<svg onload=alert(1)>'), 'a.png')).status).toBe(400);
  expect((await uploads(agent, Buffer.alloc(10 * 1024 * 1024 + 1), 'a.bin')).status).toBe(413);
});
