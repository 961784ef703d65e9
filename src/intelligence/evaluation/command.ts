/** `baton evaluate …`: figures of the policy, retrieval, the assistant, language detection and the reading of mails, on labelled cases. */
import { readFileSync } from 'node:fs';
import { ConfigurationFault } from '../../foundation/config/configuration-fault';
import { readPolicy } from '../../foundation/config/policy-yaml';
import type { Policy } from '../../foundation/model/policy';
import { measureWaits, type Outcome } from '../../foundation/model/waits';
import { EmbeddedAssistant } from '../assistant/embedded-assistant';
import { OpenAiAssistant } from '../assistant/openai-assistant';
import type { ModelSettings } from '../assistant/openai-client';
import { detectLanguage } from '../knowledge/language';
import { buildIndex } from '../knowledge/search-index';
import { readArticles } from './articles';
import { measureAssistant } from './assistant';
import { AssistantCase, EscalationCase, KnowledgeCase, readLines } from './cases';
import { measureEmail } from './email';
import { measureEscalation, type Score } from './escalation';
import { measureKnowledge } from './knowledge';
import type { RehearsedHouse } from './rehearsal';

/** The lines to print. */
export interface Report {
  lines: string[];
  /** One object of all figures, for `--json`. */
  figures: object;
}

/** The policy as it is before a business adds rules of its own. */
const BUILT_IN: Policy = {
  danger: { enabled: true, text: 'Call your local emergency number.' },
  askedForHuman: { enabled: true },
  hardTopics: { enabled: true },
  topics: {},
  failureSignals: 2,
  languages: ['en', 'es', 'de', 'fr', 'pt', 'it'],
  rules: [],
};

export interface EscalationOptions {
  /** In the form of config/policy.yaml; the built-in policy without it. */
  policy?: string;
  /** Articles, some of them marked `escalate`; none without it. */
  topics?: string;
  /** How many of the wrong decisions are shown. */
  misses: number;
}

export function evaluateEscalation(file: string, { policy, topics, misses }: EscalationOptions): Report {
  const cases = readLines(readFileSync(file, 'utf8'), EscalationCase, file);
  const { mistakes, ...figures } = measureEscalation(cases, policyOf(policy), topics ? readArticles(topics) : []);
  const shown = mistakes.slice(0, misses).map(({ id, missed, rule, evidence, text }) => {
    const words = JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
    return missed === null
      ? `  false alarm ${id}, by ${rule} for "${evidence}": ${words}`
      : `  missed ${id}, ${missed}: ${words}`;
  });
  return {
    lines: [
      `${figures.cases} cases: ${inWords(figures)}`,
      ...Object.entries(figures.byReason).map(
        ([reason, score]) => `  ${reason}, ${score.cases} cases: ${inWords(score)}`,
      ),
      ...shown,
      ...(misses > 0 && mistakes.length > misses ? [`  … and ${mistakes.length - misses} more`] : []),
    ],
    figures,
  };
}

const inWords = ({ precision, recall, f1, falseAlarmRate }: Score): string =>
  `precision ${percent(precision)}, recall ${percent(recall)}, F1 ${f1.toFixed(3)}, false alarms ${percent(falseAlarmRate)}`;

export function evaluateKnowledge(articles: string, questions: string): Report {
  const corpus = readArticles(articles);
  const cases = readLines(readFileSync(questions, 'utf8'), KnowledgeCase, questions);
  const figures = measureKnowledge(corpus, cases, () => performance.now());
  return {
    lines: [
      `${figures.questions} questions, ${corpus.length} articles, ${figures.msPerQuestion.toFixed(2)} ms each`,
      `right first ${percent(figures.r1)}, among three ${percent(figures.r3)}, MRR ${figures.mrr10.toFixed(3)}`,
      `answered ${percent(figures.answered)}, of those right ${percent(figures.answeredRight)}; answered without the article ${percent(figures.answeredWithout)}`,
      `of those that get titles to choose from, the right one is among them ${percent(figures.suggestedRight)}`,
    ],
    figures,
  };
}

export interface AssistantOptions {
  /** Articles to answer from. */
  articles: string;
  policy?: string;
  /** The embedded assistant when null. */
  model: ModelSettings | null;
  misses: number;
  progress?: (done: number) => void;
}

export async function evaluateAssistant(file: string, options: AssistantOptions): Promise<Report> {
  const cases = readLines(readFileSync(file, 'utf8'), AssistantCase, file);
  const index = buildIndex(readArticles(options.articles));
  const embedded = new EmbeddedAssistant();
  const house: RehearsedHouse = {
    policy: policyOf(options.policy),
    assistant: options.model ? new OpenAiAssistant(options.model, { allowedHosts: () => [] }) : embedded,
    embedded,
    nearest: (text) => index.nearest(text),
    search: (query) =>
      index.search(query, 3).map(({ article, probability }) => ({
        articleId: article.id,
        title: article.title,
        body: article.body,
        url: article.url,
        probability,
      })),
    channel: { kind: 'web', markup: 'markdown', advisedLength: 2_000 },
    account: '',
    contactAttributes: {},
    hoursOpen: true,
    businessName: 'the business',
    instructions: () => '',
    teams: [],
  };
  const { mistakes, ...figures } = await measureAssistant(house, cases, new AbortController().signal, options.progress);
  return {
    lines: [
      `${figures.cases} conversations by ${house.assistant.name}, ${figures.msPerTurn.toFixed(1)} ms a turn, ${figures.tokensIn} tokens in, ${figures.tokensOut} out, ${figures.failures} failures`,
      `resolved without a person ${percent(figures.resolution)}, wrong answers ${percent(figures.wrongAnswers)}`,
      `needless handoffs ${percent(figures.needlessHandoffs)}, missed handoffs ${percent(figures.missedHandoffs)}`,
      ...mistakes.slice(0, options.misses).map(({ id, expected, got }) => `  ${id}: ${got} instead of ${expected}`),
    ],
    figures,
  };
}

export function evaluateWaits(outcomes: readonly Outcome[]): Report {
  const figures = measureWaits(outcomes);
  const share = (of: number | null): string => percent(of ?? 0);
  return {
    lines: [
      figures.cases === 0
        ? 'No customer who was told a time has been answered yet.'
        : `${figures.cases} waits: ${share(figures.within)} as said, ${share(figures.sooner)} shorter, ${share(figures.later)} longer; half of them within ${Math.round(figures.medianError ?? 0)} s of the middle.`,
    ],
    figures,
  };
}

export async function evaluateLanguage(file: string): Promise<Report> {
  const cases = readLines(readFileSync(file, 'utf8'), EscalationCase, file).flatMap(({ input, labels }) =>
    typeof input === 'string' ? [{ input, language: labels.lang ?? 'en' }] : [],
  );
  let right = 0;
  for (const { input, language } of cases) {
    const found = await detectLanguage(input, BUILT_IN.languages, null);
    if (found.language === language) right += 1;
  }
  const accuracy = cases.length === 0 ? 0 : right / cases.length;
  return {
    lines: [`${cases.length} messages: right ${percent(accuracy)}`],
    figures: { cases: cases.length, accuracy },
  };
}

export async function evaluateEmail(folder: string, misses: number): Promise<Report> {
  const { wrong, ...figures } = await measureEmail(folder);
  const said = (share: number | null): string => (share === null ? 'not stated' : percent(share));
  return {
    lines: [
      ...wrong
        .slice(0, misses)
        .map(({ id, what, want, got }) => `${what} of ${id}: ${got.slice(0, 200)} instead of ${want.slice(0, 200)}`),
      `${figures.cases} mails: read ${said(figures.parsed)}, visible reply ${said(figures.replyExact)}, attachments ${said(figures.attachmentsEqual)}`,
      `of reports: kind ${said(figures.classAccuracy)}, recipients ${said(figures.recipientAccuracy)}, status ${said(figures.statusAccuracy)}`,
    ],
    figures,
  };
}

function policyOf(file: string | undefined): Policy {
  if (file === undefined) return BUILT_IN;
  const faults: string[] = [];
  const read = readPolicy(readFileSync(file, 'utf8'), faults);
  if (!read) throw new ConfigurationFault(`${file} is not right:`, faults);
  return { ...read, languages: BUILT_IN.languages };
}

function percent(part: number): string {
  return `${(part * 100).toFixed(2)} %`;
}
