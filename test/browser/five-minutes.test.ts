/** The five minutes of the README in two real browsers at once: a customer at the sandbox, an agent in the inbox. */
import type { Browser, Locator, Page } from 'playwright-core';
import {
  needScreens,
  findBrowser,
  fitsWidth,
  gone,
  launch,
  shown,
  signIn,
  sitDown,
  tabTo,
  type Seat,
} from '../support/browser';
import { startHouse, until, type House } from '../support/house';

const WANTS_PERSON = 'this charge is not mine, let me talk to a person';
const found = findBrowser();
if ('reason' in found) console.warn(`The browser tests are skipped: ${found.reason}`);
const withBrowser = 'reason' in found ? describe.skip : describe;

let house: House;
let customers: Browser;
let agents: Browser;
let seats: Seat[] = [];

withBrowser('in a browser', () => {
  beforeAll(async () => {
    needScreens();
    const path = 'path' in found ? found.path : '';
    [house, customers, agents] = await Promise.all([startHouse(), launch(path), launch(path)]);
  }, 240_000);
  afterEach(async () => {
    const complaints = seats.flatMap((seat) => seat.complaints);
    await Promise.all(seats.map((seat) => seat.leave()));
    seats = [];
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await Promise.all([customers?.close(), agents?.close()]);
    await house?.stop();
  }, 240_000);

  it('the main job: asked, answered, handed over, accepted, delivered, returned, closed', async () => {
    const [customer, agent] = await seat({}, {});
    await Promise.all([customer.page.goto('/sandbox'), signIn(agent.page, 'agent')]);
    await shown(agent.page.getByText('Nobody waits'));
    const phone = customer.page.getByRole('region', { name: 'Second customer, SMS' });
    await write(phone, 'How do I freeze my card?');
    await shown(received(phone, /freeze.*https:\/\//isu));

    await markOf(agent.page).set();
    await write(phone, WANTS_PERSON);
    await shown(received(phone, /person|team/iu).nth(1));
    const row = agent.page.getByRole('option').filter({ hasText: '+12025550142' });
    await shown(row);
    await shown(row.getByText('Asked for a human'));
    await shown(row.getByTitle(/^Waiting since/u).getByText(/^(now|\d+ (s|min))$/u));
    await shown(row.getByText('Disputes'));
    expect(await markOf(agent.page).isSet()).toBe(true);

    await row.click();
    const details = agent.page.getByRole('complementary', { name: 'Details' });
    await shown(details.getByRole('heading', { name: 'Brief' }));
    await shown(details.getByText(/dispute/iu));
    await shown(details.getByText(WANTS_PERSON));
    await shown(details.locator('q').getByText(/not mine|person/iu));
    const transcript = agent.page.getByRole('log', { name: /^Transcript/u });
    await shown(transcript.locator('mark').getByText(/not mine|person/iu));
    await shown(transcript.getByText('How do I freeze my card?'));
    await shown(transcript.getByText(/freeze.*https:\/\//isu));

    await agent.page.keyboard.press('a');
    await shown(agent.page.getByText('Yours', { exact: true }));
    await reply(agent.page, 'I have blocked that charge for you.');
    await shown(received(phone, /I have blocked that charge for you\..*Delivered/su));
    await shown(
      transcript
        .getByRole('article')
        .filter({ hasText: 'I have blocked that charge for you.' })
        .getByTitle(/^Delivered/u),
    );

    await choose(agent.page, /^Return to the assistant/u);
    await agent.page.getByRole('dialog').getByRole('button', { name: 'Return' }).click();
    await shown(agent.page.getByText('Assistant answers', { exact: true }));
    await write(phone, 'what are your opening hours?');
    await shown(received(phone, /open.*https:\/\//isu));

    const other = customer.page.getByRole('region', { name: 'Third customer, WhatsApp' });
    await write(other, 'let me talk to a person');
    await agent.page.getByRole('navigation').getByText('Waiting', { exact: true }).click();
    const otherRow = agent.page.getByRole('option').filter({ hasText: 'Third customer' });
    await shown(otherRow);
    await otherRow.click();
    await agent.page.getByRole('button', { name: 'Accept' }).click();
    await gone(otherRow);
    await choose(agent.page, /^Close/u);
    await agent.page.getByRole('button', { name: 'Close conversation' }).click();
    await shown(agent.page.locator('header').getByText('Closed', { exact: true }));
    await agent.page.getByRole('navigation').getByText('Closed', { exact: true }).click();
    await shown(agent.page.getByRole('option').filter({ hasText: 'Third customer' }));
    expect(await markOf(agent.page).isSet()).toBe(true);
  }, 240_000);

  it('the web chat answers, survives a reload, and sends what was written without a line exactly once', async () => {
    const [customer] = await seat({});
    const { page } = customer;
    await page.goto('/sandbox');
    const chat = page.getByRole('region', { name: 'Web chat' });
    await say(chat, 'How do I freeze my card?');
    await shown(chat.locator('.bubble.assistant').filter({ hasText: /freeze/iu }));
    await shown(chat.getByRole('link').filter({ hasText: /freeze/iu }));

    await page.reload();
    await shown(chat.locator('.bubble.mine').filter({ hasText: 'How do I freeze my card?' }));
    await shown(chat.locator('.bubble.assistant').filter({ hasText: /freeze/iu }));

    await page.context().setOffline(true);
    await say(chat, 'where can I deposit cash?');
    await shown(chat.getByText('Sending…'));
    await shown(chat.getByText(/^No connection/u));
    const stored = () => house.db.query(`select 1 from message where text = 'where can I deposit cash?'`);
    expect(await stored()).toHaveLength(0);
    await page.context().setOffline(false);
    await shown(chat.locator('.bubble.assistant').filter({ hasText: /deposit/iu }));
    await gone(chat.getByText('Sending…'));
    await page.reload();
    await shown(chat.locator('.bubble.assistant').filter({ hasText: /deposit/iu }));
    expect(await chat.getByText('where can I deposit cash?').count()).toBe(1);
    expect(await stored()).toHaveLength(1);
  }, 240_000);

  it('hostile text of either side is text for the other', async () => {
    const [customer, agent] = await seat({}, {});
    await Promise.all([customer.page.goto('/sandbox'), signIn(agent.page, 'colleague')]);
    const chat = customer.page.getByRole('region', { name: 'Web chat' });
    const theirs = '<img src=/hostile-visitor onerror=alert(1)> let me talk to a person';
    const ours = '<img src=/hostile-agent onerror=alert(2)> hello';
    await say(chat, theirs);
    await shown(chat.locator('.bubble.mine').getByText(theirs));
    const row = agent.page.getByRole('option').filter({ hasText: /^.*Visitor/su });
    await row.click();
    const transcript = agent.page.getByRole('log', { name: /^Transcript/u });
    await shown(transcript.getByText(theirs));
    await shown(agent.page.getByRole('complementary', { name: 'Details' }).getByText(theirs));
    await agent.page.keyboard.press('a');
    await shown(agent.page.getByText('Yours', { exact: true }));
    await reply(agent.page, ours);
    await shown(chat.locator('.bubble.agent').getByText(ours));
    await shown(transcript.getByText(ours));
    for (const { page, asked } of [customer, agent]) {
      expect(await page.locator('img[src*="hostile"]').count()).toBe(0);
      expect(asked.filter((url) => url.includes('hostile'))).toEqual([]);
    }
  }, 240_000);

  it('on a phone one pane shows at a time, and keys alone lead from the list to a delivered reply', async () => {
    const [, agent] = await seat({}, { viewport: { width: 390, height: 844 } });
    const { page } = agent;
    const [first, second] = [house.phone('+12025560171'), house.phone('+12025560172')];
    for (const phone of [first, second]) {
      await phone.writes(WANTS_PERSON);
      await phone.hears(/person|team/iu);
    }
    await signIn(page, 'agent');
    const list = page.getByRole('listbox', { name: 'Waiting' });
    const transcript = page.getByRole('log', { name: /^Transcript/u });
    await shown(list.getByRole('option').nth(1));
    expect(await fitsWidth(page)).toBe(true);

    await list.getByRole('option').filter({ hasText: first.number }).click();
    await shown(transcript.getByText(WANTS_PERSON));
    await gone(list);
    expect(await fitsWidth(page)).toBe(true);
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await gone(transcript);
    await shown(list);

    // The longest wait stands first: j chooses it, j and k go down and up again.
    for (const key of ['j', 'j', 'k', 'Enter']) await page.keyboard.press(key);
    await shown(page.getByRole('heading', { name: first.number }));
    await page.keyboard.press('a');
    await shown(page.getByText('Yours', { exact: true }));
    await reply(page, 'Written with keys.');
    await first.hears(/Written with keys/u);
    // Out of the field, then back to the list; the field may take the focus once more when its answer has left.
    await until(async () => {
      await page.keyboard.press('Escape');
      return list.isVisible();
    });

    // The same without single-key shortcuts.
    await shown(list);
    await gone(list.getByRole('option').filter({ hasText: first.number }));
    await tabTo(list);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await shown(page.getByRole('heading', { name: second.number }));
    await tabTo(page.getByRole('button', { name: 'Accept' }));
    await page.keyboard.press('Enter');
    await shown(page.getByText('Yours', { exact: true }));
    await tabTo(page.getByRole('textbox', { name: /^Reply to/u }));
    await page.keyboard.type('Written with Tab.');
    await tabTo(page.getByRole('button', { name: 'Send', exact: true }));
    await page.keyboard.press('Enter');
    await second.hears(/Written with Tab/u);
    await until(async () => (await page.getByTitle(/^Delivered/u).count()) > 0);
  }, 240_000);
});

/** Seats in the customers' and the agents' browser, in that order. */
async function seat(...options: Parameters<typeof sitDown>[2][]): Promise<[Seat, Seat]> {
  const browsers = [customers, agents];
  seats = await Promise.all(
    browsers.slice(0, options.length).map((browser, index) => sitDown(browser, house, options[index])),
  );
  return seats as [Seat, Seat];
}

async function write(phone: Locator, text: string): Promise<void> {
  await phone.getByRole('textbox').fill(text);
  await phone.getByRole('button', { name: 'Send' }).click();
}

async function say(chat: Locator, text: string): Promise<void> {
  await chat.getByRole('textbox', { name: 'Your message' }).fill(text);
  await chat.getByRole('textbox', { name: 'Your message' }).press('Enter');
}

/** By keyboard, as an agent does it all day. */
async function reply(page: Page, text: string): Promise<void> {
  await page.keyboard.press('r');
  await shown(page.getByRole('textbox', { name: /^Reply to/u }).and(page.locator(':focus')));
  await page.keyboard.type(text);
  await page.keyboard.press('Control+Enter');
}

async function choose(page: Page, action: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

const received = (phone: Locator, text: RegExp) => phone.locator('.bubble.received').filter({ hasText: text });

/** A mark that a reload of the page would lose. */
const markOf = (page: Page) => ({
  set: () => page.evaluate('window.stays = true'),
  isSet: () => page.evaluate<unknown>('window.stays === true'),
});
