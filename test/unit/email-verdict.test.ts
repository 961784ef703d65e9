/** Who vouches for the address in From. Keys are made here, and the name server is a table. */
import { generateKeyPairSync } from 'node:crypto';
import DKIM from 'nodemailer/lib/dkim';
import { parseMail } from '../../src/channels/email/read/mime';
import { verdictOf, type Verdict } from '../../src/channels/email/read/verdict';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const RECORD = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;

const names: Record<string, string> = {
  'key._domainkey.example.net': RECORD,
  'key._domainkey.attacker.example': RECORD,
};

const resolver = async (name: string, type: string): Promise<string[][]> => {
  const found = type === 'TXT' ? names[name] : undefined;
  if (!found) throw Object.assign(new Error(`No ${name}`), { code: 'ENOTFOUND' });
  return [[found]];
};

const PLAIN = [
  'From: Dana <dana@example.net>',
  'To: support@larkmoor.example',
  'Subject: Hello',
  'Message-ID: <one@example.net>',
  'Date: Mon, 2 Mar 2026 10:00:00 +0000',
  'Content-Type: text/plain',
  '',
  'Please help me.',
  '',
].join('\r\n');

async function signed(raw: string, domainName = 'example.net', more: object = {}): Promise<string> {
  const chunks: Buffer[] = [];
  const stream = new DKIM({ domainName, keySelector: 'key', privateKey: KEY, ...more }).sign(Buffer.from(raw));
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function verdict(
  raw: string,
  options: { authservId?: string; resolver?: typeof resolver } = {},
): Promise<Verdict> {
  const bytes = Buffer.from(raw);
  return verdictOf(bytes, await parseMail(bytes), {
    authservId: options.authservId ?? null,
    resolver: options.resolver ?? resolver,
    timeoutMs: 1_000,
  });
}

describe('a signature', () => {
  it('of the sender’s own domain vouches for From', async () => {
    expect(await verdict(await signed(PLAIN))).toMatchObject({ dkim: 'pass', from: 'verified', by: 'dkim' });
  });

  it('of a domain above it does, of one beside or below it does not', async () => {
    const below = PLAIN.replace('dana@example.net', 'dana@mail.example.net');
    expect(await verdict(await signed(below))).toMatchObject({ from: 'verified' });
    const above = PLAIN.replace('dana@example.net', 'dana@net');
    expect(await verdict(await signed(above))).toMatchObject({ from: 'unverified' });
    expect(await verdict(await signed(PLAIN, 'attacker.example'))).toMatchObject({
      dkim: 'pass',
      dmarc: 'fail',
      from: 'unverified',
    });
  });

  it.each([
    ['a changed body', (raw: string) => raw.replace('help me', 'pay me')],
    ['a changed sender', (raw: string) => raw.replace('dana@example.net', 'boss@example.net')],
    ['another From above the signed one', (raw: string) => `From: Boss <boss@example.net>\r\n${raw}`],
    ['two senders in From', (raw: string) => raw.replace('<dana@example.net>', '<dana@example.net>, boss@example.net')],
  ])('vouches for nobody with %s', async (_what, change) => {
    expect(await verdict(change(await signed(PLAIN)))).toMatchObject({ from: 'unverified', by: null });
  });

  it('whose key cannot be looked up in time is an error, not a throw', async () => {
    const silent = () => new Promise<never>(() => undefined);
    expect(await verdict(await signed(PLAIN), { resolver: silent })).toMatchObject({
      dkim: 'error',
      from: 'unverified',
      detail: expect.stringMatching(/in time/u),
    });
  });

  it('is not looked for where there is none', async () => {
    const asked = jest.fn(resolver);
    expect(await verdict(PLAIN, { resolver: asked })).toMatchObject({ dkim: 'none', from: 'unverified' });
    expect(asked).not.toHaveBeenCalled();
  });
});

describe('an address inside the displayed name', () => {
  it('is a name; the signed address counts', async () => {
    const raw = await signed(PLAIN.replace('Dana <dana@example.net>', '"boss@bank.example" <dana@example.net>'));
    const mail = await parseMail(Buffer.from(raw));
    expect(mail.from?.address).toBe('dana@example.net');
    expect(await verdict(raw)).toMatchObject({ from: 'verified' });
  });
});

describe('the receiving server', () => {
  const line = (results: string, id = 'mx.larkmoor.example') => `Authentication-Results: ${id}; ${results}\r\n${PLAIN}`;
  const authservId = 'mx.larkmoor.example';

  it('is believed where an admin named it', async () => {
    const raw = line(
      'spf=pass smtp.mailfrom=example.net; dkim=pass header.d=example.net; dmarc=pass header.from=example.net',
    );
    expect(await verdict(raw, { authservId })).toMatchObject({ spf: 'pass', from: 'verified', by: 'receiving-server' });
    expect(await verdict(raw)).toMatchObject({ from: 'unverified' });
    expect(await verdict(raw, { authservId: 'mx.other.example' })).toMatchObject({ from: 'unverified' });
  });

  it.each([
    ['failed', 'dkim=fail header.d=example.net; dmarc=fail header.from=example.net'],
    ['passed for another domain', 'dkim=pass header.d=attacker.example; dmarc=pass header.from=attacker.example'],
    ['passed SPF alone', 'spf=pass smtp.mailfrom=example.net'],
    ['passed in a comment', 'dmarc=fail (really; dmarc=pass header.from=example.net) header.from=example.net'],
    ['passed inside quotes of another method', 'x="; dmarc=pass header.from=example.net"; dmarc=fail'],
  ])('vouches for nobody when it %s', async (_what, results) => {
    expect(await verdict(line(results), { authservId })).toMatchObject({ from: 'unverified' });
  });

  it('is not believed in a line that stands below its own', async () => {
    const forged = line('dmarc=pass header.from=example.net');
    const raw = `Authentication-Results: ${authservId}; dmarc=fail header.from=example.net\r\n${forged}`;
    expect(await verdict(raw, { authservId })).toMatchObject({ dmarc: 'none', from: 'unverified' });
    expect(await verdict(`Authentication-Results: mx.relay.example; none\r\n${forged}`, { authservId })).toMatchObject({
      from: 'unverified',
    });
  });
});
