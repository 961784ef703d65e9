/** The workspace's live laws: a storm of facts becomes few reads, and only what concerns a list or a person reaches it. */
import { Coalescer, type Timers } from '../../web/workspace/live/coalesce';
import { concerns, type Change } from '../../web/workspace/live/concerns';
import { learn, newsOf } from '../../web/workspace/live/news';
import type { ConversationSummary } from '../../src/api/http/contract';

/** A clock that moves only when it is told to. */
class Clock implements Timers {
  now = 0;
  private timers: { at: number; run: () => void }[] = [];
  set(run: () => void, ms: number): unknown {
    const timer = { at: this.now + ms, run };
    this.timers.push(timer);
    return timer;
  }
  clear(timer: unknown): void {
    this.timers = this.timers.filter((other) => other !== timer);
  }
  async pass(ms: number): Promise<void> {
    this.now += ms;
    const due = this.timers.filter((timer) => timer.at <= this.now);
    this.timers = this.timers.filter((timer) => timer.at > this.now);
    due.forEach((timer) => timer.run());
    await settle();
  }
}

const settle = () => new Promise<void>((done) => setImmediate(done));

describe('the coalescer', () => {
  test('runs the first wish at once and folds a second of 500 wishes into one run per pause', async () => {
    const clock = new Clock();
    const runs: number[] = [];
    const fold = new Coalescer<number>((wishes) => void runs.push(wishes.size), 300, clock);
    fold.push(-1);
    await settle();
    expect(runs).toEqual([1]);
    for (let n = 0; n < 500; n += 1) {
      fold.push(n);
      await clock.pass(2);
    }
    await clock.pass(300);
    expect(runs.length).toBeLessThanOrEqual(5);
    expect(runs.reduce((sum, size) => sum + size, 0)).toBe(501);
  });

  test('never runs twice at a time, and counts the pause from the end of a slow run', async () => {
    const clock = new Clock();
    let running = 0;
    let most = 0;
    let finish: () => void = () => undefined;
    const fold = new Coalescer<string>(
      () => {
        running += 1;
        most = Math.max(most, running);
        return new Promise<void>((done) => {
          finish = () => {
            running -= 1;
            done();
          };
        });
      },
      100,
      clock,
    );
    fold.push('a');
    await settle();
    fold.push('b');
    await clock.pass(5_000);
    expect(running).toBe(1);
    finish();
    await settle();
    expect(running).toBe(0);
    await clock.pass(100);
    expect(running).toBe(1);
    expect(most).toBe(1);
  });

  test('goes on after a run that failed', async () => {
    const clock = new Clock();
    const runs: string[][] = [];
    const fold = new Coalescer<string>(
      (wishes) => {
        runs.push([...wishes]);
        if (runs.length === 1) throw new Error('the server is away');
      },
      100,
      clock,
    );
    fold.push('a');
    await settle();
    fold.push('b');
    await clock.pass(100);
    expect(runs).toEqual([['a'], ['b']]);
  });
});

describe('a fact concerns', () => {
  const change = (part: Partial<Change>): Change => ({
    id: 'c',
    teamId: 't1',
    assigneeId: null,
    revision: 1,
    lastSeq: 1,
    ...part,
  });

  test('every list that shows the conversation, whatever it became', () => {
    expect(concerns(change({ teamId: 't2', assigneeId: 'other' }), 'mine', 't1', 'me', true)).toBe(true);
  });
  test('"mine" only when it is mine', () => {
    expect(concerns(change({ assigneeId: 'me' }), 'mine', null, 'me', false)).toBe(true);
    expect(concerns(change({ assigneeId: 'other' }), 'mine', null, 'me', false)).toBe(false);
  });
  test('"waiting" and "assistant" only while no agent has it', () => {
    expect(concerns(change({}), 'waiting', null, 'me', false)).toBe(true);
    expect(concerns(change({ assigneeId: 'other' }), 'assistant', null, 'me', false)).toBe(false);
  });
  test('a list of one team only within that team', () => {
    expect(concerns(change({ teamId: 't2' }), 'all', 't1', 'me', false)).toBe(false);
    expect(concerns(change({ teamId: 't1' }), 'all', 't1', 'me', false)).toBe(true);
  });
});

describe('an alert is raised', () => {
  const row = (id: string, lastSeq: number, part: Partial<ConversationSummary> = {}): ConversationSummary => ({
    id,
    contact: { id: 'p', name: null, address: '+15550100', addressKind: 'phone' },
    channel: 'sms',
    channels: ['sms'],
    team: { id: 't', name: 'Team' },
    assignee: null,
    holder: 'queue',
    status: 'open',
    reason: null,
    priority: 0,
    lastMessage: { text: 'hello', author: 'contact', at: '2026-01-01T00:00:00.000Z' },
    lastSeq,
    revision: 1,
    unread: true,
    waitingSince: null,
    clocks: [],
    snoozedUntil: null,
    ...part,
  });
  const known = learn(null, { waiting: [row('w1', 1)], mine: [row('m1', 3)] }, true);

  test('for who newly waits, and not again for who waited already', () => {
    const news = newsOf(known, { waiting: [row('w1', 5), row('w2', 1)], mine: [] });
    expect(news.map((alert) => [alert.kind, alert.conversation.id])).toEqual([['waiting', 'w2']]);
  });
  test('for unread words of a customer in mine, and not for what I or the assistant wrote, or have read', () => {
    const said = { text: 'hi', author: 'agent', at: '2026-01-01T00:00:00.000Z' };
    const look = (mine: ConversationSummary) => newsOf(known, { waiting: [], mine: [mine] }).length;
    expect(look(row('m1', 4))).toBe(1);
    expect(look(row('m1', 3))).toBe(0);
    expect(look(row('m1', 4, { lastMessage: said }))).toBe(0);
    expect(look(row('m1', 4, { unread: false }))).toBe(0);
  });
  test('not for a conversation that has just become mine', () => {
    expect(newsOf(known, { waiting: [], mine: [row('m2', 9)] })).toEqual([]);
  });
  test('not a second time for who only slipped off the first page of a long queue', () => {
    const pushed = learn(known, { waiting: [row('w2', 1)], mine: [] }, false);
    expect(newsOf(pushed, { waiting: [row('w1', 1), row('w2', 1)], mine: [] })).toEqual([]);
    const left = learn(known, { waiting: [row('w2', 1)], mine: [] }, true);
    expect(newsOf(left, { waiting: [row('w1', 1)], mine: [] }).length).toBe(1);
  });
});
