/** What an agent may ask for while they write: a draft, a summary, a translation, an answer from the knowledge. Nothing is sent or stored but its cost. */
import { Inject, Injectable } from '@nestjs/common';
import { CHANNELS, type Channels } from '../../channels/channel';
import { readHeard } from '../../conversations/transcript/heard';
import { instructionsOf } from '../../foundation/config/business-settings';
import { Database } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { newId } from '../../foundation/model/ids';
import type { Heard } from '../../foundation/model/policy';
import { Settings } from '../../foundation/settings/settings';
import { AssistantFailure, WRITER, type Writer } from '../../intelligence/assistant/assistant';
import { SUGGESTS } from '../../intelligence/assistant/embedded-assistant';
import { strangeFigures, unsupported } from '../../intelligence/assistant/grounding';
import { guard } from '../../intelligence/assistant/guards';
import { quote } from '../../intelligence/assistant/shape';
import { Knowledge, type FoundArticle, type Scope } from '../../intelligence/knowledge/knowledge';
import { buildBrief } from '../handoff/brief';
import { Spending } from '../turn/spending';
import { claimsOf, type Claim } from './claims';
import { answerRules, draftRules, shown, spoken, summaryRules, translationRules } from './prompts';

export type AidKind = 'draft' | 'summary' | 'translation' | 'answer';

export type AidRequest =
  | { kind: 'draft'; wish: string }
  | { kind: 'summary' }
  | { kind: 'translation'; text: string; into: string }
  | { kind: 'answer'; question: string };

export interface AidArticle {
  id: string;
  title: string;
  url: string | null;
  /** As it would be quoted to this customer. */
  quote: string;
  /** False: it is not for this reader, and nothing of it may be sent. */
  forCustomer: boolean;
}

export interface Aid {
  kind: AidKind;
  /** Null: nothing could be written, `warnings` says why. */
  text: string | null;
  /** What wrote it. */
  by: 'model' | 'knowledge' | 'quotes';
  /** The lines of a summary, each with its messages. */
  claims: Claim[];
  articles: AidArticle[];
  /** What the agent should look at before they use it. */
  warnings: string[];
}

interface Place {
  language: string;
  channel: { kind: string; markup: 'plain' | 'whatsapp' | 'markdown'; advisedLength: number };
  scope: Scope;
  heard: Heard[];
}

/** Longest piece of a conversation that is read for it. */
const HISTORY = 60;
const ARTICLES = 3;
const LONGEST_DRAFT = 1_500;
const LONGEST_TEXT = 8_000;

@Injectable()
export class Aids {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly knowledge: Knowledge,
    private readonly spending: Spending,
    @Inject(WRITER) private readonly writer: Writer | null,
    @Inject(CHANNELS) private readonly channels: Channels,
  ) {}

  /** Whether a model writes; without one a draft quotes an article, a summary quotes the messages, and nothing is translated. */
  get model(): boolean {
    return this.writer !== null;
  }

  async give(conversationId: string, agentId: string, request: AidRequest): Promise<Aid> {
    const place = await this.place(conversationId);
    const ask = new Asking(this.db, this.spending, this.writer, { conversationId, agentId, kind: request.kind });
    switch (request.kind) {
      case 'draft':
        return this.draft(place, request.wish, ask);
      case 'summary':
        return this.summary(place, ask);
      case 'translation':
        return this.translation(request.text, request.into, ask);
      case 'answer':
        return this.answer(place, request.question, ask);
    }
  }

  private async draft(place: Place, wish: string, ask: Asking): Promise<Aid> {
    const { heard, language, channel, scope } = place;
    const question = lastWords(heard);
    if (question === '' && wish === '') throw new Fault('conflict', 'The customer has not written anything to answer.');
    const found = this.knowledge
      .search([question, wish].filter(Boolean).join('\n'), scope, ARTICLES)
      .filter(({ probability }) => probability >= SUGGESTS);
    const articles = this.viewed(place, found);
    const business = this.settings.business();
    const { name } = business;
    const instructions = instructionsOf(business, channel.kind, language);
    const length = Math.min(channel.advisedLength, LONGEST_DRAFT);
    const rules = draftRules({ name, instructions }, language, length, wish);
    const written = await ask.write(rules, `${spoken(heard)}\n\n${shown(found)}`);
    if (written.text === null) {
      const [first] = articles;
      const text = first?.quote ?? null;
      const warnings = [...written.warnings, ...(text === null ? ['No article answers what the customer asked.'] : [])];
      return { kind: 'draft', text, by: 'knowledge', claims: [], articles, warnings };
    }
    const { text, removed } = this.guarded(written.text, { ...channel, advisedLength: LONGEST_TEXT }, found);
    const ours = heard.filter(({ author }) => author !== 'contact').map((message) => message.text);
    const sources = found.map((article) => ({ text: `${article.title}\n${article.body}`, language: article.language }));
    const own = `${name}\n${instructions}\n${ours.join('\n')}\n${wish}`;
    const missing = unsupported(text, { sources, own, language });
    const fromCustomer =
      missing !== null && unsupported(text, { sources, own: `${own}\n${spoken(heard)}`, language }) === null;
    const warnings = [
      ...removed,
      ...(missing === null
        ? []
        : [fromCustomer ? `Only the customer says this: ${missing}.` : `Look this up before you send it: ${missing}.`]),
    ];
    return { kind: 'draft', text: text || null, by: 'model', claims: [], articles, warnings };
  }

  private async summary({ heard }: Place, ask: Asking): Promise<Aid> {
    if (heard.length === 0) throw new Fault('conflict', 'Nothing was said yet.');
    const written = await ask.write(summaryRules('en'), spoken(heard));
    if (written.text !== null) {
      const { claims, dropped } = claimsOf(written.text, heard);
      if (claims.length > 0) {
        const warnings = dropped === 0 ? [] : [`${dropped} of its lines pointed to no message and were dropped.`];
        return { kind: 'summary', text: linesOf(claims), by: 'model', claims, articles: [], warnings };
      }
      written.warnings.push('Nothing of what the model wrote pointed to a message.');
    }
    const claims = quoted(heard);
    return { kind: 'summary', text: linesOf(claims), by: 'quotes', claims, articles: [], warnings: written.warnings };
  }

  private async translation(source: string, into: string, ask: Asking): Promise<Aid> {
    const empty = {
      kind: 'translation' as const,
      by: 'model' as const,
      claims: [] as Claim[],
      articles: [] as AidArticle[],
    } satisfies Partial<Aid>;
    if (!this.model) return { ...empty, text: null, warnings: ['Translating needs a model: none is configured.'] };
    const written = await ask.write(translationRules(into), source.slice(0, LONGEST_TEXT));
    if (written.text === null) return { ...empty, text: null, warnings: written.warnings };
    // A link that stood in the source may stand in the translation.
    const links = {
      hosts: this.settings.business().allowedLinkHosts,
      urls: source.match(/https?:\/\/[^\s<>"']+/gu) ?? [],
    };
    const { text, removed } = guard(written.text, { kind: '', markup: 'markdown', advisedLength: LONGEST_TEXT }, links);
    const changed = [...new Set([...strangeFigures(text, source), ...strangeFigures(source, text)])];
    const warnings = [
      ...removed.map((what) => `Taken out: ${what}.`),
      ...(changed.length === 0 ? [] : [`These differ from the original: ${changed.slice(0, 5).join(', ')}.`]),
    ];
    return { ...empty, text: text || null, warnings };
  }

  private async answer(place: Place, question: string, ask: Asking): Promise<Aid> {
    const found = this.knowledge
      .search(question, { ...place.scope, reader: 'agents' }, ARTICLES)
      .filter(({ probability }) => probability >= SUGGESTS);
    const articles = this.viewed(place, found);
    const none = { kind: 'answer' as const, claims: [] as Claim[], articles };
    if (found.length === 0) {
      return { ...none, text: null, by: 'knowledge', warnings: ['No article speaks of this.'] };
    }
    const { name } = this.settings.business();
    const written = await ask.write(
      answerRules(name, place.language),
      `${JSON.stringify({ question })}\n\n${shown(found)}`,
    );
    if (written.text === null)
      return { ...none, text: articles[0]?.quote ?? null, by: 'knowledge', warnings: written.warnings };
    if (/^\W*unknown\b/iu.test(written.text)) {
      return {
        ...none,
        text: null,
        by: 'model',
        warnings: ['The articles do not answer this; these are the nearest.'],
      };
    }
    const { text, removed } = this.guarded(written.text, { ...place.channel, advisedLength: LONGEST_DRAFT }, found);
    const sources = found.map((article) => ({ text: `${article.title}\n${article.body}`, language: article.language }));
    const missing = unsupported(text, { sources, own: name, language: place.language });
    const warnings = [...removed, ...(missing === null ? [] : [`No article says all of this: ${missing}.`])];
    return { ...none, text: text || null, by: 'model', warnings };
  }

  private guarded(
    words: string,
    channel: Place['channel'],
    found: readonly FoundArticle[],
  ): { text: string; removed: string[] } {
    const urls = found.flatMap(({ url }) => (url ? [url] : []));
    const { text, removed } = guard(words, channel, { hosts: this.settings.business().allowedLinkHosts, urls });
    return { text, removed: removed.map((what) => `Taken out: ${what}.`) };
  }

  private viewed({ scope, channel, language }: Place, found: readonly FoundArticle[]): AidArticle[] {
    return found.map((article) => ({
      id: article.articleId,
      title: article.title,
      url: article.url,
      quote: quote(article, channel, language),
      forCustomer: this.knowledge.mayTell(article.articleId, scope),
    }));
  }

  private async place(conversationId: string): Promise<Place> {
    const [[row], heard] = await Promise.all([
      this.db.query<{ language: string | null; account: string; signedIn: boolean }>(
        `select coalesce(c.language, p.language) as language, c.channel_account_id as account,
                exists (select from external_identity e where e.contact_id = c.contact_id) as "signedIn"
           from conversation c join contact p on p.id = c.contact_id where c.id = $1`,
        [conversationId],
        'aid_place',
      ),
      readHeard(this.db, conversationId, HISTORY),
    ]);
    if (!row) throw new Fault('not-found', 'There is no such conversation among yours.');
    const kind = this.settings.account(row.account)?.channel ?? '';
    const text = this.channels.get(kind)?.capabilities.text;
    return {
      language: row.language ?? this.settings.business().languages[0] ?? 'en',
      channel: { kind, markup: text?.markup ?? 'plain', advisedLength: text?.advisedLength ?? 320 },
      scope: { demo: this.settings.demoAllowed(), reader: { channel: kind, signedIn: row.signedIn } },
      heard,
    };
  }
}

/** One request to the model, counted whatever becomes of it; its failures are told and never thrown. */
class Asking {
  constructor(
    private readonly db: Database,
    private readonly spending: Spending,
    private readonly writer: Writer | null,
    private readonly of: { conversationId: string; agentId: string; kind: AidKind },
  ) {}

  async write(rules: string, material: string): Promise<{ text: string | null; warnings: string[] }> {
    if (this.writer === null) return { text: null, warnings: [] };
    const capped = await this.spending.cappedToday();
    if (capped !== null) return { text: null, warnings: [`The model is not asked any more today: ${capped}.`] };
    try {
      const written = await this.writer.write(rules, material, AbortSignal.timeout(20_000));
      await this.count(written.tokensIn, written.tokensOut, null);
      return { text: written.text, warnings: [] };
    } catch (error) {
      if (!(error instanceof AssistantFailure)) throw error;
      await this.count(error.options.tokensIn ?? 0, error.options.tokensOut ?? 0, `${error.kind}: ${error.message}`);
      return { text: null, warnings: ['The model did not answer.'] };
    }
  }

  private async count(tokensIn: number, tokensOut: number, error: string | null): Promise<void> {
    const { conversationId, agentId, kind } = this.of;
    await this.db.query(
      `insert into aid (id, conversation_id, agent_id, kind, model, tokens_in, tokens_out, cost_micros, error)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        ...[newId(), conversationId, agentId, kind, this.writer?.model, tokensIn, tokensOut],
        ...[this.spending.micros(tokensIn, tokensOut), error],
      ],
      'aid_count',
    );
  }
}

/** What the customer wrote since anybody answered. */
function lastWords(heard: readonly Heard[]): string {
  const answered = heard.findLastIndex(({ author }) => author === 'agent' || author === 'assistant');
  const since = heard.slice(answered + 1).filter(({ author }) => author === 'contact');
  const asked = since.length > 0 ? since : heard.filter(({ author }) => author === 'contact').slice(-1);
  return asked
    .filter(({ consent }) => !consent)
    .map(({ text }) => text)
    .join('\n');
}

/** The summary without a model: the customer's own words, the facts in them, and what was answered. */
function quoted(heard: readonly Heard[]): Claim[] {
  const seq = heard.at(-1)?.seq ?? 0;
  const { wants, facts, tried } = buildBrief({ reason: 'agent', detail: null, heard, seq, mood: null });
  return [
    ...wants.map((claim) => ({ text: `The customer: “${claim.text}”`, seqs: [claim.seq] })),
    ...facts.map((fact) => ({ text: `${fact.label}: ${fact.value}`, seqs: [fact.seq] })),
    ...tried.map((claim) => ({ text: `The assistant: “${claim.text}”`, seqs: [claim.seq] })),
  ];
}

function linesOf(claims: readonly Claim[]): string {
  return claims.map(({ text }) => text).join('\n');
}
