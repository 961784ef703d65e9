/** Who is signed in. Without a session the sign-in shows in place, so that the address and the drafts survive. */
import { Center, Loader } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect, type ReactNode } from 'react';
import type { Me } from '../../../src/api/http/contract';
import { get, holdToken, whenSignedOut } from '../api/client';
import { keys } from '../api/keys';
import { Problem } from '../api/problem';
import { ErrorState } from '../shell/states';
import { SignIn } from './sign-in';

const Session = createContext<Me | null>(null);

export function useMe(): Me {
  const me = use(Session);
  if (me === null) throw new Error('useMe belongs below SessionGate');
  return me;
}

async function readSession(signal: AbortSignal): Promise<Me | null> {
  try {
    return await get<Me>('/api/session', signal);
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}

export function SessionGate({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const session = useQuery({
    queryKey: keys.session,
    queryFn: ({ signal }) => readSession(signal),
    staleTime: 60_000,
    // A new start of the server may have ended the session, or paused the assistant.
    refetchOnWindowFocus: true,
  });
  useEffect(() => {
    whenSignedOut(() => client.setQueryData(keys.session, null));
  }, [client]);

  const me = session.data;
  // Before the children render: their first requests already need it.
  holdToken(me?.csrfToken ?? null);

  if (me) return <Session value={me}>{children}</Session>;
  if (me === null) return <SignIn />;
  return (
    <Center mih="100dvh" p="md">
      {session.isError ? (
        <ErrorState error={session.error} retry={() => void session.refetch()} />
      ) : (
        <Loader aria-label="Loading Baton" />
      )}
    </Center>
  );
}
