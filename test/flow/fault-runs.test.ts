/**
 * What the wires do to conversations, all in one run, with the books compared afterwards: what Baton holds as sent is what the phones and
 * mailboxes have, in its order and once; what it holds as failed is nowhere; and what arrived is stored once, however often it came.
 */
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import type { FaultKind } from '../../src/sandbox/contract';
import { Settings } from '../../src/foundation/settings/settings';
import type { AgentClient } from '../support/agent-client';
import { withDatabase, type TestDatabase } from '../support/database';
import { startHouse, until, type House } from '../support/house';
import { emailAccount, mail } from '../support/mail/account';
import { Dovecot, hasDovecot, type MailHost } from '../support/mail/dovecot';
import { Hoodiecrow } from '../support/mail/hoodiecrow';
import { OutgoingServer, type Misbehaviour } from '../support/mail/outgoing';

const WORDS = ['The first answer.', 'The second answer.', 'The third answer.'];
const SENT = new Set(['accepted', 'sent', 'delivered', 'read']);
/** What a provider does to the first answer, and what has to become of it. */
const ON_PHONES: readonly [FaultKind, 'sent' | 'failed' | 'unknown'][] = [
  ['rate_limited', 'sent'],
  ['too_many_requests', 'sent'],
  // Whether it was taken is not known, and it is never sent again; what was taken is found in the provider's list.
  ['server_error', 'unknown'],
  ['cut', 'unknown'],
  ['accept_then_cut', 'sent'],
  ['undelivered', 'failed'],
];
const ON_MAIL: readonly [Misbehaviour, 'sent' | 'failed' | 'unknown'][] = [
  ['busy', 'sent'],
  ['cut-before-data', 'sent'],
  ['refuse-data', 'failed'],
  ['cut-after-data', 'unknown'],
];

interface Booked {
  text: string;
  state: string;
}

let database: TestDatabase;
let house: House;
let agent: AgentClient;
beforeAll(async () => {
  database = await withDatabase();
  house = await startHouse({ shares: database });
  agent = await house.signIn('agent');
}, 240_000);
afterAll(async () => {
  await house.stop();
  await database.drop();
}, 60_000);

/** A customer who waits is taken. */
async function held(address: string): Promise<string> {
  const { id } = await agent.sees('waiting', address);
  await agent.act(id, 'accept');
  return id;
}

/** What Baton holds of the answers of this conversation, once nothing of them is on its way. */
function booked(id: string, unknown: 'ends' | 'is looked up'): Promise<Booked[]> {
  return until(async () => {
    const rows = await house.db.query<Booked>(
      `select m.text, d.state from message m join delivery d on d.message_id = m.id
        where m.conversation_id = $1 and m.author = 'agent' order by m.seq`,
      [id],
    );
    const settled = rows.every(
      ({ state }) => SENT.has(state) || state === 'failed' || (state === 'unknown' && unknown === 'ends'),
    );
    return rows.length === WORDS.length && settled ? rows : null;
  });
}

it('phones: what is held as sent is there, in order and once; what failed is nowhere', async () => {
  const runs = await Promise.all(
    ON_PHONES.map(async ([kind, outcome], at) => {
      const phone = house.phone(`+1202556${String(1000 + at)}`);
      await phone.writes('I want to talk to a person');
      const id = await held(phone.number);
      await phone.hears(/./u);
      return { kind, outcome, phone, id };
    }),
  );
  for (const { kind, phone, id } of runs) {
    const response = await fetch(`${house.url}/sandbox/api/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind, to: phone.number, times: 1 }),
    });
    expect(response.ok).toBe(true);
    for (const words of WORDS) await agent.reply(id, words);
    // The switch holds one fault: it has struck before the next is set.
    await until(async () => {
      const { kind: now } = (await (await fetch(`${house.url}/sandbox/api/faults`)).json()) as { kind: FaultKind };
      return now === 'none';
    });
  }
  for (const { kind, outcome, phone, id } of runs) {
    const rows = await booked(id, outcome === 'unknown' ? 'ends' : 'is looked up');
    const has = (await phone.heard())
      .filter(({ text, state }) => WORDS.includes(text) && state !== 'failed')
      .map(({ text }) => text);
    expect({ kind, has }).toEqual({ kind, has: rows.filter(({ state }) => SENT.has(state)).map(({ text }) => text) });
    const first = rows[0]?.state ?? '';
    expect({ kind, first: SENT.has(first) ? 'sent' : first }).toEqual({ kind, first: outcome });
    expect(rows.slice(1).every(({ state }) => SENT.has(state))).toBe(true);
  }
}, 240_000);

it('webhooks: each brought three times to two replicas is one message, in one order', async () => {
  const other = await startHouse({ shares: database });
  try {
    const account = house.app
      .get(Settings)
      .accounts()
      .find(({ address }) => address === '+12025550110');
    const from = '+12025569001';
    const said = Array.from({ length: 12 }, (_, at) => `Word ${at}`);
    for (const [at, Body] of said.entries()) {
      const form = {
        ...{ AccountSid: String(account?.settings['accountSid']), From: from, To: '+12025550110', Body },
        ...{ MessageSid: `SM${String(at).padStart(32, '0')}`, NumMedia: '0' },
      };
      const bring = async ({ url }: House): Promise<number> => {
        const path = `${url}/webhooks/twilio`;
        const response = await fetch(path, {
          method: 'POST',
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            'x-twilio-signature': getExpectedTwilioSignature(account?.secrets['authToken'] ?? '', path, form),
          },
          body: new URLSearchParams(form).toString(),
        });
        return response.status;
      };
      expect(await Promise.all([house, other, house].map(bring))).toEqual([200, 200, 200]);
    }
    const rows = await house.db.query<{ text: string; conversation: string }>(
      `select m.text, m.conversation_id as conversation from message m join contact_address a on a.id = m.contact_address_id
        where a.address = $1 and m.direction = 'in' order by m.seq`,
      [from],
    );
    expect(rows.map(({ text }) => text)).toEqual(said);
    expect(new Set(rows.map(({ conversation }) => conversation)).size).toBe(1);
  } finally {
    await other.stop();
  }
}, 240_000);

describe('mail', () => {
  let incoming: MailHost;
  let outgoing: OutgoingServer;
  beforeAll(async () => {
    incoming = hasDovecot ? await Dovecot.start() : await Hoodiecrow.start('support');
    outgoing = await OutgoingServer.start(incoming.password);
    const id = await emailAccount(house, incoming, outgoing);
    // What lay there before the first reading is nobody's message.
    await until(async () => {
      const [row] = await house.db.query<{ health: string }>('select health from channel_account where id = $1', [id]);
      return row?.health === 'ok';
    });
  }, 60_000);
  afterAll(async () => {
    await outgoing.stop();
    await incoming.stop();
  }, 60_000);

  const writes = (address: string, text: string) =>
    incoming.deliver('support', mail({ from: `A customer <${address}>`, subject: 'Re: Us', text }));

  it('what is held as sent was taken once and in order; what failed was not; what nobody knows was never repeated', async () => {
    for (const [at, [kind, outcome]] of ON_MAIL.entries()) {
      const address = `fault${at}@example.net`;
      await writes(address, 'I want to talk to a person.');
      const id = await held(address);
      const taken = () => outgoing.ledger.filter(({ to }) => to.includes(address));
      await until(() => Promise.resolve(taken().length > 0));
      outgoing.misbehave(kind);
      for (const words of WORDS) await agent.reply(id, words);
      const rows = await booked(id, 'ends');
      const has = WORDS.flatMap((words) => taken().flatMap(({ raw }) => (raw.includes(words) ? [words] : [])));
      const expected = rows.filter(({ state }) => SENT.has(state) || state === 'unknown').map(({ text }) => text);
      expect({ kind, has }).toEqual({ kind, has: expected });
      const first = rows[0]?.state ?? '';
      expect({ kind, first: SENT.has(first) ? 'sent' : first }).toEqual({ kind, first: outcome });
    }
  }, 240_000);

  const onDovecot = hasDovecot ? it : it.skip;
  onDovecot(
    'a mailbox that was killed and then numbered anew: each mail is one message',
    async () => {
      if (!(incoming instanceof Dovecot)) return;
      const said = Array.from({ length: 9 }, (_, at) => `Mail number ${at}.`);
      const address = 'steady@example.net';
      for (const [at, text] of said.entries()) {
        if (at === 3) {
          await incoming.kill();
          await incoming.begin();
        }
        if (at === 6) await incoming.renumber('support');
        await writes(address, text);
      }
      const stored = async () =>
        (
          await house.db.query<{ text: string }>(
            `select m.text from message m join contact_address a on a.id = m.contact_address_id
            where a.address = $1 and m.direction = 'in' order by m.text`,
            [address],
          )
        ).map(({ text }) => text);
      await until(async () => (await stored()).length >= said.length, stored);
      // Once more around: what is read again is known.
      await incoming.renumber('support');
      await writes(address, 'The last one.');
      await until(async () => (await stored()).includes('The last one.'), stored);
      expect(await stored()).toEqual([...said, 'The last one.']);
    },
    240_000,
  );
});
