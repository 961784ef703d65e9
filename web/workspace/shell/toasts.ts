/** Short words in the corner: done (with the way back where there is one) or what went wrong. */
import { notifications } from '@mantine/notifications';
import { asProblem } from '../api/problem';

export function done(message: string): void {
  notifications.show({ message, color: 'baton', autoClose: 4_000, withBorder: true });
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
