/** Reads and writes config/knowledge/*.md: YAML between two `---` lines, then the article in Markdown. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { ArticleHead } from './business-schema';
import { ConfigurationFault } from './configuration-fault';
import { stringify } from 'yaml';
import { readYaml } from './yaml-file';

/** As on the admin screens. */
const LONGEST = 50_000;

export interface ArticleFile extends z.output<typeof ArticleHead> {
  /** As shown in faults: the folder's name and the file. */
  file: string;
  body: string;
}

/** All articles of a folder, in the order of their file names; none when there is no such folder. Throws every fault of every file at once. */
export function readKnowledge(folder: string): ArticleFile[] {
  const faults: string[] = [];
  const articles = readArticles(folder, faults);
  if (faults.length > 0) throw new ConfigurationFault('The knowledge articles are not right:', faults);
  return articles;
}

/** What else is wrong with an article that is right in itself; `at`: its file and the line of a field. */
export type ArticleCheck = (article: ArticleFile, at: (field: 'title' | 'escalate') => string) => string[];

/** The same for a caller that collects faults of other files too. */
export function readArticles(folder: string, faults: string[], check: ArticleCheck = () => []): ArticleFile[] {
  return markdownFiles(folder).flatMap((file) => {
    const shown = join(basename(folder), file);
    const article = parseArticle(shown, readFileSync(join(folder, file), 'utf8'), faults, check);
    return article ? [article] : [];
  });
}

/** An article in the form that is read back the same. */
export function writeArticle({ body, ...head }: z.input<typeof ArticleHead> & { body: string }): string {
  return `---\n${stringify(head, { lineWidth: 110 })}---\n\n${body}\n`;
}

function markdownFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.md') && !file.startsWith('.'))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function parseArticle(file: string, text: string, faults: string[], check: ArticleCheck): ArticleFile | null {
  const parts = /^\uFEFF?---\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)([\s\S]*)$/m.exec(text);
  if (!parts) {
    faults.push(
      `${file}:1 has no heading: begin with a line of ---, then title and phrasings, then another line of ---.`,
    );
    return null;
  }
  const [, head = '', rest = ''] = parts;
  const read = readYaml(file, head, ArticleHead, faults, 2);
  const body = rest.trim();
  if (body === '') {
    faults.push(`${file}:${head.split('\n').length + 2} has no text: write the answer below the second line of ---.`);
    return null;
  }
  if (body.length > LONGEST) {
    faults.push(`${file}:${head.split('\n').length + 2} has more than ${LONGEST} characters: make two articles of it.`);
    return null;
  }
  if (!read) return null;
  const article = { ...read.data, file, body };
  faults.push(...check(article, (field) => read.at([field])));
  return article;
}
