/** What admins read of the policy's past: its versions, and what an edited one would have done. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { DifferencePage, PolicyVersionPage, TrialKind, TrialView } from '../../../src/api/http/contract';
import { get, query } from './client';
import { keys } from './keys';

/** While a run goes on its progress is read again and again. */
const LOOK_MS = 700;

export function useVersions() {
  const pages = useInfiniteQuery({
    queryKey: keys.policyVersions,
    queryFn: ({ pageParam, signal }) =>
      get<z.infer<typeof PolicyVersionPage>>(
        query('/api/admin/policy/versions', { cursor: pageParam, limit: 20 }),
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  return { ...pages, rows: pages.data?.pages.flatMap((page) => page.items) ?? [] };
}

export const useTrials = () =>
  useQuery({
    queryKey: keys.trials,
    queryFn: ({ signal }) => get<TrialView[]>('/api/admin/policy/trials', signal),
    refetchInterval: ({ state }) => (state.data?.some((trial) => trial.endedAt === null) ? LOOK_MS : false),
  });

export function useDifferences(trialId: string, kind: TrialKind) {
  const pages = useInfiniteQuery({
    queryKey: keys.differences(trialId, kind),
    queryFn: ({ pageParam, signal }) =>
      get<z.infer<typeof DifferencePage>>(
        query(`/api/admin/policy/trials/${trialId}/differences`, { kind, cursor: pageParam, limit: 20 }),
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  return { ...pages, rows: pages.data?.pages.flatMap((page) => page.items) ?? [] };
}
