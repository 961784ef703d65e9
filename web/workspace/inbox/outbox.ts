/** Replies on their way: shown at once, kept over a reload, sent again under the same client id so that none is doubled. */
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { post } from '../api/client';
import { asProblem } from '../api/problem';
import { useLive } from '../live/feed';
import { failed } from '../shell/toasts';
import type { More, Pending } from './pending';

const CUT_OFF = 'The page was closed before Baton confirmed it. Trying again never sends it twice.';
const OLDEST_MS = 24 * 60 * 60 * 1000;

/** One agent's outbox. Loaded once from this browser's storage; what was under way then counts as failed. */
class Outbox {
  private items: readonly Pending[];
  private readonly listeners = new Set<() => void>();
  private readonly key: string;

  constructor(agentId: string) {
    this.key = `baton.outbox.${agentId}`;
    this.items = load(this.key);
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };
  all = () => this.items;
  put(item: Pending): void {
    const known = this.items.some((other) => other.clientId === item.clientId);
    this.change(
      known ? this.items.map((other) => (other.clientId === item.clientId ? item : other)) : [...this.items, item],
    );
  }
  drop(clientId: string): void {
    this.change(this.items.filter((item) => item.clientId !== clientId));
  }
  private change(items: readonly Pending[]): void {
    this.items = items;
    try {
      localStorage.setItem(this.key, JSON.stringify(items));
    } catch {
      // Without storage it lives as long as the page.
    }
    this.listeners.forEach((tell) => tell());
  }
}

function load(key: string): Pending[] {
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? '[]') as Pending[];
    return stored
      .filter((item) => item.state !== 'sent' && Date.now() - Date.parse(item.at) < OLDEST_MS)
      .map((item) => ({ ...item, state: 'failed', problem: item.problem ?? CUT_OFF }));
  } catch {
    return [];
  }
}

const outboxes = new Map<string, Outbox>();
function outboxOf(agentId: string): Outbox {
  const known = outboxes.get(agentId) ?? new Outbox(agentId);
  outboxes.set(agentId, known);
  return known;
}

function newClientId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function useOutbox(agentId: string, conversationId: string) {
  const { touched } = useLive();
  const outbox = outboxOf(agentId);
  const all = useSyncExternalStore(outbox.subscribe, outbox.all);
  const pending = useMemo(() => all.filter((item) => item.conversationId === conversationId), [all, conversationId]);

  const dispatch = useCallback(
    async (item: Pending) => {
      outbox.put({ ...item, state: 'sending', problem: null });
      try {
        const { messageId } = await post<{ messageId: string }>(`/api/conversations/${item.conversationId}/messages`, {
          clientId: item.clientId,
          text: item.text,
          ...(item.seen === undefined ? {} : { seen: item.seen }),
          ...(item.leg ? { leg: item.leg } : {}),
          ...(item.template ? { template: item.template } : {}),
          ...(item.files ? { files: item.files.map(({ ticket }) => ticket) } : {}),
        });
        outbox.put({ ...item, state: 'sent', problem: null, messageId });
        touched(item.conversationId);
      } catch (error) {
        const { status, detail } = asProblem(error);
        outbox.put({ ...item, state: 'failed', problem: detail, stale: status === 412 });
        if (status === 412) touched(item.conversationId);
        // Whoever went on to another conversation would not see it there.
        if (!location.pathname.endsWith(item.conversationId))
          failed('A reply was not sent. It is kept where you wrote it', error);
      }
    },
    [touched, outbox],
  );
  const send = useCallback(
    (text: string, afterSeq: number, seen: number, more: More = {}) =>
      void dispatch({
        clientId: newClientId(),
        conversationId,
        text,
        afterSeq,
        seen,
        at: new Date().toISOString(),
        state: 'sending',
        problem: null,
        messageId: null,
        ...more,
      }),
    [conversationId, dispatch],
  );
  const drop = useCallback((clientId: string) => outbox.drop(clientId), [outbox]);
  const retry = useCallback(({ seen: _, ...item }: Pending) => void dispatch({ ...item, stale: false }), [dispatch]);
  return { pending, send, retry, drop };
}
