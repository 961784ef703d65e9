/** How a number is set up at Twilio is read from there by the official client, and said with what to do about it. */
import type { AccountFinding, ListedAccount } from '../../src/api/http/contract';
import { Settings } from '../../src/foundation/settings/settings';
import type { NumberSetup } from '../../src/sandbox/contract';
import type { AgentClient } from '../support/agent-client';
import { startHouse, type House } from '../support/house';

const TEXT = '+12025550110';
const WHATSAPP = '+12025550120';
const TOLL_FREE = '+18885550110';
const SERVICE = `MG${'a'.repeat(32)}`;
const OTHER = `MG${'b'.repeat(32)}`;

let house: House;
let admin: AgentClient;
let accounts: ListedAccount[];
beforeAll(async () => {
  house = await startHouse();
  admin = await house.signIn('admin');
  accounts = await admin.get<ListedAccount[]>('/admin/accounts');
}, 60_000);
afterAll(() => house.stop(), 60_000);

/** What is left out is as it should be. */
async function setUp(setup: Partial<NumberSetup> & { number: string }): Promise<void> {
  const response = await fetch(`${house.url}/sandbox/api/setups`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(setup),
  });
  if (!response.ok) throw new Error(await response.text());
}

const idOf = (address: string): string => accounts.find((one) => one.address === address)?.id ?? '';
const told = (address: string): Promise<AccountFinding[]> =>
  admin.get<AccountFinding[]>(`/admin/accounts/${idOf(address)}/setup`);
const of = async (address: string, subject: AccountFinding['subject']): Promise<AccountFinding[]> =>
  (await told(address)).filter((one) => one.subject === subject);

async function change(address: string, sql: string, value: string): Promise<void> {
  await house.db.query(`update channel_account set ${sql} where id = $1`, [idOf(address), value]);
  await house.app.get(Settings).reload();
}
const inService = (address: string, sid: string): Promise<void> =>
  change(address, `settings = settings || jsonb_build_object('messagingServiceSid', $2::text)`, sid);

const ours = (): string => `${house.url}/webhooks/twilio`;

describe('what arrives', () => {
  it('comes here where the number names our address', async () => {
    await setUp({ number: TEXT });
    expect(await of(TEXT, 'webhook')).toEqual([
      { subject: 'webhook', state: 'ok', says: 'What arrives comes here, as entered at the number.', todo: null },
    ]);
  });

  it.each([
    ['another address', { url: 'https://old.example/sms' }, /goes to https:\/\/old\.example\/sms/u],
    ['no address', { url: '' }, /No address is entered/u],
    ['the wrong method', { method: 'GET' as const }, /by GET, which is not read/u],
    ['a TwiML app', { applicationSid: `AP${'1'.repeat(32)}` }, /TwiML app AP1/u],
  ])('is said to go astray with %s, and what to enter', async (_what, setup, says) => {
    await setUp({ number: TEXT, ...setup });
    const [found] = await of(TEXT, 'webhook');
    expect(found).toMatchObject({ state: 'wrong', says: expect.stringMatching(says) as string });
    expect(found?.todo).toContain(ours());
  });

  it('may not fall back to somewhere else unseen', async () => {
    await setUp({ number: TEXT, fallbackUrl: 'https://old.example/sms' });
    expect((await of(TEXT, 'webhook')).map(({ state }) => state)).toEqual(['ok', 'wrong']);
  });
});

describe('a messaging service', () => {
  afterAll(() => change(TEXT, `settings = settings - $2::text`, 'messagingServiceSid'));

  it('that holds the number and is not entered here is named', async () => {
    await setUp({ number: TEXT, service: OTHER });
    const [found] = await of(TEXT, 'service');
    expect(found).toMatchObject({ state: 'wrong' });
    expect(found?.todo).toContain(OTHER);
  });

  it('decides where what arrives goes, unless it leaves that to the number', async () => {
    await inService(TEXT, SERVICE);
    const astray = { number: TEXT, serviceUrl: 'https://old.example/service' };
    await setUp(astray);
    expect(await of(TEXT, 'service')).toMatchObject([{ state: 'ok' }]);
    expect(await of(TEXT, 'webhook')).toMatchObject([
      { state: 'wrong', says: expect.stringContaining('https://old.example/service') as string },
    ]);
    await setUp({ ...astray, useNumberUrl: true });
    expect(await of(TEXT, 'webhook')).toMatchObject([{ state: 'ok' }]);
  });

  it('that is entered here without the number in it is wrong, whether there is one or not', async () => {
    await inService(TEXT, SERVICE);
    await setUp({ number: TEXT, service: OTHER });
    expect(await of(TEXT, 'service')).toMatchObject([
      { state: 'wrong', says: `The Twilio account has no messaging service ${SERVICE}.` },
    ]);
  });

  it('that two front teams share is warned of', async () => {
    const staff = accounts.find(({ name }) => name === 'Staff line')?.address ?? '';
    await inService(TEXT, SERVICE);
    await inService(staff, SERVICE);
    await setUp({ number: TEXT });
    await house.db.query(
      `update channel_account set team_id = (select id from team where name <> 'General' limit 1) where id = $1`,
      [idOf(staff)],
    );
    await house.app.get(Settings).reload();
    expect((await of(TEXT, 'service')).map(({ says }) => says).join()).toMatch(/“Staff line” of another team/u);
    await change(staff, `settings = settings - $2::text`, 'messagingServiceSid');
  });
});

describe('the registration', () => {
  beforeAll(() => inService(TEXT, SERVICE));
  afterAll(() => change(TEXT, `settings = settings - $2::text`, 'messagingServiceSid'));
  const states = async (address: string) => (await of(address, 'registration')).map(({ state }) => state);

  it('is right with an approved brand and a verified campaign', async () => {
    await setUp({ number: TEXT });
    expect(await states(TEXT)).toEqual(['ok', 'ok']);
  });

  it.each([
    ['a campaign under review', { campaign: 'IN_PROGRESS' as const }, ['ok', 'waiting']],
    ['a brand under review', { brand: 'PENDING' as const, campaign: 'PENDING' as const }, ['waiting', 'waiting']],
    ['no campaign', { campaign: null }, ['wrong']],
    ['a Canadian number without one', { campaign: null, countryCode: 'CA' }, ['wrong']],
    ['a number of another country', { campaign: null, countryCode: 'JM' }, []],
  ])('with %s', async (_what, setup, expected) => {
    await setUp({ number: TEXT, ...setup });
    expect(await states(TEXT)).toEqual(expected);
  });

  it('that failed is told with the reasons that Twilio gives', async () => {
    await setUp({ number: TEXT, brand: 'FAILED', campaign: 'FAILED' });
    expect((await of(TEXT, 'registration')).map(({ says }) => says)).toEqual([
      'The brand is failed. The tax number is not that of the company.',
      'The campaign is failed. The opt-in is not described.',
    ]);
  });

  it('is missing for a number in no service', async () => {
    await change(TEXT, `settings = settings - $2::text`, 'messagingServiceSid');
    await setUp({ number: TEXT });
    expect(await of(TEXT, 'registration')).toMatchObject([
      { state: 'wrong', says: expect.stringContaining('no messaging service') as string },
    ]);
  });

  it.each([
    ['TWILIO_APPROVED' as const, 'ok'],
    ['IN_REVIEW' as const, 'waiting'],
    ['TWILIO_REJECTED' as const, 'wrong'],
    [null, 'wrong'],
  ])('of a toll-free number that is %s is %s', async (tollFree, state) => {
    await change(TEXT, 'address = $2', TOLL_FREE);
    await setUp({ number: TOLL_FREE, tollFree });
    expect(await states(TEXT)).toEqual([state]);
    await change(TEXT, 'address = $2', TEXT);
  });
});

describe('a WhatsApp sender', () => {
  it('is right when it is online and names our address', async () => {
    await setUp({ number: WHATSAPP });
    expect(await told(WHATSAPP)).toMatchObject([
      { subject: 'sender', state: 'ok' },
      { subject: 'webhook', state: 'ok' },
    ]);
  });

  it('that is offline, unknown or not ready is told so, with the reason', async () => {
    await setUp({ number: WHATSAPP, sender: 'OFFLINE', url: 'https://old.example/wa' });
    const offline = await told(WHATSAPP);
    expect(offline.map(({ state }) => state)).toEqual(['wrong', 'wrong']);
    expect(offline[0]?.says).toContain('has not accepted the invitation');
    await setUp({ number: WHATSAPP, sender: 'TWILIO_REVIEW' });
    expect(await of(WHATSAPP, 'sender')).toMatchObject([{ state: 'waiting' }]);
    await setUp({ number: WHATSAPP, owned: false });
    expect(await told(WHATSAPP)).toMatchObject([{ subject: 'sender', state: 'wrong' }]);
    await setUp({ number: WHATSAPP });
  });
});

it('a number that the account has not got is said first', async () => {
  await setUp({ number: TEXT, owned: false });
  expect(await told(TEXT)).toMatchObject([{ subject: 'number', state: 'wrong' }]);
  await setUp({ number: TEXT });
});

it('an account without such a provider has nothing to be asked', async () => {
  const web = accounts.find(({ channel }) => channel === 'web');
  expect(web?.inspectable).toBe(false);
  expect(accounts.find(({ address }) => address === TEXT)?.inspectable).toBe(true);
  expect((await admin.request('GET', `/admin/accounts/${web?.id}/setup`)).status).toBe(409);
});

it('the terminal tells the same of all accounts, and ends with 1 while something is wrong', async () => {
  await setUp({ number: TEXT, url: 'https://old.example/sms' });
  const ran = await house.baton('check-accounts');
  expect(ran.out).toContain(`Text messages (sms ${TEXT})`);
  expect(ran.out).toMatch(/wrong {4}webhook {7}What arrives goes to https:\/\/old\.example\/sms/u);
  expect(ran.out).toContain(`→ Enter ${ours()} (HTTP POST) at the number`);
  expect(ran.out).toMatch(/ok {7}sender {8}The WhatsApp sender is online\./u);
  expect(ran.code).toBe(1);
}, 120_000);
