/** What stands where content is missing: what happened, what to do, or how to fill it. */
import { Button, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { asProblem, type Problem } from '../api/problem';
import classes from './shell.module.css';

interface CalloutProps {
  tone: 'danger' | 'wait' | 'ok' | 'accent';
  title?: string;
  /** Said at once by screen readers. */
  alert?: boolean;
  children: ReactNode;
}

export function Callout({ tone, title, alert = false, children }: CalloutProps) {
  return (
    <div className={classes.callout} data-tone={tone} role={alert ? 'alert' : 'status'}>
      {title !== undefined && <p className={classes.calloutTitle}>{title}</p>}
      {children}
    </div>
  );
}

export function ProblemAlert({ problem }: { problem: Problem }) {
  return (
    <Callout tone="danger" title={problem.title} alert>
      {problem.detail}
      {problem.errors.length > 0 && (
        <ul>
          {problem.errors.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </Callout>
  );
}

export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = asProblem(error);
  return (
    <Stack role="alert" align="center" gap="xs" p="lg" ta="center" className={classes.state}>
      <IconAlertTriangle size={28} aria-hidden className={classes.stateIcon} />
      <Text fw={600}>{problem.title}</Text>
      <Text size="sm" c="dimmed">
        {problem.detail}
      </Text>
      {retry && (
        <Button size="xs" variant="default" onClick={retry}>
          Try again
        </Button>
      )}
    </Stack>
  );
}

export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <Stack align="center" gap="xs" p="lg" ta="center" className={classes.state}>
      {icon && (
        <span className={classes.stateIcon} aria-hidden>
          {icon}
        </span>
      )}
      <Text fw={600}>{title}</Text>
      {children && (
        <Text size="sm" c="dimmed" component="div">
          {children}
        </Text>
      )}
      {action}
    </Stack>
  );
}
