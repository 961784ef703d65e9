/** Tells the server up to where I have read: only what was on a visible screen, scrolled to its end. */
import { useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useEffect, useRef, type RefObject } from 'react';
import type { ConversationPage } from '../../../src/api/http/contract';
import { put } from '../api/client';
import { keys } from '../api/keys';
import { useLive } from '../live/feed';

const SETTLE_MS = 600;

/** Answers up to where that is. */
export function useReadCursor(id: string, lastSeq: number, atEnd: boolean): RefObject<number> {
  const client = useQueryClient();
  const { counted } = useLive();
  const told = useRef(0);
  const seen = useRef(0);
  useEffect(() => {
    // What it was opened with is before their eyes at once; only what comes later has to settle.
    if (seen.current === 0) seen.current = lastSeq;
    if (!atEnd || lastSeq <= told.current) return;
    const tell = () => {
      if (document.visibilityState !== 'visible' || lastSeq <= told.current) return;
      told.current = lastSeq;
      seen.current = lastSeq;
      put(`/api/conversations/${id}/read`, { seq: lastSeq })
        .then(() => {
          markRead(client, id, lastSeq);
          counted();
        })
        .catch(() => {
          told.current = 0;
        });
    };
    const timer = setTimeout(tell, SETTLE_MS);
    document.addEventListener('visibilitychange', tell);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', tell);
    };
  }, [client, counted, id, lastSeq, atEnd]);
  return seen;
}

/** The dot goes at once; the next read of the list says the same. */
function markRead(client: ReturnType<typeof useQueryClient>, id: string, seq: number): void {
  client.setQueriesData<InfiniteData<ConversationPage>>({ queryKey: keys.lists }, (data) =>
    data === undefined
      ? data
      : {
          ...data,
          pages: data.pages.map((page) => ({
            ...page,
            items: page.items.map((row) =>
              row.id === id && row.unread && row.lastSeq <= seq ? { ...row, unread: false } : row,
            ),
          })),
        },
  );
}
