/** Articles from outside: a folder of Markdown, a CSV table, or pages of listed hosts. Every fault at once, and all of it or nothing. */
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ConfigurationFault } from '../../../foundation/config/configuration-fault';
import { readArticles, type ArticleCheck, type ArticleFile } from '../../../foundation/config/knowledge';
import type { Database, Tx } from '../../../foundation/database/database';
import { fetchPage, type Ways } from '../../../foundation/net/fetch-page';
import type { ArticleContent } from '../../../foundation/model/article';
import { newId } from '../../../foundation/model/ids';
import { storeVersion } from '../../../foundation/settings/article-versions';
import { readArticlesCsv } from './articles-csv';
import { readPage } from './html-page';

export interface Imported {
  added: number;
  changed: number;
  same: number;
}

export interface ImportedArticle {
  articleId: string;
  before: ArticleContent | null;
  after: ArticleContent;
}

interface Options {
  /** Folders, .csv files or https addresses. */
  places: readonly string[];
  ways: Ways;
  /** Of a page that names none. */
  language: string;
  actor: string;
  /** Told of each change, in its transaction. */
  record: (tx: Tx, change: ImportedArticle) => Promise<void>;
}

/** Throws a ConfigurationFault with every fault; then nothing was written. */
export async function importArticles(db: Database, options: Options): Promise<Imported> {
  const faults: string[] = [];
  const teams = await db.query<{ name: string }>('select lower(name) as name from team where archived_at is null');
  const check = checker(new Set(teams.map(({ name }) => name)));
  const articles: ArticleFile[] = [];
  for (const place of options.places) articles.push(...(await readPlace(place, options, faults, check)));
  if (faults.length === 0 && articles.length === 0) faults.push(`${options.places.join(', ')}: there is no article.`);
  stop(faults);
  return db.transaction(async (tx) => {
    const done: Imported = { added: 0, changed: 0, same: 0 };
    await tx.query('lock table article in share row exclusive mode');
    for (const article of articles) {
      const what = await write(tx, article, options, faults);
      if (what) done[what] += 1;
    }
    // Inside: what was written until here is undone by it.
    stop(faults);
    return done;
  });
}

function stop(faults: readonly string[]): void {
  if (faults.length > 0) throw new ConfigurationFault('Nothing was imported:', faults);
}

/** Teams that are there, and nothing twice in one import. */
function checker(teams: ReadonlySet<string>): ArticleCheck {
  const seen = new Map<string, string>();
  return (article, at) => {
    const faults: string[] = [];
    const team = article.escalate?.team;
    if (team !== undefined && !teams.has(team.toLowerCase())) {
      faults.push(`${at('escalate')} names the team "${team}", which is not there.`);
    }
    const key = article.id ?? `${article.language} ${article.title.toLowerCase()}`;
    const earlier = seen.get(key);
    if (earlier === undefined) seen.set(key, at('title'));
    else
      faults.push(
        `${at('title')} is the same article as ${earlier}: ${article.id ? 'its id' : 'its title and language'}.`,
      );
    return faults;
  };
}

async function readPlace(
  place: string,
  options: Options,
  faults: string[],
  check: ArticleCheck,
): Promise<ArticleFile[]> {
  if (/^[a-z]+:\/\//i.test(place)) return readAddress(place, options, faults, check);
  const stat = statSync(place, { throwIfNoEntry: false });
  if (!stat) faults.push(`${place} is not there.`);
  else if (stat.isDirectory()) return readArticles(place, faults, check);
  else if (/\.csv$/i.test(place)) {
    const name = basename(place);
    return readArticlesCsv(name, readFileSync(place, 'utf8'), faults, (article, at) => check(article, () => at));
  } else faults.push(`${place} is neither a folder of Markdown files nor a .csv file.`);
  return [];
}

async function readAddress(
  url: string,
  options: Options,
  faults: string[],
  check: ArticleCheck,
): Promise<ArticleFile[]> {
  try {
    const page = await fetchPage(url, options.ways);
    const { title, body, language } = readPage(page.html, page.url, options.language);
    if (title === '' || body === '') throw new Error(`has no ${title === '' ? 'heading' : 'text'}`);
    const limits = { phrasings: [], channels: [], audience: 'everyone', active: true, escalate: null } as const;
    const article: ArticleFile = {
      ...limits,
      phrasings: [],
      channels: [],
      title,
      body,
      language,
      url: page.url,
      file: url,
    };
    faults.push(...check(article, () => url));
    return [article];
  } catch (error) {
    faults.push(`${url} ${(error as Error).message}.`);
    return [];
  }
}

/** By its id, a page by its address, else by title and language. */
async function write(
  tx: Tx,
  { file, ...article }: ArticleFile,
  { actor, record }: Options,
  faults: string[],
): Promise<keyof Imported | null> {
  const page = /^https?:/.test(file);
  const found = await tx.query<ArticleContent & { id: string }>(
    `select id, title, body, phrasings, url, language, escalate, channels, audience, active from article
      where case when $1::uuid is not null then id = $1
                 when $2::text is not null then url = $2
                 else language = $3 and lower(title) = lower($4) end limit 2`,
    [article.id ?? null, page ? article.url : null, article.language, article.title],
  );
  if (found.length > 1) {
    faults.push(`${file} could be one of two articles: give it the id that an export writes.`);
    return null;
  }
  const [existing] = found;
  // A page knows its words; how people ask for it, and for whom it is, was said here.
  const after = contentOf(page && existing ? { ...existing, title: article.title, body: article.body } : article);
  const before = existing ? contentOf(existing) : null;
  if (before && isDeepStrictEqual(plain(before), plain(after))) return 'same';
  const id = existing?.id ?? article.id ?? newId();
  await tx.query(
    `insert into article (id, title, body, phrasings, url, language, escalate, channels, audience, active)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (id) do update set (title, body, phrasings, url, language, escalate, channels, audience, active, demo, revision, updated_at)
       = (excluded.title, excluded.body, excluded.phrasings, excluded.url, excluded.language, excluded.escalate, excluded.channels,
          excluded.audience, excluded.active, false, article.revision + 1, now())`,
    [
      ...[id, after.title, after.body, after.phrasings, after.url, after.language],
      ...[after.escalate && JSON.stringify(after.escalate), after.channels, after.audience, after.active],
    ],
  );
  await storeVersion(tx, id, 'imported', { agentId: null, actor });
  await record(tx, { articleId: id, before, after });
  return existing ? 'changed' : 'added';
}

function contentOf(article: ArticleContent): ArticleContent {
  const { title, body, phrasings, url, language, escalate, channels, audience, active } = article;
  return { title, body, phrasings, url, language, escalate, channels, audience, active };
}

/** As JSON has it: what is left out is not there. */
function plain(content: ArticleContent): unknown {
  return JSON.parse(JSON.stringify(content)) as unknown;
}
