/** The live socket: facts (ids only) come in, and exactly the answers that they touch are read again, folded so that no storm forms. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { io, type Socket } from 'socket.io-client';
import type { LiveEvents } from '../../../src/api/http/contract';
import { keys } from '../api/keys';
import { useMe } from '../session/session';
import { Alerts } from './alerts';
import type { Change } from './concerns';
import { LiveFeed, type Feed, type Typing } from './feed';
import { refresher } from './refresher';

/** A blink of the network is not worth a banner. */
const BLINK_MS = 2_000;

class Listeners<T> {
  private readonly all = new Set<(value: T) => void>();
  add = (listener: (value: T) => void) => {
    this.all.add(listener);
    return () => {
      this.all.delete(listener);
    };
  };
  tell = (value: T) => this.all.forEach((listener) => listener(value));
}

export function Live({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const { agent } = useMe();
  const [connected, setConnected] = useState(true);
  const [listeners] = useState(() => ({
    change: new Listeners<Change>(),
    typing: new Listeners<Typing>(),
    resync: new Listeners<void>(),
  }));

  const [refresh] = useState(() => refresher(client, agent.id));

  useEffect(() => {
    const socket: Socket<LiveEvents> = io('/live', { transports: ['websocket', 'polling'], tryAllTransports: true });
    let blink: ReturnType<typeof setTimeout> | null = null;

    const lost = () => {
      blink ??= setTimeout(() => setConnected(false), BLINK_MS);
    };
    const resync = () => {
      refresh.everything();
      listeners.resync.tell();
    };
    socket.on('connect', () => {
      if (blink !== null) clearTimeout(blink);
      blink = null;
      setConnected(true);
      // What happened while nobody listened was missed, also between the first reads and the first connection.
      resync();
    });
    socket.on('disconnect', (reason) => {
      lost();
      // The server closed it: most likely the session ended there.
      if (reason === 'io server disconnect') {
        void client.invalidateQueries({ queryKey: keys.session });
        setTimeout(() => socket.connect(), BLINK_MS);
      }
    });
    socket.on('connect_error', () => {
      lost();
      // Refused by the server rather than unreachable: the client does not try again by itself.
      if (!socket.active) {
        void client.invalidateQueries({ queryKey: keys.session });
        setTimeout(() => socket.connect(), 2 * BLINK_MS);
      }
    });
    socket.on('conversation', (change) => {
      refresh.conversation(change);
      listeners.change.tell(change);
    });
    socket.on('typing', listeners.typing.tell);
    socket.on('presence', refresh.presence);
    socket.on('settings', refresh.settings);
    socket.on('resync', resync);
    return () => {
      if (blink !== null) clearTimeout(blink);
      socket.off();
      socket.disconnect();
      refresh.stop();
    };
  }, [client, refresh, listeners]);

  const feed = useMemo<Feed>(
    () => ({
      connected,
      onChange: listeners.change.add,
      onTyping: listeners.typing.add,
      onResync: listeners.resync.add,
      touched: refresh.touched,
      counted: refresh.counts,
    }),
    [connected, listeners, refresh],
  );
  return (
    <LiveFeed value={feed}>
      <Alerts />
      {children}
    </LiveFeed>
  );
}
