/** The main job on real PostgreSQL, one test for each arrow of the picture: phone → webhook → turn → handoff → agent → delivery → phone. */
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House } from '../support/house';

let house: House;
let agent: AgentClient;
let colleague: AgentClient;
let next = 2_025_560_000;
const customer = () => house.phone(`+1${String((next += 1))}`);

beforeAll(async () => {
  house = await startHouse();
  agent = await house.signIn('agent');
  colleague = await house.signIn('colleague');
}, 60_000);
afterAll(() => house.stop(), 60_000);

describe('the assistant', () => {
  it('answers what the knowledge has, with its source, and says at first that it is automated', async () => {
    const phone = customer();
    await phone.writes('How do I freeze my card?');
    const answer = await phone.hears(/freeze/iu);
    expect(answer.text).toMatch(/automated|assistant/iu);
    expect(answer.text).toMatch(/person|human/iu);
    expect(answer.text).toContain('https://');
    const [seen] = (await agent.list('all')).filter((one) => one.contact.address === phone.number);
    expect(seen).toMatchObject({ holder: 'assistant', status: 'open' });
    const { entries } = await agent.transcript(seen?.id ?? '');
    expect(entries.map((entry) => entry.seq)).toEqual([1, 2]);
    expect(entries[1]).toMatchObject({
      author: 'assistant',
      articles: [expect.objectContaining({ title: expect.any(String) })],
    });
  });

  it('gives one answer to three lines typed at once', async () => {
    const phone = customer();
    await phone.writes('hello', 'I have a question', 'what are your opening hours?');
    await phone.hears(/./u);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect((await phone.heard()).length).toBe(1);
    const turns = await house.db.query<{ from_seq: number; to_seq: number }>(
      `select t.from_seq, t.to_seq from turn t join conversation c on c.id = t.conversation_id
        join contact_address a on a.id = c.contact_address_id where a.address = $1`,
      [phone.number],
    );
    expect(turns).toEqual([{ from_seq: 1, to_seq: 3 }]);
  });

  it('says honestly what it does not know, and offers a person', async () => {
    const phone = customer();
    await phone.writes('Which moons of Jupiter are larger than Mercury?');
    const answer = await phone.hears(/./u);
    expect(answer.text).toMatch(/don.t know|not know|cannot answer|no answer/iu);
    expect(answer.text).toMatch(/person|human/iu);
  });

  it('hands off when the customer says yes to the offered person', async () => {
    const phone = customer();
    await phone.writes('Which moons of Jupiter are larger than Mercury?');
    await phone.hears(/./u);
    await phone.writes('yes please');
    const seen = await agent.sees('waiting', phone.number);
    expect(seen.reason).toBe('asked_for_human');
  });
});

describe('a handoff', () => {
  it('goes all the way: notice, brief, acceptance, answer with receipts, back to the assistant', async () => {
    const phone = customer();
    await phone.writes('this charge is not mine, let me talk to a person');
    const notice = await phone.hears(/person|team/iu);
    expect(notice.text).not.toMatch(/\b(stop|cancel|quit|end)\b/iu);

    const seen = await agent.sees('waiting', phone.number);
    expect(seen).toMatchObject({ holder: 'queue', reason: 'asked_for_human', team: { name: 'Disputes' } });
    expect(seen.waitingSince).not.toBeNull();
    const detail = await agent.detail(seen.id);
    expect(detail.handoff?.brief.why).toMatch(/dispute/iu);
    expect(detail.handoff?.brief.wants[0]).toEqual({
      text: 'this charge is not mine, let me talk to a person',
      seq: 1,
    });
    expect(detail.decision?.evidence.map((one) => one.words).join(' ')).toMatch(/not mine|person/iu);
    expect(detail.can).toMatchObject({ accept: true, transfer: true });

    await agent.act(seen.id, 'accept');
    await agent.reply(seen.id, 'I have blocked that charge for you.');
    await phone.hears(/blocked that charge/u);
    await until(async () => {
      const { entries } = await agent.transcript(seen.id);
      return entries.some(
        (entry) => entry.type === 'message' && entry.author === 'agent' && entry.delivery?.state === 'delivered',
      );
    });
    expect((await agent.detail(seen.id)).waitingSince).toBeNull();

    await agent.act(seen.id, 'return');
    await phone.writes('How do I freeze my card?');
    await phone.hears(/freeze/iu);
    expect(await agent.detail(seen.id)).toMatchObject({
      holder: 'assistant',
      assignee: null,
      handoff: { state: 'returned' },
    });
  });

  it('is accepted by the first agent and refused to the second', async () => {
    const phone = customer();
    await phone.writes('I want to speak to a human');
    const seen = await agent.sees('waiting', phone.number);
    const answers = await Promise.all([
      agent.request('POST', `/conversations/${seen.id}/accept`, {}),
      colleague.request('POST', `/conversations/${seen.id}/accept`, {}),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([expect.any(Number), 409]);
    const accepted = await house.db.query(
      `select 1 from offer o join handoff h on h.id = o.handoff_id where h.conversation_id = $1 and o.state = 'accepted'`,
      [seen.id],
    );
    expect(accepted.length).toBe(1);
  });

  it('does not wait for a burst to end', async () => {
    const phone = customer();
    await phone.writes('hello', 'human');
    const began = Date.now();
    await agent.sees('waiting', phone.number);
    expect(Date.now() - began).toBeLessThan(10_000);
  });

  it('acknowledges words in the queue once, and is taken back by "never mind"', async () => {
    const phone = customer();
    await phone.writes('agent please');
    const seen = await agent.sees('waiting', phone.number);
    await phone.writes('are you still there?');
    await until(async () => (await phone.heard()).length === 2);
    await phone.writes('hurry up please');
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect((await phone.heard()).length).toBe(2);
    await phone.writes('never mind');
    await until(async () => (await agent.detail(seen.id)).holder === 'assistant');
    expect((await agent.detail(seen.id)).handoff?.state).toBe('cancelled');
  });

  it('moves to another team with its brief, and tells nobody to repeat themselves', async () => {
    const phone = customer();
    await phone.writes('let me talk to a person about my loan');
    const seen = await agent.sees('waiting', phone.number);
    const before = await agent.detail(seen.id);
    const teams = await agent.get<{ id: string; name: string }[]>('/teams');
    const other = teams.find((team) => team.id !== before.team.id);
    await agent.act(seen.id, 'transfer', { teamId: other?.id, note: 'Please look at the loan.' });
    const after = await (await house.signIn('admin')).detail(seen.id);
    expect(after.team.id).toBe(other?.id);
    expect(after.holder).toBe('queue');
    expect(after.handoff?.brief).toEqual(before.handoff?.brief);
  });

  it('of danger sends the safe text at once and rings whoever is on call', async () => {
    const phone = customer();
    await phone.writes('I want to kill myself');
    await phone.hears(/\d{3}/u);
    const seen = await agent.sees('waiting', phone.number);
    expect(seen).toMatchObject({ reason: 'danger', priority: 9 });
    await house.phone('+12025550150').hears(/waiting/iu);
  });
});

describe('an agent', () => {
  it('who takes over stops the assistant: nothing of it is sent afterwards', async () => {
    const phone = customer();
    await phone.writes('How do I freeze my card?');
    await phone.hears(/freeze/iu);
    const seen = await agent.sees('assistant', phone.number);
    await phone.writes('and what are your opening hours?');
    await agent.act(seen.id, 'take-over');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const { entries } = await agent.transcript(seen.id);
    const taken = entries.findIndex((entry) => entry.type === 'event');
    expect(entries.slice(taken).some((entry) => entry.type === 'message' && entry.author === 'assistant')).toBe(false);
  });

  it('closes; "thanks" does not reopen, a new question does, and it goes back to who knew the matter', async () => {
    const phone = customer();
    await phone.writes('I want to talk to a person');
    const seen = await agent.sees('waiting', phone.number);
    await agent.act(seen.id, 'accept');
    await agent.reply(seen.id, 'All done.');
    await agent.act(seen.id, 'close');
    await phone.writes('thanks!');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await agent.detail(seen.id)).toMatchObject({ status: 'closed' });
    await phone.writes('one more thing: the app shows an error now');
    const back = await agent.sees('waiting', phone.number);
    expect(back.id).toBe(seen.id);
    expect((await agent.detail(seen.id)).handoff?.reason).toBe('reopened');
  });

  it('writes a note that the customer never hears', async () => {
    const phone = customer();
    await phone.writes('I want to talk to a person');
    const seen = await agent.sees('waiting', phone.number);
    await phone.hears(/person|team|somebody/iu);
    const before = (await phone.heard()).length;
    await agent.act(seen.id, 'notes', { text: 'Seems to be the case of last week.' });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await phone.heard()).length).toBe(before);
    const { entries } = await agent.transcript(seen.id);
    expect(entries).toContainEqual(
      expect.objectContaining({ type: 'note', text: 'Seems to be the case of last week.' }),
    );
  });

  it('may repeat a send with the same id: it is one message', async () => {
    const phone = customer();
    await phone.writes('I want to talk to a person');
    const seen = await agent.sees('waiting', phone.number);
    await agent.act(seen.id, 'accept');
    await Promise.all([1, 2, 3].map(() => agent.reply(seen.id, 'Only once.', 'same-client-id')));
    await phone.hears(/Only once/u);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect((await phone.heard()).filter((message) => /Only once/u.test(message.text)).length).toBe(1);
  });
});

describe("an agent's own phone", () => {
  it('takes an offer, answers the customer in plain text and closes', async () => {
    await agent.request('PUT', '/me/presence', { presence: 'away' });
    await colleague.request('PUT', '/me/presence', { presence: 'away' });
    const phone = customer();
    const own = house.phone('+12025550150');
    const before = (await own.heard()).length;
    await phone.writes('please connect me with a human being');
    const offer = await until(async () =>
      (await own.heard()).slice(before).find((message) => /ACCEPT/u.test(message.text)),
    );
    expect(offer.text).not.toContain('human being');
    const code = /#(\d+)/u.exec(offer.text)?.[1] ?? '';
    await own.writes(`ACCEPT ${code}`);
    await own.hears(new RegExp(`You have #${code}`, 'u'));
    await own.writes(`#${code} Hello, this is about your account.`);
    await phone.hears(/^Hello, this is about your account\.$/u);
    await phone.writes('great, can you check my balance?');
    await own.hears(new RegExp(`#${code}: great, can you check my balance`, 'u'));
    const seen = await agent.sees('mine', phone.number);
    const { entries } = await agent.transcript(seen.id);
    expect(entries).toContainEqual(expect.objectContaining({ type: 'message', author: 'agent', via: 'sms' }));
    await own.writes(`done ${code}`);
    await until(async () => (await agent.detail(seen.id)).status === 'closed');
  });
});

describe('a card number', () => {
  it('reaches no table', async () => {
    const phone = customer();
    await phone.writes('my card is 4111 1111 1111 1111 cvv 123, is it blocked?');
    await phone.hears(/./u);
    const tables = await house.db.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    for (const { name } of tables) {
      const found = await house.db.query(
        `select 1 from "${name}" t where t::text ~ '4111.?1111.?1111.?1111' or t::text ~ 'cvv 123'`,
      );
      expect({ name, rows: found.length }).toEqual({ name, rows: 0 });
    }
    const [kept] = await house.db.query<{ text: string }>(`select text from message where text like '%1111%' limit 1`);
    expect(kept?.text).toContain('1111');
  });
});

describe('consent', () => {
  it('STOP silences everything, also an agent, until START', async () => {
    const phone = customer();
    await phone.writes('I want to talk to a person');
    const seen = await agent.sees('waiting', phone.number);
    await agent.act(seen.id, 'accept');
    await phone.writes('STOP');
    await until(async () => (await agent.detail(seen.id)).sendBlocked);
    const refused = await agent.request('POST', `/conversations/${seen.id}/messages`, {
      clientId: 'after-stop-1',
      text: 'Hello?',
    });
    expect(refused.status).toBe(409);
    await phone.writes('START');
    await until(async () => (await agent.detail(seen.id)).sendBlocked === null);
    await agent.reply(seen.id, 'Welcome back.');
    await phone.hears(/Welcome back/u);
  });
});
