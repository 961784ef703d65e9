/** What all admin pages share: a title with its one sentence, the way to add, and loading and failing in one place. */
import { Skeleton, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { ErrorState } from '../shell/states';
import classes from './admin.module.css';

interface Props {
  title: string;
  intro: string;
  action?: ReactNode;
  query: { isPending: boolean; isError: boolean; error: unknown; data: unknown; refetch: () => unknown };
  children: ReactNode;
}

export function AdminFrame({ title, intro, action, query, children }: Props) {
  return (
    <div className={classes.page}>
      <header className={classes.pageHead}>
        <div className={classes.pageTitle}>
          <Title order={1} size="h3">
            {title}
          </Title>
          <Text size="sm" c="dimmed">
            {intro}
          </Text>
        </div>
        {action}
      </header>
      {query.isPending ? (
        <Stack aria-busy aria-label="Loading">
          <Skeleton height={92} radius="md" />
          <Skeleton height={92} radius="md" />
          <Skeleton height={92} radius="md" />
        </Stack>
      ) : query.isError && query.data === undefined ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : (
        children
      )}
    </div>
  );
}
