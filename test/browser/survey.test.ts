/** How it went, in a real browser: the numbers in the chat, the page behind a mail's link, and where the house reads the answers. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { Jobs } from '../../src/foundation/jobs/jobs';
import { Settings } from '../../src/foundation/settings/settings';
import { SurveyTokens } from '../../src/pipeline/survey/token';
import { fitsWidth, findBrowser, launch, needScreens, shown, signIn, sitDown } from '../support/browser';
import { cutTexts, paleTexts } from '../support/legible';
import { startHouse, until, type House } from '../support/house';

const SHOTS = join(__dirname, 'screenshots');
const found = findBrowser();
if ('reason' in found) console.warn(`The tests of the survey's screens are skipped: ${found.reason}`);
const withBrowser = 'reason' in found ? describe.skip : describe;

let house: House;
let browser: Browser;

withBrowser('how it went', () => {
  beforeAll(async () => {
    needScreens();
    mkdirSync(SHOTS, { recursive: true });
    [house, browser] = await Promise.all([startHouse(), launch('path' in found ? found.path : '')]);
    await house.db.query(`update team set survey = '{"on": true, "delayMinutes": 0, "everyDays": 30}'`);
    await house.db.query(
      `update setting set value = value || '{"quietHours": {"from": "00:00", "to": "00:00"}}' where key = 'business'`,
    );
    await house.app.get(Settings).reload();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await house?.stop();
  }, 240_000);

  /** What was planned for later is looked at now. */
  async function due(): Promise<void> {
    await house.db.query(`update job set not_before = now() where kind = 'survey'`);
    await house.db.query(`update lane set due = now() where key like 'survey:%' and owner is null`);
    house.app.get(Jobs).wake();
  }

  const faultsOf = async (page: Page, name: string): Promise<string[]> => {
    await page.screenshot({ path: join(SHOTS, `${name}.png`) });
    const pale = await page.evaluate<string[]>(paleTexts);
    const cut = await page.evaluate<string[]>(cutTexts);
    return [
      ...((await fitsWidth(page)) ? [] : [`${name}: too wide`]),
      ...[...pale, ...cut].map((text) => `${name}: ${text}`),
    ];
  };

  it('the chat offers five numbers; one press rates, and the house reads it', async () => {
    const agent = await house.signIn('agent');
    const visitor = await sitDown(browser, house, { viewport: { width: 390, height: 844 } });
    const { page } = visitor;
    const site = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(
        `<!doctype html><html lang="en"><title>A shop</title><h1>A shop</h1><script src="${house.url}/widget.js" data-site="demo-site" async></script></html>`,
      );
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}`);
    await page.getByRole('button', { name: 'Open chat' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Your message' }).fill('let me talk to a person');
    await page.keyboard.press('Enter');
    const seen = await until(async () => (await agent.list('waiting')).at(0));
    await agent.reply(seen.id, 'All is well again.');
    await shown(dialog.getByText('All is well again.'));
    await agent.act(seen.id, 'close');
    await until(async () => {
      await due();
      return (await house.db.query('select 1 from survey where conversation_id = $1', [seen.id])).length > 0;
    });
    const numbers = dialog.getByRole('group', { name: /^Your rating/u });
    await shown(numbers);
    expect(await numbers.getByRole('button').allInnerTexts()).toEqual(['1', '2', '3', '4', '5']);
    await page.screenshot({ path: join(SHOTS, 'widget-rate.png') });
    await numbers.getByRole('button', { name: '2' }).click();
    await shown(dialog.getByText('What could we have done better?', { exact: false }));
    expect(await numbers.count()).toBe(0);
    await dialog.getByRole('textbox', { name: 'Your message' }).fill('It took too long.');
    await page.keyboard.press('Enter');
    await shown(dialog.getByText('Thank you for telling us.'));
    expect((await agent.detail(seen.id)).rating).toMatchObject({ score: 2, reason: 'It took too long.' });
    expect((await agent.detail(seen.id)).status).toBe('closed');
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
    site.close();
  }, 240_000);

  it.each([
    ['desk', 'light', 1440, 900],
    ['phone', 'dark', 390, 844],
  ] as const)(
    'the page of a link and the screens of the house are legible on a %s in the %s',
    async (device, colorScheme, width, height) => {
      const [survey] = await house.db.query<{ id: string; conversation_id: string }>(
        'select id, conversation_id from survey limit 1',
      );
      const token = house.app.get(SurveyTokens, { strict: false }).sign(survey?.id ?? '');
      const seat = await sitDown(browser, house, { colorScheme, viewport: { width, height } });
      const { page } = seat;
      await page.goto(`/rate/${token}?score=4`);
      await shown(page.getByRole('heading', { name: 'How did we do?' }));
      const faults = await faultsOf(page, `rate-${device}-${colorScheme}`);
      expect(await page.getByRole('radio', { name: '4' }).isChecked()).toBe(true);
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowRight');
      expect(await page.getByRole('radio', { name: '5' }).isChecked()).toBe(true);
      await page.getByRole('button', { name: 'Send' }).click();
      await shown(page.getByText('Thank you for telling us.'));
      faults.push(...(await faultsOf(page, `rated-${device}-${colorScheme}`)));

      await signIn(page, 'admin');
      await page.goto('/admin/ratings');
      await shown(page.getByText('5 of 5', { exact: false }));
      faults.push(...(await faultsOf(page, `admin-ratings-${device}-${colorScheme}`)));
      await page.goto('/admin/teams');
      await page.getByRole('button', { name: 'Edit General' }).first().click();
      await page.getByText('Ask customers how it went').scrollIntoViewIfNeeded();
      faults.push(...(await faultsOf(page, `admin-team-rating-${device}-${colorScheme}`)));
      await page.goto(`/inbox/all/${survey?.conversation_id ?? ''}`);
      if (device === 'phone') await page.getByRole('button', { name: 'Details' }).click();
      await page.getByRole('heading', { name: 'Rating' }).scrollIntoViewIfNeeded();
      await shown(page.getByText('5 of 5'));
      faults.push(...(await faultsOf(page, `details-rating-${device}-${colorScheme}`)));
      expect([...faults, ...seat.complaints]).toEqual([]);
      await seat.leave();
    },
    240_000,
  );
});
