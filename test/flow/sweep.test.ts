/** What arrived while Baton's door was shut is found in the provider's list, once; a webhook that comes late after all is a repeat. */
import { Fault } from '../../src/foundation/model/fault';
import { Settings } from '../../src/foundation/settings/settings';
import { signatureOf } from '../../src/channels/twilio/signature';
import { Ingest } from '../../src/pipeline/inbound/ingest';
import { Sweep } from '../../src/pipeline/inbound/sweep';
import { startHouse, until, type House, type Phone } from '../support/house';

let house: House;
let sweep: Sweep;
const signal = new AbortController().signal;
const run = () => sweep.run(signal, 0);

beforeAll(async () => {
  house = await startHouse();
  sweep = house.app.get(Sweep);
  // The first look only says from when on.
  await run();
}, 60_000);
afterAll(() => house.stop(), 60_000);

/** Baton answers every webhook with 503 until the provider has given each message up. */
async function whileShut(phones: readonly Phone[], work: () => Promise<void>): Promise<void> {
  const door = jest.spyOn(house.app.get(Ingest), 'receive').mockRejectedValue(new Fault('unavailable', 'Shut.'));
  await work();
  for (const phone of phones) {
    await until(async () =>
      (await phone.messages()).every(({ direction, state }) => direction !== 'sent' || state === 'lost'),
    );
  }
  door.mockRestore();
}

const stored = (number: string) =>
  house.db.query<{ text: string; provider_id: string; seq: number; files: number }>(
    `select m.text, m.provider_id, m.seq, (select count(*)::int from attachment f where f.message_id = m.id) as files
       from message m join contact_address a on a.id = m.contact_address_id
      where a.address = $1 and m.direction = 'in' order by m.seq`,
    [number],
  );

test('messages of a downtime are brought once, in order, with their files; a late webhook is a repeat', async () => {
  const [sms, whatsapp] = [house.phone('+12025590001'), house.phone('+12025590002', 'whatsapp')];
  await whileShut([sms, whatsapp], async () => {
    await sms.writes('first', 'second');
    await whatsapp.sends({ text: 'with a picture', attach: ['picture'] });
  });
  expect(await stored(sms.number)).toEqual([]);

  expect(await run()).toBe(3);
  expect(await run()).toBe(0);
  expect((await stored(sms.number)).map(({ text, seq }) => [text, seq])).toEqual([
    ['first', 1],
    ['second', 2],
  ]);
  expect(await stored(whatsapp.number)).toMatchObject([{ text: 'with a picture', files: 1 }]);
  await until(async () => {
    const [file] = await house.db.query<{ state: string }>(
      `select f.state from attachment f join message m on m.id = f.message_id join contact_address a on a.id = m.contact_address_id
        where a.address = $1`,
      [whatsapp.number],
    );
    return file?.state === 'stored';
  });

  const [first] = await stored(sms.number);
  const [sent] = await sms.messages();
  expect(await late(sent?.business ?? '', sms.number, first?.provider_id ?? '')).toBe(200);
  expect(await stored(sms.number)).toHaveLength(2);
}, 60_000);

test('STOP that came while the door was shut still closes it for texts', async () => {
  const phone = house.phone('+12025590003');
  await whileShut([phone], () => phone.writes('STOP'));
  expect(await run()).toBe(1);
  const [row] = await house.db.query(
    `select k.state from consent k join contact_address a on a.id = k.contact_address_id where a.address = $1`,
    [phone.number],
  );
  expect(row).toEqual({ state: 'out' });
}, 60_000);

test('what a webhook brought is not brought again, nor is what we sent', async () => {
  const phone = house.phone('+12025590004');
  await phone.writes('How do I freeze my card?');
  await phone.hears(/freeze/iu);
  expect(await run()).toBe(0);
  expect(await stored(phone.number)).toHaveLength(1);
});

test('what is younger than the grace is left to its webhook', async () => {
  const phone = house.phone('+12025590005');
  await whileShut([phone], () => phone.writes('just now'));
  expect(await sweep.run(signal)).toBe(0);
  expect(await run()).toBe(1);
}, 60_000);

test('an account that fails does not hold up the others', async () => {
  const phone = house.phone('+12025590006', 'whatsapp');
  await whileShut([phone], () => phone.writes('hello'));
  const [sms] = house.app
    .get(Settings)
    .accounts()
    .filter(({ channel }) => channel === 'sms');
  await house.db.query(`update source_cursor set cursor = '{"sweptTo":"no date"}' where channel_account_id = $1`, [
    sms?.id,
  ]);
  expect(await run()).toBe(1);
}, 60_000);

/** The provider's webhook of a message, as it would come at last. */
async function late(business: string, from: string, sid: string): Promise<number> {
  const account = house.app
    .get(Settings)
    .accounts()
    .find(({ channel, address }) => channel === 'sms' && address === business);
  const parameters = {
    MessageSid: sid,
    AccountSid: String(account?.settings['accountSid']),
    From: from,
    To: business,
    Body: 'first',
    NumMedia: '0',
  };
  const url = `${house.url}/webhooks/twilio`;
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signatureOf(account?.secrets['authToken'] ?? '', url, parameters),
    },
    body: new URLSearchParams(parameters).toString(),
  });
  return response.status;
}
