/** Where a reset link leads: choose a new password. */
import { Anchor, Button, PasswordInput, Stack, Text } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { Link, useSearchParams } from 'react-router';
import { post } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
import { Callout, ProblemAlert } from '../shell/states';
import { Door } from './sign-in';

const SHORTEST = 12;

export function ResetPassword() {
  const [parameters] = useSearchParams();
  const token = parameters.get('token') ?? '';
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [done, setDone] = useState(false);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);

  const short = password.length < SHORTEST ? `Use at least ${SHORTEST} characters.` : null;
  const differs = password !== again ? 'The two passwords differ.' : null;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (short ?? differs) return;
    setBusy(true);
    setProblem(null);
    try {
      await post('/api/password-reset/confirm', { token, password });
      setDone(true);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Door title="Choose a new password">
      {token === '' ? (
        <Callout tone="danger">This link is not complete. Open the whole link, or ask an admin for a new one.</Callout>
      ) : done ? (
        <Callout tone="ok">Your password is changed. You can sign in with it now.</Callout>
      ) : (
        <form onSubmit={(event) => void submit(event)} noValidate>
          <Stack gap="md">
            {problem && <ProblemAlert problem={problem} />}
            <PasswordInput
              label="New password"
              description={`At least ${SHORTEST} characters`}
              autoComplete="new-password"
              required
              withAsterisk={false}
              autoFocus
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              error={tried ? short : null}
            />
            <PasswordInput
              label="The same again"
              autoComplete="new-password"
              required
              withAsterisk={false}
              value={again}
              onChange={(event) => setAgain(event.currentTarget.value)}
              error={tried ? differs : null}
            />
            <Button type="submit" loading={busy}>
              Change password
            </Button>
          </Stack>
        </form>
      )}
      <Text mt="md" size="sm">
        <Anchor component={Link} to="/">
          Go to sign in
        </Anchor>
      </Text>
    </Door>
  );
}
