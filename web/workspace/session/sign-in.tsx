/** The door: email and password, the demo's sign-ins while there is a demo, and the way back in for who forgot. */
import { Anchor, Button, Card, Group, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { z } from 'zod';
import type { Demo, Me } from '../../../src/api/http/contract';
import { get, isMissing, post } from '../api/client';
import { keys } from '../api/keys';
import { asProblem, type Problem } from '../api/problem';
import { Mark } from '../shell/mark';
import { Callout, ProblemAlert } from '../shell/states';
import classes from './session.module.css';

function useDemo() {
  return useQuery({
    queryKey: keys.demo,
    queryFn: ({ signal }) =>
      get<z.infer<typeof Demo>>('/api/demo', signal).catch((error: unknown) => {
        if (isMissing(error)) return null;
        throw error;
      }),
    retry: false,
    staleTime: Infinity,
  });
}

export function SignIn() {
  const client = useQueryClient();
  const demo = useDemo();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [forgot, setForgot] = useState(false);

  const enter = async (as: { email: string; password: string }) => {
    setBusy(true);
    setProblem(null);
    try {
      const me = await post<Me>('/api/session', as);
      // Another person may have sat here: nothing of theirs may flash up.
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
      client.setQueryData(keys.session, me);
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void enter({ email: email.trim(), password });
  };

  if (forgot) return <Forgot email={email} back={() => setForgot(false)} />;
  const signIns = demo.data?.signIns ?? [];
  return (
    <Door title="Sign in to Baton">
      <form onSubmit={submit}>
        <Stack gap="md">
          {problem && <ProblemAlert problem={problem} />}
          <TextInput
            label="Email"
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" loading={busy} fullWidth>
            Sign in
          </Button>
          <Anchor component="button" type="button" size="sm" onClick={() => setForgot(true)}>
            Forgot your password?
          </Anchor>
        </Stack>
      </form>
      {signIns.length > 0 && (
        <Stack gap="xs" mt="lg" className={classes.demo}>
          <Text size="sm" fw={600}>
            This is the demo business
          </Text>
          <Text size="sm" c="dimmed">
            Everything is simulated. These sign-ins disappear as soon as a real channel account is added.
          </Text>
          {signIns.map((as) => (
            <Group key={as.email} justify="space-between" wrap="nowrap" gap="sm">
              <div className={classes.who}>
                <Text size="sm" truncate title={as.name}>
                  {as.name}
                </Text>
                <Text size="xs" c="dimmed">
                  {as.email}
                  <br />
                  {as.password}
                </Text>
              </div>
              <Button
                size="xs"
                variant="default"
                className={classes.use}
                disabled={busy}
                onClick={() => void enter(as)}
              >
                Use<span className="sr-only"> {as.name}</span>
              </Button>
            </Group>
          ))}
        </Stack>
      )}
    </Door>
  );
}

function Forgot({ email: typed, back }: { email: string; back: () => void }) {
  const [email, setEmail] = useState(typed);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [answer, setAnswer] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const { message } = await post<{ message: string }>('/api/password-reset', { email: email.trim() });
      setAnswer(message);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Door title="Reset your password">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Stack gap="md">
          {problem && <ProblemAlert problem={problem} />}
          {answer !== null ? (
            <Callout tone="accent">{answer}</Callout>
          ) : (
            <>
              <TextInput
                label="Email"
                type="email"
                autoComplete="username"
                required
                withAsterisk={false}
                autoFocus
                value={email}
                onChange={(event) => setEmail(event.currentTarget.value)}
              />
              <Button type="submit" loading={busy}>
                Ask for a new password
              </Button>
            </>
          )}
          <Anchor component="button" type="button" size="sm" onClick={back}>
            Back to sign in
          </Anchor>
        </Stack>
      </form>
    </Door>
  );
}

/** The card that all pages before the session share. */
export function Door({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <main className={classes.door}>
      <Card withBorder radius="lg" padding="xl" className={classes.card}>
        <Stack gap="xs" mb="lg" align="flex-start">
          <Mark />
          <Title order={1} size="h3">
            {title}
          </Title>
        </Stack>
        {children}
      </Card>
    </main>
  );
}
