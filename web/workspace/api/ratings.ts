/** How customers rated. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { RatingFigures, RatingPage, RatingView } from '../../../src/api/http/contract';
import { get, query } from './client';
import { keys } from './keys';

export const useRatingFigures = (days: number) =>
  useQuery({
    queryKey: keys.ratingFigures(days),
    queryFn: ({ signal }) => get<RatingFigures>(query('/api/admin/ratings', { days }), signal),
  });

export function useRatings() {
  const pages = useInfiniteQuery({
    queryKey: keys.ratings,
    queryFn: ({ pageParam, signal }) =>
      get<z.infer<typeof RatingPage>>(query('/api/admin/ratings/list', { cursor: pageParam, limit: 50 }), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  const rows: RatingView[] = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return { ...pages, rows };
}
