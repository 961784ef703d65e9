/** A real browser without a window: the machine's own Chromium, else the one that npm brought; or the reason why there is none. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';
import { WEB_ROOT } from '../../src/api/http/pages';
import type { House } from './house';

const ROOT = join(__dirname, '../..');
const ARGUMENTS = [
  // Only our own pages are loaded, and neither root nor a container has what the sandbox needs.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
/** How long a screen may take to show what must come, on a busy machine. */
const PATIENCE_MS = 45_000;

export type Found = { path: string } | { reason: string };

/** Starts each candidate once, because a file that is there may still lack what it needs. Synchronous: jest decides on skipping while it loads. */
export function findBrowser(): Found {
  const reasons: string[] = [];
  for (const candidate of [systemBrowser, packagedBrowser]) {
    const found = candidate();
    if ('reason' in found) {
      reasons.push(found.reason);
      continue;
    }
    const start = spawnSync(found.path, ['--headless', ...ARGUMENTS, '--dump-dom', 'about:blank'], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    if (start.stdout?.includes('<html')) return found;
    const why = start.error?.message ?? start.stderr.trim().split('\n').at(-1) ?? '';
    reasons.push(`${found.path} does not start: ${why}`);
  }
  return { reason: reasons.join('; ') };
}

function systemBrowser(): Found {
  const path = '/usr/bin/chromium';
  return existsSync(path) ? { path } : { reason: `there is no ${path}` };
}

/** Unpacks itself to the temporary folder, which needs a promise: a process of its own waits for it. */
function packagedBrowser(): Found {
  const code = `import('@sparticuz/chromium').then(({ default: it }) => it.executablePath()).then(console.log)`;
  const run = spawnSync(process.execPath, ['-e', code], { cwd: ROOT, encoding: 'utf8', timeout: 60_000 });
  const path = run.stdout?.trim();
  return path ? { path } : { reason: `@sparticuz/chromium does not unpack: ${run.stderr.trim().split('\n').at(-1)}` };
}

export function launch(path: string): Promise<Browser> {
  return chromium.launch({ executablePath: path, args: ARGUMENTS });
}

/** `npm test` builds first; who runs jest alone is told what is missing. */
export function needScreens(): void {
  if (!existsSync(WEB_ROOT)) throw new Error('The screens are not built: npm run build.');
}

export interface Seat {
  page: Page;
  /** What no screen may ever do: errors nobody caught, blocked contents, dialogs of a foreign script. */
  complaints: string[];
  /** Every address that the page asked for. */
  asked: string[];
  leave(): Promise<void>;
}

/** One person before one screen: cookies and storage of their own. */
export async function sitDown(browser: Browser, house: House, options: BrowserContextOptions = {}): Promise<Seat> {
  const context = await browser.newContext({
    baseURL: house.url,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  const asked: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => asked.push(request.url()));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (line) => {
    if (/content security policy/iu.test(line.text())) complaints.push(line.text());
  });
  return { page, complaints, asked, leave: () => context.close() };
}

/** Through the form, by keyboard alone: the first field has the focus. */
export async function signIn(page: Page, who: 'agent' | 'colleague' | 'admin'): Promise<void> {
  await page.goto('/');
  await shown(page.getByLabel('Email'));
  await page.keyboard.type(`${who}@larkmoor.example`);
  await tabTo(page.getByRole('textbox', { name: 'Password' }));
  await page.keyboard.type(`demo-${who}-pass`);
  await page.keyboard.press('Enter');
  await shown(page.getByRole('listbox', { name: 'Waiting' }));
}

/** Waits for it; says what stood there instead. */
export async function shown(locator: Locator): Promise<void> {
  try {
    await locator.first().waitFor({ state: 'visible' });
  } catch (cause) {
    const instead = await locator.page().locator('body').innerText();
    throw new Error(`${String(locator)} did not appear at ${locator.page().url()}. There was:\n${instead}`, { cause });
  }
}

export async function gone(locator: Locator): Promise<void> {
  await locator.first().waitFor({ state: 'hidden' });
}

/** Tab until the control has the focus, as somebody without a mouse would; fails when Tab never comes by. */
export async function tabTo(locator: Locator): Promise<void> {
  const page = locator.page();
  await shown(locator);
  for (let presses = 0; presses < 60; presses += 1) {
    if (await locator.evaluate((element) => element.matches(':focus'))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${String(locator)}.`);
}

/** True while nothing stands outside of the window to the side. */
export function fitsWidth(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth');
}
