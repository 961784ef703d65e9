/** A table of articles: a row each, named columns, every fault with its line. Pure. */
import { ArticleHead } from '../../../foundation/config/business-schema';
import type { ArticleFile } from '../../../foundation/config/knowledge';
import { readCsv } from './csv';

const TOPIC = ['reason', 'severity', 'team', 'meanwhile'] as const;
const COLUMNS = ['id', 'title', 'body', 'phrasings', 'url', 'language', 'channels', 'audience', 'active', ...TOPIC];
const NEEDED = ['title', 'body'];

/** `check`: more faults of a right head, given the place of its row. */
export function readArticlesCsv(
  name: string,
  text: string,
  faults: string[],
  check: (head: ArticleFile, at: string) => string[],
): ArticleFile[] {
  const [head, ...rows] = readCsv(name, text, faults);
  if (!head) {
    if (faults.length === 0) faults.push(`${name}:1 is empty: the first line names the columns, such as title,body.`);
    return [];
  }
  const columns = head.fields.map((field) => field.trim().toLowerCase());
  const unknown = columns.filter((column) => !COLUMNS.includes(column));
  const missing = NEEDED.filter((column) => !columns.includes(column));
  const twice = columns.filter((column, at) => columns.indexOf(column) !== at);
  for (const [list, what] of [
    [unknown, `which Baton does not know: the columns are ${COLUMNS.join(', ')}`],
    [twice, 'twice'],
  ] as const) {
    for (const column of new Set(list)) faults.push(`${name}:${head.line} has the column "${column}", ${what}.`);
  }
  for (const column of missing) faults.push(`${name}:${head.line} lacks the column "${column}".`);
  if (unknown.length + missing.length + twice.length > 0) return [];
  return rows.flatMap(({ line, fields }) => {
    const at = `${name}:${line}`;
    if (fields.length !== columns.length) {
      faults.push(`${at} has ${fields.length} fields, and there are ${columns.length} columns.`);
      return [];
    }
    const article = readRow(at, new Map(columns.map((column, index) => [column, fields[index] ?? ''])), faults);
    if (!article) return [];
    faults.push(...check(article, at));
    return [article];
  });
}

function readRow(at: string, row: ReadonlyMap<string, string>, faults: string[]): ArticleFile | null {
  const value = (column: string): string | undefined => row.get(column)?.trim() || undefined;
  const list = (column: string): string[] | undefined =>
    value(column)
      ?.split(/[|\n]/)
      .map((part) => part.trim())
      .filter((part) => part !== '');
  const active = value('active')?.toLowerCase();
  const [reason, severity, team, meanwhile] = TOPIC.map(value);
  const read = ArticleHead.safeParse({
    id: value('id'),
    title: value('title') ?? '',
    phrasings: list('phrasings'),
    url: value('url'),
    language: value('language'),
    channels: list('channels'),
    audience: value('audience'),
    active:
      active === undefined
        ? undefined
        : active === 'true' || active === 'yes'
          ? true
          : active === 'false' || active === 'no'
            ? false
            : active,
    escalate: (reason ?? severity ?? team ?? meanwhile) ? { reason, severity, team, meanwhile } : undefined,
  });
  if (!read.success) {
    for (const issue of read.error.issues) {
      const column = issue.path.filter((part) => part !== 'escalate')[0];
      faults.push(`${at} ${column === undefined ? '' : `${String(column)}: `}${issue.message}.`);
    }
  }
  const body = value('body');
  if (body === undefined) faults.push(`${at} body: is empty.`);
  else if (body.length > LONGEST) faults.push(`${at} body: has more than ${LONGEST} characters.`);
  return read.success && body !== undefined ? { ...read.data, file: at, body } : null;
}

const LONGEST = 50_000;
