/** Laws of signed-in customers and of claimed addresses: only the business's own key makes anybody somebody. */
import { Secrets } from '../../src/foundation/config/secrets';
import { sealAccountSecrets } from '../../src/foundation/settings/account-secrets';
import { newId } from '../../src/foundation/model/ids';
import type { WidgetMessage } from '../../src/api/http/contract';
import { withDatabase, type TestDatabase } from '../support/database';
import { next, openBusiness, openDoors, type Business, type Replica, type WidgetSocket } from '../support/doors';
import { until } from '../support/waiting';

const KEY = 'the key of the test site, long enough to sign with';
const OTHER_KEY = 'the key of another account, just as long as this';

let test: TestDatabase;
let business: Business;
let door: Replica;

beforeAll(async () => {
  test = await withDatabase();
  business = await openBusiness(test);
  const secrets = new Secrets(Buffer.alloc(32, 7));
  const seal = (id: string, identitySecret: string) => sealAccountSecrets(secrets, id, { identitySecret });
  await test.db.query('update channel_account set secrets = $2 where id = $1', [
    business.accountId,
    seal(business.accountId, KEY),
  ]);
  const other = newId();
  await test.db.query(
    `insert into channel_account (id, channel, name, address, team_id, secrets) values ($1, 'web', 'Other', 'other-site', $2, $3)`,
    [other, business.otherTeamId, seal(other, OTHER_KEY)],
  );
  door = await openDoors(test);
});
afterAll(async () => {
  await door.stop();
  await test.drop();
});

type Welcome = { token: string; conversationId: string | null; messages: WidgetMessage[] };
type Sent = { ok: boolean; error?: string; conversationId: string };

const jose = () => import('jose');
const sign = async (
  claims: Record<string, string | boolean>,
  key = KEY,
  exp: string | null = '5m',
): Promise<string> => {
  const { SignJWT } = await jose();
  const jwt = new SignJWT(claims).setProtectedHeader({ alg: 'HS256' });
  return (exp === null ? jwt : jwt.setExpirationTime(exp)).sign(Buffer.from(key));
};
const enter = async (auth: Record<string, unknown>): Promise<{ socket: WidgetSocket; hello: Welcome }> => {
  const socket = door.widget(auth);
  return { socket, hello: await next<Welcome>(socket, 'welcome') };
};
const send = async (socket: WidgetSocket, text: string): Promise<Sent> => {
  const sent = (await socket.timeout(5_000).emitWithAck('send', { clientId: newId(), text })) as Sent;
  if (!sent.ok) throw new Error(sent.error);
  return sent;
};
const contactOf = async (conversationId: string): Promise<{ contact_id: string; name: string | null }> => {
  const [row] = await test.db.query<{ contact_id: string; name: string | null }>(
    'select c.contact_id, k.name from conversation c join contact k on k.id = c.contact_id where c.id = $1',
    [conversationId],
  );
  if (!row) throw new Error('no conversation');
  return row;
};

describe('a mailbox', () => {
  const mailbox = async (address: string): Promise<string> => {
    const [contactId, addressId] = [newId(), newId()];
    await test.db.query('insert into contact (id) values ($1)', [contactId]);
    await test.db.query(`insert into contact_address (id, contact_id, kind, address) values ($1, $2, 'email', $3)`, [
      addressId,
      contactId,
      address,
    ]);
    return contactId;
  };
  const ownerOf = async (address: string): Promise<string | undefined> => {
    const [row] = await test.db.query<{ contact_id: string }>(
      `select contact_id from contact_address where kind = 'email' and address = $1`,
      [address],
    );
    return row?.contact_id;
  };

  it('is theirs when the business has verified it, with the evidence kept', async () => {
    const before = await mailbox('vouched@example.com');
    const identity = await sign({ sub: 'v-1', email: 'Vouched@example.com', email_verified: true });
    const { conversationId } = await send((await enter({ identity })).socket, 'hello');
    const { contact_id: contactId } = await contactOf(conversationId);
    expect(await ownerOf('vouched@example.com')).toBe(contactId);
    const links = await test.db.query('select into_contact_id, evidence from contact_link where from_contact_id = $1', [
      before,
    ]);
    expect(links).toEqual([{ into_contact_id: contactId, evidence: 'signed_in' }]);
  });

  it('stays whose it is when the business has not, or when it is another customer of the business', async () => {
    const before = await mailbox('unvouched@example.com');
    const unverified = await sign({ sub: 'v-2', email: 'unvouched@example.com' });
    await send((await enter({ identity: unverified })).socket, 'hello');
    expect(await ownerOf('unvouched@example.com')).toBe(before);
    const first = await sign({ sub: 'v-3', email: 'shared@example.com', email_verified: true });
    const { conversationId } = await send((await enter({ identity: first })).socket, 'hello');
    const second = await sign({ sub: 'v-4', email: 'shared@example.com', email_verified: true });
    expect((await send((await enter({ identity: second })).socket, 'hello')).ok).toBe(true);
    expect(await ownerOf('shared@example.com')).toBe((await contactOf(conversationId)).contact_id);
  });
});

describe('a signed-in customer', () => {
  it('is the same contact with the same conversation on every device', async () => {
    const phone = await enter({ identity: await sign({ sub: 'c-1', name: 'Sam Field', email: 'sam@example.com' }) });
    const sent = await send(phone.socket, 'from my phone');
    const desk = await enter({ identity: await sign({ sub: 'c-1' }) });
    expect(desk.hello.conversationId).toBe(sent.conversationId);
    expect(desk.hello.messages.map((message) => message.text)).toEqual(['from my phone']);
    expect((await contactOf(sent.conversationId)).name).toBe('Sam Field');
    const rows = await test.db.query(`select external_id, email from external_identity where external_id = 'c-1'`);
    expect(rows).toEqual([{ external_id: 'c-1', email: 'sam@example.com' }]);
  });

  it('brings the conversation that they began before they signed in; their old token keeps nothing of it', async () => {
    const before = await enter({});
    const sent = await send(before.socket, 'not signed in yet');
    const anonymous = await contactOf(sent.conversationId);
    const after = await enter({ token: before.hello.token, identity: await sign({ sub: 'c-2' }) });
    expect(after.hello.conversationId).toBe(sent.conversationId);
    expect((await contactOf(sent.conversationId)).contact_id).not.toBe(anonymous.contact_id);
    expect((await send(after.socket, 'signed in')).conversationId).toBe(sent.conversationId);
    const signedOut = await enter({ token: before.hello.token });
    expect(signedOut.hello).toMatchObject({ conversationId: null, messages: [] });
  });

  it('with a conversation of their own keeps it apart from the anonymous one', async () => {
    const own = await send((await enter({ identity: await sign({ sub: 'c-3' }) })).socket, 'mine');
    const guest = await enter({});
    const anonymous = await send(guest.socket, 'a guest');
    const both = await enter({ token: guest.hello.token, identity: await sign({ sub: 'c-3' }) });
    expect(both.hello.conversationId).toBe(own.conversationId);
    expect((await contactOf(anonymous.conversationId)).contact_id).not.toBe(
      (await contactOf(own.conversationId)).contact_id,
    );
  });

  it('never takes over another customer: two external ids stay two contacts', async () => {
    const first = await enter({ identity: await sign({ sub: 'c-4', email: 'shared@example.com' }) });
    const one = await send(first.socket, 'I am four');
    const second = await enter({
      token: first.hello.token,
      identity: await sign({ sub: 'c-5', email: 'shared@example.com' }),
    });
    expect(second.hello).toMatchObject({ conversationId: null, messages: [] });
    const two = await send(second.socket, 'I am five');
    expect((await contactOf(two.conversationId)).contact_id).not.toBe((await contactOf(one.conversationId)).contact_id);
  });

  it('is refused with a token of another key, of no algorithm, that has ended, never ends, or names nobody', async () => {
    const claims = { sub: 'c-1' };
    const { UnsecuredJWT } = await jose();
    const bad = {
      'another account': await sign(claims, OTHER_KEY),
      ended: await sign(claims, KEY, '-1m'),
      'never ends': await sign(claims, KEY, null),
      'alg none': new UnsecuredJWT(claims).setExpirationTime('5m').encode(),
      'no sub': await sign({ name: 'Nobody' }),
      words: 'not a token',
    };
    for (const [why, identity] of Object.entries(bad)) {
      const error = await next<Error>(door.widget({ identity }), 'connect_error');
      expect([why, error.message]).toEqual([why, expect.stringContaining('sign-in')]);
    }
  });

  it('may lose the line after the page’s token ended: the token of this chat stands for it', async () => {
    const identity = await sign({ sub: 'c-6' });
    const { socket, hello } = await enter({ identity });
    const sent = await send(socket, 'short-lived');
    const again = await enter({ token: hello.token, identity: await sign({ sub: 'c-6' }, KEY, '-1m') });
    expect(again.hello.conversationId).toBe(sent.conversationId);
  });
});

describe('a claimed address', () => {
  const CONSENT = 'I agree that this address is used to answer.';
  const give = (socket: WidgetSocket, conversationId: string, email: string): Promise<{ ok: boolean }> =>
    socket.timeout(5_000).emitWithAck('email', { conversationId, email, consent: CONSENT, language: 'en' }) as Promise<{
      ok: boolean;
    }>;

  it('is asked for once, at the handoff, kept with its wording, and merges nobody', async () => {
    const known = await send(
      (await enter({ identity: await sign({ sub: 'c-7', email: 'known@example.com' }) })).socket,
      'I am known',
    );
    const { socket, hello } = await enter({});
    const states: boolean[] = [];
    socket.on('state', ({ askEmail }) => void states.push(askEmail));
    const { conversationId } = await send(socket, 'a person, please');
    await until(() => states.length === 1);
    expect(states).toEqual([false]);
    await test.db.query(`update conversation set holder = 'queue', waiting_since = now() where id = $1`, [
      conversationId,
    ]);
    door.events.tell({ kind: 'conversation', id: conversationId, teamId: business.teamId, assigneeId: null, revision: 9, lastSeq: 1 }); // prettier-ignore
    await until(() => states.length === 2);
    expect(states[1]).toBe(true);

    expect(await give(socket, conversationId, 'no address')).toMatchObject({ ok: false });
    expect(await give(socket, known.conversationId, 'known@example.com')).toMatchObject({ ok: false });
    expect(await give(socket, conversationId, 'known@example.com')).toMatchObject({ ok: true });
    await until(() => states.length === 3);
    expect(states[2]).toBe(false);
    const claims = await test.db.query('select conversation_id, email, consent, language from email_claim');
    expect(claims).toEqual([
      { conversation_id: conversationId, email: 'known@example.com', consent: CONSENT, language: 'en' },
    ]);
    expect((await contactOf(conversationId)).contact_id).not.toBe((await contactOf(known.conversationId)).contact_id);
    expect(
      await test.db.query(`select 1 from contact_address where kind = 'email' and address = 'known@example.com'`),
    ).toHaveLength(0);
    const again = await enter({ token: hello.token });
    expect(again.hello.conversationId).toBe(conversationId);
  });
});
