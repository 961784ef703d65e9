/** The active articles of the database as an index in memory, the same on every replica soon after a change. */
import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Database } from '../../foundation/database/database';
import { Events } from '../../foundation/events/events';
import type { Nearest, Topic } from '../../foundation/model/policy';
import { buildIndex } from './search-index';
import type { Article, SearchIndex } from './search-index';

/** `demo`: demonstration articles count too; only while every account is simulated. */
export interface Scope {
  demo: boolean;
}

export interface FoundArticle {
  articleId: string;
  title: string;
  body: string;
  url: string | null;
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

  /** The nearest articles to a message, best first, with the calibrated probability that the first answers it. */
  nearest(text: string, scope: Scope): Nearest {
    return this.index(scope).nearest(text);
  }

  /** Articles for a question, best first, each with its text. */
  search(query: string, scope: Scope, count = 3): FoundArticle[] {
    return this.index(scope)
      .search(query, count)
      .map(({ article, probability }) => ({
        articleId: article.id,
        title: article.title,
        body: article.body,
        url: article.url,
        probability,
      }));
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
      `select id, title, body, phrasings, url, language, escalate, demo from article where active order by id`,
    );
    const read = rows.map((row) => ({ demo: row.demo, article: toArticle(row) }));
    const real = read.filter((row) => !row.demo).map((row) => row.article);
    this.articles = new Map(read.map(({ article }) => [article.id, article]));
    this.real = buildIndex(real);
    this.all = real.length === read.length ? this.real : buildIndex(read.map((row) => row.article));
    this.fingerprint = mark?.mark ?? '';
  }
}

function toArticle({ escalate, demo: _demo, ...row }: ArticleRow): Article {
  return { ...row, topic: escalate };
}
