/** Laws of the visitors' socket, over real sockets on a real database. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryResultRow } from 'pg';
import { io, type Socket } from 'socket.io-client';
import type { WidgetMessage } from '../../src/api/http/contract';
import type { Fact } from '../../src/foundation/events/events';
import { newId } from '../../src/foundation/model/ids';
import { withDatabase, type TestDatabase } from '../support/database';
import { next, openBusiness, openDoors, SITE, type Business, type Replica, type WidgetSocket } from '../support/doors';
import { until } from '../support/waiting';

let test: TestDatabase;
let business: Business;
let door: Replica;
let secondDoor: Replica;

type Welcome = {
  token: string;
  conversationId: string | null;
  business: string;
  lastSeq: number;
  messages: WidgetMessage[];
};
type Sent = { ok: true; conversationId: string } | { ok: false; error: string };

beforeAll(async () => {
  test = await withDatabase();
  business = await openBusiness(test);
  door = await openDoors(test);
  secondDoor = await openDoors(test);
});
afterAll(async () => {
  await Promise.all([door.stop(), secondDoor.stop()]);
  await test.drop();
});

const welcome = (socket: WidgetSocket): Promise<Welcome> => next(socket, 'welcome');
const send = (socket: WidgetSocket, text: string, clientId = newId()): Promise<Sent> =>
  socket.timeout(5_000).emitWithAck('send', { clientId, text }) as Promise<Sent>;
const idOf = (sent: Sent): string => {
  if (!sent.ok) throw new Error(sent.error);
  return sent.conversationId;
};

/** Keeps what this socket was shown, in the order of arrival. */
function watch(socket: WidgetSocket): WidgetMessage[] {
  const shown: WidgetMessage[] = [];
  socket.on('welcome', ({ messages }) => void shown.push(...messages));
  socket.on('messages', ({ messages }) => void shown.push(...messages));
  return shown;
}

/** The business says something, as delivery's compose does; with no replica nobody is told yet. */
async function say(replica: Replica | null, conversationId: string, text: string): Promise<string> {
  const deliveryId = newId();
  await test.db.transaction(async (tx) => {
    const [row] = await tx.query<{ last_seq: number; team_id: string; revision: string; contact_address_id: string }>(
      `with c as (
         update conversation set last_seq = last_seq + 1, revision = revision + 1 where id = $1
         returning id, last_seq, team_id, revision, channel_account_id, contact_address_id
       ), m as (
         insert into message (id, conversation_id, seq, direction, author, channel_account_id, contact_address_id, text)
         select $2, c.id, c.last_seq, 'out', 'assistant', c.channel_account_id, c.contact_address_id, $3 from c returning id
       ), d as (
         insert into delivery (id, message_id, conversation_id, channel_account_id, to_address, state)
         select $4, m.id, c.id, c.channel_account_id, a.address, 'accepted'
         from m, c join contact_address a on a.id = c.contact_address_id
       ) select last_seq, team_id, revision, contact_address_id from c`,
      [conversationId, newId(), text, deliveryId],
    );
    if (!row) throw new Error('no such conversation');
    replica?.events.publish(tx, {
      kind: 'conversation',
      id: conversationId,
      teamId: row.team_id,
      assigneeId: null,
      revision: Number(row.revision),
      lastSeq: row.last_seq,
      contactAddressId: row.contact_address_id,
    });
  });
  return deliveryId;
}
async function one<R extends QueryResultRow>(sql: string, values: unknown[]): Promise<R> {
  const [row] = await test.db.query<R>(sql, values);
  if (!row) throw new Error('no row');
  return row;
}
async function stateOf(deliveryId: string): Promise<string | undefined> {
  const [row] = await test.db.query<{ state: string }>('select state from delivery where id = $1', [deliveryId]);
  return row?.state;
}

describe('a visitor', () => {
  it('is welcomed with a token and no history, and nothing is stored before the first word', async () => {
    const hello = await welcome(door.widget({}));
    expect(hello).toMatchObject({ conversationId: null, lastSeq: 0, messages: [], business: 'Our team' });
    const rows = await test.db.query('select 1 from contact_address');
    expect(rows).toHaveLength(0);
  });

  it('is answered after the commit, and sees own and foreign words in order', async () => {
    const socket = door.widget({});
    const shown = watch(socket);
    await welcome(socket);
    const clientId = newId();
    const conversationId = idOf(await send(socket, 'hello', clientId));
    const stored = await test.db.query('select text, author from message where conversation_id = $1', [conversationId]);
    expect(stored).toEqual([{ text: 'hello', author: 'contact' }]);
    await say(door, conversationId, 'good day');
    await until(() => shown.length === 2);
    expect(shown.map(({ seq, author, text, clientId: own }) => [seq, author, text, own])).toEqual([
      [1, 'contact', 'hello', clientId],
      [2, 'assistant', 'good day', null],
    ]);
  });

  it('says a thing once, however often it is repeated', async () => {
    const socket = door.widget({});
    await welcome(socket);
    const clientId = newId();
    const sent = await Promise.all([1, 2, 3].map(() => send(socket, 'once', clientId)));
    const again = await send(socket, 'once', clientId);
    const ids = new Set([...sent, again].map(idOf));
    expect(ids.size).toBe(1);
    const rows = await test.db.query('select 1 from message where conversation_id = $1', [...ids]);
    expect(rows).toHaveLength(1);
  });

  it('may use the same id as another visitor without meeting them', async () => {
    const [one, two] = [door.widget({}), door.widget({})];
    await Promise.all([welcome(one), welcome(two)]);
    const clientId = newId();
    const first = idOf(await send(one, 'mine', clientId));
    const second = idOf(await send(two, 'mine too', clientId));
    expect(first).not.toBe(second);
  });

  it('misses nothing and sees nothing twice over dropped connections, on any replica', async () => {
    const first = door.widget({});
    const { token } = await welcome(first);
    const conversationId = idOf(await send(first, 'start'));
    const seqs: number[] = [];
    let saying = true;
    const speaker = (async () => {
      for (let n = 0; n < 60; n += 1) {
        await say(n % 2 ? door : secondDoor, conversationId, `answer ${n}`);
        await sleep(5);
      }
      saying = false;
    })();
    first.close();
    let round = 0;
    const last = (): number => seqs.at(-1) ?? 0;
    while (saying || last() < 61) {
      const replica = (round += 1) % 2 ? secondDoor : door;
      const socket = replica.widget({ token, conversationId, afterSeq: last() });
      const shown = watch(socket);
      await welcome(socket);
      await sleep(20 + Math.random() * 60);
      socket.close();
      seqs.push(...shown.map((message) => message.seq));
      if (round > 200) throw new Error(`stuck at ${last()}`);
    }
    await speaker;
    expect(seqs).toEqual(Array.from({ length: 61 }, (_, n) => n + 1));
    expect(round).toBeGreaterThan(3);
  });

  it('sees each of many words said at once, in order, in a line that stands', async () => {
    const socket = door.widget({});
    const shown = watch(socket);
    await welcome(socket);
    const conversationId = idOf(await send(socket, 'start'));
    await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        n % 4 === 0
          ? send(socket, `word ${n}`).then(() => '')
          : say(n % 2 ? door : secondDoor, conversationId, `answer ${n}`),
      ),
    );
    const { last } = await one<{ last: number }>('select last_seq as last from conversation where id = $1', [
      conversationId,
    ]);
    await until(() => shown.at(-1)?.seq === last);
    await sleep(100);
    expect(shown.map((message) => message.seq)).toEqual(Array.from({ length: last }, (_, n) => n + 1));
  });

  it('gets everything of the current conversation when the cursor belongs to another one', async () => {
    const socket = door.widget({});
    const { token } = await welcome(socket);
    idOf(await send(socket, 'hello'));
    socket.close();
    const hello = await welcome(door.widget({ token, conversationId: newId(), afterSeq: 1 }));
    expect(hello.messages.map((message) => message.text)).toEqual(['hello']);
    const beyond = await welcome(door.widget({ token, afterSeq: 99 }));
    expect(beyond.messages.map((message) => message.text)).toEqual(['hello']);
  });

  it('sees in every tab what was said in one of them', async () => {
    const one = door.widget({});
    const { token } = await welcome(one);
    const two = door.widget({ token });
    const shown = watch(two);
    await welcome(two);
    idOf(await send(one, 'from the first tab'));
    await until(() => shown.length === 1);
    expect(shown[0]?.text).toBe('from the first tab');
  });

  it('is shown the assistant typing, and the inbox is told that the visitor types', async () => {
    const socket = door.widget({});
    await welcome(socket);
    const conversationId = idOf(await send(socket, 'hello'));
    await until(async () => (await send(socket, 'still here')).ok);
    const typing = next<{ who: string }>(socket, 'typing');
    secondDoor.events.tell({ kind: 'typing', conversationId, who: 'assistant' });
    expect(await typing).toEqual({ who: 'assistant' });
    const facts: Fact[] = [];
    const stop = door.events.listen((fact) => facts.push(fact));
    socket.emit('typing');
    socket.emit('typing');
    await until(() => facts.some((fact) => fact.kind === 'typing'));
    await sleep(50);
    stop();
    expect(facts.filter((fact) => fact.kind === 'typing')).toEqual([
      { kind: 'typing', conversationId, who: 'contact' },
    ]);
  });
});

describe('what a visitor has seen', () => {
  it('settles its deliveries up to there, never backwards, and tells the inbox once', async () => {
    const socket = door.widget({});
    const shown = watch(socket);
    await welcome(socket);
    const conversationId = idOf(await send(socket, 'hello'));
    const first = await say(door, conversationId, 'one');
    const second = await say(door, conversationId, 'two');
    await until(() => shown.length === 3);
    const told: Fact[] = [];
    const stop = door.events.listen((fact) => told.push(fact));
    socket.emit('seen', { conversationId, seq: 2 });
    await until(async () => (await stateOf(first)) === 'read');
    expect(await stateOf(second)).toBe('accepted');
    socket.emit('seen', { conversationId, seq: 3, state: 'delivered' });
    await until(async () => (await stateOf(second)) === 'delivered');
    expect(await stateOf(first)).toBe('read');
    socket.emit('seen', { conversationId, seq: 3, state: 'delivered' });
    await send(socket, 'done');
    stop();
    const changes = told.filter(
      (fact) => fact.kind === 'conversation' && fact.id === conversationId && fact.lastSeq === 3,
    );
    expect(changes).toHaveLength(2);
  });

  it('counts only what was shown: nobody settles what they were not given', async () => {
    const socket = door.widget({});
    await welcome(socket);
    const conversationId = idOf(await send(socket, 'hello'));
    const delivery = await say(null, conversationId, 'not shown yet');
    socket.emit('seen', { conversationId, seq: 1_000_000 });
    await sleep(100);
    expect(await stateOf(delivery)).toBe('accepted');
  });
});

describe('a stranger', () => {
  it('with a foreign, forged or unsigned token is a new visitor and reads nothing', async () => {
    const owner = door.widget({});
    const { token } = await welcome(owner);
    const conversationId = idOf(await send(owner, 'private'));
    const [head = '', body = '', signature = ''] = token.split('.');
    const changed = Buffer.from(body, 'base64url')
      .toString()
      .replace(/"sub":"./u, '"sub":"x');
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
    const forged = [
      `${head}.${Buffer.from(changed).toString('base64url')}.${signature}`,
      `${unsigned}.${body}.`,
      `${head}.${body}.${signature.slice(0, -4)}AAAA`,
      'nonsense',
    ];
    for (const wrong of forged) {
      const hello = await welcome(door.widget({ token: wrong, conversationId, afterSeq: 0 }));
      expect(hello).toMatchObject({ conversationId: null, messages: [] });
    }
  });

  it('hears nothing of other visitors, and cannot mark their messages as seen', async () => {
    const [owner, stranger] = [door.widget({}), door.widget({})];
    await Promise.all([welcome(owner), welcome(stranger)]);
    const conversationId = idOf(await send(owner, 'private'));
    idOf(await send(stranger, 'something else'));
    const shown = watch(stranger);
    const typed: unknown[] = [];
    stranger.on('typing', (who) => typed.push(who));
    const delivery = await say(door, conversationId, 'for the owner alone');
    door.events.tell({ kind: 'typing', conversationId, who: 'agent' });
    stranger.emit('seen', { conversationId, seq: 2 });
    await until(async () => (await send(stranger, 'last')).ok && shown.length > 0);
    expect(shown.map((message) => message.text)).not.toContain('for the owner alone');
    expect(typed).toEqual([]);
    expect(await stateOf(delivery)).toBe('accepted');
  });

  it.each([
    ['https://evil.example', false],
    ['null', false],
    ['https://www.example.com.evil.example', false],
    ['http://www.example.com', false],
    ['https://www.example.com', true],
  ])('from the page of %s is let in: %s', async (origin, allowed) => {
    const socket = door.widget({}, { origin });
    const met = await Promise.race([welcome(socket), next<Error>(socket, 'connect_error')]);
    expect('token' in met).toBe(allowed);
  });

  it('finds no chat under a site key that is unknown or switched off', async () => {
    const refused = await next<Error>(door.widget({ site: 'nowhere' }), 'connect_error');
    expect(refused.message).toMatch(/site key/u);
    const open = door.widget({});
    await welcome(open);
    await test.db.query('update channel_account set active = false where id = $1', [business.accountId]);
    const gone = next<string>(open, 'disconnect');
    door.events.tell({ kind: 'settings', what: 'accounts' });
    expect(await gone).toBe('io server disconnect');
    await next<Error>(door.widget({}), 'connect_error');
    await test.db.query('update channel_account set active = true where id = $1', [business.accountId]);
    door.events.tell({ kind: 'settings', what: 'accounts' });
    await until(async () => {
      const socket = door.widget({});
      return 'token' in (await Promise.race([welcome(socket), next<Error>(socket, 'connect_error')]));
    });
  });
});

describe('malformed events', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'text'],
    ['a number', 42],
    ['a list', []],
    ['an empty object', {}],
    ['a short client id', { clientId: 'short', text: 'x' }],
    ['a client id with colons', { clientId: 'a:b:c:d:e:f', text: 'x' }],
    ['a blank text', { clientId: newId(), text: '   ' }],
    ['a text too long', { clientId: newId(), text: 'x'.repeat(4_001) }],
    ['an object as text', { clientId: newId(), text: { toString: 'x' } }],
    ['an object as client id', { clientId: { $ne: null }, text: 'x' }],
  ])('as `send` (%s) is answered with what is wrong', async (_, message) => {
    const socket = door.widget({});
    await welcome(socket);
    const answer = (await (socket as unknown as Socket).timeout(5_000).emitWithAck('send', message)) as Sent;
    expect(answer.ok).toBe(false);
  });

  it('of every other kind change nothing and end nothing', async () => {
    const socket = door.widget({}) as unknown as Socket;
    await welcome(socket);
    socket.emit('send');
    socket.emit('send', 'no acknowledgement wanted');
    socket.emit('send', { clientId: newId(), text: 'x' }, { not: 'a function' });
    for (const cursor of [
      undefined,
      null,
      {},
      { conversationId: 'x', seq: 1 },
      { conversationId: newId(), seq: -1 },
      { conversationId: newId(), seq: 1e400 },
    ]) {
      socket.emit('seen', cursor);
    }
    socket.emit('typing', { any: 'thing' });
    socket.emit('unheard-of', Buffer.alloc(1_000));
    socket.emit('__proto__', {});
    expect((await send(socket as unknown as WidgetSocket, 'still here')).ok).toBe(true);
  });

  it.each([
    { site: 7 },
    { site: '' },
    { token: { a: 1 } },
    { afterSeq: -1 },
    { afterSeq: 'x' },
    { conversationId: 'x' },
  ])('in the handshake (%j) are refused in words', async (auth) => {
    const refused = await next<Error>(door.widget(auth), 'connect_error');
    expect(refused.message).toMatch(/not understood/u);
  });

  it('text that the database could not hold is stored readable', async () => {
    const socket = door.widget({});
    await welcome(socket);
    const conversationId = idOf(await send(socket, 'a\u0000b \ud800 c'));
    const [row] = await test.db.query<{ text: string }>('select text from message where conversation_id = $1', [
      conversationId,
    ]);
    expect(row?.text).toMatch(/a.*b.*c/u);
  });
});

describe('a flood', () => {
  it('from one visitor is refused with how long to wait, and others are not', async () => {
    const [loud, quiet] = [door.widget({}), door.widget({})];
    await Promise.all([welcome(loud), welcome(quiet)]);
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => send(loud, `flood ${n}`)));
    const refused = answers.filter((answer) => !answer.ok);
    expect(refused).toHaveLength(10);
    expect(refused[0]).toMatchObject({ error: expect.stringMatching(/Try again in \d+ s/u) as string });
    expect((await send(quiet, 'hello')).ok).toBe(true);
  });

  it('of new visitors from one network is refused in the end, and whoever talks already goes on', async () => {
    const [known, fresh] = [door.widget({}), door.widget({})];
    await Promise.all([welcome(known), welcome(fresh)]);
    const shown = next<unknown>(known, 'messages');
    expect((await send(known, 'I was here first')).ok).toBe(true);
    await shown;
    // Further than any test before it went.
    for (let n = 0; n < 60; n += 1) await door.limits.count('begin network', '127.0.0.1');
    expect(await send(fresh, 'me too')).toMatchObject({ ok: false });
    expect((await send(known, 'still here')).ok).toBe(true);
  });

  it('of windows of one visitor closes the oldest', async () => {
    const first = door.widget({});
    const { token } = await welcome(first);
    const ended = next<string>(first, 'disconnect');
    for (let n = 0; n < 10; n += 1) await welcome(door.widget({ token }));
    await ended;
  });

  it('of lines that join nothing we have is refused', async () => {
    const socket = io(door.url, { transports: ['websocket'], forceNew: true, reconnection: false });
    expect((await next<Error>(socket as unknown as WidgetSocket, 'connect_error')).message).toBe(
      'There is nothing here.',
    );
    socket.close();
  });

  it('of one huge event ends the connection, not the server', async () => {
    const socket = io(`${door.url}/widget`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { site: SITE },
      extraHeaders: { origin: door.url },
    });
    await welcome(socket);
    const ended = next<string>(socket, 'disconnect');
    socket.emit('send', { clientId: newId(), text: 'x'.repeat(200_000) });
    await ended;
    expect((await welcome(door.widget({}))).token).toBeTruthy();
  });
});
