/** All versions of the policy with who changed what; one click brings one back, and each can be taken away as a file. */
import { Button, Group, Skeleton } from '@mantine/core';
import type { PolicyVersion, PolicyView } from '../../../src/api/http/contract';
import { useChange } from '../api/admin';
import { post } from '../api/client';
import { useVersions } from '../api/policy';
import { ErrorState, ProblemAlert } from '../shell/states';
import { fullTime } from '../words/time';
import classes from './admin.module.css';
import { ConfirmButton } from './confirm-button';

export function PolicyVersions({ current }: { current: number }) {
  const versions = useVersions();
  const restore = useChange({
    run: (version: number) => post<PolicyView>(`/api/admin/policy/versions/${version}/restore`, { basedOn: current }),
    said: (published, version) => `Version ${published.version} holds from now on: it is what version ${version} was.`,
  });
  return (
    <section className={classes.block} aria-label="Versions">
      <h2>Versions</h2>
      <p className={classes.quiet}>
        Each published policy stays as it was. Bringing one back makes a new version of it.
      </p>
      {restore.problem && <ProblemAlert problem={restore.problem} />}
      {versions.isPending ? (
        <Skeleton height={70} radius="md" />
      ) : versions.isError ? (
        <ErrorState error={versions.error} retry={() => void versions.refetch()} />
      ) : (
        <ol className={classes.rules}>
          {versions.rows.map((version) => (
            <li key={version.version} className={classes.rule}>
              <Words version={version} current={current} />
              <Group gap="xs" className={classes.ruleButtons}>
                <Button
                  size="compact-sm"
                  variant="subtle"
                  component="a"
                  href={`/api/admin/policy/versions/${version.version}/yaml`}
                  download={`policy-${version.version}.yaml`}
                  aria-label={`Version ${version.version} as a file`}
                >
                  File
                </Button>
                {version.version !== current && (
                  <ConfirmButton
                    size="compact-sm"
                    question={`Bring back version ${version.version}?`}
                    consequence={`It becomes version ${current + 1} and holds for every message from the next one on.`}
                    confirm="Bring back"
                    gentle
                    loading={restore.busy}
                    onConfirm={() => restore.run(version.version)}
                  >
                    Bring back
                  </ConfirmButton>
                )}
              </Group>
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

function Words({ version, current }: { version: PolicyVersion; current: number }) {
  return (
    <div className={classes.ruleWords}>
      <strong>Version {version.version}</strong>
      {version.version === current && ' · holds now'}
      <p className={classes.quiet}>
        {fullTime(version.publishedAt)}
        {version.publishedBy !== null && ` by ${version.publishedBy}`}
        {version.demo && ' · of the demo'}
      </p>
      {version.changes.length > 0 && (
        <ul className={classes.changes}>
          {version.changes.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
