/** What a conversation lives through beside the straight way: drafts, closed hours, idleness, a graver matter, lost sends, races. */
import { Settings } from '../../src/foundation/settings/settings';
import { Retire } from '../../src/pipeline/handoff/retire';
import { Unanswered } from '../../src/pipeline/turn/unanswered';
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House } from '../support/house';

let house: House;
let agent: AgentClient;
let next = 2_025_570_000;
const customer = () => house.phone(`+1${String((next += 1))}`);

beforeAll(async () => {
  house = await startHouse();
  agent = await house.signIn('agent');
}, 240_000);
afterAll(() => house.stop(), 60_000);

async function reload(): Promise<void> {
  await house.app.get(Settings).reload();
}

async function setMode(mode: 'off' | 'drafts' | 'answers'): Promise<void> {
  await house.db.query(
    `update channel_account set assistant_mode = $1 where channel = 'sms' and address = '+12025550110'`,
    [mode],
  );
  await reload();
}

/** Strikes the next message to this phone alone: a late notice to another one must not take it. */
async function fault(kind: string, to: string): Promise<void> {
  await fetch(`${house.url}/sandbox/api/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind, to, times: 1 }),
  });
}

describe('an account', () => {
  afterEach(() => setMode('answers'));

  it('in mode "drafts" sends nothing by itself: the agent finds a draft with its article', async () => {
    await setMode('drafts');
    const phone = customer();
    await phone.writes('How do I freeze my card?');
    const seen = await agent.sees('waiting', phone.number);
    expect(seen.reason).toBe('drafts');
    const draft = await until(async () => (await agent.detail(seen.id)).assistantDraft);
    expect(draft.text).toMatch(/freeze/iu);
    expect(draft.articles.length).toBe(1);
    const heard = await phone.heard();
    expect(heard.every((message) => !/Freeze\. /u.test(message.text))).toBe(true);
    const { entries } = await agent.transcript(seen.id);
    expect(entries.some((entry) => entry.type === 'message' && entry.author === 'assistant')).toBe(false);
  });

  it('in mode "off" hands every conversation to its team', async () => {
    await setMode('off');
    const phone = customer();
    await phone.writes('How do I freeze my card?');
    expect((await agent.sees('waiting', phone.number)).reason).toBe('assistant_off');
  });

  it('is silent while the assistant is paused everywhere', async () => {
    const admin = await house.signIn('admin');
    await admin.request('PUT', '/admin/switches', { assistantPaused: true });
    try {
      const phone = customer();
      await phone.writes('How do I freeze my card?');
      expect((await agent.sees('waiting', phone.number)).reason).toBe('assistant_off');
    } finally {
      await admin.request('PUT', '/admin/switches', { assistantPaused: false });
    }
  });
});

describe('a team', () => {
  it('that is not there promises nobody: the notice says when somebody is', async () => {
    const tomorrow = new Date(Date.now() + 36 * 3_600_000);
    const day = tomorrow.getUTCDay() === 0 ? 7 : tomorrow.getUTCDay();
    const hours = { weekly: [{ day, from: '09:00', to: '17:00' }], holidays: [] };
    await house.db.query(`update team set hours = $1, time_zone = 'UTC' where is_fallback`, [JSON.stringify(hours)]);
    await reload();
    try {
      const phone = customer();
      await phone.writes('I would like to talk to a person');
      const notice = await phone.hears(/Nobody is there right now/u);
      expect(notice.text).toContain('09:00');
    } finally {
      await house.db.query(`update team set hours = '{"weekly":[],"holidays":[]}' where is_fallback`);
      await reload();
    }
  });
});

describe('a conversation', () => {
  it('that the assistant holds closes silently when it is idle, and one that waits for a person never does', async () => {
    const idle = customer();
    const waiting = customer();
    await idle.writes('what are your opening hours?');
    await idle.hears(/8:00|open/iu);
    await waiting.writes('I want to talk to a person');
    await agent.sees('waiting', waiting.number);
    const seen = await agent.sees('assistant', idle.number);
    const before = (await idle.heard()).length;
    const later = new Date(Date.now() + 100 * 3_600_000);
    await house.app.get(Retire).closeIdle(later);
    expect(await agent.detail(seen.id)).toMatchObject({ status: 'closed', holder: 'assistant' });
    expect((await idle.heard()).length).toBe(before);
    expect((await agent.sees('waiting', waiting.number)).status).toBe('open');
  });

  it('that waits is raised by danger: the safe text, the highest priority', async () => {
    const phone = customer();
    await phone.writes('I want to talk to a person');
    const seen = await agent.sees('waiting', phone.number);
    await phone.writes('I am going to kill myself');
    await phone.hears(/988|112|911/u);
    await until(async () => (await agent.detail(seen.id)).priority === 9);
    const live = await house.db.query(
      `select 1 from handoff where conversation_id = $1 and state in ('queued', 'offered')`,
      [seen.id],
    );
    expect(live.length).toBe(1);
  });

  it('is never left in silence: a question before HELP is answered, START after STOP is not', async () => {
    const phone = customer();
    await phone.writes('How do I freeze my card?');
    await phone.writes('HELP');
    await phone.hears(/freeze/iu);
    await phone.writes('STOP');
    await phone.writes('START');
    const seen = await agent.sees('assistant', phone.number);
    await until(async () => {
      const [row] = await house.db.query<{ done: boolean }>(
        'select covered_seq >= last_seq as done from conversation where id = $1',
        [seen.id],
      );
      return row?.done;
    });
    expect((await phone.heard()).some((message) => /do not know/iu.test(message.text))).toBe(false);
  });

  it('that nobody answered goes to a person, whatever went wrong', async () => {
    const phone = customer();
    await phone.writes('what are your opening hours?');
    await phone.hears(/open/iu);
    const seen = await agent.sees('assistant', phone.number);
    // As if the answer had been lost: its turn is gone, the cursor stands before the question.
    await house.db.query('delete from turn where conversation_id = $1', [seen.id]);
    await house.db.query('update conversation set covered_seq = 0 where id = $1', [seen.id]);
    const soon = new Date(Date.now() + 2 * 60_000);
    const later = new Date(Date.now() + 4 * 60_000);
    const net = house.app.get(Unanswered);
    await net.handOver(soon);
    expect((await agent.detail(seen.id)).holder).toBe('assistant');
    await net.handOver(later);
    expect(await agent.detail(seen.id)).toMatchObject({ holder: 'queue', reason: 'assistant_failed' });
    await phone.hears(/A person from our team will answer/u);
  });

  it('whose answer the provider took and could not deliver goes to a person', async () => {
    const phone = customer();
    await fault('undelivered', phone.number);
    await phone.writes('How do I freeze my card?');
    const seen = await agent.sees('waiting', phone.number);
    expect(seen.reason).toBe('assistant_failed');
    expect((await agent.detail(seen.id)).handoff?.brief?.why).toMatch(/may not have reached/u);
  });

  it('held by somebody who is away, in danger, goes to whoever is on call', async () => {
    const phone = customer();
    await phone.writes('I want to talk to a person');
    const seen = await agent.sees('waiting', phone.number);
    await agent.act(seen.id, 'accept');
    await house.db.query(`update agent set presence = 'away' where email like 'agent@%'`);
    try {
      await phone.writes('I am going to kill myself');
      await phone.hears(/988|112|911/u);
      await until(async () => (await agent.detail(seen.id)).holder === 'queue');
      const [live] = await house.db.query(
        `select priority from handoff where conversation_id = $1 and state in ('queued', 'offered')`,
        [seen.id],
      );
      expect(live).toEqual({ priority: 9 });
    } finally {
      await house.db.query(`update agent set presence = 'online' where email like 'agent@%'`);
    }
  });

  it('in danger beside many others rings a phone five times, then once a minute for all of them', async () => {
    const since = new Date();
    const phones = Array.from({ length: 9 }, customer);
    await Promise.all(phones.map((phone) => phone.writes('I want to kill myself')));
    await Promise.all(phones.map((phone) => agent.sees('waiting', phone.number)));
    const rung = await until(async () => {
      const notices = await house.db.query<{ text: string }>(
        `select text from notice where kind = 'offer' and created_at >= $1`,
        [since],
      );
      const [open] = await house.db.query<{ open: string }>(
        `select count(*) as open from offer where agent_endpoint_id is not null and offered_at >= $1`,
        [since],
      );
      return Number(open?.open) >= 9 && notices;
    });
    expect(rung.length).toBeLessThanOrEqual(7);
    expect(rung.some(({ text }) => /^\d+ customers wait .* ACCEPT #\d+/u.test(text))).toBe(true);
  });

  it('closed and opened again by an agent is the one that the customer goes on in', async () => {
    const phone = customer();
    await phone.writes('I want to talk to a person');
    const seen = await agent.sees('waiting', phone.number);
    await agent.act(seen.id, 'accept');
    await agent.act(seen.id, 'close');
    await house.db.query('update conversation set is_current = false where id = $1', [seen.id]);
    await agent.act(seen.id, 'take-over');
    await phone.writes('here I am again');
    await until(async () =>
      (await agent.transcript(seen.id)).entries.some(
        (entry) => entry.type === 'message' && entry.text === 'here I am again',
      ),
    );
  });

  it('answers "are you a bot?" truthfully', async () => {
    const phone = customer();
    await phone.writes('are you a bot or a real person?');
    const answer = await phone.hears(/automated assistant, not a person/iu);
    expect(answer.text).toMatch(/human/iu);
  });
});

describe('a send', () => {
  it('that was taken and then cut off is found again and not repeated', async () => {
    const phone = customer();
    await phone.writes('I want to talk to a person');
    const seen = await agent.sees('waiting', phone.number);
    await agent.act(seen.id, 'accept');
    await until(async () => (await phone.heard()).length > 0);
    await fault('accept_then_cut', phone.number);
    await agent.reply(seen.id, 'This line was cut.');
    await phone.hears(/This line was cut/u);
    await until(async () => {
      const { entries } = await agent.transcript(seen.id);
      return entries.some(
        (entry) =>
          entry.type === 'message' && entry.text === 'This line was cut.' && entry.delivery?.state === 'delivered',
      );
    });
    expect((await phone.heard()).filter((message) => message.text === 'This line was cut.').length).toBe(1);
  }, 240_000);

  it('that was refused for being too fast is tried again, in order', async () => {
    const phone = customer();
    await phone.writes('I want to talk to a person');
    const seen = await agent.sees('waiting', phone.number);
    await agent.act(seen.id, 'accept');
    await until(async () => (await phone.heard()).length > 0);
    await fault('rate_limited', phone.number);
    await agent.reply(seen.id, 'First of two.');
    await agent.reply(seen.id, 'Second of two.');
    await phone.hears(/Second of two/u);
    const texts = (await phone.heard()).map((message) => message.text);
    expect(texts.slice(-2)).toEqual(['First of two.', 'Second of two.']);
  }, 240_000);
});

describe('the assistant', () => {
  it('never speaks after an agent took the conversation, whenever that happens', async () => {
    const colleague = await house.signIn('colleague');
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const phone = customer();
        await phone.writes('How do I freeze my card?');
        const seen = await colleague.sees('all', phone.number);
        // Somewhere between the message and the assistant's answer.
        await new Promise((resolve) => setTimeout(resolve, index * 25));
        await colleague.reply(seen.id, 'A person here: I am on it.');
        await phone.hears(/A person here/u);
        await new Promise((resolve) => setTimeout(resolve, 800));
        const { entries } = await colleague.transcript(seen.id);
        const mine = entries.findIndex((entry) => entry.type === 'message' && entry.author === 'agent');
        const after = entries
          .slice(mine + 1)
          .filter((entry) => entry.type === 'message' && entry.author === 'assistant');
        expect(after).toEqual([]);
        // What it had written and not yet sent was withdrawn, or it left before the person spoke.
        const texts = (await phone.heard()).map((message) => message.text);
        const said = texts.findIndex((words) => words.startsWith('A person here'));
        expect(texts.slice(said + 1).filter((words) => /Freeze/u.test(words))).toEqual([]);
      }),
    );
  }, 240_000);
});
