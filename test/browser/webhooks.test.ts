/** Webhooks on the screen: an admin adds one, keeps its secret, tests it and reads the log, on a desk and on a phone. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { fitsWidth, findBrowser, launch, needScreens, shown, signIn, sitDown } from '../support/browser';
import { startHouse, until, type House } from '../support/house';
import { cutTexts, paleTexts } from '../support/legible';
import { verifies, WebhookReceiver } from '../support/webhook-receiver';

const SHOTS = join(__dirname, 'screenshots');
const LONG = 'The-ledger-of-the-back-office-that-wants-to-know-of-each-and-every-handoff-in-the-house';
const found = findBrowser();
if ('reason' in found) console.warn(`The tests of the screens are skipped: ${found.reason}`);
const withBrowser = 'reason' in found ? describe.skip : describe;

let house: House;
let browser: Browser;
let receiver: WebhookReceiver;

withBrowser('webhooks', () => {
  beforeAll(async () => {
    needScreens();
    mkdirSync(SHOTS, { recursive: true });
    [house, receiver, browser] = await Promise.all([
      startHouse(),
      WebhookReceiver.start(),
      launch('path' in found ? found.path : ''),
    ]);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    receiver?.stop();
    await house?.stop();
  }, 240_000);

  it.each([
    ['desk', 'light', 1440, 900],
    ['desk', 'dark', 1440, 900],
    ['phone', 'light', 390, 844],
    ['phone', 'dark', 390, 844],
  ] as const)(
    'are added, tested and read on a %s in the %s',
    async (device, colorScheme, width, height) => {
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
      const name = `${LONG}-${device}-${colorScheme}`;
      const path = `/${device}-${colorScheme}`;
      await house.db.query('delete from webhook_endpoint');
      await signIn(page, 'admin');
      await page.goto('/admin/webhooks');
      await shown(page.getByText('No webhook yet'));
      await look('admin-webhooks-empty');
      await page.getByRole('button', { name: 'Add webhook' }).click();
      await page.getByRole('textbox', { name: 'Name' }).fill(name);
      await page.getByRole('textbox', { name: 'Address' }).fill('https://10.0.0.1/');
      await page.getByRole('textbox', { name: 'Address' }).press('Enter');
      await shown(page.getByText('leads into a private network', { exact: false }));
      await page.getByRole('textbox', { name: 'Address' }).fill(receiver.url(path));
      await page.getByRole('checkbox', { name: 'received from a customer' }).check();
      await look('admin-webhook-form');
      await page.getByRole('textbox', { name: 'Address' }).press('Enter');
      await shown(page.getByText('Shown this once', { exact: false }));
      const secret = (await page.locator('code').innerText()).trim();
      await look('admin-webhook-secret');
      await page.getByRole('button', { name: 'I have kept it' }).click();
      await page.getByRole('button', { name: 'Test' }).click();
      await shown(page.getByText('Taken'));
      const call = await until(async () => Promise.resolve(receiver.at(path)[0]));
      expect(verifies(call, secret)).toBe(true);
      receiver.behaviour.set(path, 500);
      await page.getByRole('button', { name: 'Test' }).click();
      await shown(page.getByText('answered 500', { exact: false }));
      await page.getByText('Details').first().click();
      await shown(page.getByText('thanks').or(page.getByText(/^no x+/u)));
      await look('admin-webhooks');
      await page.getByRole('combobox', { name: 'Webhook' }).click();
      await page.getByRole('option', { name }).click();
      await shown(page.getByRole('button', { name: 'Send all again' }));
      await look('admin-webhooks-one');

      receiver.behaviour.set(path, 410);
      await page.getByRole('button', { name: 'Test' }).click();
      await shown(page.getByText('It answered “gone” (410)', { exact: false }));
      await page.goto('/inbox/waiting');
      await shown(page.getByText('is switched off', { exact: false }));
      await look('webhook-alert');
      await seat.leave();
      expect([...faults, ...complaints]).toEqual([]);
    },
    240_000,
  );
});
