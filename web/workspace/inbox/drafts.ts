/** Words not yet sent: kept in this browser at every key, and a moment later on the server so that they follow the agent. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../api/client';

export type DraftKind = 'reply' | 'note';

const PREFIX = 'baton.draft';
const SAVE_AFTER_MS = 1_000;

const keyOf = (agentId: string, conversationId: string, kind: DraftKind) =>
  `${PREFIX}.${agentId}.${conversationId}.${kind}`;

function write(key: string, text: string): void {
  try {
    // An emptied draft is kept as such: the server's older copy must not come back.
    localStorage.setItem(key, text);
  } catch {
    // Full or forbidden storage: the server's copy is the one that stays.
  }
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function forgetDrafts(agentId: string): void {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(`${PREFIX}.${agentId}.`) || key === `baton.outbox.${agentId}`) localStorage.removeItem(key);
  }
}

interface Draft {
  text: string;
  set(text: string): void;
  /** After sending: nothing is left here or on the server. */
  clear(): void;
}

/** `serverText`: what the server kept, used when this browser knows nothing. Notes stay in this browser. */
export function useDraft(agentId: string, conversationId: string, kind: DraftKind, serverText: string | null): Draft {
  const key = keyOf(agentId, conversationId, kind);
  const [text, setText] = useState(() => read(key) ?? serverText ?? '');
  const unsaved = useRef<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  const save = useCallback(
    (keepalive: boolean) => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
      const last = unsaved.current;
      if (last === null) return;
      unsaved.current = null;
      // The local copy stands; the next key tries again.
      call('PUT', `/api/conversations/${conversationId}/draft`, { body: { text: last }, keepalive }).catch(
        () => undefined,
      );
    },
    [conversationId],
  );

  const set = useCallback(
    (next: string) => {
      setText(next);
      write(key, next);
      if (kind === 'note') return;
      unsaved.current = next;
      timer.current ??= setTimeout(() => save(false), SAVE_AFTER_MS);
    },
    [key, kind, save],
  );

  useEffect(() => {
    const leave = () => {
      if (document.visibilityState === 'hidden') save(true);
    };
    document.addEventListener('visibilitychange', leave);
    return () => {
      document.removeEventListener('visibilitychange', leave);
      save(true);
    };
  }, [save]);

  const clear = useCallback(() => {
    set('');
    save(false);
  }, [set, save]);

  return { text, set, clear };
}
