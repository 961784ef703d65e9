/** Answers to touch: buttons on WhatsApp while free text is allowed, numbers where a title is too long, plain words where there are no buttons. */
import { startHouse, until, type House, type Phone } from '../support/house';

let house: House;
let next = 2_025_590_000;
const whatsapp = (): Phone => house.phone(`+1${String((next += 1))}`, 'whatsapp');

beforeAll(async () => {
  house = await startHouse();
}, 60_000);
afterAll(() => house.stop(), 60_000);

const made = async (): Promise<number> => {
  const response = await fetch(`${house.url}/sandbox/api/ledger`);
  const { entries } = (await response.json()) as { entries: { what: string }[] };
  return entries.filter(({ what }) => what === 'content').length;
};

it('a person is one touch away when the assistant does not know, and the buttons are made once for all', async () => {
  const [one, other] = [whatsapp(), whatsapp()];
  for (const phone of [one, other]) {
    await phone.writes('Which moons has Jupiter?');
    const answer = await phone.hears(/do not know/u);
    expect(answer.buttons).toEqual(['Talk to a person']);
    // The words are those of the transcript, line for line.
    const row = await until(async () => {
      const rows = await house.db.query<{ text: string }>(
        `select m.text from message m join delivery d on d.message_id = m.id where d.provider_id = $1`,
        [answer.id],
      );
      return rows[0];
    });
    expect(row.text).toBe(answer.text);
  }
  expect(await made()).toBe(1);
  const { id } = await one.hears(/do not know/u);
  await one.sends({ button: { text: 'Talk to a person', payload: 'Talk to a person' }, repliesTo: id });
  await one.hears(/person from our team/iu);
  const [asked] = await until(async () => {
    const rows = await house.db.query<{ reason: string }>(
      `select h.reason from handoff h join conversation c on c.id = h.conversation_id
         join contact_address a on a.id = c.contact_address_id where a.address = $1`,
      [one.number],
    );
    return rows.length > 0 ? rows : undefined;
  });
  expect(asked).toEqual({ reason: 'asked_for_human' });
});

it('a text message has none', async () => {
  const phone = house.phone(`+1${String((next += 1))}`);
  await phone.writes('Which moons has Jupiter?');
  expect((await phone.hears(/do not know/u)).buttons).toEqual([]);
});
