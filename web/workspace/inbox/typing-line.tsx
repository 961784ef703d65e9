/** Who is typing just now. */
import { useEffect, useState } from 'react';
import { useLive } from '../live/feed';
import { useMe } from '../session/session';
import classes from './inbox.module.css';

const SHOWN_MS = 6_000;

export function TypingLine({ conversationId, contact }: { conversationId: string; contact: string }) {
  const live = useLive();
  const { agent } = useMe();
  const [who, setWho] = useState<string | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const off = live.onTyping((typing) => {
      if (typing.conversationId !== conversationId || typing.agentId === agent.id) return;
      setWho(
        typing.who === 'contact'
          ? contact
          : typing.who === 'assistant'
            ? 'The assistant'
            : (typing.name ?? 'A colleague'),
      );
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(() => setWho(null), SHOWN_MS);
    });
    return () => {
      off();
      if (timer !== null) clearTimeout(timer);
    };
  }, [live, conversationId, contact, agent.id]);
  return <p className={classes.typing}>{who === null ? '' : `${who} is typing…`}</p>;
}
