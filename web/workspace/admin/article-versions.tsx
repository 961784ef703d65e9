/** All versions of an article with who changed what; one click brings one back. */
import { Button, Skeleton } from '@mantine/core';
import type { ArticleVersionView, ArticleView } from '../../../src/api/http/contract';
import { useChange } from '../api/admin';
import { post } from '../api/client';
import { useArticleVersions } from '../api/knowledge';
import { ErrorState, ProblemAlert } from '../shell/states';
import { fullTime } from '../words/time';
import classes from './admin.module.css';
import { ConfirmButton } from './confirm-button';

const DONE: Record<ArticleVersionView['action'], string> = {
  created: 'written',
  changed: 'changed',
  restored: 'brought back',
  imported: 'imported',
  accepted: 'accepted from a question',
};

export function ArticleVersions({ article, onDone }: { article: ArticleView; onDone: () => void }) {
  const versions = useArticleVersions(article.id);
  const restore = useChange({
    run: (revision: number) =>
      post<ArticleView>(`/api/admin/articles/${article.id}/versions/${revision}/restore`, {
        basedOn: article.revision,
      }),
    said: (restored, revision) => `“${restored.title}” is again what version ${revision} was.`,
    onDone,
  });
  return (
    <section className={classes.block} aria-label="Versions">
      <h2>Versions</h2>
      {restore.problem && <ProblemAlert problem={restore.problem} />}
      {versions.isPending ? (
        <Skeleton height={70} radius="md" />
      ) : versions.isError ? (
        <ErrorState error={versions.error} retry={() => void versions.refetch()} />
      ) : (
        <ol className={classes.rules}>
          {versions.rows.map((version) => (
            <li key={version.revision} className={classes.rule}>
              <div className={classes.ruleWords}>
                <strong>Version {version.revision}</strong>
                {version.revision === article.revision && ' · holds now'}
                <p className={classes.quiet}>
                  {DONE[version.action]} {fullTime(version.at)} by {version.by}
                </p>
                {version.changes.length > 0 && (
                  <ul className={classes.changes}>
                    {version.changes.map((line) => (
                      <li key={line}>{line}</li>
                    ))}
                  </ul>
                )}
              </div>
              {version.revision !== article.revision && (
                <ConfirmButton
                  size="compact-sm"
                  question={`Bring back version ${version.revision}?`}
                  consequence={`It becomes version ${article.revision + 1}, and the assistant answers from it at once. What you typed here and did not save is lost.`}
                  confirm="Bring back"
                  gentle
                  loading={restore.busy}
                  onConfirm={() => restore.run(version.revision)}
                >
                  Bring back
                </ConfirmButton>
              )}
            </li>
          ))}
        </ol>
      )}
      {versions.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          loading={versions.isFetchingNextPage}
          onClick={() => void versions.fetchNextPage()}
        >
          Show older
        </Button>
      )}
    </section>
  );
}
