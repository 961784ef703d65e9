/** What a model wrote is hostile text on every screen: in the widget, in the transcript, in a draft; the check on its words left out, too. */
import type { Browser } from 'playwright-core';
import { findBrowser, launch, needScreens, shown, signIn, sitDown } from '../support/browser';
import { startHouse, until, type House } from '../support/house';
import { says, startModelServer, type ModelServer } from '../support/model-server';

const found = findBrowser();
if ('reason' in found) console.warn(`The tests of the screens are skipped: ${found.reason}`);
const withBrowser = 'reason' in found ? describe.skip : describe;

const BAIT = 'x-marks-the-words';
/** Nothing of it may be asked for, run, or become a link. */
const HOSTILE = [
  `${BAIT} <img src=/hostile-1 onerror="document.title='owned'"><svg onload="document.title='owned'">`,
  `<script>document.title='owned'</script><iframe src="/hostile-2"></iframe><style>body{display:none}</style>`,
  `![a](/hostile-3) [pay](https://hostile.example/pay) [run](javascript:document.title='owned') https://hostile.example/4`,
  `</div></body><a href="https://hostile.example/5">here</a> &lt;b&gt; {{constructor.constructor('document.title=1')()}}`,
].join('\n');

let house: House;
let browser: Browser;
let model: ModelServer;

withBrowser('the words of a model', () => {
  beforeAll(async () => {
    needScreens();
    model = await startModelServer();
    model.play(says(`${HOSTILE}\nSOURCES: none`));
    const path = 'path' in found ? found.path : '';
    [house, browser] = await Promise.all([
      startHouse({ environment: { OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'test-model' } }),
      launch(path),
    ]);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await house?.stop();
    await model?.stop();
  }, 240_000);

  it('are text and nothing else, before and behind the check', async () => {
    const [customer, agent] = await Promise.all([sitDown(browser, house), sitDown(browser, house)]);
    await Promise.all([customer.page.goto('/sandbox'), signIn(agent.page, 'agent')]);
    const chat = customer.page.getByRole('region', { name: 'Web chat' });
    await chat.getByRole('textbox').fill('hello, what can you do?');
    await customer.page.keyboard.press('Enter');
    await shown(chat.locator('.bubble.assistant'));
    const said = async () => {
      const [row] = await house.db.query<{ id: string; conversation_id: string; text: string }>(
        `select id, conversation_id, text from message where author = 'assistant' order by created_at desc limit 1`,
      );
      return row;
    };
    const row = await until(said);
    expect(row.text).not.toMatch(/<[a-z/]|hostile|javascript:/iu);

    // As if the check had let all of it through.
    await house.db.query('update message set text = $2 where id = $1', [row.id, HOSTILE]);
    model.play(says(`${HOSTILE}\nSOURCES: none`));
    await customer.page.reload();
    await shown(chat.locator('.bubble.assistant').filter({ hasText: BAIT }));
    await shown(chat.locator('.bubble.assistant').filter({ hasText: '<script>' }));
    await agent.page.goto(`/inbox/all/${row.conversation_id}`);
    const transcript = agent.page.getByRole('log', { name: /^Transcript/u });
    await shown(transcript.getByText('<script>', { exact: false }));
    await agent.page.getByRole('button', { name: 'Help with writing' }).click();
    await agent.page.getByRole('menuitem', { name: 'Draft a reply' }).click();
    const help = agent.page.getByRole('complementary', { name: 'Help with writing' });
    await shown(help.getByText('written by the model, not sent', { exact: false }));
    await shown(help.getByText(BAIT, { exact: false }));

    for (const { page, asked, complaints } of [customer, agent]) {
      expect(await page.title()).not.toMatch(/owned|^1$/u);
      expect(asked.filter((url) => url.includes('hostile'))).toEqual([]);
      expect(await page.locator('img[src*="hostile"], iframe[src*="hostile"], svg[onload]').count()).toBe(0);
      expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
      // An address may be shown as a link: it is followed by nobody but a person, and tells nothing of us.
      for (const link of await page.locator('a[href*="hostile.example"]').all()) {
        expect(await link.getAttribute('rel')).toMatch(/noopener|noreferrer/u);
        expect(await link.textContent()).toContain('hostile.example');
      }
      expect(complaints).toEqual([]);
    }
    await Promise.all([customer.leave(), agent.leave()]);
  }, 240_000);
});
