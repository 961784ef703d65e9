/** `baton evaluate`: figures of retrieval, of the policy and of language detection on a file of labelled cases. */
import { readFileSync, statSync } from 'node:fs';
import { readKnowledge } from '../../foundation/config/knowledge';
import type { Policy } from '../../foundation/model/policy';
import { detectLanguage } from '../knowledge/language';
import type { Article } from '../knowledge/search-index';
import { ArticleLine, EscalationCase, KnowledgeCase, readLines } from './cases';
import { measureEmail } from './email';
import { measureEscalation, measureKnowledge } from './figures';

export const EVALUATED = ['knowledge', 'escalation', 'human', 'language', 'email'] as const;

export interface EvaluateOptions {
  what: (typeof EVALUATED)[number];
  /** JSON lines of cases; of mails the folder with their manifest. */
  file: string;
  /** A folder of Markdown articles, or JSON lines of { id, title, text }. */
  articles?: string;
  /** Name what was decided wrongly. */
  wrong: boolean;
  /** The last line is one JSON object of the figures (email). */
  json?: boolean;
}

/** The policy as it is before a business adds rules of its own. */
const BARE: Policy = {
  danger: { enabled: true, text: 'Call your local emergency number.' },
  askedForHuman: { enabled: true },
  hardTopics: { enabled: true },
  topics: {},
  failureSignals: 2,
  languages: ['en', 'es', 'de', 'fr', 'pt', 'it'],
  rules: [],
};

/** The lines to print. Throws a Fault that names the first wrong line of a file. */
export async function evaluate(options: EvaluateOptions): Promise<string[]> {
  if (options.what === 'email') return emailLines(options);
  const text = readFileSync(options.file, 'utf8');
  const articles = options.articles ? readArticles(options.articles) : [];
  switch (options.what) {
    case 'knowledge': {
      const figures = measureKnowledge(articles, readLines(text, KnowledgeCase, options.file), () => performance.now());
      return [
        `${figures.questions} questions, ${articles.length} articles, ${figures.milliseconds.toFixed(2)} ms each`,
        `right first ${percent(figures.first)}, among three ${percent(figures.firstThree)}, MRR ${figures.reciprocal.toFixed(3)}`,
        `answered ${percent(figures.answered)}, of those right ${percent(figures.answeredRight)}, answered without the article ${percent(figures.nearMiss)}`,
      ];
    }
    case 'escalation':
    case 'human': {
      const cases = readLines(text, EscalationCase, options.file);
      const reason = options.what === 'human' ? 'explicit_human' : undefined;
      const figures = measureEscalation(cases, BARE, articles, reason);
      return [
        `${figures.cases} cases: precision ${percent(figures.precision)}, recall ${percent(figures.recall)}, F1 ${figures.f1.toFixed(3)}, false alarms ${percent(figures.falseAlarms)}`,
        ...(options.wrong
          ? figures.wrong.map(({ id, missed, rule }) => (missed ? `missed ${id}` : `false alarm ${id} by ${rule}`))
          : []),
      ];
    }
    case 'language': {
      const cases = readLines(text, EscalationCase, options.file).flatMap(({ input, labels }) =>
        typeof input === 'string' ? [{ input, language: labels.lang ?? 'en' }] : [],
      );
      let right = 0;
      for (const { input, language } of cases) {
        const found = await detectLanguage(input, BARE.languages, null);
        if (found.language === language) right += 1;
      }
      return [`${cases.length} messages: right ${percent(cases.length === 0 ? 0 : right / cases.length)}`];
    }
  }
}

async function emailLines({ file, wrong, json }: EvaluateOptions): Promise<string[]> {
  const { wrong: mistakes, ...figures } = await measureEmail(file);
  const said = (share: number | null): string => (share === null ? 'not stated' : percent(share));
  return [
    ...(wrong
      ? mistakes.map(
          ({ id, what, want, got }) => `${what} of ${id}: ${got.slice(0, 200)} instead of ${want.slice(0, 200)}`,
        )
      : []),
    `${figures.cases} mails: read ${said(figures.parsed)}, visible reply ${said(figures.replyExact)}, attachments ${said(figures.attachmentsEqual)}`,
    `of reports: kind ${said(figures.classAccuracy)}, recipients ${said(figures.recipientAccuracy)}, status ${said(figures.statusAccuracy)}`,
    ...(json ? [JSON.stringify(figures)] : []),
  ];
}

function readArticles(place: string): Article[] {
  if (statSync(place).isDirectory()) {
    return readKnowledge(place).map(({ file, escalate, ...article }) => ({ ...article, id: file, topic: escalate }));
  }
  return readLines(readFileSync(place, 'utf8'), ArticleLine, place).map(({ id, title, text }) => ({
    id,
    title,
    body: text,
    phrasings: [],
    url: null,
    language: 'en',
    topic: null,
  }));
}

function percent(part: number): string {
  return `${(part * 100).toFixed(2)} %`;
}
