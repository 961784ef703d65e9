/** Which answers a fact makes stale. Each kind is read again at most once per pause, however many facts arrive. */
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { ConversationPage } from '../../../src/api/http/contract';
import { keys } from '../api/keys';
import { Coalescer } from './coalesce';
import { concerns, type Change } from './concerns';

const CONVERSATION_PAUSE_MS = 300;
const LIST_PAUSE_MS = 500;
const COUNTS_PAUSE_MS = 1_000;
const PEOPLE_PAUSE_MS = 2_000;

export function refresher(client: QueryClient, me: string) {
  const conversations = new Map<string, Coalescer<string>>();

  /**
   * Only what is on the screen is read; the rest is marked and read when it is opened.
   * A read that was already under way may be older than the fact, so invalidating begins it anew.
   */
  const readConversation = (id: string) =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.conversation(id) }),
      client.invalidateQueries({ queryKey: keys.transcript(id) }),
    ]);
  const lists = new Coalescer<string>((hashes) => {
    const stale = client.getQueryCache().findAll({ queryKey: keys.lists });
    return Promise.all(
      stale
        .filter((list) => hashes.has(list.queryHash))
        .map((list) => client.invalidateQueries({ queryKey: list.queryKey, exact: true })),
    );
  }, LIST_PAUSE_MS);
  const counts = new Coalescer<string>(
    () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.counts }),
        client.invalidateQueries({ queryKey: keys.board }),
      ]),
    COUNTS_PAUSE_MS,
  );
  const people = new Coalescer<string>(
    () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.agents }),
        client.invalidateQueries({ queryKey: keys.adminAgents }),
      ]),
    PEOPLE_PAUSE_MS,
  );
  const settings = new Coalescer<string>(
    () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.session }),
        client.invalidateQueries({ queryKey: keys.teams }),
        client.invalidateQueries({ queryKey: ['canned-replies'] }),
        client.invalidateQueries({ queryKey: keys.alerts }),
        // An admin's open form keeps what was typed: forms copy what they were opened with.
        client.invalidateQueries({ queryKey: keys.admin }),
      ]),
    PEOPLE_PAUSE_MS,
  );

  const read = (id: string) => {
    let one = conversations.get(id);
    if (!one) {
      one = new Coalescer(() => readConversation(id), CONVERSATION_PAUSE_MS);
      conversations.set(id, one);
    }
    one.push(id);
  };

  return {
    conversation: (change: Change): void => {
      if (client.getQueryState(keys.transcript(change.id)) || client.getQueryState(keys.conversation(change.id))) {
        read(change.id);
      }
      for (const list of client.getQueryCache().findAll({ queryKey: keys.lists })) {
        const [, view, teamId] = list.queryKey as ReturnType<typeof keys.list>;
        const pages = (list.state.data as InfiniteData<ConversationPage> | undefined)?.pages ?? [];
        const holds = pages.some((page) => page.items.some((row) => row.id === change.id));
        if (concerns(change, view, teamId, me, holds)) lists.push(list.queryHash);
      }
      counts.push('counts');
    },
    /** I did something to it myself: the answer came, the fact may be late or lost. */
    touched: (id: string): void => {
      read(id);
      for (const list of client.getQueryCache().findAll({ queryKey: keys.lists })) lists.push(list.queryHash);
      counts.push('counts');
    },
    counts: (): void => {
      counts.push('counts');
    },
    presence: (): void => {
      people.push('agents');
    },
    settings: (): void => {
      settings.push('settings');
    },
    everything: (): void => {
      void client.invalidateQueries();
    },
    stop: (): void => {
      for (const one of [...conversations.values(), lists, counts, people, settings]) one.stop();
    },
  };
}
