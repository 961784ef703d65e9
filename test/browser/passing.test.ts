/** A conversation passed on in the inbox, as both see it: the one who asks at a desk, the one who is asked on a phone in the dark. */
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

withBrowser('passing on', () => {
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

  it('asks a colleague, who declines with a reason, is asked again and accepts', async () => {
    const phone = house.phone('+12025550177');
    await phone.writes('My parcel never came');
    await phone.writes('let me talk to a person please');
    const agent = await house.signIn('agent');
    await until(async () => (await agent.list('waiting')).some((row) => row.contact.address === phone.number));
    const [desk, mobile] = await Promise.all([
      sitDown(browser, house, { colorScheme: 'light', viewport: { width: 1440, height: 900 } }),
      sitDown(browser, house, { colorScheme: 'dark', viewport: { width: 390, height: 844 } }),
    ]);
    const giver = desk.page;
    const colleague = mobile.page;
    const faults: string[] = [];
    const look = async (page: typeof giver, name: string) => {
      await page.screenshot({ path: join(SHOTS, `${name}.png`) });
      if (!(await fitsWidth(page))) faults.push(`${name}: wider than the window`);
      for (const text of await page.evaluate<string[]>(cutTexts)) faults.push(`${name}: cut off: ${text}`);
      for (const text of await page.evaluate<string[]>(paleTexts)) faults.push(`${name}: pale: ${text}`);
    };
    await signIn(giver, 'agent');
    await signIn(colleague, 'admin');

    const [row] = await agent.list('waiting');
    await giver.goto(`/inbox/waiting/${row?.id ?? ''}`);
    await giver.getByRole('button', { name: 'Accept' }).click();
    await shown(giver.getByText('Yours', { exact: true }));

    const pass = async (note: string) => {
      await giver.getByRole('button', { name: 'More actions' }).click();
      await giver.getByRole('menuitem', { name: 'Pass to a colleague…' }).click();
      const dialog = giver.getByRole('dialog', { name: 'Pass to a colleague' });
      await dialog.getByLabel('Colleague').first().click();
      await giver.getByRole('option').first().click();
      await dialog.getByRole('textbox', { name: 'What they should know' }).fill(note);
      await look(giver, 'pass-dialog');
      await dialog.getByRole('button', { name: 'Ask them' }).click();
      await gone(dialog);
      await shown(giver.getByText('is asked to take this over', { exact: false }));
    };
    await pass('Her parcel was lost twice. Please call the carrier before you answer.');
    await look(giver, 'pass-asked');

    await colleague.goto(`/inbox/waiting/${row?.id ?? ''}`);
    await shown(colleague.getByText('asks you to take this over', { exact: false }));
    await shown(colleague.getByText('Her parcel was lost twice.', { exact: false }).first());
    await look(colleague, 'passed-phone');
    await colleague.getByRole('button', { name: 'Decline…' }).click();
    await colleague.getByRole('textbox', { name: 'Why (optional)' }).fill('On the phone');
    await look(colleague, 'pass-decline');
    await colleague.getByRole('button', { name: 'Decline', exact: true }).click();
    await shown(giver.getByText('declined: On the phone. It stays yours.', { exact: false }));
    await look(giver, 'pass-declined');

    await pass('Now, please?');
    await shown(colleague.getByText('Now, please?').first());
    await colleague.getByRole('button', { name: 'Accept' }).first().click();
    await shown(colleague.getByText('Yours', { exact: true }));
    await shown(giver.getByText('Held by', { exact: false }).first());
    expect(faults).toEqual([]);
    await desk.leave();
    await mobile.leave();
  }, 180_000);
});
