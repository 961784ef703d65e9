/** Questions in groups, most asked first: an article is written for one, or it is dismissed with a reason. */
import { Anchor, Button, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import type { GapView } from '../../../src/api/http/contract';
import { useChange } from '../api/admin';
import { post } from '../api/client';
import { useGaps } from '../api/knowledge';
import { Tag } from '../inbox/tag';
import { EmptyState, ErrorState } from '../shell/states';
import { fullTime } from '../words/time';
import classes from './admin.module.css';
import { ArticleForm } from './article-form';
import { ReasonForm } from './reason-form';

export function GapList({ state }: { state: 'open' | 'dismissed' }) {
  const gaps = useGaps(state);
  const [writing, setWriting] = useState<GapView | null>(null);
  const [dismissing, setDismissing] = useState<GapView | null>(null);
  const reopen = useChange({
    run: (id: string) => post<GapView>(`/api/admin/knowledge/gaps/${id}/reopen`),
    said: () => 'It is among the questions that are not answered again.',
    failure: 'It was not brought back',
  });
  if (gaps.isPending) return <Skeleton height={120} radius="md" />;
  if (gaps.isError) return <ErrorState error={gaps.error} retry={() => void gaps.refetch()} />;
  return (
    <>
      {gaps.rows.length === 0 ? (
        <EmptyState title={state === 'open' ? 'No question without an answer' : 'Nothing was dismissed'}>
          {state === 'open'
            ? 'What the assistant answers with “I don’t know”, or hands off for it, is collected here.'
            : 'Questions that need no article are kept here with the reason.'}
        </EmptyState>
      ) : (
        <ul className={classes.cards}>
          {gaps.rows.map((gap) => (
            <li key={gap.id} className={classes.card}>
              <div className={classes.cardMain}>
                <div className={classes.cardWords}>
                  <h2 className={classes.cardTitle} title={titleOf(gap)}>
                    {titleOf(gap)}
                  </h2>
                  <ul className={classes.changes}>
                    {gap.examples.slice(0, SHOWN).map((example) => (
                      <li key={`${example.conversationId} ${example.at}`}>
                        <Anchor component={Link} inherit to={`/inbox/all/${example.conversationId}`}>
                          {example.text}
                        </Anchor>
                      </li>
                    ))}
                  </ul>
                  {gap.detail !== null && <p className={classes.cardSub}>{gap.detail}</p>}
                  <p className={classes.tags}>
                    <Tag tone={gap.questions > 1 ? 'wait' : 'plain'}>
                      asked {gap.questions === 1 ? 'once' : `${gap.questions.toLocaleString()} times`}
                    </Tag>
                    <span className={classes.quiet}>
                      {gap.language} · last {fullTime(gap.lastAt)}
                      {gap.by !== null && ` · dismissed by ${gap.by}`}
                    </span>
                  </p>
                </div>
              </div>
              <div className={classes.cardButtons}>
                {state === 'open' ? (
                  <>
                    <Button size="xs" variant="default" onClick={() => setDismissing(gap)}>
                      Dismiss<span className="sr-only"> {titleOf(gap)}</span>
                    </Button>
                    <Button size="xs" onClick={() => setWriting(gap)}>
                      Write article<span className="sr-only"> for {titleOf(gap)}</span>
                    </Button>
                  </>
                ) : (
                  <Button size="xs" variant="default" loading={reopen.busy} onClick={() => reopen.run(gap.id)}>
                    Bring back<span className="sr-only"> {titleOf(gap)}</span>
                  </Button>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      {gaps.hasNextPage && (
        <Button variant="default" loading={gaps.isFetchingNextPage} onClick={() => void gaps.fetchNextPage()}>
          Show more
        </Button>
      )}
      {writing && (
        <ArticleForm
          key={writing.id}
          article={null}
          draft={{
            title: titleOf(writing).slice(0, 200),
            language: writing.language,
            phrasings: phrasingsOf(writing),
          }}
          target={{ path: `/api/admin/knowledge/gaps/${writing.id}/article`, body: (edit) => edit }}
          onClose={() => setWriting(null)}
        />
      )}
      {dismissing && (
        <ReasonForm
          key={dismissing.id}
          title="Dismiss these questions"
          words="Later questions of the kind are counted, and not shown. You can bring them back."
          submit="Dismiss"
          path={`/api/admin/knowledge/gaps/${dismissing.id}/dismiss`}
          said="Dismissed."
          onClose={() => setDismissing(null)}
        />
      )}
    </>
  );
}

const SHOWN = 3;

const titleOf = (gap: GapView): string => gap.examples[0]?.text.split('\n')[0] ?? 'Questions that are gone';

/** Each line in which it was asked, once, without what was masked. */
function phrasingsOf(gap: GapView): string[] {
  const lines = gap.examples.flatMap(({ text }) => text.split('\n')).map((line) => line.trim().slice(0, 300));
  return [...new Set(lines.filter((line) => line !== '' && !/\[\w+\]/u.test(line)))];
}
