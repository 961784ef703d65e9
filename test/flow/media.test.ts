/** Pictures, voice notes and cards: from a virtual phone through the provider's locked door to the agent, and to nobody else. */
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House, type Phone } from '../support/house';
import type { TranscriptEntry } from '../../src/api/http/contract';

let house: House;
let agent: AgentClient;
let next = 2_025_570_000;
const customer = (channel: 'sms' | 'whatsapp' = 'whatsapp') => house.phone(`+1${String((next += 1))}`, channel);
type Message = Extract<TranscriptEntry, { type: 'message' }>;

beforeAll(async () => {
  house = await startHouse();
  agent = await house.signIn('agent');
}, 60_000);
afterAll(() => house.stop(), 60_000);

/** Its messages, once `ready` says so. */
async function transcript(
  phone: Phone,
  ready: (messages: Message[]) => boolean,
): Promise<{ id: string; messages: Message[] }> {
  return until(async () => {
    const id = (await agent.list('all')).find((one) => one.contact.address === phone.number)?.id;
    if (id === undefined) return null;
    const { entries } = await agent.transcript(id);
    const messages = entries.filter((entry) => entry.type === 'message');
    return ready(messages) ? { id, messages } : null;
  });
}
const settled = (messages: Message[]) =>
  messages.some(({ attachments }) => attachments.length > 0) &&
  messages.every(({ attachments }) => attachments.every((file) => file.state !== 'remote'));

async function bytesOf(path: string): Promise<Response> {
  return fetch(`${house.url}/api${path}`, { headers: { cookie: agent.cookie } });
}

test('a picture and a voice note are fetched behind ingest and served to who may read the conversation', async () => {
  const phone = customer();
  await phone.sends({ text: 'here is the letter', attach: ['picture', 'voice'] });
  const { id, messages } = await transcript(phone, settled);
  const [picture, voice] = messages[0]?.attachments ?? [];
  expect(picture).toMatchObject({ mediaType: 'image/png', state: 'stored', detail: null });
  expect(voice).toMatchObject({ mediaType: 'audio/wav', state: 'stored' });

  const inline = await bytesOf(`/conversations/${id}/attachments/${picture?.id}?inline=1`);
  expect(inline.status).toBe(200);
  expect(
    Buffer.from(await inline.arrayBuffer())
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');
  expect(inline.headers.get('content-disposition')).toMatch(/^inline; filename="image\.png"/u);
  const saved = await bytesOf(`/conversations/${id}/attachments/${picture?.id}`);
  expect(saved.headers.get('content-disposition')).toMatch(/^attachment;/u);
  for (const { headers } of [inline, saved]) {
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(headers.get('cache-control')).toBe('private, no-store');
  }
  expect((await fetch(`${house.url}/api/conversations/${id}/attachments/${picture?.id}`)).status).toBe(401);
});

test('a file is found through its own conversation alone', async () => {
  const [one, other] = [customer(), customer()];
  await one.sends({ attach: ['contact'] });
  await other.writes('hello');
  const mine = await transcript(one, settled);
  const theirs = await transcript(other, (messages) => messages.length > 0);
  const file = mine.messages[0]?.attachments[0];
  expect(file).toMatchObject({ mediaType: 'text/vcard', state: 'stored' });
  expect((await bytesOf(`/conversations/${theirs.id}/attachments/${file?.id}`)).status).toBe(404);
  // A card is text that is only ever saved.
  const asked = await bytesOf(`/conversations/${mine.id}/attachments/${file?.id}?inline=1`);
  expect(asked.headers.get('content-disposition')).toMatch(/^attachment;/u);
});

test('an agent of another team gets nothing of it', async () => {
  const phone = customer('sms');
  await phone.sends({ attach: ['picture'] });
  const { id, messages } = await transcript(phone, settled);
  await house.db.query(
    `with t as (insert into team (id, name) values (gen_random_uuid(), 'Elsewhere') returning id)
     update conversation set team_id = t.id, assignee_id = null from t where conversation.id = $1`,
    [id],
  );
  await house.db.query(
    `update offer set state = 'withdrawn', answered_at = now() where handoff_id in (select id from handoff where conversation_id = $1)`,
    [id],
  );
  const { status } = await bytesOf(`/conversations/${id}/attachments/${messages[0]?.attachments[0]?.id}`);
  expect(status).toBe(404);
});

test('what the provider no longer has is refused with its reason, and the lane goes on', async () => {
  const phone = customer();
  await phone.writes('hello');
  const { id } = await transcript(phone, (messages) => messages.length > 0);
  const [row] = await house.db.query<{ id: string }>('select id from message where conversation_id = $1 and seq = 1', [
    id,
  ]);
  await house.db.query(
    `with a as (insert into attachment (id, message_id, position, media_type, source_url)
       select gen_random_uuid(), $1, 0, 'image/png', 'https://api.twilio.com/2010-04-01/Accounts/' || (a.settings->>'accountSid') || '/Messages/MM0/Media/ME0'
         from message m join channel_account a on a.id = m.channel_account_id where m.id = $1),
     l as (insert into lane (key, due, pending) values ('delivery:media:' || $1, now(), 1) returning key)
     insert into job (lane, kind, payload) select key, 'fetch-media', jsonb_build_object('messageId', $1::text) from l`,
    [row?.id],
  );
  const { messages } = await transcript(phone, settled);
  expect(messages[0]?.attachments[0]).toMatchObject({
    state: 'refused',
    detail: expect.stringMatching(/no longer has/u),
  });
});

test('a place, a button, a reaction and an answer keep what they point at', async () => {
  const phone = customer();
  await phone.writes('How do I freeze my card?');
  const answer = await phone.hears(/freeze/iu);
  await phone.sends({ text: '👍', repliesTo: answer.id, reaction: true });
  await phone.sends({ location: { latitude: 52.37403, longitude: 4.88969, label: 'Main square' } });
  await phone.sends({ button: { text: 'Yes, please', payload: 'yes' } });
  const { messages } = await transcript(phone, (all) => all.filter(({ author }) => author === 'contact').length === 4);
  const [, reaction, place, button] = messages.filter(({ author }) => author === 'contact');
  expect(reaction).toMatchObject({ content: { reaction: true }, repliesTo: { seq: 2, author: 'assistant' } });
  expect(reaction?.repliesTo?.text).toMatch(/freeze/iu);
  expect(place?.content['location']).toMatchObject({ latitude: 52.37403, longitude: 4.88969, label: 'Main square' });
  expect(button).toMatchObject({ text: 'Yes, please', content: { button: { payload: 'yes' } } });
});
