/** The web channel through the whole house: a visitor asks, the assistant answers, an agent takes over, and each sees what the other did. */
import { io, type Socket } from 'socket.io-client';
import type {
  LiveClientEvents,
  LiveEvents,
  WidgetClientEvents,
  WidgetMessage,
  WidgetServerEvents,
} from '../../src/api/http/contract';
import { newId } from '../../src/foundation/model/ids';
import { startHouse, type House } from '../support/house';
import { until } from '../support/waiting';

type Sent = { ok: true; conversationId: string } | { ok: false; error: string };

let house: House;
const sockets: Socket[] = [];

beforeAll(async () => {
  house = await startHouse();
}, 240_000);
afterAll(async () => {
  for (const socket of sockets) socket.close();
  await house.stop();
});

function connect<S>(namespace: string, auth: object, headers: Record<string, string> = {}): S {
  const extraHeaders = { origin: house.url, ...headers };
  const socket = io(`${house.url}${namespace}`, { transports: ['websocket'], forceNew: true, auth, extraHeaders });
  sockets.push(socket);
  return socket as S;
}

it('a visitor is answered, handed to an agent who types and replies, and the agent sees the reply read', async () => {
  const agent = await house.signIn('agent');
  const live = connect<Socket<LiveEvents, LiveClientEvents>>('/live', {}, { cookie: agent.cookie });
  const changed: string[] = [];
  live.on('conversation', ({ id }) => void changed.push(id));

  const visitor = connect<Socket<WidgetServerEvents, WidgetClientEvents>>('/widget', { site: 'demo-site' });
  const shown: WidgetMessage[] = [];
  visitor.on('messages', ({ messages }) => void shown.push(...messages));
  await new Promise<void>((resolve) => visitor.once('welcome', () => resolve()));
  const send = (text: string): Promise<Sent> =>
    visitor.timeout(5_000).emitWithAck('send', { clientId: newId(), text }) as Promise<Sent>;
  const sent = await send('How do I freeze my card?');
  if (!sent.ok) throw new Error(sent.error);
  const answer = await until(() => shown.find((message) => message.author === 'assistant'), 60_000);
  expect(answer.text).toMatch(/freeze/iu);
  expect(answer.articles.length).toBeGreaterThan(0);

  await send('Let me talk to a person, please.');
  await until(async () => (await agent.list('waiting')).some((one) => one.id === sent.conversationId), 60_000);
  expect(changed).toContain(sent.conversationId);
  await agent.act(sent.conversationId, 'accept');
  const typing = new Promise((resolve) => visitor.on('typing', ({ who, name }) => who === 'agent' && resolve(name)));
  live.emit('typing', { conversationId: sent.conversationId });
  expect(await typing).toBe(agent.me.agent.publicName);
  await agent.reply(sent.conversationId, 'Hello, a person here.');
  const reply = await until(() => shown.find((message) => message.author === 'agent'), 60_000);
  expect(reply).toMatchObject({ text: 'Hello, a person here.', authorName: expect.any(String) as string });

  const before = changed.length;
  visitor.emit('seen', { conversationId: sent.conversationId, seq: reply.seq });
  await until(async () => {
    const { entries } = await agent.transcript(sent.conversationId);
    return entries.some(
      (entry) => entry.type === 'message' && entry.seq === reply.seq && entry.delivery?.state === 'read',
    );
  }, 60_000);
  expect(changed.length).toBeGreaterThan(before);
  expect(shown.map((message) => message.seq)).toEqual(shown.map((_, index) => index + 1));
}, 240_000);
