/** The active articles of the database as an index in memory, the same on every replica soon after a change. */
import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Database } from '../../foundation/database/database';
import { Events } from '../../foundation/events/events';
import type { Audience } from '../../foundation/model/article';
import type { Nearest, Topic } from '../../foundation/model/policy';
import { buildIndex, buildIndexGently } from './search-index';
import type { Admits, Article, SearchIndex } from './search-index';

/** A customer: on which kind of channel, and whether the business's own server vouches for who they are. */
export interface Reader {
  channel: string;
  signedIn: boolean;
}

export interface Scope {
  /** Demonstration articles count too; only while every account is simulated. */
  demo: boolean;
  /** Who will read it: articles that are for others are as if they were not there. */
  reader: Reader | 'agents';
}

export interface FoundArticle {
  articleId: string;
  title: string;
  body: string;
  url: string | null;
  language: string;
  probability: number;
}

interface ArticleRow {
  id: string;
  title: string;
  body: string;
  phrasings: string[];
  url: string | null;
  language: string;
  escalate: Topic | null;
  channels: string[];
  audience: Audience;
  demo: boolean;
}

/** Facts may be lost (a replica cut off): the fingerprint of the table is compared this often. */
const POLL_MS = 30_000;

@Injectable()
export class Knowledge implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger(Knowledge.name);
  private articles: ReadonlyMap<string, Article> = new Map();
  private real: SearchIndex = buildIndex([]);
  private all: SearchIndex = this.real;
  private fingerprint = '';
  private running: Promise<void> | undefined;
  private again = false;
  private stopListening: (() => void) | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Database,
    private readonly events: Events,
  ) {}

  async onModuleInit(): Promise<void> {
    this.stopListening = this.events.listen((fact) => {
      if (fact.kind === 'resync' || (fact.kind === 'settings' && fact.what === 'articles')) this.refresh();
    });
    await this.reload();
    this.timer = setInterval(() => this.refresh(), POLL_MS);
    this.timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopListening?.();
    clearInterval(this.timer);
    await this.running?.catch(() => undefined);
  }

  /**
   * The nearest articles to a message, best first, with the calibrated probability that the first answers it. What the policy reads:
   * an article on a sensitive matter is one for every reader, wherever it may be quoted.
   */
  nearest(text: string, scope: Scope): Nearest {
    const { reader } = scope;
    return this.index(scope).nearest(text, (article) => article.topic !== null || mayRead(article, reader));
  }

  /** Articles for a question, best first, each with its text; only such as the reader may be told. */
  search(query: string, scope: Scope, count = 3): FoundArticle[] {
    const admits: Admits = (article) => mayRead(article, scope.reader);
    return this.index(scope)
      .search(query, count, admits)
      .map(({ article, probability }) => ({
        articleId: article.id,
        title: article.title,
        body: article.body,
        url: article.url,
        language: article.language,
        probability,
      }));
  }

  /** Whether an article that was found may be told to this reader. */
  mayTell(articleId: string, { reader }: Scope): boolean {
    const article = this.articles.get(articleId);
    return article !== undefined && mayRead(article, reader);
  }

  /** How rare a term is among the articles: what questions are compared by. */
  rarity(term: string, language: string): number {
    return this.all.rarity(term, language);
  }

  article(id: string): Article | undefined {
    return this.articles.get(id);
  }

  /** Reads the articles again when they changed; one reading at a time, and a change during it makes another. */
  async reload(): Promise<void> {
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.running = this.readUntilCurrent().finally(() => (this.running = undefined));
    return this.running;
  }

  private index(scope: Scope): SearchIndex {
    return scope.demo ? this.all : this.real;
  }

  private refresh(): void {
    this.reload().catch((cause: unknown) => {
      this.log.warn({ event: 'knowledge.reload-failed', cause }, 'the articles stay as they were last read');
    });
  }

  private async readUntilCurrent(): Promise<void> {
    do {
      this.again = false;
      await this.read();
    } while (this.again);
  }

  private async read(): Promise<void> {
    const [mark] = await this.db.query<{ mark: string }>(
      `select count(*) || ' ' || coalesce(max(updated_at)::text, '') || ' ' || coalesce(sum(revision), 0) as mark
       from article where active`,
    );
    if (mark && mark.mark === this.fingerprint) return;
    const rows = await this.db.query<ArticleRow>(
      `select id, title, body, phrasings, url, language, escalate, channels, audience, demo from article where active order by id`,
    );
    const read = rows.map((row) => ({ demo: row.demo, article: toArticle(row) }));
    const real = read.filter((row) => !row.demo).map((row) => row.article);
    const index = await buildIndexGently(real);
    const all = real.length === read.length ? index : await buildIndexGently(read.map((row) => row.article));
    // All of it at one moment: what is found can be read.
    this.articles = new Map(read.map(({ article }) => [article.id, article]));
    this.real = index;
    this.all = all;
    this.fingerprint = mark?.mark ?? '';
  }
}

/** Whether an article may be quoted to this reader. */
export function mayRead({ channels = [], audience = 'everyone' }: Article, reader: Scope['reader']): boolean {
  if (reader === 'agents') return true;
  if (channels.length > 0 && !channels.includes(reader.channel)) return false;
  return audience === 'everyone' || (audience === 'signed_in' && reader.signedIn);
}

function toArticle({ escalate, demo: _demo, ...row }: ArticleRow): Article {
  return { ...row, topic: escalate };
}
