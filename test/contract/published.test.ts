/**
 * The emulated Twilio against what Twilio publishes of its own interface: Prism stands between the official client and the emulator and
 * names whatever either of them says that is not published. It is too large for everybody's `npm ci`:
 * `npm ci --prefix test/contract/published --ignore-scripts` brings it, and without it these laws are skipped.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CHANNELS, type Channel, type ChannelAccount, type Channels, type Outgoing } from '../../src/channels/channel';
import { Settings } from '../../src/foundation/settings/settings';
import { startHouse, type House } from '../support/house';
import { until } from '../support/patience';

const PEER = join(__dirname, 'published');
const SERVICE = `MG${'a'.repeat(32)}`;
const law = existsSync(join(PEER, 'node_modules')) ? describe : describe.skip;

interface Call {
  operation: string;
  status: number;
  violations: { at: string; says: string }[];
}

/** What Baton calls at Twilio, by the published paths. */
const USED: Record<string, RegExp> = {
  'send a message': /^POST \/2010-04-01\/Accounts\/\w+\/Messages\.json$/,
  'list messages': /^GET \/2010-04-01\/Accounts\/\w+\/Messages\.json$/,
  'list files of a message': /^GET \/2010-04-01\/Accounts\/\w+\/Messages\/\w+\/Media\.json$/,
  'fetch the account': /^GET \/2010-04-01\/Accounts\/\w+\.json$/,
  'list numbers': /^GET \/2010-04-01\/Accounts\/\w+\/IncomingPhoneNumbers\.json$/,
  'list services': /^GET \/v1\/Services$/,
  'list numbers of a service': /^GET \/v1\/Services\/\w+\/PhoneNumbers$/,
  'fetch a service': /^GET \/v1\/Services\/\w+$/,
  'list senders of a service': /^GET \/v1\/Services\/\w+\/ChannelSenders$/,
  'list campaigns of a service': /^GET \/v1\/Services\/\w+\/Compliance\/Usa2p$/,
  'fetch a brand': /^GET \/v1\/a2p\/BrandRegistrations\/\w+$/,
  'list verifications of a toll-free number': /^GET \/v1\/Tollfree\/Verifications$/,
  'list WhatsApp senders': /^GET \/v2\/Channels\/Senders$/,
  'list templates': /^GET \/v1\/ContentAndApprovals$/,
  'list contents': /^GET \/v1\/Content$/,
  'make a content': /^POST \/v1\/Content$/,
  'submit a content': /^POST \/v1\/Content\/\w+\/ApprovalRequests\/whatsapp$/,
};

law('what Twilio publishes', () => {
  let house: House;
  let prism: ChildProcess;
  const calls: Call[] = [];
  const signal = AbortSignal.timeout(240_000);
  const outgoing = (to: string, text: string, more: Partial<Outgoing> = {}): Outgoing => ({
    ...{
      deliveryId: '0199aaaa-0000-7000-8000-000000000001',
      to,
      text,
      automatic: false,
      author: null,
      answers: null,
      statusUrl: null,
    },
    ...more,
  });
  let through: (kind: 'sms' | 'whatsapp') => { channel: Channel; account: ChannelAccount };

  beforeAll(async () => {
    house = await startHouse();
    prism = spawn('node', [join(PEER, 'prism.cjs'), `${house.url}/sandbox/twilio`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const port = await new Promise<number>((resolve, reject) => {
      prism.once('exit', () => reject(new Error('Prism did not start.')));
      createInterface({ input: prism.stdout as NodeJS.ReadableStream }).on('line', (line) => {
        const said = JSON.parse(line) as Call | { port: number };
        if ('port' in said) resolve(said.port);
        else calls.push(said);
      });
    });
    through = (kind) => {
      const account = house.app
        .get(Settings)
        .accounts()
        .find(({ channel, simulated }) => channel === kind && simulated);
      const channel = house.app.get<Channels>(CHANNELS).get(kind);
      if (!account || !channel) throw new Error(`The demo has no ${kind}.`);
      return {
        channel,
        account: { ...account, settings: { ...account.settings, apiBaseUrl: `http://127.0.0.1:${port}` } },
      };
    };
  }, 240_000);
  afterAll(async () => {
    prism?.kill();
    await house?.stop();
  }, 60_000);

  it('holds for texts, files and what they are looked up by', async () => {
    const { channel, account } = through('sms');
    const since = new Date(Date.now() - 60_000);
    await channel.send(account, outgoing('+12025550177', 'A text'), signal);
    const file = {
      name: 'bill.png',
      mediaType: 'image/png',
      url: 'https://example.com/a.png',
      read: () => Promise.resolve(Buffer.alloc(0)),
    };
    await channel.send(
      account,
      outgoing('+12025550177', 'One file', {
        files: [file],
        statusUrl: `${house.url}/webhooks/twilio/status?delivery=1`,
      }),
      signal,
    );
    await channel.send(
      account,
      outgoing('+12025550177', 'Two files', { files: [file, { ...file, url: 'https://example.com/b.png' }] }),
      signal,
    );
    expect(await channel.find?.(account, outgoing('+12025550177', 'A text'), since, signal)).toMatch(/^SM/u);
    await house.phone('+12025550177').sends({ text: 'See this', attach: ['picture'] });
    const arrived = await until(async () => {
      const all = (await channel.arrived?.(account, since, signal)) ?? [];
      return all.length > 0 ? all : undefined;
    });
    for (const each of arrived) await each.read(signal);
    await channel.check?.(account, signal);
  });

  it('holds for templates, buttons and what is submitted', async () => {
    const { channel, account } = through('whatsapp');
    await house.phone('+12025550178', 'whatsapp').writes('Hello');
    await channel.send(account, outgoing('+12025550178', 'Which?', { choices: ['One', 'Two'] }), signal);
    const [template] = (await channel.templates?.(account, signal)) ?? [];
    if (!template) throw new Error('The demo has no template.');
    const values = Object.fromEntries(Object.keys(template.variables).map((name) => [name, 'x']));
    await channel.send(
      account,
      outgoing('+12025550178', template.body, { template: { id: template.id, variables: values } }),
      signal,
    );
    expect((await channel.starters?.(account, true, signal))?.map(({ state }) => state)).not.toContain('failed');
  });

  it('holds for how accounts are set up', async () => {
    for (const number of ['+12025550110', '+18885550110', '+12025550120']) {
      const response = await fetch(`${house.url}/sandbox/api/setups`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ number, ...(number.startsWith('+1888') ? {} : { service: SERVICE }) }),
      });
      if (!response.ok) throw new Error(await response.text());
    }
    const webhookUrl = `${house.url}/webhooks/twilio`;
    const inspect = async (kind: 'sms' | 'whatsapp', more: Record<string, unknown> = {}): Promise<void> => {
      const { channel, account } = through(kind);
      await channel.inspect?.({ ...account, settings: { ...account.settings, ...more } }, webhookUrl, signal);
    };
    const renumber = async (from: string, to: string): Promise<void> => {
      await house.db.query('update channel_account set address = $2 where address = $1', [from, to]);
      await house.app.get(Settings).reload();
    };
    await inspect('sms');
    await inspect('whatsapp');
    await inspect('whatsapp', { messagingServiceSid: SERVICE });
    await renumber('+12025550110', '+18885550110');
    await inspect('sms');
    await renumber('+18885550110', '+12025550110');
  });

  it('names what is not published', async () => {
    const { account } = through('sms');
    const { accountSid, apiBaseUrl } = account.settings as Record<string, string>;
    const response = await fetch(`${apiBaseUrl}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: 'Basic eDp5' },
      body: 'From=%2B12025550110&Body=to+nobody',
    });
    await response.text();
    const wrong = await until(() => Promise.resolve(calls.find(({ status }) => status === 401)));
    expect(wrong.violations.map(({ says }) => says).join()).toMatch(/To/u);
  });

  it('was asked of everything that Baton calls, and nothing was said that is not published', () => {
    const taken = calls.filter(({ status }) => status < 400);
    for (const [what, path] of Object.entries(USED)) {
      if (!taken.some(({ operation }) => path.test(operation))) throw new Error(`Nobody asked to ${what}.`);
    }
    expect(taken.filter(({ violations }) => violations.length > 0)).toEqual([]);
  });
});
