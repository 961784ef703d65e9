/** Every screen on a desk and on a phone, by day and by night: nothing runs out of the window, no text is cut unnamed or too pale to read. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { fitsWidth, findBrowser, launch, needScreens, shown, signIn, sitDown } from '../support/browser';
import { cutTexts, paleTexts } from '../support/legible';
import { startHouse, type House } from '../support/house';

const SHOTS = join(__dirname, 'screenshots');
const WANTS_PERSON = 'this charge is not mine, let me talk to a person';
const found = findBrowser();
if ('reason' in found) console.warn(`The tests of the screens are skipped: ${found.reason}`);
const withBrowser = 'reason' in found ? describe.skip : describe;

let house: House;
let browser: Browser;

withBrowser('the screens', () => {
  beforeAll(async () => {
    needScreens();
    mkdirSync(SHOTS, { recursive: true });
    [house, browser] = await Promise.all([startHouse(), launch('path' in found ? found.path : '')]);
    const [first, second] = [house.phone('+12025550141'), house.phone('+12025550143', 'whatsapp')];
    await first.writes('How do I freeze my card?');
    await first.hears(/freeze/iu);
    await first.writes(WANTS_PERSON);
    await second.writes('My card 4111 1111 1111 1111 was stolen, I am furious!');
    await second.hears(/./u);
    const agent = await house.signIn('agent');
    const seen = await agent.sees('waiting', first.number);
    await agent.act(seen.id, 'notes', { text: 'The same shop as last week, see the older dispute.' });
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await house?.stop();
  }, 240_000);

  it.each([
    ['desk', 'light', 1440, 900],
    ['desk', 'dark', 1440, 900],
    ['phone', 'light', 390, 844],
    ['phone', 'dark', 390, 844],
  ] as const)(
    'are legible on a %s in the %s',
    async (device, colorScheme, width, height) => {
      const seat = await sitDown(browser, house, { colorScheme, viewport: { width, height } });
      const { page, complaints } = seat;
      const faults: string[] = [];
      const look = async (screen: string) => {
        const name = `${screen}-${device}-${colorScheme}`;
        await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: screen === 'sandbox' });
        if (!(await fitsWidth(page))) faults.push(`${name}: wider than the window`);
        for (const text of await page.evaluate<string[]>(cutTexts)) faults.push(`${name}: cut off: ${text}`);
        for (const text of await page.evaluate<string[]>(paleTexts)) faults.push(`${name}: pale: ${text}`);
      };

      await page.goto('/sandbox');
      await shown(page.getByText(WANTS_PERSON, { exact: true }));
      await shown(page.getByRole('textbox', { name: 'Your message' }));
      await look('sandbox');

      await page.goto('/');
      await shown(page.getByText('This is the demo business'));
      await look('sign-in');
      await signIn(page, 'admin');
      await goTo(page, '/inbox/mine');
      await shown(page.getByText('You hold no conversation'));
      await look('empty');
      await goTo(page, '/inbox/all');
      await shown(page.getByRole('option').nth(1));
      await look('inbox');
      await page.getByRole('option').filter({ hasText: '+12025550141' }).click();
      await shown(page.getByText('The same shop as last week', { exact: false }));
      await look('conversation');
      if (device === 'phone') {
        await page.getByRole('button', { name: 'Details' }).click();
        await shown(page.getByRole('heading', { name: 'Brief' }));
        await look('details');
      }
      for (const [path, words] of [
        ['channels', 'Staff line'],
        ['policy', 'Rules of the business'],
      ] as const) {
        await goTo(page, `/admin/${path}`);
        await shown(page.getByText(words));
        await look(`admin-${path}`);
      }
      await seat.leave();
      expect([...faults, ...complaints]).toEqual([]);
    },
    240_000,
  );
});

async function goTo(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.waitForLoadState('networkidle').catch(() => undefined);
}
