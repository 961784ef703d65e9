/** What humans answered to questions that the assistant could not: accepted as an article or a phrasing, or rejected. */
import { Anchor, Button, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import type { SuggestionAccept, SuggestionView } from '../../../src/api/http/contract';
import { useSuggestions } from '../api/knowledge';
import { Tag } from '../inbox/tag';
import { EmptyState, ErrorState } from '../shell/states';
import { fullTime } from '../words/time';
import classes from './admin.module.css';
import { ArticleForm } from './article-form';
import { PhrasingForm } from './phrasing-form';
import { ReasonForm } from './reason-form';

type Open = { suggestion: SuggestionView; as: 'article' | 'phrasing' | 'reject' };

export function SuggestionList() {
  const suggestions = useSuggestions();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  if (suggestions.isPending) return <Skeleton height={120} radius="md" />;
  if (suggestions.isError) return <ErrorState error={suggestions.error} retry={() => void suggestions.refetch()} />;
  return (
    <>
      {suggestions.rows.length === 0 ? (
        <EmptyState title="Nothing to review">
          When an agent answers what the assistant could not, and the conversation is closed, the question waits here
          beside the answer.
        </EmptyState>
      ) : (
        <ul className={classes.cards}>
          {suggestions.rows.map((suggestion) => (
            <Card key={suggestion.id} suggestion={suggestion} onOpen={(as) => setOpen({ suggestion, as })} />
          ))}
        </ul>
      )}
      {suggestions.hasNextPage && (
        <Button
          variant="default"
          loading={suggestions.isFetchingNextPage}
          onClick={() => void suggestions.fetchNextPage()}
        >
          Show more
        </Button>
      )}
      {open?.as === 'article' && (
        <ArticleForm
          key={open.suggestion.id}
          article={null}
          draft={{
            title: firstLine(open.suggestion.question).slice(0, 200),
            body: open.suggestion.answer,
            language: open.suggestion.language,
            phrasings: [firstLine(open.suggestion.question).slice(0, 300)],
          }}
          target={{
            path: `/api/admin/knowledge/suggestions/${open.suggestion.id}/accept`,
            body: (article) => ({ as: 'article', article }) satisfies SuggestionAccept,
          }}
          onClose={close}
        />
      )}
      {open?.as === 'phrasing' && (
        <PhrasingForm key={open.suggestion.id} suggestion={open.suggestion} onClose={close} />
      )}
      {open?.as === 'reject' && (
        <ReasonForm
          key={open.suggestion.id}
          title="Reject this suggestion"
          words="Nothing is published. The reason is kept."
          submit="Reject"
          path={`/api/admin/knowledge/suggestions/${open.suggestion.id}/reject`}
          said="Rejected."
          onClose={close}
        />
      )}
    </>
  );
}

function Card({ suggestion, onOpen }: { suggestion: SuggestionView; onOpen: (as: Open['as']) => void }) {
  const { article, question, answer } = suggestion;
  const name = <span className="sr-only"> “{firstLine(question)}”</span>;
  return (
    <li className={classes.card}>
      <div className={classes.cardMain}>
        <div className={classes.cardWords}>
          <div className={classes.pair}>
            <div>
              <h2 className={classes.quiet}>Asked</h2>
              <p className={classes.said}>{question}</p>
            </div>
            <div>
              <h2 className={classes.quiet}>{suggestion.answeredBy ?? 'An agent'} answered</h2>
              <p className={classes.said}>{answer}</p>
            </div>
          </div>
          <p className={classes.tags}>
            {article && <Tag tone="accent">Near: {article.title}</Tag>}
            {suggestion.questions > 1 && <Tag tone="wait">asked {suggestion.questions.toLocaleString()} times</Tag>}
            <span className={classes.quiet}>
              {suggestion.language} · {fullTime(suggestion.at)} ·{' '}
              <Anchor component={Link} inherit to={`/inbox/all/${suggestion.conversationId}`}>
                Conversation
              </Anchor>
            </span>
          </p>
        </div>
      </div>
      <div className={classes.cardButtons}>
        <Button size="xs" variant="default" onClick={() => onOpen('reject')}>
          Reject{name}
        </Button>
        <Button size="xs" variant={article ? 'default' : 'filled'} onClick={() => onOpen('article')}>
          New article{name}
        </Button>
        {article && (
          <Button size="xs" onClick={() => onOpen('phrasing')}>
            Add phrasing{name}
          </Button>
        )}
      </div>
    </li>
  );
}

const firstLine = (words: string): string => words.split('\n')[0] ?? '';
