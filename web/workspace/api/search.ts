/** What the search finds: messages by their words, customers by a part of their name, number or address. */
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ContactHit, MessageHit } from '../../../src/api/http/contract';
import { get, query } from './client';
import { keys } from './keys';

interface Page<T> {
  items: T[];
  next: string | null;
}

const CONTACTS = 5;
const MESSAGES = 20;

function useHits<T>(what: 'messages' | 'contacts', q: string, limit: number) {
  const hits = useInfiniteQuery({
    queryKey: keys.search(what, q),
    queryFn: ({ pageParam, signal }) =>
      get<Page<T>>(query(`/api/search/${what}`, { q, limit, cursor: pageParam }), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  return { ...hits, rows: hits.data?.pages.flatMap((page) => page.items) ?? [] };
}

export const useMessageHits = (q: string) => useHits<MessageHit>('messages', q, MESSAGES);
export const useContactHits = (q: string) => useHits<ContactHit>('contacts', q, CONTACTS);
