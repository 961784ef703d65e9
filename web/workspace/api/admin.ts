/** What admins read and change. Every change refreshes what may show it. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type {
  AccountFinding,
  ListedAccount,
  AgentView,
  ArticlePage,
  ArticleView,
  AuditPage,
  AuditView,
  CannedReplyPage,
  CannedReplyView,
  PolicyView,
  QuarantinePage,
  QuarantineView,
  StarterTemplateView,
  Switches,
  TeamView,
} from '../../../src/api/http/contract';
import { done, failed } from '../shell/toasts';
import { get, query } from './client';
import { keys } from './keys';
import { asProblem, type Problem } from './problem';

export const useAccounts = () =>
  useQuery({ queryKey: keys.accounts, queryFn: ({ signal }) => get<ListedAccount[]>('/api/admin/accounts', signal) });

/** Read from the provider each time it is opened. */
export const useAccountSetup = (id: string) =>
  useQuery({
    queryKey: [...keys.accounts, id, 'setup'],
    queryFn: ({ signal }) => get<AccountFinding[]>(`/api/admin/accounts/${id}/setup`, signal),
    gcTime: 0,
    retry: false,
  });

export const useStarterTemplates = (id: string) =>
  useQuery({
    queryKey: [...keys.accounts, id, 'starter-templates'],
    queryFn: ({ signal }) => get<StarterTemplateView[]>(`/api/admin/accounts/${id}/starter-templates`, signal),
    gcTime: 0,
    retry: false,
  });

export const useAdminTeams = () =>
  useQuery({ queryKey: keys.adminTeams, queryFn: ({ signal }) => get<TeamView[]>('/api/admin/teams', signal) });

export const useAdminAgents = () =>
  useQuery({ queryKey: keys.adminAgents, queryFn: ({ signal }) => get<AgentView[]>('/api/admin/agents', signal) });

export const usePolicy = () =>
  useQuery({ queryKey: keys.policy, queryFn: ({ signal }) => get<PolicyView>('/api/admin/policy', signal) });

export const useSwitches = () =>
  useQuery({
    queryKey: keys.switches,
    queryFn: ({ signal }) => get<z.infer<typeof Switches>>('/api/admin/switches', signal),
  });

export function useArticles() {
  const pages = useInfiniteQuery({
    queryKey: keys.articles,
    queryFn: ({ pageParam, signal }) =>
      get<z.infer<typeof ArticlePage>>(query('/api/admin/articles', { cursor: pageParam, limit: 50 }), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  const rows: ArticleView[] = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return { ...pages, rows };
}

export function useCannedReplies() {
  const pages = useInfiniteQuery({
    queryKey: keys.replies,
    queryFn: ({ pageParam, signal }) =>
      get<z.infer<typeof CannedReplyPage>>(
        query('/api/admin/canned-replies', { cursor: pageParam, limit: 50 }),
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  const rows: CannedReplyView[] = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return { ...pages, rows };
}

export function useAudit() {
  const pages = useInfiniteQuery({
    queryKey: keys.audit,
    queryFn: ({ pageParam, signal }) =>
      get<z.infer<typeof AuditPage>>(query('/api/admin/audit', { cursor: pageParam, limit: 50 }), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  const rows: AuditView[] = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return { ...pages, rows };
}

export function useQuarantine() {
  const pages = useInfiniteQuery({
    queryKey: keys.quarantine,
    queryFn: ({ pageParam, signal }) =>
      get<z.infer<typeof QuarantinePage>>(query('/api/admin/quarantine', { cursor: pageParam, limit: 20 }), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  const rows: QuarantineView[] = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return { ...pages, rows };
}

interface ChangeOptions<A, R> {
  run: (input: A) => Promise<R>;
  /** Said when it is done; nothing is said for null. */
  said: ((result: R, input: A) => string) | null;
  /** The change that takes it back. */
  undo?: (result: R) => A;
  /** For changes without a form that could show the problem. */
  failure?: string;
  onDone?: (result: R, input: A) => void;
}

/** One change: busy while it runs, its problem for the form to show, everything refreshed afterwards. */
export function useChange<A, R>({ run, said, undo, failure, onDone }: ChangeOptions<A, R>) {
  const client = useQueryClient();
  const [problem, setProblem] = useState<Problem | null>(null);
  const mutation = useMutation({
    mutationFn: run,
    onMutate: () => setProblem(null),
    onSuccess: (result, input) => {
      if (said) done(said(result, input), undo && (() => mutation.mutate(undo(result))));
      onDone?.(result, input);
    },
    onError: (error) => {
      setProblem(asProblem(error));
      if (failure !== undefined) failed(failure, error);
    },
    onSettled: () =>
      Promise.all(
        [keys.admin, keys.teams, keys.agents, keys.session].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  });
  return { run: mutation.mutate, busy: mutation.isPending, problem, clear: () => setProblem(null) };
}
