/** Laws of the agents' socket, over real sockets, two replicas and a real database: who hears of what. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fact } from '../../src/foundation/events/events';
import { newId } from '../../src/foundation/model/ids';
import { withDatabase, type TestDatabase } from '../support/database';
import { hire, next, openBusiness, openDoors, type AgentSocket, type Business, type Replica } from '../support/doors';
import { until } from '../support/waiting';

let test: TestDatabase;
let business: Business;
let door: Replica;
let otherDoor: Replica;

type Change = { id: string; teamId: string; assigneeId: string | null; revision: number; lastSeq: number };

beforeAll(async () => {
  test = await withDatabase();
  business = await openBusiness(test);
  door = await openDoors(test);
  otherDoor = await openDoors(test);
  // Until the replicas know each other, a fact of one is no fact of the other.
  const heard = new Promise<void>((resolve) => otherDoor.events.listen((_, remote) => remote && resolve()));
  await until(async () => {
    door.events.tell({ kind: 'settings', what: 'articles' });
    return Promise.race([heard.then(() => true), sleep(100).then(() => false)]);
  });
});
afterAll(async () => {
  await Promise.all([door.stop(), otherDoor.stop()]);
  await test.drop();
});

async function connected(replica: Replica, cookie: string): Promise<AgentSocket> {
  const socket = replica.agent(cookie);
  await next(socket, 'connect');
  // Rooms are joined with the connection; one more event makes sure of it.
  await sleep(30);
  return socket;
}
function changesOf(socket: AgentSocket): Change[] {
  const changes: Change[] = [];
  socket.on('conversation', (change) => void changes.push(change));
  return changes;
}
function typingOf(socket: AgentSocket): unknown[] {
  const typing: unknown[] = [];
  socket.on('typing', (change) => void typing.push(change));
  return typing;
}

async function conversation(
  teamId: string,
  assigneeId: string | null = null,
): Promise<Extract<Fact, { kind: 'conversation' }>> {
  const [id, contactId, addressId] = [newId(), newId(), newId()];
  await test.db.query('insert into contact (id) values ($1)', [contactId]);
  await test.db.query(`insert into contact_address (id, contact_id, kind, address) values ($1, $2, 'visitor', $3)`, [
    addressId,
    contactId,
    addressId,
  ]);
  await test.db.query(
    `insert into conversation (id, contact_id, front_team_id, team_id, channel_account_id, contact_address_id, holder, assignee_id)
     values ($1, $2, $3, $3, $4, $5, $6, $7)`,
    [id, contactId, teamId, business.accountId, addressId, assigneeId ? 'agent' : 'queue', assigneeId],
  );
  return { kind: 'conversation', id, teamId, assigneeId, revision: 1, lastSeq: 0, contactAddressId: addressId };
}

/** Tells a fact, then one that everybody may hear: what has not come before that does not come. */
async function tell(fact: Fact, ...sockets: AgentSocket[]): Promise<void> {
  const mark = newId();
  const all = sockets.map(
    (socket) => new Promise<void>((resolve) => socket.on('presence', ({ agentId }) => agentId === mark && resolve())),
  );
  door.events.tell(fact, { kind: 'presence', agentId: mark });
  await Promise.all(all);
}

describe('an agent', () => {
  it.each([
    ['no cookie', null],
    ['a cookie that is none of ours', 'baton_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ['a cookie of another name', 'session=x'],
  ])('with %s is refused', async (_, cookie) => {
    const refused = await next<Error>(door.agent(cookie), 'connect_error');
    expect(refused.message).toBe('Sign in first.');
  });

  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1'])(
    'from a page of %s is refused, whatever the cookie',
    async (origin) => {
      const { cookie } = await hire(test, door.sessions, { role: 'admin' });
      const refused = await next<Error>(door.agent(cookie, { origin }), 'connect_error');
      expect(refused.message).toMatch(/another site/u);
    },
  );

  it('hears exactly of what their teams hold and what is theirs, an admin of everything, on every replica', async () => {
    const member = await hire(test, door.sessions, { teams: [business.teamId] });
    const stranger = await hire(test, door.sessions, { teams: [business.otherTeamId] });
    const teamless = await hire(test, door.sessions, {});
    const admin = await hire(test, door.sessions, { role: 'admin' });
    const people = { member, stranger, teamless, admin };
    const facts = {
      front: await conversation(business.teamId),
      other: await conversation(business.otherTeamId),
      mine: await conversation(business.otherTeamId, teamless.agentId),
    };
    const may: Record<keyof typeof people, (keyof typeof facts)[]> = {
      member: ['front'],
      stranger: ['other', 'mine'],
      teamless: ['mine'],
      admin: ['front', 'other', 'mine'],
    };
    for (const replica of [door, otherDoor]) {
      for (const [who, allowed] of Object.entries(may) as [keyof typeof people, (keyof typeof facts)[]][]) {
        const socket = await connected(replica, people[who].cookie);
        const changes = changesOf(socket);
        const typing = typingOf(socket);
        for (const fact of Object.values(facts)) {
          await tell(fact, socket);
          await tell({ kind: 'typing', conversationId: fact.id, who: 'contact' }, socket);
        }
        await sleep(30); // typing is looked up
        const names = (ids: string[]): string[] =>
          Object.entries(facts).filter(([, fact]) => ids.includes(fact.id)).map(([name]) => name); // prettier-ignore
        expect([who, names(changes.map((change) => change.id))]).toEqual([who, allowed]);
        expect([who, names(typing.map((change) => (change as { conversationId: string }).conversationId))]).toEqual([
          who,
          allowed,
        ]);
        socket.close();
      }
    }
  });

  it('who is on call hears of what is offered to them by a team that is not theirs', async () => {
    const { agentId, cookie } = await hire(test, door.sessions, { onCall: true });
    const socket = await connected(door, cookie);
    const changes = changesOf(socket);
    const fact = await conversation(business.teamId);
    await tell(fact, socket);
    await sleep(50);
    expect(changes).toEqual([]);
    const handoffId = newId();
    await test.db.query(
      `insert into handoff (id, conversation_id, episode, state, reason, requested_by, team_id, brief, requested_seq)
       values ($1, $2, 0, 'offered', 'danger', 'policy', $3, '{}', 1)`,
      [handoffId, fact.id, business.teamId],
    );
    await test.db.query(
      `insert into offer (id, handoff_id, agent_id, expires_at) values ($1, $2, $3, now() + interval '1 min')`,
      [newId(), handoffId, agentId],
    );
    door.events.tell({ ...fact, revision: 2 });
    await until(() => changes.length === 1);
    expect(changes[0]).toMatchObject({ id: fact.id, revision: 2 });
  });

  it('whose conversation moves away hears of the move, and of nothing after it', async () => {
    const { agentId, cookie } = await hire(test, door.sessions, {});
    const socket = await connected(door, cookie);
    const changes = changesOf(socket);
    const fact = await conversation(business.otherTeamId, agentId);
    await tell(fact, socket);
    await tell({ ...fact, assigneeId: null, revision: 2 }, socket);
    await tell({ ...fact, assigneeId: null, revision: 3 }, socket);
    await sleep(50);
    expect(changes.map((change) => change.revision)).toEqual([1, 2]);
  });

  it.each(['session', 'agent', 'expiry'])('is put out at once when access ends (%s)', async (how) => {
    const { agentId, cookie } = await hire(test, door.sessions, { teams: [business.teamId] });
    const sockets = [await connected(door, cookie), await connected(otherDoor, cookie)];
    const gone = sockets.map((socket) => next<string>(socket, 'disconnect', 2_000));
    if (how === 'session') await test.db.query('delete from session where agent_id = $1', [agentId]);
    if (how === 'agent') await test.db.query('update agent set disabled_at = now() where id = $1', [agentId]);
    if (how === 'expiry') await test.db.query('update session set expires_at = now() where agent_id = $1', [agentId]);
    door.events.tell({ kind: 'access', agentId });
    expect(await Promise.all(gone)).toEqual(['io server disconnect', 'io server disconnect']);
  });

  it('who leaves a team hears nothing more of it, from that moment', async () => {
    const { agentId, cookie } = await hire(test, door.sessions, { teams: [business.teamId, business.otherTeamId] });
    const socket = await connected(door, cookie);
    const changes = changesOf(socket);
    const [left, kept] = [await conversation(business.teamId), await conversation(business.otherTeamId)];
    await test.db.query('delete from team_member where agent_id = $1 and team_id = $2', [agentId, business.teamId]);
    const resync = next(socket, 'resync');
    door.events.tell({ kind: 'access', agentId }, left, { ...left, revision: 2 });
    await resync;
    await tell({ ...left, revision: 3 }, socket);
    await tell(kept, socket);
    expect(changes.map((change) => change.id)).toEqual([kept.id]);
  });

  it('who joins a team is told to read again, and hears of it from then on', async () => {
    const { agentId, cookie } = await hire(test, door.sessions, {});
    const socket = await connected(door, cookie);
    const changes = changesOf(socket);
    const resync = next(socket, 'resync');
    await test.db.query('insert into team_member (team_id, agent_id) values ($1, $2)', [business.teamId, agentId]);
    door.events.tell({ kind: 'access', agentId });
    await resync;
    const fact = await conversation(business.teamId);
    await tell(fact, socket);
    expect(changes).toHaveLength(1);
  });
});

describe('facts', () => {
  it('are told at once when they are rare, and folded to the last when they come together', async () => {
    const { cookie } = await hire(test, door.sessions, { role: 'admin' });
    const socket = await connected(door, cookie);
    const changes = changesOf(socket);
    const fact = await conversation(business.teamId);
    for (let revision = 1; revision <= 500; revision += 1) door.events.tell({ ...fact, revision });
    await until(() => changes.at(-1)?.revision === 500);
    expect(changes[0]?.revision).toBe(1);
    expect(changes.length).toBeLessThan(5);
  });

  it('that may have been lost make every screen read again', async () => {
    const { cookie } = await hire(test, door.sessions, {});
    const socket = await connected(door, cookie);
    const resync = next(socket, 'resync');
    door.events.tell({ kind: 'resync' });
    await resync;
  });
});

describe('typing', () => {
  it('of an agent is told to those of the conversation, and only where that agent may see it', async () => {
    const typist = await hire(test, door.sessions, { teams: [business.teamId] });
    const colleague = await hire(test, door.sessions, { teams: [business.teamId, business.otherTeamId] });
    const [from, to] = [await connected(door, typist.cookie), await connected(otherDoor, colleague.cookie)];
    const typing = typingOf(to);
    const facts: Fact[] = [];
    const stop = door.events.listen((fact) => facts.push(fact));
    const [own, foreign] = [await conversation(business.teamId), await conversation(business.otherTeamId)];
    from.emit('typing', { conversationId: foreign.id });
    await sleep(1_600); // one in a while
    for (let n = 0; n < 5; n += 1) from.emit('typing', { conversationId: own.id });
    await until(() => typing.length > 0);
    await sleep(50);
    stop();
    const told = { conversationId: own.id, who: 'agent', agentId: typist.agentId };
    // Colleagues read their name, customers what they are called outside.
    expect(typing).toEqual([{ ...told, name: 'Agent' }]);
    const names = { colleagues: 'Agent', customers: 'Agent' };
    expect(facts.filter((fact) => fact.kind === 'typing')).toEqual([{ kind: 'typing', ...told, names }]);
  });

  it.each([undefined, null, 'x', {}, { conversationId: 'x' }, { conversationId: { $ne: 1 } }, []])(
    'malformed (%j) ends nothing',
    async (at) => {
      const { cookie } = await hire(test, door.sessions, { role: 'admin' });
      const socket = await connected(door, cookie);
      socket.emit('typing', at as { conversationId: string });
      await tell({ kind: 'settings', what: 'articles' }, socket);
      expect(socket.connected).toBe(true);
    },
  );
});

describe('presence', () => {
  it('is written when an agent comes, and told when they come and go', async () => {
    const watcher = await connected(door, (await hire(test, door.sessions, {})).cookie);
    const told: string[] = [];
    watcher.on('presence', ({ agentId }) => void told.push(agentId));
    const { agentId, cookie } = await hire(test, door.sessions, {});
    const socket = await connected(otherDoor, cookie);
    await until(() => told.includes(agentId));
    await until(async () => {
      const [row] = await test.db.query<{ here: boolean }>(
        `select presence_at > now() - interval '10 s' as here from agent where id = $1`,
        [agentId],
      );
      return row?.here;
    });
    told.length = 0;
    socket.close();
    await until(() => told.includes(agentId));
  });
});
