/** Laws of articles that come in and go out: an export imports back equal, every fault is named with its line, and nothing is half imported. */
import { createServer, type Server } from 'node:http';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationFault } from '../../src/foundation/config/configuration-fault';
import type { Ways } from '../../src/foundation/net/fetch-page';
import { exportArticles } from '../../src/intelligence/knowledge/exchange/export';
import { importArticles, type Imported, type ImportedArticle } from '../../src/intelligence/knowledge/exchange/import';
import { withDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
let folder: string;
let recorded: ImportedArticle[];
beforeEach(async () => {
  database = await withDatabase();
  folder = mkdtempSync(join(tmpdir(), 'baton-import-'));
  recorded = [];
  await database.db.query(`insert into team (id, name, is_fallback) values (gen_random_uuid(), 'Disputes', true)`);
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

const bring = (places: string[], ways: Ways = { hosts: [] }, db = database.db): Promise<Imported> =>
  importArticles(db, {
    ...{ places, ways, language: 'en', actor: 'CLI' },
    record: (_tx, change) => {
      recorded.push(change);
      return Promise.resolve();
    },
  });
const all = (db = database.db) =>
  db.query(
    'select id, title, body, phrasings, url, language, escalate, channels, audience, active from article order by title, id',
  );
const file = (name: string, text: string): string => {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
async function faults(...places: string[]): Promise<readonly string[]> {
  try {
    await bring(places);
  } catch (error) {
    if (error instanceof ConfigurationFault) return error.errors;
    throw error;
  }
  return [];
}

const AWKWARD = [
  [
    'Fees',
    '# Fees\n\n---\n\nNone. "Quoted", a\ttab, and ---\n---\nlines.',
    ['what does it cost?', '- a dash: and # more'],
    'en',
  ],
  ['Fees', 'Ein zweiter mit demselben Namen.', [], 'de'],
  ['true', '0', ['yes', 'null', '1e3', '~'], 'es'],
  ['¿Qué? «ñ» 🙂 & <b>', 'Zeile\n\n  eingerückt\n\n* Liste', [`it's`, 'a "b" c', 'x'.repeat(300)], 'es'],
  ['…', 'Only signs in the title.', [], 'it'],
  ['Long', `${'word '.repeat(3_000)}end`, Array.from({ length: 100 }, (_, n) => `phrasing ${n}`), 'fr'],
] as const;

async function awkward(): Promise<void> {
  for (const [index, [title, body, phrasings, language]] of AWKWARD.entries()) {
    await database.db.query(
      `insert into article (id, title, body, phrasings, language, url, escalate, channels, audience, active)
       values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        ...[title, body, phrasings, language, index % 2 ? 'https://bank.example/a?b=c#d' : null],
        index === 3
          ? JSON.stringify({ reason: 'refund', severity: 'soft', team: 'Disputes', meanwhile: 'Wait: "a" moment.' })
          : null,
        ...[index === 2 ? ['sms', 'web'] : [], index === 4 ? 'agents' : 'everyone', index !== 5],
      ],
    );
  }
}

describe('an export', () => {
  it('imports back equal, into the same database and into an empty one', async () => {
    await awkward();
    const out = join(folder, 'out');
    expect(await exportArticles(database.db, out)).toBe(AWKWARD.length);
    expect(readdirSync(out)).toHaveLength(AWKWARD.length);
    const before = await all();
    expect(await bring([out])).toEqual({ added: 0, changed: 0, same: AWKWARD.length });
    expect(recorded).toEqual([]);

    const other = await withDatabase();
    await other.db.query(`insert into team (id, name, is_fallback) values (gen_random_uuid(), 'Disputes', true)`);
    expect(await bring([out], undefined, other.db)).toEqual({ added: AWKWARD.length, changed: 0, same: 0 });
    expect(await all(other.db)).toEqual(before);
    const again = join(folder, 'again');
    await exportArticles(other.db, again);
    for (const name of readdirSync(out)) expect(readFileSync(join(again, name))).toEqual(readFileSync(join(out, name)));
    await other.drop();
  });

  it('goes into no folder that holds something', async () => {
    file('out/kept.md', 'x');
    await expect(exportArticles(database.db, join(folder, 'out'))).rejects.toThrow(/not empty/);
    expect(readdirSync(join(folder, 'out'))).toEqual(['kept.md']);
  });
});

describe('an import', () => {
  it('of changed files changes those articles, with a version and a record each, and leaves the others', async () => {
    await awkward();
    const out = join(folder, 'out');
    await exportArticles(database.db, out);
    const changed = join(out, 'long.md');
    writeFileSync(changed, readFileSync(changed, 'utf8').replace('phrasing 7\n', 'another phrasing\n'));
    file('out/new.md', '---\ntitle: New\naudience: signed_in\nchannels: [web]\n---\n\nWords.\n');
    expect(await bring([out])).toEqual({ added: 1, changed: 1, same: AWKWARD.length - 1 });
    expect(recorded).toMatchObject([
      { before: { title: 'Long' }, after: { title: 'Long' } },
      { before: null, after: { title: 'New', audience: 'signed_in', channels: ['web'] } },
    ]);
    expect(
      await database.db.query(
        `select v.revision, v.action, v.actor from article_version v join article a on a.id = v.article_id order by a.title`,
      ),
    ).toEqual([
      { revision: 2, action: 'imported', actor: 'CLI' },
      { revision: 1, action: 'imported', actor: 'CLI' },
    ]);
    expect(await bring([out])).toEqual({ added: 0, changed: 0, same: AWKWARD.length + 1 });
  });

  it('names every fault of every file with its line, and writes nothing', async () => {
    file('md/good.md', '---\ntitle: Good\n---\n\nWords.\n');
    file('md/head.md', '---\ntitle: Head\nlanguage: english\nphrasings: 7\naudience: all\n---\n\nWords.\n');
    file('md/none.md', 'Just words.\n');
    file('md/same.md', '---\ntitle: good\n---\n\nOther words.\n');
    file(
      'md/team.md',
      '---\ntitle: Team\nescalate:\n  reason: fraud\n  severity: hard\n  team: Nobody\n---\n\nWords.\n',
    );
    const csv = file('faq.csv', 'title,body,active\nOne,Words.,true\n"Two\nlines",,maybe\nThree,Words.\n');
    expect(await faults(join(folder, 'md'), csv, join(folder, 'nowhere'), file('note.txt', 'x'))).toEqual([
      'md/head.md:3 language must be two letters, such as en.',
      'md/head.md:4 phrasings must be a list.',
      'md/head.md:5 audience must be everyone or signed_in or agents.',
      'md/none.md:1 has no heading: begin with a line of ---, then title and phrasings, then another line of ---.',
      expect.stringMatching(/^md\/same\.md:2 is the same article as md\/good\.md:2/),
      'md/team.md:4 names the team "Nobody", which is not there.',
      expect.stringMatching(/^faq\.csv:3 active: /),
      'faq.csv:3 body: is empty.',
      'faq.csv:5 has 2 fields, and there are 3 columns.',
      `${join(folder, 'nowhere')} is not there.`,
      `${join(folder, 'note.txt')} is neither a folder of Markdown files nor a .csv file.`,
    ]);
    expect(await all()).toEqual([]);
  });

  it('that fails while it writes leaves nothing behind', async () => {
    await database.db.query(
      `insert into article (id, title, body) values (gen_random_uuid(), 'Twice', 'a'), (gen_random_uuid(), 'twice', 'b')`,
    );
    file('md/a.md', '---\ntitle: A\n---\n\nWords.\n');
    file('md/b.md', '---\ntitle: Twice\n---\n\nWords.\n');
    expect(await faults(join(folder, 'md'))).toEqual([
      'md/b.md could be one of two articles: give it the id that an export writes.',
    ]);
    expect((await all()).map((row): unknown => row['title'])).toEqual(['Twice', 'twice']);
    expect(await database.db.query('select from article_version')).toEqual([]);
  });

  it('of a table takes its columns by name, with quotes, line ends and lists as they come', async () => {
    const csv = file(
      'faq.csv',
      '\uFEFFbody,title,phrasings,url,language,channels,audience,active,reason,severity,team,meanwhile\r\n' +
        '"It says ""no"",\r\nreally.",Fees,what does it cost | is it free,https://bank.example/fees,de,sms|web,agents,no,refund,soft,Disputes,Wait.\r\n' +
        '\r\nPlain.,Hours,,,,,,,,,,\r\n',
    );
    expect(await bring([csv])).toEqual({ added: 2, changed: 0, same: 0 });
    expect(await all()).toMatchObject([
      {
        ...{
          title: 'Fees',
          body: 'It says "no",\r\nreally.',
          phrasings: ['what does it cost', 'is it free'],
          language: 'de',
        },
        ...{ url: 'https://bank.example/fees', channels: ['sms', 'web'], audience: 'agents', active: false },
        escalate: { reason: 'refund', severity: 'soft', team: 'Disputes', meanwhile: 'Wait.' },
      },
      { title: 'Hours', body: 'Plain.', phrasings: [], url: null, language: 'en', active: true, escalate: null },
    ]);
    expect(await bring([csv])).toEqual({ added: 0, changed: 0, same: 2 });
  });

  it.each([
    ['title,body\n"open,Words.\n', 'faq.csv:2 opens a quotation mark that is never closed.'],
    ['title,body\n"a"b,Words.\n', /^faq\.csv:2 has words behind a closing quotation mark/],
    ['title,colour,title\na,b,c\n', /^faq\.csv:1 has the column "colour", which Baton does not know/],
    ['', /^faq\.csv:1 is empty/],
    ['title,body\n', /there is no article/],
  ])('of a broken table says where it breaks', async (text, words) => {
    expect((await faults(file('faq.csv', text)))[0]).toEqual(
      typeof words === 'string' ? words : expect.stringMatching(words),
    );
  });
});

describe('a page of a listed host', () => {
  let server: Server;
  let base: string;
  const ways = (): Ways => ({
    ...{ hosts: ['help.example'], insecure: true, permits: (address) => address === '127.0.0.1' },
    resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
  });
  let words = 'A card costs nothing.';
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url !== '/fees') return void response.writeHead(404).end();
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(
        `<html lang="en-GB"><head><title>Fees | Bank</title><style>p{}</style></head><body><nav>Home</nav>
         <main><h1>What a card costs</h1><script>alert(1)</script><p>${words} See <a href="/limits">limits</a> or
         <a href="javascript:alert(1)">this</a>.</p><h2>Abroad</h2><ul><li>One</li><li>Two</li></ul>
         <form><input value="x"></form></main><footer>Imprint</footer></body></html>`,
      );
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    base = `http://help.example:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('becomes an article of its main part in Markdown; read again it keeps its phrasings and limits', async () => {
    expect(await bring([`${base}/fees`], ways())).toEqual({ added: 1, changed: 0, same: 0 });
    const body = `A card costs nothing. See limits (${base}/limits) or this.\n\n## Abroad\n\n- One\n- Two`;
    expect(await all()).toMatchObject([{ title: 'What a card costs', body, url: `${base}/fees`, language: 'en' }]);
    await database.db.query(`update article set phrasings = '{"is it free"}', audience = 'signed_in'`);
    words = 'A card costs 5 dollars.';
    expect(await bring([`${base}/fees`], ways())).toEqual({ added: 0, changed: 1, same: 0 });
    expect(await all()).toMatchObject([
      { body: body.replace('nothing', '5 dollars'), phrasings: ['is it free'], audience: 'signed_in' },
    ]);
  });

  it('that is not there, or of another host, is a fault, and nothing of the others is imported', async () => {
    await expect(bring([`${base}/fees`, `${base}/none`, 'http://evil.test/'], ways())).rejects.toMatchObject({
      errors: [
        `${base}/none answers 404.`,
        'http://evil.test/ leads to evil.test, which is not among importHosts of business.yaml.',
      ],
    });
    expect(await all()).toEqual([]);
  });
});
