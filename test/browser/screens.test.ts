/** Every screen on a desk and on a phone, by day and by night: nothing runs out of the window, no text is cut unnamed or too pale to read. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { fitsWidth, findBrowser, launch, needScreens, shown, signIn, sitDown } from '../support/browser';
import { cutTexts, paleTexts } from '../support/legible';
import { startHouse, until, type House } from '../support/house';
import { Suggestions } from '../../src/intelligence/knowledge/suggestions';

const SHOTS = join(__dirname, 'screenshots');
const WANTS_PERSON = 'this charge is not mine, let me talk to a person';
const UNANSWERED = [
  ['+12025550144', 'Do you lend parasols to customers who visit the branch by the sea?'],
  ['+12025550145', 'parasols at the sea branch'],
  ['+12025550146', 'Which zeppelin vouchers can I get for my nephew?'],
] as const;
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
    for (const [number, question] of UNANSWERED) {
      const phone = house.phone(number);
      await phone.writes(question);
      await phone.hears(/./u);
    }
    const learned = await agent.sees('all', UNANSWERED[0][0]);
    await agent.act(learned.id, 'take-over');
    await agent.reply(
      learned.id,
      'Yes, we lend parasols to customers at every branch by the sea, for up to three days.',
    );
    await agent.act(learned.id, 'close');
    await until(async () => (await house.app.get(Suggestions).look()) > 0);
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
        ['knowledge', 'Freeze'],
        ['assistant', 'At most for'],
        ['gaps', 'Do you lend parasols'],
      ] as const) {
        await goTo(page, `/admin/${path}`);
        await shown(page.getByText(words));
        await look(`admin-${path}`);
      }
      await goTo(page, '/admin/channels');
      await page.getByRole('button', { name: 'Setup of WhatsApp at its provider' }).click();
      const setup = page.getByRole('dialog');
      await shown(setup.getByText('The WhatsApp sender is online.'));
      await setup.getByRole('button', { name: /for approval$/u }).scrollIntoViewIfNeeded();
      await look('admin-setup');
      await setup.getByRole('button', { name: 'Close' }).click();
      await goTo(page, '/admin/gaps');
      await page.getByText('Not answered').click();
      await shown(page.getByText('zeppelin', { exact: false }));
      await look('admin-gaps-open');
      await page
        .getByRole('button', { name: /Write article/u })
        .first()
        .click();
      await shown(page.getByText('For whom'));
      await look('admin-write-article');
      await goTo(page, '/admin/knowledge');
      await page.getByRole('button', { name: /^Edit/u }).first().click();
      await page.getByRole('heading', { name: 'Versions' }).scrollIntoViewIfNeeded();
      await shown(page.getByText('Version 1'));
      await look('admin-article');
      await goTo(page, '/inbox/all');
      await page.getByRole('button', { name: 'New conversation' }).click();
      await shown(page.getByText('Why may they be written to?'));
      await page.getByText('Another reason').click();
      await look('first');
      await page.keyboard.press('Escape');
      await page.goto('/admin/teams');
      await page.getByRole('button', { name: 'Edit Disputes' }).first().click();
      await page.getByText('Offering conversations').scrollIntoViewIfNeeded();
      await look('admin-team-offering');
      await goTo(page, '/admin/switches');
      await shown(page.getByText("Offer conversations on agents' own phones and mailboxes"));
      await look('admin-switches');
      await goTo(page, '/me');
      await shown(page.getByRole('button', { name: 'Send me a code' }));
      await page.getByRole('switch', { name: 'Quiet hours' }).click();
      await look('reach');
      await goTo(page, '/admin/rehearsal');
      const words = page.getByRole('textbox', { name: 'The customer writes' });
      await shown(words);
      await words.fill('How do I freeze my card?');
      await words.press('Enter');
      await shown(page.getByText('Answered, by the embedded assistant', { exact: false }));
      await words.fill('There is a payment that was not me, I want to talk to someone');
      await words.press('Enter');
      await shown(page.getByText('A person is called in Disputes', { exact: false }));
      await page.getByText('How it was decided').click();
      await look('admin-rehearsal');
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
