/** The assistant's tools in the running house: what they are told of the customer, and what is done only once the customer agreed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Settings } from '../../src/foundation/settings/settings';
import type { AgentClient } from '../support/agent-client';
import { startHouse, until, type House, type Phone } from '../support/house';
import { calls, says, startModelServer, type ModelServer } from '../support/model-server';

interface Call {
  tool: string;
  customer: { id: string | null; address: { kind: string; address: string }; verified: boolean };
  parameters: Record<string, unknown>;
}

let house: House;
let model: ModelServer;
let agent: AgentClient;
let business: Server;
let folder: string;
const received: { body: Call; headers: Record<string, unknown> }[] = [];
let answer: (response: ServerResponse) => void;
let next = 2_025_570_000;
const customer = () => house.phone(`+1${String((next += 1))}`);
const fine = (response: ServerResponse): void => void response.end('{"status":"shipped","parcels":4}');

beforeAll(async () => {
  business = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      received.push({ body: JSON.parse(body) as Call, headers: request.headers });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => business.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(business.address() as AddressInfo).port}`;
  folder = mkdtempSync(join(tmpdir(), 'baton-tools-'));
  const text = (description: string) => ({ type: 'text', description, pattern: '[0-9]{4}' });
  const tools = [
    { name: 'parcels', description: 'Parcels on their way.', url: `${url}/parcels`, identity: 'anonymous' },
    { name: 'balance', description: 'The balance.', url: `${url}/balance` },
    {
      ...{ name: 'freeze_card', description: 'Freezes a card.', url: `${url}/freeze`, identity: 'anonymous' },
      ...{ confirmation: 'freeze the card ending in {card}', parameters: { card: text('Last digits.') } },
    },
  ];
  writeFileSync(
    join(folder, 'tools.yaml'),
    JSON.stringify({ allowedHosts: ['127.0.0.1'], insideHosts: ['127.0.0.1'], tools }),
  );
  model = await startModelServer();
  house = await startHouse({
    environment: {
      ...{ OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'test-model' },
      ...{ TOOLS_FILE: join(folder, 'tools.yaml'), TOOLS_TOKEN: 'token-of-the-tools' },
    },
  });
  agent = await house.signIn('agent');
}, 60_000);
afterAll(async () => {
  await house.stop();
  await model.stop();
  business.closeAllConnections();
  business.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);
beforeEach(() => {
  received.length = 0;
  answer = fine;
});

const stateOf = async (phone: Phone): Promise<string[]> =>
  (
    await house.db.query<{ state: string }>(
      `select k.state from tool_call k join conversation c on c.id = k.conversation_id
        join contact_address a on a.id = c.contact_address_id where a.address = $1 order by k.id`,
      [phone.number],
    )
  ).map(({ state }) => state);

it('a look-up is about the customer who writes, whoever the model names', async () => {
  const phone = customer();
  model.play(
    calls('look_up_parcels', '{"customer":"+12025550999"}'),
    calls('look_up_parcels', '{}'),
    says('Four parcels are on their way.\nSOURCES: none'),
  );
  await phone.writes('where are my parcels?');
  await phone.hears(/Four parcels/u);
  expect(received).toHaveLength(1);
  expect(received[0]?.body).toMatchObject({
    tool: 'parcels',
    customer: { id: null, address: { kind: 'phone', address: phone.number }, verified: false },
    parameters: {},
  });
  expect(received[0]?.headers['authorization']).toBe('Bearer token-of-the-tools');
  const [turn] = await house.db.query<{ tokens_in: number; cost_micros: number }>(
    'select tokens_in, cost_micros from turn order by created_at desc limit 1',
  );
  expect(turn).toEqual({ tokens_in: 300, cost_micros: Math.round(300 * 0.4 + 60 * 1.6) });
});

it('a figure that no look-up gave is not said', async () => {
  const phone = customer();
  model.play(calls('look_up_parcels', '{}'), says('Nine parcels are on their way.\nSOURCES: none'));
  await phone.writes('where are my parcels?');
  expect((await phone.hears(/./u)).text).toMatch(/do not know/u);
});

it('what wants a verified customer is refused to others, and the code goes only where the customer wrote', async () => {
  const phone = customer();
  model.play(calls('look_up_balance', '{}'), calls('ask_verification', '{"address":"+12025550999"}'));
  await phone.writes('what is my balance?');
  await phone.hears(/country code/u);
  expect(received).toEqual([]);
  expect(model.ledger[1]?.messages.at(-1)?.content).toContain('showed who they are');
  const codes = await house.db.query('select 1 from link_code');
  expect(codes).toEqual([]);
});

it('what changes something is done once, after the customer said yes', async () => {
  const phone = customer();
  model.play(calls('look_up_freeze_card', '{"card":"1234"}'), says('Done.\nSOURCES: none'));
  await phone.writes('please freeze my card 1234');
  const question = await phone.hears(/freeze the card ending in 1234/u);
  expect(question.text).toContain('Reply YES');
  expect(received).toEqual([]);
  await phone.writes('yes please');
  await phone.hears(/^Done: freeze the card ending in 1234/u);
  expect(received.map(({ body }) => [body.tool, body.parameters])).toEqual([['freeze_card', { card: '1234' }]]);
  expect(model.ledger).toHaveLength(1);
  await phone.writes('yes');
  await until(async () => model.ledger.length === 2);
  expect(received).toHaveLength(1);
  expect(await stateOf(phone)).toEqual(['done']);
});

it('any other answer drops it', async () => {
  const phone = customer();
  model.play(calls('look_up_freeze_card', '{"card":"1234"}'), says('Which card do you mean?\nSOURCES: none'));
  await phone.writes('please freeze my card 1234');
  await phone.hears(/Reply YES/u);
  await phone.writes('no, wait');
  await phone.hears(/Which card/u);
  await phone.writes('yes');
  await until(async () => model.ledger.length === 3);
  expect(received).toEqual([]);
  expect(await stateOf(phone)).toEqual(['asked']);
});

it('what may or may not have been done goes to a person, and is not repeated', async () => {
  const phone = customer();
  answer = (response) => void response.writeHead(500).end();
  model.play(calls('look_up_freeze_card', '{"card":"1234"}'));
  await phone.writes('please freeze my card 1234');
  await phone.hears(/Reply YES/u);
  await phone.writes('yes');
  const seen = await agent.sees('waiting', phone.number);
  expect(seen.reason).toBe('assistant_failed');
  expect(received).toHaveLength(1);
  expect(await stateOf(phone)).toEqual(['unknown']);
});

it('over a cap the embedded assistant answers, and the model is not asked', async () => {
  const set = (turns: number) =>
    house.db.query(
      `update setting set value = jsonb_set(value, '{assistantCaps,conversation,turns}', to_jsonb($1::int)) where key = 'business'`,
      [turns],
    );
  await set(1);
  await house.app.get(Settings).reload();
  try {
    const phone = customer();
    model.play(says('Hello, how can I help?\nSOURCES: none'));
    await phone.writes('hello there');
    await phone.hears(/how can I help/u);
    await phone.writes('How do I freeze my card?');
    await phone.hears(/freeze/iu);
    expect(model.ledger).toHaveLength(1);
    const [turn] = await house.db.query<{ assistant: string; error: string }>(
      'select assistant, error from turn order by created_at desc limit 1',
    );
    expect(turn).toEqual({ assistant: 'embedded', error: 'capped: 1 turns for one conversation' });
  } finally {
    await set(40);
    await house.app.get(Settings).reload();
  }
});
