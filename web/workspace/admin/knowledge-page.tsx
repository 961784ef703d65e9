/** Knowledge articles: what the assistant may say, and which of them rather call a person. */
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { ArticleView } from '../../../src/api/http/contract';
import { useArticles } from '../api/admin';
import { Tag } from '../inbox/tag';
import { EmptyState } from '../shell/states';
import { fullTime } from '../words/time';
import { channelName, reasonName } from '../words/words';
import classes from './admin.module.css';
import { AdminFrame } from './admin-frame';
import { ArticleForm } from './article-form';

export function KnowledgePage() {
  const articles = useArticles();
  const [form, setForm] = useState<ArticleView | 'new' | null>(null);
  return (
    <AdminFrame
      title="Knowledge"
      intro="The assistant answers from these, and quotes them. The more ways of asking an article lists, the better it is found."
      query={articles}
      action={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setForm('new')}>
          Add article
        </Button>
      }
    >
      {articles.rows.length === 0 ? (
        <EmptyState title="No article yet">
          Without articles the assistant knows nothing and says so. Add what customers ask most.
        </EmptyState>
      ) : (
        <ul className={classes.cards}>
          {articles.rows.map((article) => (
            <li key={article.id} className={classes.card} data-off={!article.active || undefined}>
              <div className={classes.cardMain}>
                <div className={classes.cardWords}>
                  <h2 className={classes.cardTitle} title={article.title}>
                    {article.title}
                  </h2>
                  <p className={classes.cardSub} title={article.body.slice(0, 500)}>
                    {article.body}
                  </p>
                  <p className={classes.tags}>
                    {!article.active && <Tag tone="wait">Not in use</Tag>}
                    {article.escalate && <Tag tone="danger">Calls a person: {reasonName(article.escalate.reason)}</Tag>}
                    {article.audience === 'signed_in' && <Tag>Signed-in customers</Tag>}
                    {article.audience === 'agents' && <Tag tone="assistant">Agents only</Tag>}
                    {article.channels.length > 0 && <Tag>Only {article.channels.map(channelName).join(', ')}</Tag>}
                    {article.demo && <Tag>Demo</Tag>}
                    <span className={classes.quiet}>
                      {article.phrasings.length} {article.phrasings.length === 1 ? 'phrasing' : 'phrasings'} ·{' '}
                      {article.language} · changed {fullTime(article.updatedAt)}
                    </span>
                  </p>
                </div>
              </div>
              <div className={classes.cardButtons}>
                <Button size="xs" variant="default" onClick={() => setForm(article)}>
                  Edit<span className="sr-only"> {article.title}</span>
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      {articles.hasNextPage && (
        <Button variant="default" loading={articles.isFetchingNextPage} onClick={() => void articles.fetchNextPage()}>
          Show more
        </Button>
      )}
      {form !== null && (
        <ArticleForm
          key={form === 'new' ? 'new' : form.id}
          article={form === 'new' ? null : form}
          onClose={() => setForm(null)}
        />
      )}
    </AdminFrame>
  );
}
