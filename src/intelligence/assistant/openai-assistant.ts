/** The assistant with a model: it searches, answers, hands off or closes through tools; every word and argument of it is checked. */
import type { OpenAI } from 'openai' with { 'resolution-mode': 'import' };
import { text } from '../../foundation/model/texts';
import { AssistantFailure } from './assistant';
import type { Assistant, AssistantAnswer, AssistantRequest, Step } from './assistant';
import { guard, promisesHuman } from './guards';
import type { LinkRules } from './guards';
import { promptFor, readDraft } from './openai-prompt';
import { complete } from './openai-stream';
import type { Completion, Patience } from './openai-stream';
import { readToolCall, toolDefinitions } from './openai-tools';
import type { ToolUse } from './openai-tools';

export interface ModelSettings {
  apiKey: string;
  /** Any compatible server; OpenAI's own when null. */
  baseUrl: string | null;
  model: string;
}

const PATIENCE: Patience = { deadlineMs: 30_000, idleMs: 10_000 };
const MOST_ROUNDS = 4;
const MOST_TOKENS = 24_000;
const LONGEST_ANSWER_TOKENS = 700;
const ARTICLES_SHOWN = 3;
const LONGEST_ARTICLE = 2_500;
const LONGEST_SUMMARY = 300;
const NO_LINKS: LinkRules = { hosts: [], urls: [] };

interface Work {
  request: AssistantRequest;
  messages: OpenAI.ChatCompletionMessageParam[];
  steps: Step[];
  shown: Map<string, { title: string; url: string | null }>;
  faults: number;
  tokensIn: number;
  tokensOut: number;
}

export class OpenAiAssistant implements Assistant {
  readonly name = 'openai';
  private client: Promise<OpenAI> | undefined;

  constructor(
    private readonly settings: ModelSettings,
    private readonly links: { allowedHosts: () => readonly string[] },
    private readonly patience: Patience = PATIENCE,
  ) {}

  async answer(request: AssistantRequest, signal: AbortSignal): Promise<AssistantAnswer> {
    try {
      return await this.rounds(request, signal);
    } catch (error) {
      if (error instanceof AssistantFailure) throw error;
      throw new AssistantFailure('error', 'the assistant broke off', { cause: error });
    }
  }

  private async rounds(request: AssistantRequest, signal: AbortSignal): Promise<AssistantAnswer> {
    const client = await this.connect();
    const until = Date.now() + this.patience.deadlineMs;
    const work: Work = {
      request,
      messages: promptFor(request),
      steps: [],
      shown: new Map(),
      faults: 0,
      tokensIn: 0,
      tokensOut: 0,
    };
    for (let round = 1; round <= MOST_ROUNDS; round += 1) {
      const completion = await complete(client, this.body(work), signal, until, this.patience);
      this.count(work, completion);
      const answer = completion.calls.length > 0 ? this.use(work, completion) : this.written(work, completion.text);
      if (answer) return answer;
    }
    throw new AssistantFailure('nonsense', `no answer after ${MOST_ROUNDS} rounds`);
  }

  /** Loaded with the first question: a house without a model never pays for the client. */
  private connect(): Promise<OpenAI> {
    this.client ??= import('openai').then(
      ({ OpenAI: Client }) =>
        new Client({
          // A local server takes any key, and the client insists on one.
          apiKey: this.settings.apiKey || 'none',
          baseURL: this.settings.baseUrl ?? undefined,
          // Delivery of an answer has one clock and one rule for retries, and they are ours.
          maxRetries: 0,
          timeout: this.patience.deadlineMs,
          logLevel: 'off',
        }),
    );
    return this.client;
  }

  private body(work: Work): OpenAI.ChatCompletionCreateParamsStreaming {
    return {
      model: this.settings.model,
      messages: work.messages,
      tools: toolDefinitions(work.request.teams),
      stream: true,
      stream_options: { include_usage: true },
      // OpenAI's newer models refuse the older name, compatible servers may not know the newer one.
      ...(this.settings.baseUrl
        ? { max_tokens: LONGEST_ANSWER_TOKENS }
        : { max_completion_tokens: LONGEST_ANSWER_TOKENS }),
    };
  }

  private count(work: Work, completion: Completion): void {
    work.tokensIn += completion.tokensIn;
    work.tokensOut += completion.tokensOut;
    work.steps.push({ kind: 'model', detail: `${completion.tokensIn} tokens read, ${completion.tokensOut} written` });
    if (work.tokensIn + work.tokensOut > MOST_TOKENS) {
      throw new AssistantFailure('nonsense', `more than ${MOST_TOKENS} tokens for one answer`);
    }
  }

  /** Carries out the calls of one round; an answer when one of them ends the turn. */
  private use(work: Work, completion: Completion): AssistantAnswer | null {
    work.messages.push({
      role: 'assistant',
      content: completion.text || null,
      tool_calls: completion.calls.map(({ id, name, json }) => ({
        id,
        type: 'function',
        function: { name, arguments: json },
      })),
    });
    for (const { id, name, json } of completion.calls) {
      const read = readToolCall(name, json);
      if ('fault' in read) {
        this.fault(work, read.fault);
        work.messages.push({ role: 'tool', tool_call_id: id, content: read.fault });
        continue;
      }
      work.steps.push({ kind: 'tool', detail: read.use.tool });
      switch (read.use.tool) {
        case 'search_knowledge':
          work.messages.push({ role: 'tool', tool_call_id: id, content: this.search(work, read.use.query) });
          break;
        case 'hand_off':
          return this.handOff(work, read.use);
        case 'close':
          return { kind: 'close', text: this.farewell(work, read.use.farewell), ...this.ledger(work) };
      }
    }
    return null;
  }

  private search(work: Work, query: string): string {
    const found = work.request.search(query).slice(0, ARTICLES_SHOWN);
    work.steps.push({
      kind: 'search',
      detail: `${found.length} articles, best ${(found[0]?.probability ?? 0).toFixed(2)}`,
    });
    for (const { articleId, title, url } of found) work.shown.set(articleId, { title, url });
    const articles = found.map(({ articleId, title, body, url }) => ({
      id: articleId,
      title,
      text: body.slice(0, LONGEST_ARTICLE),
      url,
    }));
    return JSON.stringify(
      articles.length > 0 ? { articles } : { articles, note: 'Nothing was found: you do not know.' },
    );
  }

  private handOff(work: Work, use: Extract<ToolUse, { tool: 'hand_off' }>): AssistantAnswer {
    const team = work.request.teams.find((name) => name.toLowerCase() === use.team?.toLowerCase()) ?? null;
    const shape = { ...work.request.channel, markup: 'plain', advisedLength: LONGEST_SUMMARY } as const;
    const { text: words } = guard(use.summary, shape, NO_LINKS);
    // Agents must not take for a fact what a customer talked the model into.
    const summary = words === '' ? '' : `The assistant's summary, not checked: “${words}”`;
    return { kind: 'hand-off', reason: use.reason, summary, team, ...this.ledger(work) };
  }

  private farewell(work: Work, words: string | null): string {
    const clean = words ? this.clean(work, words) : '';
    return clean || text('goodbye', work.request.language);
  }

  private written(work: Work, content: string): AssistantAnswer | null {
    const draft = readDraft(content, new Set(work.shown.keys()));
    if (draft.text === '') {
      this.fault(work, 'an empty answer');
      work.messages.push({ role: 'user', content: 'Your answer was empty. Answer the customer, or use a tool.' });
      return null;
    }
    if (promisesHuman(draft.text)) {
      work.steps.push({ kind: 'guard', detail: 'promised a person without handing off' });
      const summary = 'The assistant promised a person without calling one.';
      return { kind: 'hand-off', reason: 'promised a person', summary, team: null, ...this.ledger(work) };
    }
    const { request } = work;
    const offer = request.offerHuman || draft.unknown;
    const end = `${this.source(work, draft)}${offer ? `\n${text('offer_human', request.language)}` : ''}`;
    const words = this.clean(work, draft.text, end.length);
    if (words === '') throw new AssistantFailure('nonsense', 'nothing was left of the answer after the guards');
    const said = { text: words + end, offersHuman: offer, ...this.ledger(work) };
    return draft.unknown ? { kind: 'unknown', ...said } : { kind: 'answer', articleIds: draft.sources, ...said };
  }

  /** The line that names the first source, unless the answer links to it already. */
  private source(work: Work, draft: { text: string; sources: string[] }): string {
    const first = work.shown.get(draft.sources[0] ?? '');
    if (!first?.url || draft.text.includes(first.url)) return '';
    return `\n${text('source', work.request.language, { title: first.title, url: first.url })}`;
  }

  private clean(work: Work, words: string, reserved = 0): string {
    const { channel } = work.request;
    const links: LinkRules = {
      hosts: this.links.allowedHosts(),
      urls: [...work.shown.values()].flatMap(({ url }) => (url ? [url] : [])),
    };
    const room = { ...channel, advisedLength: Math.max(80, channel.advisedLength - reserved) };
    const guarded = guard(words, room, links);
    for (const removed of guarded.removed) work.steps.push({ kind: 'guard', detail: `removed: ${removed}` });
    return guarded.text;
  }

  /** The first fault may be put right, the second ends the turn. */
  private fault(work: Work, what: string): void {
    work.faults += 1;
    work.steps.push({ kind: 'guard', detail: `fault ${work.faults}` });
    if (work.faults > 1) throw new AssistantFailure('nonsense', `the model was wrong twice: ${what}`);
  }

  private ledger(work: Work): Pick<AssistantAnswer, 'steps' | 'model' | 'tokensIn' | 'tokensOut'> {
    return { steps: work.steps, model: this.settings.model, tokensIn: work.tokensIn, tokensOut: work.tokensOut };
  }
}
