/** The inbox by keyboard, on a desk and on a phone: search, canned replies, snooze, and what the alerts say. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { fitsWidth, findBrowser, gone, launch, needScreens, shown, signIn, sitDown } from '../support/browser';
import { cutTexts, paleTexts } from '../support/legible';
import { startHouse, until, type House, type Phone } from '../support/house';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
const SHOTS = join(__dirname, 'screenshots');
const found = findBrowser();
if ('reason' in found) console.warn(`The tests of the screens are skipped: ${found.reason}`);
const withBrowser = 'reason' in found ? describe.skip : describe;

let house: House;
let browser: Browser;

withBrowser('an agent', () => {
  beforeAll(async () => {
    needScreens();
    mkdirSync(SHOTS, { recursive: true });
    [house, browser] = await Promise.all([startHouse(), launch('path' in found ? found.path : '')]);
    const admin = await house.signIn('admin');
    for (const [name, text] of [
      ['greeting', 'Hello {{contact.name}}, this is {{agent.name}}. How can I help?'],
      ['later', 'We look into it and come back to you.'],
    ]) {
      const { status } = await admin.request('POST', '/admin/canned-replies', { name, text });
      if (status !== 201) throw new Error(`The reply was not added: ${status}`);
    }
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await house?.stop();
  }, 240_000);

  it.each([
    ['desk', 'light', 1440, 900, '+12025550161'],
    ['phone', 'dark', 390, 844, '+12025550162'],
  ] as const)(
    'on a %s in the %s finds, answers and snoozes',
    async (device, colorScheme, width, height, number) => {
      const phone = house.phone(number);
      await asks(phone, `My parcel zebra-${device} never came`);
      const seat = await sitDown(browser, house, { colorScheme, viewport: { width, height } });
      const { page, complaints } = seat;
      const faults: string[] = [];
      const look = async (screen: string) => {
        const name = `${screen}-${device}-${colorScheme}`;
        await page.screenshot({ path: join(SHOTS, `${name}.png`) });
        if (!(await fitsWidth(page))) faults.push(`${name}: wider than the window`);
        for (const text of await page.evaluate<string[]>(cutTexts)) faults.push(`${name}: cut off: ${text}`);
        for (const text of await page.evaluate<string[]>(paleTexts)) faults.push(`${name}: pale: ${text}`);
      };

      await signIn(page, 'agent');
      await page.keyboard.press('/');
      await page.keyboard.type('nobody ever wrote this');
      await shown(page.getByText('Nothing found for', { exact: false }));
      await look('search-empty');
      await page.keyboard.press('Escape');
      await page.keyboard.press('/');
      await page.keyboard.type(number.slice(-4));
      await shown(page.getByRole('heading', { name: 'Customers' }));
      await shown(page.getByRole('link', { name: number }));
      await page.keyboard.press('Escape');
      await page.keyboard.press('/');
      await page.keyboard.type(`ZEBRA ${device.slice(0, 3)}`);
      await shown(page.locator('mark', { hasText: 'zebra' }));
      await look('search');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await shown(page.getByRole('log').getByText(`zebra-${device}`, { exact: false }));
      expect(new URL(page.url()).searchParams.get('at')).toBe('1');

      await page.keyboard.press('a');
      await shown(page.getByText('Yours', { exact: true }));
      await page.keyboard.press('r');
      const field = page.getByRole('textbox', { name: `Reply to ${number}` });
      await field.focus();
      await page.keyboard.type('/gre');
      await shown(page.getByRole('option', { name: /^\/greeting/ }));
      expect(await field.getAttribute('aria-activedescendant')).toMatch(/^canned-/);
      await look('canned');
      await page.keyboard.press('Enter');
      // The customer's name is not known: the agent has to write it, and cannot send before.
      await shown(page.getByText('Write what {{contact.name}} stands for', { exact: false }));
      expect(await field.inputValue()).toMatch(/^Hello \{\{contact\.name\}\}, this is (?!\{)/);
      await look('canned-gap');
      await page.keyboard.press('Control+Enter');
      expect(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true);
      await page.keyboard.type('Ann');
      await page.keyboard.press('Control+Enter');
      expect((await phone.hears(/^Hello Ann, this is .+\. How can I help\?/u)).text).not.toContain('{{');

      await page.getByRole('button', { name: 'Canned replies' }).click();
      await shown(page.getByRole('option', { name: /^\/later/ }));
      await page.keyboard.press('Escape');
      await gone(page.getByRole('listbox', { name: 'Canned replies' }));
      expect(await field.inputValue()).toBe('');
      expect(await field.evaluate((element) => element.matches(':focus'))).toBe(true);
      await page.keyboard.press('Escape');

      // Words that came while nobody looked: the answer that was written before them asks again.
      await page.evaluate(
        "Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })",
      );
      await field.fill('It comes tomorrow.');
      await phone.writes('Please keep order A-10442 back, I moved house');
      await shown(page.getByRole('log').getByText('I moved house', { exact: false }));
      await field.press('Control+Enter');
      await shown(page.getByText('The customer wrote something newer meanwhile', { exact: false }));
      await look('stale');
      await page.evaluate('delete document.visibilityState');
      await page.getByRole('button', { name: 'Send as it is' }).click();
      await phone.hears(/^It comes tomorrow\./u);
      await gone(page.getByRole('button', { name: 'Send as it is' }));

      await field.fill('What is your order number?');
      await shown(page.getByText('They gave that already', { exact: false }));
      await shown(page.getByText('A-10442', { exact: true }));
      await look('asked-again');
      await field.fill('');

      const help = page.getByRole('complementary', { name: 'Help with writing' });
      const helped = async (item: string | RegExp) => {
        await page.getByRole('button', { name: 'Help with writing' }).click();
        await page.getByRole('menuitem', { name: item }).click();
        await gone(page.getByRole('menu'));
      };
      await helped('Summarise the conversation');
      await shown(help.getByText(`zebra-${device}`, { exact: false }));
      await look('aid-summary');
      await help
        .getByRole('button', { name: /^Show message/ })
        .first()
        .click();
      await help.getByRole('button', { name: 'Hide' }).click();
      await helped('Ask the knowledge');
      await page.keyboard.type('How do I freeze my card?');
      await page.keyboard.press('Enter');
      await shown(help.getByText('quoted from the knowledge, not sent', { exact: false }));
      await look('aid-answer');
      await help.getByRole('button', { name: 'Use draft' }).click();
      expect(await field.inputValue()).toMatch(/freeze/iu);
      await help.getByRole('button', { name: 'Hide' }).click();
      await field.fill('');
      await page.getByRole('button', { name: 'Help with writing' }).click();
      expect(await page.getByRole('menuitem', { name: /Translate my words/ }).isDisabled()).toBe(true);
      await look('aid-menu');
      await page.keyboard.press('Escape');
      await field.press('Escape');

      await page.locator('input[type=file]').setInputFiles([
        { name: `${'a-very-long-name-of-a-picture-'.repeat(4)}.png`, mimeType: 'image/png', buffer: PNG },
        { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('what we agreed on') },
        { name: 'page.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg onload="alert(1)"/>') },
      ]);
      await shown(page.getByText('Goes as a link.', { exact: false }));
      await shown(page.getByText('This kind of file is not taken', { exact: false }));
      await shown(page.getByText('One MMS'));
      await look('files');
      await field.focus();
      await page.keyboard.press('Control+Enter');
      expect(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true);
      await page.getByRole('button', { name: 'Remove page.svg' }).click();
      await field.focus();
      await page.keyboard.type('Both of them');
      await page.keyboard.press('Control+Enter');
      const files = await phone.hears(/^Both of them\nhttp/u);
      expect(files.media).toMatchObject([{ mediaType: 'image/png' }]);
      await shown(page.getByRole('log').getByRole('img', { name: /^a-very-long-name/ }));
      await look('files-sent');

      await field.fill(`It’s “so”, ${'and so on, '.repeat(8)}`);
      await page.getByRole('button', { name: 'Plain characters: 1 segment' }).click();
      expect(await field.inputValue()).toMatch(/^It's "so", and/);
      await gone(page.getByRole('button', { name: /^Plain characters/ }));
      await field.fill('');
      await field.press('Escape');

      await page.keyboard.press('s');
      const dialog = page.getByRole('dialog', { name: 'Snooze until' });
      await shown(dialog.getByRole('button', { name: /In an hour/ }));
      await look('snooze');
      expect(
        await dialog.getByRole('button', { name: /In an hour/ }).evaluate((element) => element.matches(':focus')),
      ).toBe(true);
      await dialog.getByRole('button', { name: /In an hour/ }).click();
      await shown(page.getByText('Snoozed until', { exact: false }));
      await look('snoozed-conversation');
      await page.goto('/inbox/mine');
      await shown(page.getByText('You hold no conversation'));
      await page.goto('/inbox/snoozed');
      await shown(page.getByRole('option').filter({ hasText: number }));
      await look('snoozed');
      await phone.writes('I am back already');
      await shown(page.getByText('Nothing is snoozed'));
      await page.goto('/inbox/mine');
      await shown(page.getByRole('option').filter({ hasText: number }));
      await closed(page, number);
      await seat.leave();
      expect([...faults, ...complaints]).toEqual([]);
    },
    240_000,
  );

  it.each([
    ['desk', 'light', 1440, 900],
    ['phone', 'light', 390, 844],
  ] as const)(
    'an admin on a %s is told what is wrong and where to mend it',
    async (device, colorScheme, width, height) => {
      await house.db.query(
        `update channel_account set health = 'failing', health_detail = 'The provider refuses the token', health_at = now()
        where channel = 'whatsapp'`,
      );
      await asks(house.phone(`+1202555017${device.length}`), 'Nobody answers me');
      await house.db.query(`update conversation set waiting_since = now() - interval '20 min' where holder = 'queue'`);
      await house.db.query(`update team set hours = '{"weekly":[],"holidays":[]}'`);
      const seat = await sitDown(browser, house, { colorScheme, viewport: { width, height } });
      const { page } = seat;
      await signIn(page, 'admin');
      await shown(page.getByText('The provider refuses the token', { exact: false }));
      await page.screenshot({ path: join(SHOTS, `alerts-${device}-${colorScheme}.png`) });
      expect(await fitsWidth(page)).toBe(true);
      await page.getByRole('link', { name: 'Admin → Channels' }).click();
      await shown(page.getByRole('heading', { name: 'Channels' }));
      await page.goto('/admin/replies');
      await shown(page.getByRole('heading', { name: '/greeting' }));
      await page.screenshot({ path: join(SHOTS, `replies-${device}-${colorScheme}.png`) });
      expect(await fitsWidth(page)).toBe(true);
      await seat.leave();
    },
    240_000,
  );
});

async function asks(phone: Phone, words: string): Promise<void> {
  await phone.writes(words);
  await phone.writes('let me talk to a person please');
  const agent = await house.signIn('agent');
  await until(async () => (await agent.list('waiting')).some((row) => row.contact.address === phone.number));
}

async function closed(page: Page, number: string): Promise<void> {
  const agent = await house.signIn('agent');
  const row = (await agent.list('mine')).find((one) => one.contact.address === number);
  if (!row) throw new Error(`${number} is not among mine at ${page.url()}.`);
  await agent.act(row.id, 'close');
}
