/** What the inbox reads: counts, the list, one conversation and its transcript. */
import { useInfiniteQuery, useQuery, useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import type {
  Alerts,
  Board,
  ConversationDetail,
  ConversationPage,
  ConversationSummary,
  Counts,
  Transcript,
  View,
} from '../../../src/api/http/contract';
import { get, query } from './client';
import { keys } from './keys';
import { addNewer, addOlder, begin, firstSeq, readFrom, type Stretch } from './transcript';

const LIST_PAGE = 50;
const TRANSCRIPT_PAGE = 50;
/** After this many pages of what was missed it is cheaper, and kinder, to begin again at the end. */
const CATCH_UP_PAGES = 5;

export function useCounts() {
  return useQuery({ queryKey: keys.counts, queryFn: ({ signal }) => get<Counts>('/api/conversations/counts', signal) });
}

const ALERTS_MS = 30_000;
const BOARD_MS = 30_000;

/** What time alone makes true is told by nobody: it is asked for. */
/** Read anew with every change of what is counted, and every half minute: time alone makes owners silent. */
export function useBoard() {
  return useQuery({
    queryKey: keys.board,
    queryFn: ({ signal }) => get<Board>('/api/board', signal),
    refetchInterval: BOARD_MS,
  });
}

export function useAlerts() {
  return useQuery({
    queryKey: keys.alerts,
    queryFn: ({ signal }) => get<Alerts>('/api/alerts', signal),
    refetchInterval: ALERTS_MS,
  });
}

export function readList(
  view: View,
  teamId: string | null,
  limit: number,
  cursor?: string | null,
  signal?: AbortSignal,
) {
  return get<ConversationPage>(query('/api/conversations', { view, teamId, limit, cursor }), signal);
}

/** Rows without doubles: a conversation that moved up may lie on two pages until the next read. */
export function rowsOf(data: InfiniteData<ConversationPage> | undefined): ConversationSummary[] {
  const seen = new Set<string>();
  return (data?.pages ?? []).flatMap((page) =>
    page.items.filter((item) => (seen.has(item.id) ? false : (seen.add(item.id), true))),
  );
}

function useList(view: View, teamId: string | null, enabled = true) {
  const list = useInfiniteQuery({
    queryKey: keys.list(view, teamId),
    queryFn: ({ pageParam, signal }) => readList(view, teamId, LIST_PAGE, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    enabled,
  });
  const rows = useMemo(() => rowsOf(list.data), [list.data]);
  return { ...list, rows };
}

/** Where the API mixes all by their last words, those who wait still come first. */
export function useListWaitingFirst(view: View, teamId: string | null) {
  const mixed = view === 'team' || view === 'all';
  const list = useList(view, teamId);
  const waiting = useList('waiting', teamId, mixed);
  const rows = useMemo(() => {
    const first = mixed ? waiting.rows : [];
    const pinned = new Set(first.map((row) => row.id));
    return [...first, ...list.rows.filter((row) => !pinned.has(row.id))];
  }, [mixed, waiting.rows, list.rows]);
  return { ...list, rows };
}

export function useConversation(id: string) {
  return useQuery({
    queryKey: keys.conversation(id),
    queryFn: ({ signal }) => get<ConversationDetail>(`/api/conversations/${id}`, signal),
  });
}

const transcriptPath = (id: string, parameters: Record<string, number>) =>
  query(`/api/conversations/${id}/transcript`, parameters);

/** The first read takes the newest page; every later one only what may have changed since. */
async function readTranscript(client: QueryClient, id: string, signal: AbortSignal): Promise<Stretch> {
  const newest = () => get<Transcript>(transcriptPath(id, { limit: TRANSCRIPT_PAGE }), signal).then(begin);
  const held = () => client.getQueryData<Stretch>(keys.transcript(id));
  let known = held();
  if (!known) return newest();
  let after = readFrom(known);
  for (let page = 0; page < CATCH_UP_PAGES; page += 1) {
    const delta = await get<Transcript>(transcriptPath(id, { after, limit: 200 }), signal);
    // An older page may have been added while this one travelled.
    const base: Stretch = page === 0 ? (held() ?? known) : known;
    known = addNewer(base, delta);
    const last = delta.entries.at(-1)?.seq;
    if (!delta.more || last === undefined || last <= after) {
      const now = held();
      return now && now.entries.length > 0 && firstSeq(now) < firstSeq(known)
        ? { ...known, ...grown(now, known) }
        : known;
    }
    after = last;
  }
  return newest();
}

/** What an older page that landed meanwhile brought. */
function grown(now: Stretch, known: Stretch): Pick<Stretch, 'entries' | 'older'> {
  const from = firstSeq(known);
  return { entries: [...now.entries.filter((entry) => entry.seq < from), ...known.entries], older: now.older };
}

export function useTranscript(id: string) {
  const client = useQueryClient();
  const transcript = useQuery({
    queryKey: keys.transcript(id),
    queryFn: ({ signal }) => readTranscript(client, id, signal),
  });
  const [loadingOlder, setLoadingOlder] = useState(false);
  const busy = useRef(false);

  const loadOlder = useCallback(
    async (limit = TRANSCRIPT_PAGE): Promise<Stretch | undefined> => {
      const known = client.getQueryData<Stretch>(keys.transcript(id));
      if (!known?.older || busy.current) return known;
      busy.current = true;
      setLoadingOlder(true);
      try {
        const page = await get<Transcript>(transcriptPath(id, { before: firstSeq(known), limit }));
        return client.setQueryData<Stretch>(keys.transcript(id), (now) => (now ? addOlder(now, page) : now));
      } catch {
        return known;
      } finally {
        busy.current = false;
        setLoadingOlder(false);
      }
    },
    [client, id],
  );
  return { ...transcript, loadOlder, loadingOlder };
}
