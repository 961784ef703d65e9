/** One customer in the web chat, by text and by mail: one conversation, one transcript, before the eyes of an agent. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { simpleParser, type ParsedMail } from 'mailparser';
import type { Browser } from 'playwright-core';
import type { AgentClient } from '../support/agent-client';
import { findBrowser, fitsWidth, launch, needScreens, shown, signIn, sitDown, type Seat } from '../support/browser';
import { startHouse, until, type House } from '../support/house';
import { emailAccount, mail } from '../support/mail/account';
import { Dovecot, hasDovecot, type MailHost } from '../support/mail/dovecot';
import { Hoodiecrow } from '../support/mail/hoodiecrow';
import { OutgoingServer } from '../support/mail/outgoing';

const SHOTS = join(__dirname, 'screenshots');
const DANA = 'dana@example.net';

const found = findBrowser();
if ('reason' in found) console.warn(`The test of one conversation is skipped: ${found.reason}`);
const withBrowser = 'reason' in found ? describe.skip : describe;

let house: House;
let incoming: MailHost;
let outgoing: OutgoingServer;
let browser: Browser;
let agent: AgentClient;
let site: Server;
let shop: Seat;
let desk: Seat;

withBrowser('one customer', () => {
  beforeAll(async () => {
    needScreens();
    mkdirSync(SHOTS, { recursive: true });
    incoming = hasDovecot ? await Dovecot.start() : await Hoodiecrow.start('support');
    outgoing = await OutgoingServer.start(incoming.password);
    [house, browser] = await Promise.all([startHouse(), launch('path' in found ? found.path : '')]);
    const accountId = await emailAccount(house, incoming, outgoing);
    await until(async () => {
      const [row] = await house.db.query<{ health: string }>('select health from channel_account where id = $1', [
        accountId,
      ]);
      return row?.health === 'ok';
    });
    agent = await house.signIn('agent');
    [shop, desk] = await Promise.all([sitDown(browser, house), sitDown(browser, house)]);
    const script = `<script src="${house.url}/widget.js" data-site="demo-site" async></script>`;
    site = createServer((_, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(`<!doctype html><html lang="en"><title>A shop</title><h1>A shop</h1>${script}</html>`);
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  }, 240_000);
  afterAll(async () => {
    await Promise.all([shop?.leave(), desk?.leave()]);
    await browser?.close();
    site?.close();
    await house?.stop();
    await outgoing?.stop();
    await incoming?.stop();
  }, 240_000);

  const mails = (): Promise<ParsedMail[]> =>
    Promise.all(outgoing.ledger.filter(({ to }) => to.includes(DANA)).map(({ raw }) => simpleParser(raw)));
  const gets = (pattern: RegExp) => until(async () => (await mails()).find((each) => pattern.test(each.text ?? '')));

  it('moves from the web chat to text messages to mail, and the agent reads and answers one conversation', async () => {
    const phone = house.phone('+12025580001');
    await shop.page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}`);
    await shop.page.getByRole('button', { name: 'Open chat' }).click();
    const chat = shop.page.getByRole('dialog');
    const box = chat.getByRole('textbox', { name: 'Your message' });
    const says = async (text: string) => {
      await box.fill(text);
      await box.press('Enter');
    };
    await says('Let me talk to a person about my card');
    await shown(chat.getByText(/person from our team/u));

    // Web → text: the button of the chat's head, and the code that arrives on the phone.
    await chat.getByRole('button', { name: 'Go on by text or email' }).click();
    const where = chat.getByLabel('Where shall we go on?');
    await where.fill('555 0100');
    await chat.getByRole('button', { name: 'Send the code' }).click();
    await shown(chat.getByText(/phone number with its country code/u));
    await shop.page.screenshot({ path: join(SHOTS, 'widget-elsewhere.png') });
    await where.fill(phone.number);
    await chat.getByRole('button', { name: 'Send the code' }).click();
    await shown(chat.getByText(/sent a code to/u));
    const code = /(\d{6})/u.exec((await phone.hears(/your code is/u)).text)?.[1] ?? '';
    await says(code);
    await shown(chat.getByText(/From now on we write to/u));

    await signIn(desk.page, 'agent');
    const [waiting] = await agent.list('waiting');
    const id = waiting?.id ?? '';
    await desk.page.goto(`/inbox/waiting/${id}`);
    await desk.page
      .getByRole('button', { name: /^Accept/u })
      .first()
      .click();
    const reply = desk.page.getByRole('textbox', { name: /^Reply to/u });
    await reply.fill('I am on your phone now.');
    await desk.page.keyboard.press('Control+Enter');
    await phone.hears(/I am on your phone now/u);

    // Text → mail: said in words, proved by a code that came by mail and is written from the phone.
    await phone.writes(`Thanks! Please email me at ${DANA}`);
    const letter = await gets(/your code is \d{6}/u);
    expect(letter.text).not.toMatch(/card/u);
    await phone.writes(/(\d{6})/u.exec(letter.text ?? '')?.[1] ?? '');
    await phone.hears(/From now on we write to dana@example.net/u);
    await shown(desk.page.getByText(`Joined with ${DANA}: a code proved it`));
    await reply.fill('And this comes by mail.');
    await desk.page.keyboard.press('Control+Enter');
    const answer = await gets(/And this comes by mail/u);
    await incoming.deliver(
      'support',
      mail({
        from: `Dana <${DANA}>`,
        subject: `Re: ${answer.subject}`,
        text: 'It arrived, thank you.',
        headers: { 'In-Reply-To': answer.messageId ?? '' },
      }),
    );
    await shown(desk.page.getByText('It arrived, thank you.'));

    const { entries } = await agent.transcript(id);
    const messages = entries.filter((entry) => entry.type === 'message');
    expect(messages.map((one) => one.seq)).toEqual(messages.map((_, index) => index + 1));
    expect([...new Set(messages.map((one) => one.channel))].sort()).toEqual(['email', 'sms', 'web']);
    expect(await house.db.query('select 1 from conversation')).toHaveLength(1);
    await desk.page.screenshot({ path: join(SHOTS, 'one-conversation.png') });
    await shown(desk.page.getByRole('list', { name: 'Joined addresses' }));

    await desk.page.setViewportSize({ width: 390, height: 844 });
    expect(await fitsWidth(desk.page)).toBe(true);
    await desk.page.screenshot({ path: join(SHOTS, 'one-conversation-phone.png') });
    expect([...shop.complaints, ...desk.complaints]).toEqual([]);
  }, 240_000);
});
