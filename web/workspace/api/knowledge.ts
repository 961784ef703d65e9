/** What admins read of the knowledge: its versions, what it lacks, and what humans taught it. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { ArticleVersionPage, GapPage, KnowledgeRate, SuggestionPage } from '../../../src/api/http/contract';
import { get, query } from './client';
import { keys } from './keys';

export function useArticleVersions(id: string) {
  const pages = useInfiniteQuery({
    queryKey: keys.articleVersions(id),
    queryFn: ({ pageParam, signal }) =>
      get<z.infer<typeof ArticleVersionPage>>(
        query(`/api/admin/articles/${id}/versions`, { cursor: pageParam, limit: 10 }),
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  return { ...pages, rows: pages.data?.pages.flatMap((page) => page.items) ?? [] };
}

export function useGaps(state: 'open' | 'dismissed') {
  const pages = useInfiniteQuery({
    queryKey: keys.gaps(state),
    queryFn: ({ pageParam, signal }) =>
      get<z.infer<typeof GapPage>>(query('/api/admin/knowledge/gaps', { state, cursor: pageParam, limit: 20 }), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  return { ...pages, rows: pages.data?.pages.flatMap((page) => page.items) ?? [] };
}

export function useSuggestions() {
  const pages = useInfiniteQuery({
    queryKey: keys.suggestions,
    queryFn: ({ pageParam, signal }) =>
      get<z.infer<typeof SuggestionPage>>(
        query('/api/admin/knowledge/suggestions', { cursor: pageParam, limit: 20 }),
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  return { ...pages, rows: pages.data?.pages.flatMap((page) => page.items) ?? [] };
}

export const useKnowledgeRate = () =>
  useQuery({
    queryKey: keys.knowledgeRate,
    queryFn: ({ signal }) => get<KnowledgeRate>('/api/admin/knowledge/rate', signal),
  });
