/** All articles as a folder of Markdown files that imports back equal. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeArticle } from '../../../foundation/config/knowledge';
import type { Queryable } from '../../../foundation/database/database';
import type { ArticleContent } from '../../../foundation/model/article';
import { Fault } from '../../../foundation/model/fault';

/** How many. The folder must be empty or not there yet: nothing of an earlier export stays among the new. */
export async function exportArticles(db: Queryable, folder: string): Promise<number> {
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).length > 0) throw new Fault('conflict', `${folder} is not empty. Choose another folder.`);
  const articles = await db.query<ArticleContent & { id: string }>(
    `select id, title, url, language, phrasings, channels, audience, active, escalate, body from article order by id`,
  );
  const names = new Set<string>();
  for (const { title, escalate, ...article } of articles) {
    let name = slug(title);
    for (let n = 2; names.has(name); n += 1) name = `${slug(title)}-${n}`;
    names.add(name);
    const { id, url, language, phrasings, channels, audience, active, body } = article;
    const head = { id, title, url, language, phrasings, channels, audience, active, escalate };
    writeFileSync(join(folder, `${name}.md`), writeArticle({ ...head, body }), { flag: 'wx' });
  }
  return articles.length;
}

function slug(title: string): string {
  const words = title
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return words.slice(0, 60).replace(/-$/, '') || 'article';
}
