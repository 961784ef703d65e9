/** Whatever the model's server does, the customer has an answer of the embedded assistant or a person within a minute. */
import { LLMock, type ChatCompletionRequest, type Fixture } from '@copilotkit/aimock';
import { startHouse, type House } from '../support/house';

const MINUTE = 60_000;
const KNOWN = 'How do I freeze my card?';
const UNKNOWN = 'Which moons of Jupiter are larger than Mercury?';

/** What the server does with every request of one customer, and the kind of fault that the turn records. */
const FAILURES: Record<string, { fixture: Omit<Fixture, 'match'>; kind: RegExp }> = {
  hang: { fixture: { response: { content: 'late' }, latency: 40_000 }, kind: /^timeout/u },
  429: { fixture: { response: { error: { message: 'later' }, status: 429 } }, kind: /^rate-limited/u },
  500: { fixture: { response: { error: { message: 'no' }, status: 500 } }, kind: /^error/u },
  503: { fixture: { response: { error: { message: 'no' }, status: 503 } }, kind: /^rate-limited/u },
  cut: {
    fixture: {
      response: { content: 'A long answer that breaks off. '.repeat(9) },
      chunkSize: 9,
      truncateAfterChunks: 3,
    },
    kind: /^(?:cut|error)/u,
  },
  malformed: { fixture: { response: { content: 'x' }, chaos: { malformedRate: 1 } }, kind: /^(?:nonsense|cut|error)/u },
  nonsense: {
    fixture: { response: { toolCalls: [{ name: 'delete_everything', arguments: '{"all":' }] } },
    kind: /^nonsense/u,
  },
  empty: { fixture: { response: { content: '' } }, kind: /^nonsense/u },
  endless: { fixture: { response: { content: 'on and '.repeat(60) }, chunkSize: 1, latency: 100 }, kind: /^timeout/u },
};

const mock = new LLMock({ port: 0 });
let house: House;

beforeAll(async () => {
  for (const [name, { fixture }] of Object.entries(FAILURES)) {
    const asks = (request: ChatCompletionRequest): boolean =>
      request.messages.some(({ role, content }) => role === 'user' && JSON.stringify(content).includes(`(${name})`));
    mock.addFixture({ ...fixture, match: { predicate: asks } });
  }
  await mock.start();
  house = await startHouse({ environment: { OPENAI_BASE_URL: `${mock.url}/v1`, OPENAI_MODEL: 'test-model' } });
}, 60_000);
afterAll(async () => {
  await house.stop();
  await mock.stop();
}, 60_000);

interface Turn {
  outcome: string;
  assistant: string | null;
  error: string | null;
}

it(
  'a model that fails ends in the embedded answer where there is one, else in a handoff',
  async () => {
    const began = Date.now();
    let next = 2_025_580_000;
    const settled = Object.keys(FAILURES).flatMap((name) =>
      [KNOWN, UNKNOWN].map(async (question) => {
        const phone = house.phone(`+1${String((next += 1))}`);
        await phone.writes(`${question} (${name})`);
        const turn = await settledTurn(phone.number, began);
        const said = (await phone.heard()).map(({ text }) => text).join('\n');
        return { name, question, turn, said };
      }),
    );
    const all = await Promise.all(settled);
    expect(all).toHaveLength(18);
    for (const { name, question, turn, said } of all) {
      const outcome = question === KNOWN ? 'answered' : 'handed_off';
      expect({ name, ...turn }).toEqual({
        ...{ name, outcome, assistant: 'embedded' },
        error: expect.stringMatching(FAILURES[name]?.kind ?? /^$/u) as string,
      });
      expect({ name, said }).toEqual({
        name,
        said: expect.stringMatching(question === KNOWN ? /freeze/iu : /person/iu) as string,
      });
    }
    const handoffs = await house.db.query<{ reason: string; count: number }>(
      'select reason, count(*)::int as count from handoff group by reason',
    );
    expect(handoffs).toEqual([{ reason: 'assistant_failed', count: 9 }]);
  },
  MINUTE + 30_000,
);

/** Its turn, and the words that go with it are on the customer's phone. */
async function settledTurn(number: string, began: number): Promise<Turn | undefined> {
  while (Date.now() - began < MINUTE) {
    const [turn] = await house.db.query<Turn>(
      `select t.outcome, t.assistant, t.error from turn t join conversation c on c.id = t.conversation_id
        join contact_address a on a.id = c.contact_address_id
       where a.address = $1 and exists (
         select 1 from delivery d where d.conversation_id = c.id and d.state in ('sent', 'delivered', 'read'))`,
      [number],
    );
    if (turn) return turn;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return undefined;
}
