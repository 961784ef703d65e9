/** The board of now: who waits and who is there, and two conversations given to one agent, at a desk and on a phone. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { fitsWidth, findBrowser, gone, launch, needScreens, shown, signIn, sitDown } from '../support/browser';
import { cutTexts, paleTexts } from '../support/legible';
import { startHouse, until, type House } from '../support/house';

const SHOTS = join(__dirname, 'screenshots');
const found = findBrowser();
if ('reason' in found) console.warn(`The tests of the screens are skipped: ${found.reason}`);
const withBrowser = 'reason' in found ? describe.skip : describe;

withBrowser('the board of now', () => {
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
    ['desk', 'light', 1440, 900, '+120255501'],
    ['phone', 'dark', 390, 844, '+120255502'],
  ] as const)(
    'on a %s in the %s',
    async (device, colorScheme, width, height, prefix) => {
      const seat = await sitDown(browser, house, { colorScheme, viewport: { width, height } });
      const { page } = seat;
      const faults: string[] = [];
      const look = async (screen: string) => {
        const name = `${screen}-${device}-${colorScheme}`;
        await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
        if (!(await fitsWidth(page))) faults.push(`${name}: wider than the window`);
        for (const text of await page.evaluate<string[]>(cutTexts)) faults.push(`${name}: cut off: ${text}`);
        for (const text of await page.evaluate<string[]>(paleTexts)) faults.push(`${name}: pale: ${text}`);
      };
      await signIn(page, 'admin');
      await page.goto('/now');
      await shown(page.getByText('Nobody waits for a person.', { exact: false }));
      await look('now-empty');

      const numbers = [`${prefix}81`, `${prefix}82`];
      for (const number of numbers)
        await house.phone(number).writes('this charge is not mine, let me talk to a person');
      const waiting = page.getByRole('region', { name: 'Waiting' });
      for (const number of numbers) await shown(waiting.getByRole('link', { name: number }));
      for (const number of numbers) await waiting.getByRole('checkbox', { name: `Choose ${number}` }).check();
      await look('now');
      await page.getByRole('button', { name: 'Move…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Move 2 conversations' });
      await dialog.getByLabel('To').first().click();
      await page.getByRole('option', { name: /^Demo agent/u }).click();
      await look('now-move');
      await dialog.getByRole('button', { name: 'Move', exact: true }).click();
      await shown(page.getByText('2 moved.'));
      await gone(dialog);
      await shown(page.getByText('Nobody waits for a person.', { exact: false }));
      const agent = await house.signIn('agent');
      await until(async () => {
        const mine = (await agent.list('mine')).map((row) => row.contact.address);
        return numbers.every((number) => mine.includes(number)) || undefined;
      });
      for (const row of await agent.list('mine')) await agent.act(row.id, 'close');
      expect(faults).toEqual([]);
      await seat.leave();
    },
    180_000,
  );
});
