/** A new matter in a conversation goes on by itself, at a desk and on a phone in the dark. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { fitsWidth, findBrowser, gone, launch, needScreens, shown, signIn, sitDown } from '../support/browser';
import { cutTexts, paleTexts } from '../support/legible';
import { startHouse, until, type House } from '../support/house';

const SHOTS = join(__dirname, 'screenshots');
const SECOND =
  'Something else, while you are here: can you send a new card to the place where I work and not to my home?';
const found = findBrowser();
if ('reason' in found) console.warn(`The tests of the screens are skipped: ${found.reason}`);
const withBrowser = 'reason' in found ? describe.skip : describe;

withBrowser('a new matter', () => {
  let house: House;
  let browser: Browser;
  beforeAll(async () => {
    needScreens();
    mkdirSync(SHOTS, { recursive: true });
    [house, browser] = await Promise.all([startHouse(), launch('path' in found ? found.path : '')]);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await house?.stop();
  }, 240_000);

  it.each([
    ['desk', 'light', 1440, 900, '+12025550191'],
    ['phone', 'dark', 390, 844, '+12025550192'],
  ] as const)(
    'goes on by itself, on a %s in the %s',
    async (device, colorScheme, width, height, number) => {
      const phone = house.phone(number);
      const agent = await house.signIn('agent');
      await phone.writes('I want to talk to a person about my refund');
      const { id } = await agent.sees('waiting', number);
      await agent.act(id, 'accept');
      await agent.reply(id, 'Your refund is on its way.');
      await phone.hears(/on its way/u);
      await phone.writes(SECOND);
      await until(async () => JSON.stringify(await agent.transcript(id)).includes('Something else'));

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
      await page.goto(`/inbox/mine/${id}`);
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'A new matter…' }).click();
      const dialog = page.getByRole('dialog', { name: 'A new matter' });
      await dialog.getByLabel('It began with').first().click();
      await page.getByRole('option', { name: /^\d\d:\d\d .*Something else/u }).click();
      await dialog.getByRole('textbox', { name: 'Your first words on it' }).fill('Yes: where do you work?');
      await look('split');
      await dialog.getByRole('button', { name: 'Send and split' }).click();
      await gone(dialog);
      await phone.hears(/where do you work/u);
      await until(() => Promise.resolve(!page.url().endsWith(id)));
      await shown(page.getByText('This matter began in an earlier conversation', { exact: false }));
      await shown(page.getByText('Yes: where do you work?', { exact: true }));
      await look('split-begun');
      await page.getByRole('link', { name: 'Open it' }).click();
      await until(() => Promise.resolve(page.url().endsWith(id)));
      await shown(page.getByText('A new matter goes on by itself', { exact: false }));
      await look('split-closed');
      await seat.leave();
      expect([...faults, ...complaints]).toEqual([]);
    },
    240_000,
  );
});
