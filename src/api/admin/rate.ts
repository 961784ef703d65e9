/** What was accepted, measured: recent questions are asked once more, of the articles with it and without it. */
import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database';
import type { ArticleContent } from '../../foundation/model/article';
import { floorId } from '../../foundation/model/ids';
import { Settings } from '../../foundation/settings/settings';
import { mayRead } from '../../intelligence/knowledge/knowledge';
import { WORDS } from '../../intelligence/knowledge/question-words';
import { buildIndexGently, type Article, type SearchIndex } from '../../intelligence/knowledge/search-index';
import type { KnowledgeRate } from '../http/contract';

const DAYS = 30;
const QUESTIONS = 200;
/** From here on the assistant answers with the article. */
const ANSWERS = 0.5;
/** As the index turn_asked says it. Greetings are answered without an article. */
const ASKED = `t.outcome in ('answered', 'suggested', 'unknown', 'handed_off') and t.assistant is not null
  and (t.outcome <> 'answered' or t.article_ids <> '{}')`;

interface Question {
  words: string;
  channel: string;
  signedIn: boolean;
}

type Stored = Article & { demo: boolean };
interface Accepted {
  articleId: string;
  revision: number;
  content: ArticleContent;
  previous: ArticleContent | null;
}

@Injectable()
export class Rate {
  private last: { mark: string; rate: Promise<KnowledgeRate> } | undefined;

  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
  ) {}

  /** What was found holds until an article changes or something is asked. */
  async measure(): Promise<KnowledgeRate> {
    const [row] = await this.db.query<{ mark: string }>(
      `select concat_ws(' ', count(*), sum(revision), count(*) filter (where active),
                        (select t.id from turn t where ${ASKED} order by t.id desc limit 1)) as mark from article`,
    );
    const mark = row?.mark ?? '';
    if (this.last?.mark === mark) return this.last.rate;
    const rate = this.measured();
    this.last = { mark, rate };
    rate.catch(() => (this.last = undefined));
    return rate;
  }

  private async measured(): Promise<KnowledgeRate> {
    const since = floorId(Date.now() - DAYS * 86_400_000);
    const [questions, articles, accepted] = await Promise.all([
      this.questions(since),
      this.articles(),
      this.accepted(),
    ]);
    const before = withoutAccepted(articles, accepted);
    const share = async (index: SearchIndex): Promise<number> => {
      let answered = 0;
      for (const { words, ...reader } of questions) {
        const [first] = index.search(words, 1, (article) => mayRead(article, reader));
        if (first && first.probability >= ANSWERS) answered += 1;
        // Some milliseconds each: whoever else is served has their turn in between.
        await breathe();
      }
      return questions.length === 0 ? 0 : answered / questions.length;
    };
    const created = accepted.filter(({ revision }) => revision === 1).length;
    return {
      days: DAYS,
      questions: questions.length,
      before: await share(await buildIndexGently(before)),
      after: await share(await buildIndexGently(articles)),
      accepted: { articles: created, phrasings: accepted.length - created },
    };
  }

  /** The newest ones. */
  private async questions(since: string): Promise<Question[]> {
    const rows = await this.db.query<Question & { words: string | null }>(
      `select ${WORDS} as words, account.channel,
              exists (select from external_identity e where e.contact_id = c.contact_id) as "signedIn"
         from (select t.conversation_id, t.from_seq, t.to_seq from turn t where t.id > $1 and ${ASKED} order by t.id desc limit ${QUESTIONS}) q
         join conversation c on c.id = q.conversation_id
         join channel_account account on account.id = c.channel_account_id`,
      [since],
    );
    return rows.filter(({ words }) => words !== null && words.trim() !== '');
  }

  private async articles(): Promise<Stored[]> {
    return this.db.query<Stored>(
      `select id, title, body, phrasings, url, language, escalate as topic, channels, audience, demo
         from article where active and ($1 or not demo) order by id`,
      [this.settings.demoAllowed()],
    );
  }

  private async accepted(): Promise<Accepted[]> {
    return this.db.query<Accepted>(
      `select v.article_id as "articleId", v.revision, v.content, earlier.content as previous
         from article_version v
         left join lateral (select e.content from article_version e where e.article_id = v.article_id and e.revision < v.revision
                             order by e.revision desc limit 1) earlier on true
        where v.action = 'accepted' and v.at > now() - make_interval(days => ${DAYS})`,
    );
  }
}

/** The articles as if nothing of it had been accepted: those that began so are not there, the others lack the phrasing. */
function withoutAccepted(articles: readonly Stored[], accepted: readonly Accepted[]): Stored[] {
  const begun = new Set(accepted.filter(({ revision }) => revision === 1).map(({ articleId }) => articleId));
  const added = new Map<string, Set<string>>();
  for (const { articleId, content, previous } of accepted) {
    if (!previous) continue;
    const list = added.get(articleId) ?? new Set();
    for (const phrasing of content.phrasings) if (!previous.phrasings.includes(phrasing)) list.add(phrasing);
    added.set(articleId, list);
  }
  return articles
    .filter(({ id }) => !begun.has(id))
    .map((article) => ({
      ...article,
      phrasings: article.phrasings.filter((phrasing) => !added.get(article.id)?.has(phrasing)),
    }));
}
