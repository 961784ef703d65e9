/** The widget on a customer's own page, in a real browser: how it looks, how it is used, and what it survives. */
import { createServer, type Server } from 'node:http';
import { connect, createServer as createRelay, type AddressInfo, type Server as Relay, type Socket } from 'node:net';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { WEB_ROOT } from '../../src/api/http/pages';
import { Settings } from '../../src/foundation/settings/settings';
import type { AgentClient } from '../support/agent-client';
import { findBrowser, fitsWidth, gone, launch, needScreens, shown, sitDown, type Seat } from '../support/browser';
import { startHouse, until, type House } from '../support/house';
import { cutTexts, paleTexts } from '../support/legible';

const SHOTS = join(__dirname, 'screenshots');
const LARGEST_BYTES = 35_000;
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

it('the one script stays under 35 kB gzipped', () => {
  needScreens();
  expect(gzipSync(readFileSync(join(WEB_ROOT, 'widget.js'))).length).toBeLessThan(LARGEST_BYTES);
});

const found = findBrowser();
if ('reason' in found) console.warn(`The tests of the widget are skipped: ${found.reason}`);
const withBrowser = 'reason' in found ? describe.skip : describe;

let house: House;
let browser: Browser;
let agent: AgentClient;
let site: Server;
let siteUrl = '';
let seats: Seat[] = [];
/** What the page says of the script, by path. */
const pages = new Map<string, { html: string; attributes: string; server: string }>();

withBrowser('the widget', () => {
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
    [house, browser] = await Promise.all([startHouse(), launch('path' in found ? found.path : '')]);
    agent = await house.signIn('agent');
    site = createServer((request, response) => {
      const page = pages.get(request.url ?? '');
      if (!page) return void response.writeHead(404).end();
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        // A strict page: neither inline styles nor inline scripts.
        'content-security-policy': `default-src 'self'; script-src ${page.server}; connect-src ${page.server} ${page.server.replace('http', 'ws')}; img-src blob:`,
      });
      response.end(
        `<!doctype html><html ${page.html}><meta name="color-scheme" content="light dark"><title>A shop</title><h1>A shop</h1><a href="#x">A link</a>` +
          `<script src="${page.server}/widget.js" data-site="demo-site" ${page.attributes} async></script></html>`,
      );
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  }, 240_000);
  afterEach(async () => {
    const complaints = seats.flatMap((seat) => seat.complaints);
    await Promise.all(seats.map((seat) => seat.leave()));
    seats = [];
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
    await house?.stop();
  }, 240_000);

  async function visit(
    { html = 'lang="en"', attributes = '', server = house.url } = {},
    options: BrowserContextOptions = {},
  ): Promise<Seat> {
    const path = `/${pages.size}`;
    pages.set(path, { html, attributes, server });
    const seat = await sitDown(browser, house, { baseURL: siteUrl, ...options });
    seats.push(seat);
    await seat.page.goto(path);
    return seat;
  }

  it('is used by keyboard alone: opened, kept in, written with, closed by Escape, and nothing is stored before', async () => {
    const { page } = await visit();
    const launcher = page.getByRole('button', { name: 'Open chat' });
    await shown(launcher);
    await launcher.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    const box = dialog.getByRole('textbox', { name: 'Your message' });
    await shown(dialog.getByRole('heading', { name: 'Larkmoor' }));
    expect(await box.evaluate((element) => element.matches(':focus'))).toBe(true);
    for (let presses = 0; presses < 12; presses += 1) {
      await page.keyboard.press(presses < 6 ? 'Tab' : 'Shift+Tab');
      expect(await dialog.locator(':focus').count()).toBe(1);
    }
    expect(await page.evaluate('Object.keys(localStorage)')).toEqual([]);
    await box.focus();
    await page.keyboard.type('How do I freeze my card?');
    await page.keyboard.press('Enter');
    await shown(
      dialog
        .getByRole('log')
        .getByText(/freeze/iu)
        .nth(1),
    );
    expect(await page.evaluate('localStorage.length')).toBeGreaterThan(0);
    await page.keyboard.press('Escape');
    await gone(dialog);
    await until(() => launcher.evaluate((element) => element.matches(':focus')));
  }, 240_000);

  it.each([
    ['light', 1440],
    ['dark', 390],
  ] as const)(
    'offers a person to touch when it does not know, and the touch is a word of the visitor (%s)',
    async (colorScheme, width) => {
      const { page } = await visit({}, { colorScheme, viewport: { width, height: 844 } });
      await page.getByRole('button', { name: 'Open chat' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox', { name: 'Your message' }).fill('Which moons has Jupiter?');
      await page.keyboard.press('Enter');
      const answers = dialog.getByRole('group', { name: 'Possible answers' });
      await shown(answers.getByRole('button', { name: 'Talk to a person' }));
      await page.screenshot({ path: join(SHOTS, `widget-choices-${colorScheme}.png`) });
      await answers.getByRole('button', { name: 'Talk to a person' }).click();
      await shown(dialog.locator('.bubble.mine').getByText('Talk to a person'));
      await shown(dialog.locator('.bubble.system').first());
      await gone(answers);
    },
    240_000,
  );

  it('counts what came while it was closed, shows who types and what was read, and asks once for an address', async () => {
    const { page } = await visit();
    await page.getByRole('button', { name: 'Open chat' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Your message' }).fill('let me talk to a person');
    await page.keyboard.press('Enter');
    await shown(dialog.getByText('Should you have to leave', { exact: false }));
    await dialog.getByLabel(/Should you have to leave/u).fill('someone@example.com');
    await shown(dialog.getByText(/^I agree that this address/u));
    await page.screenshot({ path: join(SHOTS, 'widget-ask.png') });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await shown(dialog.getByText(/we can write to someone@example.com/u));
    const [claim] = await house.db.query<{ conversation_id: string; consent: string }>('select * from email_claim');
    expect(claim?.consent).toMatch(/^I agree that this address/u);
    const id = claim?.conversation_id ?? '';
    const detail = await agent.get(`/conversations/${id}`);
    expect(JSON.stringify(detail)).toContain('someone@example.com');

    await agent.act(id, 'accept');
    await agent.act(id, 'typing');
    await shown(dialog.getByText(/^\S.* is typing…$/u));
    await agent.request('PUT', `/conversations/${id}/read`, { seq: 1 });
    await shown(dialog.getByText('Read', { exact: true }));
    await page.getByRole('button', { name: 'Close chat' }).first().click();
    await gone(dialog);
    await agent.reply(id, 'A person here.');
    const badge = page.getByRole('button', { name: 'Open chat, 1 new message' });
    await shown(badge);
    await badge.click();
    await shown(dialog.getByText('A person here.'));
    await dialog.getByRole('button', { name: 'Turn sound off' }).click();
    await shown(dialog.getByRole('button', { name: 'Turn sound on' }));
    await page.reload();
    await page.getByRole('button', { name: /^Open chat/u }).click();
    await shown(dialog.getByText('A person here.'));
    await shown(dialog.getByRole('button', { name: 'Turn sound on' }));
    expect(await dialog.getByText('Should you have to leave', { exact: false }).count()).toBe(0);
  }, 240_000);

  it('sends files that were chosen, dropped or pasted, shows images, and says what is not taken', async () => {
    const { page } = await visit();
    await page.getByRole('button', { name: 'Open chat' }).click();
    const dialog = page.getByRole('dialog');
    await shown(dialog.getByRole('heading', { name: 'Larkmoor' }));
    const give = (name: string, mimeType: string, buffer: Buffer) =>
      dialog.locator('input[type=file]').setInputFiles({ name, mimeType, buffer });
    await give('photo.png', 'image/png', PNG);
    await give('page.html', 'text/html', Buffer.from('<html><script>alert(1)</script></html>'));
    await shown(dialog.getByText(/This kind of file is not taken/u));
    for (const kind of ['drop', 'paste']) {
      await dialog.getByRole('textbox', { name: 'Your message' }).evaluate((element, type) => {
        const data = new DataTransfer();
        data.items.add(new File([`by ${type}`], `${type}.txt`, { type: 'text/plain' }));
        const init = { bubbles: true, composed: true, cancelable: true };
        element.dispatchEvent(
          type === 'drop'
            ? new DragEvent('drop', { ...init, dataTransfer: data })
            : new ClipboardEvent('paste', { ...init, clipboardData: data }),
        );
      }, kind);
    }
    await shown(dialog.getByText('paste.txt'));
    await until(
      async () => (await dialog.getByRole('progressbar', { name: /100 %/u }).count()) === 3,
      () => dialog.innerText(),
    );
    await dialog.getByRole('textbox', { name: 'Your message' }).fill('Here it is');
    await dialog.getByRole('button', { name: 'Send', exact: true }).click();
    await shown(dialog.getByRole('img', { name: 'photo.png' }));
    await shown(dialog.getByRole('button', { name: 'Download drop.txt' }));
    const files = await house.db.query<{ name: string }>(
      `select f.name from attachment f join message m on m.id = f.message_id where m.text = 'Here it is' order by f.position`,
    );
    expect(files.map((file) => file.name)).toEqual(['photo.png', 'drop.txt', 'paste.txt']);
    await page.screenshot({ path: join(SHOTS, 'widget-files.png') });
    await page.reload();
    await page.getByRole('button', { name: /^Open chat/u }).click();
    await shown(dialog.getByRole('img', { name: 'photo.png' }));
  }, 240_000);

  it.each([
    ['desk-light', 'light', 1000, 760, 'lang="de-CH"', 'data-color="#ffd400" data-title="Hilfe" data-greeting="Guten Tag!"', 'Chat öffnen'],
    ['phone-dark', 'dark', 390, 844, 'lang="fr"', '', 'Ouvrir la discussion'],
    ['phone-rtl', 'light', 390, 844, 'lang="ar" dir="rtl"', 'data-lang="it" data-theme="dark" data-position="start"', 'Apri la chat'],
  ] as const)('is legible: %s', async (name, colorScheme, width, height, html, attributes, open) => {
    const { page } = await visit({ html, attributes }, { colorScheme, viewport: { width, height } });
    await shown(page.getByRole('button', { name: open }));
    const box = await page.getByRole('button', { name: open }).boundingBox();
    // At the end of the line, unless the tag says start.
    expect((box?.x ?? 0) > width / 2).toBe(true);
    await page.getByRole('button', { name: open }).click();
    await shown(page.getByRole('dialog'));
    await shown(page.getByRole('heading').nth(1));
    await page.getByRole('dialog').getByRole('textbox').fill('How do I freeze my card?');
    await page.keyboard.press('Enter');
    await shown(page.getByRole('log').locator('.bubble.assistant'));
    if (width === 390) expect(await page.getByRole('dialog').boundingBox()).toMatchObject({ x: 0, y: 0, width, height });
    // Nothing lies over what one writes with.
    expect(await page.getByRole('dialog').locator('form').last().evaluate(uncovered)).toBe(true);
    await page.screenshot({ path: join(SHOTS, `widget-${name}.png`) });
    expect(await fitsWidth(page)).toBe(true);
    expect(await page.evaluate<string[]>(cutTexts)).toEqual([]);
    expect(await page.evaluate<string[]>(paleTexts)).toEqual([]);
  }, 240_000); // prettier-ignore

  it('loses and doubles nothing while the line is cut again and again and both sides write', async () => {
    const relay = await relayTo(house.url);
    const { page } = await visit({ server: relay.url });
    await page.getByRole('button', { name: 'Open chat' }).click();
    const dialog = page.getByRole('dialog');
    const box = dialog.getByRole('textbox', { name: 'Your message' });
    await shown(dialog.getByRole('heading', { name: 'Larkmoor' }));
    await box.fill('let me talk to a person, word 0');
    await page.keyboard.press('Enter');
    const id = await until(
      async () =>
        (
          await house.db.query<{ id: string }>(
            `select c.id from conversation c join message m on m.conversation_id = c.id where m.text like '%word 0' and c.holder = 'queue'`,
          )
        )[0]?.id,
      () => dialog.innerText(),
    );
    await agent.act(id, 'accept');
    let over = false;
    const cutting = (async () => {
      while (!over) {
        await sleep(900);
        relay.cut();
      }
    })();
    const said = ['let me talk to a person, word 0'];
    const replied: string[] = [];
    for (let i = 1; i <= 12; i += 1) {
      said.push(`word ${i}`);
      await box.fill(`word ${i}`);
      await page.keyboard.press('Enter');
      replied.push(`reply ${i}`);
      await agent.reply(id, `reply ${i}`);
      await sleep(600);
      if (i === 6) {
        await page.reload();
        await page.getByRole('button', { name: /^Open chat/u }).click();
        await shown(box);
      }
    }
    over = true;
    await cutting;
    const screen = async (kind: string) =>
      (await dialog.locator(`.bubble.${kind}:not(.waiting)`).allInnerTexts()).map((text) =>
        text.replace(/^You:\s+|^[^:]+:\s+/u, ''),
      );
    await until(
      async () => (await screen('mine')).length >= said.length && (await screen('agent')).length >= replied.length,
      async () => [await screen('mine'), await screen('agent')],
    );
    await gone(dialog.getByText('Sending…'));
    const rows = await house.db.query<{ author: string; text: string; seq: number }>(
      'select author, text, seq from message where conversation_id = $1 order by seq',
      [id],
    );
    const stored = (author: string) => rows.filter((row) => row.author === author).map((row) => row.text);
    expect(stored('contact').toSorted()).toEqual(said.toSorted());
    expect(stored('agent')).toEqual(replied);
    expect(await screen('mine')).toEqual(stored('contact'));
    expect(await screen('agent')).toEqual(replied);
    expect(rows.map((row) => row.seq)).toEqual(rows.map((_, index) => index + 1));
    expect(relay.cuts()).toBeGreaterThanOrEqual(4);
    expect(await page.evaluate(`Object.keys(localStorage).filter((name) => name.includes('.out.'))`)).toEqual([]);
    relay.stop();
  }, 240_000);

  it('takes a message and an address while nobody would answer, and has no form otherwise', async () => {
    const days = [-1, 0, 1].map((day) => new Date(Date.now() + day * 86_400_000).toISOString().slice(0, 10));
    const setting = async (paused: boolean, holidays: string[]): Promise<void> => {
      await house.db.query(
        `update setting set value = value || jsonb_build_object('assistantPaused', $1::boolean) where key = 'switches'`,
        [paused],
      );
      await house.db.query('update team set hours = $1', [
        JSON.stringify({ weekly: [], holidays: holidays.map((date) => ({ date, name: 'Away' })) }),
      ]);
      await house.app.get(Settings).reload();
    };
    await setting(true, days);
    try {
      const { page } = await visit({}, { colorScheme: 'dark', viewport: { width: 390, height: 844 } });
      await page.getByRole('button', { name: 'Open chat' }).click();
      const dialog = page.getByRole('dialog');
      await shown(dialog.getByText('Nobody is here right now', { exact: false }));
      const box = dialog.getByRole('textbox', { name: 'Your message' });
      expect(await box.evaluate((element) => element.matches(':focus'))).toBe(true);
      await box.fill('My card was eaten by a machine.');
      await page.keyboard.press('Tab');
      await page.keyboard.type('left@example.com');
      expect([...(await page.evaluate<string[]>(paleTexts)), ...(await page.evaluate<string[]>(cutTexts))]).toEqual([]);
      expect(await fitsWidth(page)).toBe(true);
      await page.screenshot({ path: join(SHOTS, 'widget-leave.png') });
      await dialog.getByRole('button', { name: 'Leave message' }).click();
      await shown(dialog.getByText('My card was eaten by a machine.'));
      const claim = await until(
        async () =>
          (
            await house.db.query<{ consent: string; page: string; conversation_id: string }>(
              `select consent, page, conversation_id from email_claim where email = 'left@example.com'`,
            )
          )[0],
      );
      expect(claim.consent).toMatch(/^I agree that this address/u);
      expect(claim.page).toMatch(new RegExp(`^${siteUrl}/`, 'u'));
      await until(async () => (await agent.detail(claim.conversation_id)).holder === 'queue');
      await shown(dialog.getByRole('textbox', { name: 'Your message' }));
      expect(await dialog.getByRole('button', { name: 'Leave message' }).count()).toBe(0);
    } finally {
      await setting(false, []);
    }
    const { page } = await visit();
    await page.getByRole('button', { name: 'Open chat' }).click();
    await shown(page.getByRole('dialog').getByText('Ask us anything', { exact: false }));
    expect(await page.getByRole('button', { name: 'Leave message' }).count()).toBe(0);
  }, 240_000);
});

/** True where every corner and the middle of the element is its own. */
function uncovered(element: HTMLElement | SVGElement): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const root = element.getRootNode() as ShadowRoot;
  return [left + 4, (left + right) / 2, right - 4, right - 24].every((x) =>
    element.contains(root.elementFromPoint(x, (top + bottom) / 2)),
  );
}

/** A line that can be cut, between a browser and the house. */
async function relayTo(url: string): Promise<{ url: string; cut(): void; cuts(): number; stop(): void }> {
  const target = Number(new URL(url).port);
  const open = new Set<Socket>();
  let cuts = 0;
  const relay: Relay = createRelay((near) => {
    const far = connect(target, '127.0.0.1');
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    if (open.size > 0) cuts += 1;
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`,
    cut,
    cuts: () => cuts,
    stop: () => {
      cut();
      relay.close();
    },
  };
}
