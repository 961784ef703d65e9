/** Short words in the corner: done (with the way back where there is one) or what went wrong. */
import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { asProblem } from '../api/problem';

export function done(message: string, undo?: () => void): void {
  const id = `done-${Date.now()}`;
  notifications.show({
    id,
    color: 'baton',
    autoClose: undo ? 10_000 : 4_000,
    withBorder: true,
    message: undo ? (
      <Group justify="space-between" wrap="nowrap">
        <span>{message}</span>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          Undo
        </Button>
      </Group>
    ) : (
      message
    ),
  });
}

export function failed(what: string, error: unknown): void {
  const problem = asProblem(error);
  notifications.show({
    title: what,
    message: [problem.detail, ...problem.errors].join(' '),
    color: 'red',
    autoClose: 9_000,
    withBorder: true,
    role: 'alert',
  });
}
