/** The commands an operator types, run as processes of their own on a real database. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyPassword } from '../../src/api/auth/passwords';
import { migrate } from '../../src/foundation/database/migrate';
import { withDatabase, type TestDatabase } from '../support/database';

const ROOT = join(__dirname, '../..');
const PASSWORD = 'correct horse battery staple';
let folder: string;

/** Each command is a process that loads the sources, which a busy machine makes slow. */
jest.setTimeout(120_000);
let database: TestDatabase;

interface Ran {
  code: number;
  out: string;
  err: string;
}

/** `input` goes to standard input, which is no terminal. */
function baton(args: string[], { url = database.url, input = '' } = {}): Promise<Ran> {
  const { PATH } = process.env;
  const env = { PATH, PUBLIC_URL: 'https://baton.example.org', ...(url ? { DATABASE_URL: url } : {}) };
  return new Promise((resolve) => {
    const child = execFile(
      'node',
      ['-r', join(ROOT, 'test/support/run-typescript.cjs'), join(ROOT, 'src/cli.ts'), ...args],
      { cwd: folder, env },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
    child.stdin?.end(input);
  });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'baton-cli-'));
  chmodSync(folder, 0o755); // as root the embedded server runs as another user
  database = await withDatabase();
});
afterEach(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const CREATE = ['create-admin', '--email', 'Admin@Example.org', '--name', 'Demo admin'];

test('create-admin makes an admin with the password that was piped in, and shows it nowhere', async () => {
  const ran = await baton([...CREATE, '--password-stdin'], { input: `${PASSWORD}\n` });
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(ran.out).not.toContain(PASSWORD);
  const [agent] = await database.db.query<{ role: string; hash: string }>(
    `select role, password_hash as hash from agent where email = 'Admin@Example.org'`,
  );
  expect(agent?.role).toBe('admin');
  expect(await verifyPassword(agent?.hash ?? null, PASSWORD)).toBe(true);
  expect(await database.db.query('select actor, action from audit_entry')).toEqual([
    { actor: 'CLI', action: 'agent.created' },
  ]);
});

test('without a terminal create-admin makes a password, which works', async () => {
  const { out } = await baton(CREATE);
  const password = /shown this once: (\S+)/.exec(out)?.[1] ?? '';
  const [agent] = await database.db.query<{ hash: string }>('select password_hash as hash from agent');
  expect(await verifyPassword(agent?.hash ?? null, password)).toBe(true);
});

test('an address has one account, however it is written', async () => {
  await baton(CREATE);
  const again = await baton(['create-admin', '--email', 'admin@example.ORG', '--name', 'x']);
  expect(again.code).toBe(1);
  expect(again.err).toMatch(/has an account already.*reset-password/);
  expect(await database.db.query('select from agent')).toHaveLength(1);
});

test('a short password is refused', async () => {
  const ran = await baton([...CREATE, '--password-stdin'], { input: 'short\n' });
  expect(ran).toMatchObject({ code: 1, err: 'A password has 12 to 200 characters.\n' });
  expect(await database.db.query('select from agent')).toEqual([]);
});

test('reset-password prints a link of which only the hash is stored', async () => {
  await baton(CREATE);
  const { out } = await baton(['reset-password', 'admin@example.org']);
  const token = /^https:\/\/baton\.example\.org\/reset\?token=([\w-]{43})$/m.exec(out)?.[1] ?? '';
  const [row] = await database.db.query<{ token_hash: Buffer }>(
    'select token_hash from password_reset where expires_at > now()',
  );
  expect(row?.token_hash).toEqual(createHash('sha256').update(token).digest());
  expect(await baton(['reset-password', 'nobody@example.org'])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/No agent/) as string,
  });
});

test('migrate and seed do their work once', async () => {
  const { url, db, drop } = await withDatabase({ empty: true });
  expect((await baton(['migrate'], { url })).out).toMatch(/^Migrated: Frame/);
  expect((await baton(['migrate'], { url })).out).toMatch(/up to date/);
  expect((await baton(['seed'], { url })).out).toMatch(/^Written/);
  const teams = await db.query('select id from team order by id');
  expect(teams.length).toBeGreaterThan(0);
  expect((await baton(['seed'], { url })).out).toMatch(/^Nothing to do/);
  expect(await db.query('select id from team order by id')).toEqual(teams);
  await drop();
});

test('a seeded business goes into a file and comes back in another database', async () => {
  await baton(['seed']);
  expect(await baton(['backup', 'kept/b.gz'])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/rows of \d+ tables/) as string,
  });
  const { url, db, drop } = await withDatabase();
  expect(await baton(['restore', 'kept/b.gz'], { url })).toMatchObject({
    code: 1,
    err: expect.stringContaining('--yes') as string,
  });
  const ran = await baton(['restore', 'kept/b.gz', '--yes'], { url });
  expect(ran.code).toBe(0);
  expect(ran.out).toMatch(/Nothing is sent again/);
  const articles = 'select * from article order by id';
  expect(await db.query(articles)).toEqual(await database.db.query(articles));
  expect(await migrate(url)).toEqual([]);
  await drop();
});

test('without DATABASE_URL a command starts the embedded database and stops it again', async () => {
  const made = await baton(CREATE, { url: undefined });
  expect(made.code).toBe(0);
  expect(existsSync(join(folder, '.baton/postgres/postmaster.pid'))).toBe(false);
  expect((await baton(CREATE, { url: undefined })).err).toMatch(/has an account already/);
});

test('a mail is shown as the gateway sees it, and a folder of mails is scored', async () => {
  const source = [
    'From: A Customer <customer@example.org>',
    'To: help@example.org',
    'Subject: Re: Your card',
    'Message-ID: <one@example.org>',
    '',
    'It has not arrived.',
    '',
    'On 3 Feb 2026, at 10:12, Bank <help@example.org> wrote:',
    '> It is on its way.',
    '',
  ].join('\n');
  writeFileSync(join(folder, 'one.eml'), source);
  const shown = await baton(['read-email', 'one.eml']);
  expect(shown).toMatchObject({ code: 0, err: '' });
  expect(shown.out).toMatch(/Kind {7}message[\s\S]*\n\nIt has not arrived\.\n\n── folded ──\nOn 3 Feb/u);
  const view = JSON.parse((await baton(['read-email', 'one.eml', '--json'])).out) as { text: string };
  expect(view).toMatchObject({ text: 'It has not arrived.', kind: 'message', files: [] });

  const manifest = [
    { id: 'one', file: 'one.eml', expected: { reply_equals: 'It has not arrived.', class: 'not_bounce' } },
  ];
  writeFileSync(join(folder, 'manifest.jsonl'), manifest.map((each) => JSON.stringify(each)).join('\n'));
  const scored = await baton(['evaluate', 'email', '.', '--json']);
  expect(JSON.parse(scored.out.trim().split('\n').at(-1) ?? '')).toEqual({
    cases: 1,
    replyExact: 1,
    classAccuracy: 1,
    recipientAccuracy: null,
    statusAccuracy: null,
    parsed: 1,
    attachmentsEqual: null,
  });
  writeFileSync(join(folder, 'cases.jsonl'), '{"id":"1","input":"a human please","derived":{"escalate":"yes"}}\n');
  const policy = await baton(['evaluate', 'escalation', 'cases.jsonl', '--json']);
  expect(JSON.parse(policy.out.trim().split('\n').at(-1) ?? '')).toEqual({
    cases: 1,
    precision: 1,
    recall: 1,
    f1: 1,
    falseAlarmRate: 0,
    byReason: {},
  });
  expect(await baton(['evaluate', 'escalation', 'cases.jsonl', '--misses', 'many'])).toMatchObject({
    code: 1,
    out: '',
  });
  expect(await baton(['read-email', 'nowhere.eml'])).toMatchObject({ code: 1, out: '' });
});

test('import-articles brings articles in with a record of each, export-articles takes them out, and faults write nothing', async () => {
  await baton(['seed']);
  mkdirSync(join(folder, 'faq'));
  writeFileSync(join(folder, 'faq', 'fees.md'), '---\ntitle: Parasol fees\n---\n\nNone.\n');
  expect(await baton(['import-articles', 'faq'])).toMatchObject({
    ...{ code: 0, err: '' },
    out: expect.stringMatching(/^Articles: 1 added, 0 changed, 0 as they were\./) as string,
  });
  expect(await database.db.query(`select actor, action from audit_entry where action = 'article.imported'`)).toEqual([
    { actor: 'CLI', action: 'article.imported' },
  ]);
  expect((await baton(['export-articles', 'out'])).out).toMatch(/^out: \d+ articles\.\n$/);
  expect(readFileSync(join(folder, 'out', 'parasol-fees.md'), 'utf8')).toContain('title: Parasol fees');
  writeFileSync(join(folder, 'out', 'bad.md'), 'Just words.\n');
  writeFileSync(join(folder, 'out', 'parasol-fees.md'), '---\ntitle: Parasol fees\n---\n\nFive dollars.\n');
  const refused = await baton(['import-articles', 'out', 'http://127.0.0.1/']);
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toMatch(/out\/bad\.md:1 has no heading[^]*http:\/\/127\.0\.0\.1\/ is no https address/);
  expect(await database.db.query(`select body from article where title = 'Parasol fees'`)).toEqual([{ body: 'None.' }]);
});

test('help names every command, and an unknown one is refused', async () => {
  const { out } = await baton(['--help']);
  for (const command of [
    'migrate',
    'seed',
    'create-admin',
    'reset-password',
    'backup',
    'restore',
    'import-articles',
    'export-articles',
  ])
    expect(out).toContain(`  ${command}`);
  expect(await baton(['bakcup', 'x'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('Did you mean backup') as string,
  });
});

describe('a customer', () => {
  const ADDRESS = '+15559871234';
  beforeEach(async () => {
    await database.pool.query(`with p as (
      insert into contact (id, name) values (gen_random_uuid(), 'Wilhelmina Testperson') returning id
    ) insert into contact_address (id, contact_id, kind, address) select gen_random_uuid(), id, 'phone', '${ADDRESS}' from p`);
  });

  test('is exported to a file that only its owner reads, and that is never overwritten', async () => {
    const args = ['export-contact', ADDRESS, '--out', 'person.json'];
    expect(await baton(args)).toMatchObject({ code: 0, out: 'person.json: 1 contact, 1 addresses.\n' });
    const file = join(folder, 'person.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ contact: [{ name: 'Wilhelmina Testperson' }] });
    expect(statSync(file).mode & 0o077).toBe(0);
    expect((await baton(args)).code).toBe(1);
  });

  test('is erased only with --yes; the audit keeps the fact without the person', async () => {
    const refused = await baton(['erase-contact', ADDRESS]);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toMatch(/--yes/);
    expect(await database.db.query('select name from contact')).toHaveLength(1);
    expect((await baton(['erase-contact', ADDRESS, '--yes'])).out).toMatch(/^Erased: 1 addresses, 0 conversations/);
    expect(await database.db.query('select from contact')).toEqual([]);
    expect(await database.db.query('select from contact_address')).toEqual([]);
    const [entry] = await database.db.query<{ entry: string }>('select a::text as entry from audit_entry a');
    expect(entry?.entry).toContain('contact.erased');
    expect(entry?.entry).not.toMatch(/9871234|Wilhelmina/);
    expect((await baton(['erase-contact', ADDRESS, '--yes'])).err).toMatch(/Nobody is known/);
  });

  test('retention says what would go, and refuses an age that is none', async () => {
    expect((await baton(['retention', '--older-than', '400d', '--dry-run'])).out).toBe(
      'Would go: 0 conversations, 0 messages, 0 contacts.\n',
    );
    expect(await baton(['retention', '--older-than', 'soon'])).toMatchObject({ code: 1, out: '' });
  });
});
