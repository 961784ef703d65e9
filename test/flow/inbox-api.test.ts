/** Laws of the inbox: what its lists show and in which order, and what its actions do and refuse. */
import type { ConversationDetail, ConversationPage, Counts, View } from '../../src/api/http/contract';
import { listSql, listValues } from '../../src/api/inbox/list';
import { newId } from '../../src/foundation/model/ids';
import { type Api, type Client, startApi } from '../support/api';

let api: Api;
let agent: Client;
let admin: Client;
beforeAll(async () => {
  api = await startApi();
  [agent, admin] = await Promise.all([api.as('general'), api.as('admin')]);
});
afterAll(() => api.stop());
// All that hangs on a conversation goes with it.
afterEach(() => api.db.query('truncate conversation, job, lane cascade'));

const list = (client: Client, view: View, more = '') =>
  client.get<ConversationPage>(`/api/conversations?view=${view}${more}`);
const ids = (page: ConversationPage) => page.items.map((item) => item.id);
const act = (client: Client, id: string, action: string, body: unknown = {}) =>
  client.call('POST', `/api/conversations/${id}/${action}`, body);
const detail = (client: Client, id: string) => client.get<ConversationDetail>(`/api/conversations/${id}`);

it('a draft, a read mark and a reply of one moment do not stop each other', async () => {
  const id = await api.conversation({ holder: 'agent', assigneeId: api.agents.general });
  const failed: number[] = [];
  for (let round = 0; round < 25; round += 1) {
    const answers = await Promise.all([
      act(agent, id, 'messages', { clientId: newId(), text: `reply ${round}` }),
      agent.call('PUT', `/api/conversations/${id}/draft`, { text: '' }),
      agent.call('PUT', `/api/conversations/${id}/read`, { seq: round }),
    ]);
    failed.push(...answers.map((answer) => answer.status).filter((status) => status >= 300));
    await api.db.query('delete from conversation_read');
  }
  expect(failed).toEqual([]);
});

describe('a reply that was written before something newer came', () => {
  const say = (client: Client, id: string, seen: number | undefined, text = 'It is free.') =>
    client.call<{ detail?: string; seq?: number }>('POST', `/api/conversations/${id}/messages`, {
      clientId: newId(),
      text,
      ...(seen === undefined ? {} : { seen }),
    });
  const messages = async (id: string) =>
    (await api.db.query('select 1 from message where conversation_id = $1', [id])).length;

  it('is asked about once, and goes when it is sent all the same', async () => {
    const id = await api.conversation({ holder: 'agent', assigneeId: api.agents.general, messages: 2 });
    const refused = await say(agent, id, 0);
    expect(refused).toMatchObject({ status: 412, body: { detail: expect.stringContaining('newer') as string } });
    expect(await messages(id)).toBe(2);
    expect((await say(agent, id, undefined)).status).toBe(200);
    expect(await messages(id)).toBe(3);
  });

  it('counts a colleague’s words, not one’s own, and nothing that was seen', async () => {
    const id = await api.conversation({ holder: 'agent', assigneeId: api.agents.general, messages: 2 });
    expect((await say(agent, id, 2)).status).toBe(200);
    // Two in a row, the second before the screen showed the first.
    expect((await say(agent, id, 2, 'And quick.')).status).toBe(200);
    const late = await say(admin, id, 2, 'I would say the same.');
    expect(late).toMatchObject({ status: 412, body: { detail: expect.stringContaining('A colleague') as string } });
    expect((await say(admin, id, 4, 'I would say the same.')).status).toBe(200);
  });

  it('of a repeat that was stored already nothing is asked', async () => {
    const id = await api.conversation({ holder: 'agent', assigneeId: api.agents.general, messages: 1 });
    const body = { clientId: newId(), text: 'Once.', seen: 1 };
    const first = await agent.call<{ seq: number }>('POST', `/api/conversations/${id}/messages`, body);
    await say(admin, id, undefined, 'Meanwhile.');
    const again = await agent.call<{ seq: number }>('POST', `/api/conversations/${id}/messages`, body);
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.body.seq).toBe(first.body.seq);
  });
});

describe('a view', () => {
  it('shows what waits by priority, then by who waits longest', async () => {
    const late = await api.conversation({ holder: 'queue', waiting: 1 });
    const early = await api.conversation({ holder: 'queue', waiting: 9 });
    const grave = await api.conversation({ holder: 'queue', waiting: 0, priority: 9 });
    await api.conversation({ holder: 'queue', teamId: api.ids.disputes });
    expect(ids(await list(agent, 'waiting'))).toEqual([grave, early, late]);
  });

  it('holds each conversation where it belongs', async () => {
    const mine = await api.conversation({ holder: 'agent', assigneeId: api.agents.general, lastMessage: 1 });
    const theirs = await api.conversation({ holder: 'agent', assigneeId: api.agents.admin, lastMessage: 2 });
    const waiting = await api.conversation({ holder: 'queue', lastMessage: 3 });
    const assistant = await api.conversation({ lastMessage: 4 });
    const closed = await api.conversation({ status: 'closed', lastMessage: 5 });
    const elsewhere = await api.conversation({ teamId: api.ids.disputes, lastMessage: 6 });
    const mineElsewhere = await api.conversation({
      teamId: api.ids.disputes,
      holder: 'agent',
      assigneeId: api.agents.general,
      lastMessage: 7,
    });
    expect({
      mine: ids(await list(agent, 'mine')),
      waiting: ids(await list(agent, 'waiting')),
      team: ids(await list(agent, 'team')),
      assistant: ids(await list(agent, 'assistant')),
      closed: ids(await list(agent, 'closed')),
      all: ids(await list(agent, 'all')),
      everything: ids(await list(admin, 'all')),
      disputes: ids(await list(admin, 'all', `&teamId=${api.ids.disputes}`)),
    }).toEqual({
      mine: [mine, mineElsewhere],
      waiting: [waiting],
      team: [mine, theirs, waiting],
      assistant: [assistant],
      closed: [closed],
      all: [mine, theirs, waiting, assistant, closed, mineElsewhere],
      everything: [mine, theirs, waiting, assistant, closed, elsewhere, mineElsewhere],
      disputes: [elsewhere, mineElsewhere],
    });
  });

  it.each(['all', 'waiting', 'assistant'] as const)(
    '"%s" read page by page shows each once, while others arrive in between',
    async (view) => {
      const holder = view === 'waiting' ? 'queue' : 'assistant';
      const made: string[] = [];
      // Some share the very same moment: then the id decides.
      for (let n = 0; n < 12; n += 1)
        made.push(
          await api.conversation({
            holder,
            lastMessage: 5 + Math.floor(n / 3),
            waiting: holder === 'queue' ? 5 + Math.floor(n / 3) : null,
          }),
        );
      await api.db.query(
        `update conversation set last_message_at = recency, waiting_since = date_trunc('minute', waiting_since)`,
      );
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page: ConversationPage = await list(agent, view, `&limit=5${cursor ? `&cursor=${cursor}` : ''}`);
        seen.push(...ids(page));
        cursor = page.next;
        await api.conversation({ holder, lastMessage: 0, priority: view === 'waiting' ? 9 : 0 });
      } while (cursor);
      expect(seen.filter((id) => made.includes(id))).toHaveLength(12);
      expect(new Set(seen).size).toBe(seen.length);
    },
  );

  it('refuses a cursor that is not its own', async () => {
    await api.conversation({ holder: 'queue' });
    await api.conversation({ holder: 'queue' });
    const { next } = await list(agent, 'all', '&limit=1');
    for (const cursor of [next, 'nonsense', Buffer.from('["x","y","z"]').toString('base64url')]) {
      expect((await agent.call('GET', `/api/conversations?view=waiting&cursor=${cursor}`)).status).toBe(400);
    }
  });

  it('says who speaks, where, what was said last, and whether I have seen it', async () => {
    const id = await api.conversation({ holder: 'agent', assigneeId: api.agents.general, messages: 3 });
    const [before] = (await list(agent, 'mine')).items;
    expect(before).toMatchObject({
      contact: { name: 'Caller', address: '+15550199', addressKind: 'phone' },
      ...{
        channel: 'sms',
        channels: ['sms'],
        team: { name: 'General' },
        assignee: { id: api.agents.general },
        reason: 'asked_for_human',
      },
      ...{ lastMessage: { text: 'message 3', author: 'contact' }, lastSeq: 3, unread: true },
    });
    await agent.call('PUT', `/api/conversations/${id}/read`, { seq: 2 });
    expect((await list(agent, 'mine')).items[0]?.unread).toBe(true);
    await agent.call('PUT', `/api/conversations/${id}/read`, { seq: 3 });
    await agent.call('PUT', `/api/conversations/${id}/read`, { seq: 1 });
    expect((await list(agent, 'mine')).items[0]?.unread).toBe(false);
    expect((await list(admin, 'all')).items[0]?.unread).toBe(true);
  });

  it('cannot be marked as read beyond its end: what comes next is unread', async () => {
    const id = await api.conversation({ holder: 'agent', assigneeId: api.agents.general, messages: 2 });
    await agent.call('PUT', `/api/conversations/${id}/read`, { seq: 99 });
    await api.db.query('update conversation set last_seq = 3 where id = $1', [id]);
    expect((await list(agent, 'mine')).items[0]?.unread).toBe(true);
  });

  it('is counted', async () => {
    await api.conversation({ holder: 'agent', assigneeId: api.agents.general });
    await api.conversation({ holder: 'queue', waiting: 7 });
    await api.conversation({ holder: 'queue', waiting: 3 });
    await api.conversation();
    await api.conversation({ holder: 'queue', teamId: api.ids.disputes });
    const counts = await agent.get<Counts>('/api/conversations/counts');
    expect(counts).toMatchObject({ mine: 1, waiting: 2, team: 3, assistant: 1, unreadMine: 1 });
    const age = Date.now() - Date.parse(counts.oldestWaitingSince ?? '');
    expect(age / 60_000).toBeCloseTo(7, 0);
    expect((await admin.get<Counts>('/api/conversations/counts')).waiting).toBe(3);
  });
});

describe('a list among fifty thousand conversations', () => {
  it('walks the index of its view and reads little more than it shows', async () => {
    await api.db.query(
      `insert into conversation (id, contact_id, front_team_id, team_id, assignee_id, holder, status, is_current, channel_account_id,
                                 contact_address_id, last_message_at, recency, waiting_since, closed_at)
       select gen_random_uuid(), $1, t.id, t.id, null, case when n % 100 = 0 then 'queue' else 'assistant' end,
              case when n % 20 = 0 then 'open' else 'closed' end, false, $2, $3, now() - n * interval '1 second',
              minute_of(now() - n * interval '1 second'),
              case when n % 100 = 0 then now() - n * interval '1 second' end, case when n % 20 <> 0 then now() end
         from generate_series(1, 25000) n, team t`,
      [api.ids.contact, api.ids.account, api.ids.address],
    );
    await api.db.query('analyze conversation');
    const me = { ...agent.me.agent, agentId: agent.me.agent.id } as unknown as Parameters<typeof listValues>[0];
    for (const view of ['mine', 'waiting', 'team', 'assistant', 'all', 'closed'] as const) {
      const plan = await api.db.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
        `explain (analyze, buffers, format json) ${listSql(view)}`,
        listValues(me, { view, limit: 40 }),
      );
      const root = plan[0]?.['QUERY PLAN'][0].Plan;
      const scans = nodes(root).filter((node) => node['Relation Name'] === 'conversation');
      expect([view, scans.map((scan) => scan['Node Type']).filter((type) => type === 'Seq Scan')]).toEqual([view, []]);
      const read = scans.reduce(
        (sum, scan) => sum + (scan['Actual Rows'] + (scan['Rows Removed by Filter'] ?? 0)) * scan['Actual Loops'],
        0,
      );
      expect([view, read <= 200]).toEqual([view, true]);
    }
  });
});

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

function nodes(node: PlanNode | undefined): PlanNode[] {
  return node ? [node, ...(node.Plans ?? []).flatMap(nodes)] : [];
}

describe('an action', () => {
  it('accepts what waits; the second one hears that a colleague was faster', async () => {
    const id = await api.conversation({ holder: 'queue' });
    const answers = await Promise.all([act(agent, id, 'accept'), act(admin, id, 'accept')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await detail(admin, id)).holder).toBe('agent');
  });

  it('takes over from the assistant and tells whoever watches', async () => {
    const id = await api.conversation();
    api.facts.length = 0;
    const { status, body } = await act(agent, id, 'take-over');
    expect(status).toBe(200);
    expect(await detail(agent, id)).toMatchObject({
      holder: 'agent',
      assignee: { id: api.agents.general },
      revision: (body as { revision: number }).revision,
    });
    expect(api.facts).toContainEqual(
      expect.objectContaining({ kind: 'conversation', id, assigneeId: api.agents.general }),
    );
  });

  it('writes to the contact once, however often it is repeated', async () => {
    const id = await api.conversation({ holder: 'agent', assigneeId: api.agents.general });
    const reply = { clientId: newId(), text: 'Hello, how can I help?' };
    const answers = [
      ...(await Promise.all([act(agent, id, 'messages', reply), act(agent, id, 'messages', reply)])),
      await act(agent, id, 'messages', reply),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ body }) => (body as { messageId: string }).messageId)).size).toBe(1);
    expect(
      await api.db.query(`select seq, text, agent_id from message where conversation_id = $1 and author = 'agent'`, [
        id,
      ]),
    ).toEqual([{ seq: 2, text: reply.text, agent_id: api.agents.general }]);
    expect(await api.db.query(`select state from delivery where conversation_id = $1`, [id])).toEqual([
      { state: 'queued' },
    ]);
  });

  it('that is a late repeat never takes the conversation back', async () => {
    const id = await api.conversation({ holder: 'agent', assigneeId: api.agents.general });
    const reply = { clientId: newId(), text: 'One moment.' };
    await act(agent, id, 'messages', reply);
    await act(agent, id, 'return');
    expect((await act(agent, id, 'messages', reply)).status).toBe(200);
    expect((await detail(agent, id)).holder).toBe('assistant');
  });

  it('forgets my draft when I have sent it, and what I wrote is not unread to me', async () => {
    const id = await api.conversation({ holder: 'agent', assigneeId: api.agents.general });
    await agent.call('PUT', `/api/conversations/${id}/draft`, { text: 'half a sentence' });
    expect((await detail(agent, id)).myDraft).toBe('half a sentence');
    expect((await detail(admin, id)).myDraft).toBeNull();
    await act(agent, id, 'messages', { clientId: newId(), text: 'The whole sentence.' });
    expect(await detail(agent, id)).toMatchObject({ myDraft: null, unread: false });
  });

  it('is refused for a colleague’s conversation, except to take it over', async () => {
    const id = await api.conversation({ holder: 'agent', assigneeId: api.agents.admin });
    for (const action of ['return', 'close']) expect((await act(agent, id, action)).status).toBe(409);
    expect((await act(agent, id, 'transfer', { teamId: api.ids.disputes })).status).toBe(409);
    expect((await detail(agent, id)).can).toMatchObject({
      return: false,
      close: false,
      transfer: false,
      takeOver: true,
    });
    expect((await act(agent, id, 'take-over')).status).toBe(200);
    expect((await detail(agent, id)).can).toMatchObject({ return: true, close: true, transfer: true, takeOver: false });
  });

  it('hands it to another team, from where it is gone for me', async () => {
    const id = await api.conversation({ holder: 'agent', assigneeId: api.agents.general });
    expect(
      (await act(agent, id, 'transfer', { teamId: api.ids.disputes, note: 'They dispute a charge.' })).status,
    ).toBe(200);
    expect((await agent.call('GET', `/api/conversations/${id}`)).status).toBe(404);
    const other = await api.as('disputes');
    expect(ids(await list(other, 'waiting'))).toEqual([id]);
  });

  it('notes, returns and closes', async () => {
    const id = await api.conversation({ holder: 'agent', assigneeId: api.agents.general });
    expect((await act(agent, id, 'notes', { text: 'Called back.' })).status).toBe(200);
    expect((await act(agent, id, 'return', { note: 'Solved.' })).status).toBe(200);
    expect((await act(agent, id, 'return')).status).toBe(409);
    expect((await act(agent, id, 'close')).status).toBe(200);
    expect(await detail(agent, id)).toMatchObject({ status: 'closed', can: { close: false, takeOver: true } });
    expect(await api.db.query('select text from note where conversation_id = $1 order by id', [id])).toEqual([
      { text: 'Called back.' },
      { text: 'Solved.' },
    ]);
  });

  it('says before anybody types why nothing can be sent', async () => {
    const id = await api.conversation({ holder: 'agent', assigneeId: api.agents.general });
    expect(await detail(agent, id)).toMatchObject({ sendBlocked: null, can: { reply: true } });
    await api.db.query(
      `insert into consent (contact_address_id, channel_account_id, state, source) values ($1, $2, 'out', 'test')`,
      [api.ids.address, api.ids.account],
    );
    const blocked = await detail(agent, id);
    expect(blocked.sendBlocked).toMatch(/opted out/);
    expect(blocked.can.reply).toBe(false);
    expect(blocked.contactProfile.addresses).toEqual([
      { kind: 'phone', address: '+15550199', verified: false, optedOut: true },
    ]);
    expect((await act(agent, id, 'messages', { clientId: newId(), text: 'hello' })).status).toBe(409);
    await api.db.query('delete from consent');
  });

  it('is checked field by field, all at once', async () => {
    const id = await api.conversation();
    const { status, body } = await act(agent, id, 'messages', { clientId: 'x', text: '  ' });
    expect(status).toBe(400);
    expect((body as { errors: string[] }).errors.map((line) => line.split(':')[0])).toEqual(['clientId', 'text']);
  });
});

describe('the detail', () => {
  it('shows the decision with its evidence cut from the message', async () => {
    const id = await api.conversation({ holder: 'queue', messages: 2 });
    const [message] = await api.db.query<{ id: string }>(
      'select id from message where conversation_id = $1 and seq = 2',
      [id],
    );
    const decision = newId();
    await api.db.query(
      `insert into decision (id, conversation_id, message_id, seq, policy_version, outcome, reason, rule, evidence, evaluated, counterfactual)
       values ($1, $2, $3, 2, 1, 'handoff', 'asked_for_human', '2-asked-for-human', $4, $5, 'A plain question.')`,
      [
        decision,
        id,
        message?.id,
        JSON.stringify([{ messageId: message?.id, start: 0, end: 7 }]),
        JSON.stringify([{ rule: '2-asked-for-human', fired: true, values: { asked: true } }]),
      ],
    );
    await api.db.query('update handoff set decision_id = $1 where conversation_id = $2', [decision, id]);
    const read = await detail(agent, id);
    expect(read.decision).toMatchObject({
      outcome: 'handoff',
      policyVersion: 1,
      evidence: [{ seq: 2, start: 0, end: 7, words: 'message' }],
    });
    expect(read.handoff).toMatchObject({
      state: 'queued',
      reason: 'asked_for_human',
      team: { name: 'General' },
      offers: [],
      brief: { nextStep: 'Answer.' },
    });
    // Erasing the message erases its evidence.
    await api.db.query(`update message set text = '' where id = $1`, [message?.id]);
    expect((await detail(agent, id)).decision?.evidence).toEqual([{ seq: 2, start: 0, end: 7, words: '' }]);
  });

  it('shows the contact’s other conversations, but none that I may not see', async () => {
    const other = await api.conversation({ status: 'closed' });
    await api.conversation({ teamId: api.ids.disputes });
    const id = await api.conversation();
    expect((await detail(agent, id)).contactProfile.otherConversations.map((one) => one.id)).toEqual([other]);
    expect((await detail(admin, id)).contactProfile.otherConversations).toHaveLength(2);
  });

  it('offers the assistant’s draft until somebody has answered', async () => {
    const id = await api.conversation({ holder: 'queue' });
    await api.db.query(
      `insert into turn (id, conversation_id, from_seq, to_seq, epoch, outcome, draft) values ($1, $2, 1, 1, 0, 'drafted', 'You could try this.')`,
      [newId(), id],
    );
    expect((await detail(agent, id)).assistantDraft).toEqual({ text: 'You could try this.', articles: [] });
    await act(agent, id, 'messages', { clientId: newId(), text: 'Try this.' });
    expect((await detail(agent, id)).assistantDraft).toBeNull();
  });
});
