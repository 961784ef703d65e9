/** Tells an agent who looks elsewhere: sound, desktop alert and the count in the title, for who newly waits and for new words in mine. */
import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { readList, useCounts } from '../api/inbox';
import { useMe } from '../session/session';
import { usePreference } from '../session/preferences';
import { contactName, reasonName } from '../words/words';
import { Coalescer } from './coalesce';
import { useLive } from './feed';
import { learn, newsOf, type Alert, type Known } from './news';
import { chime } from './sound';

const PAUSE_MS = 2_000;
const WATCHED = 30;

export function Alerts() {
  const live = useLive();
  const { agent } = useMe();
  const navigate = useNavigate();
  const [muted] = usePreference('muted');
  const counts = useCounts();

  const urgent = (counts.data?.waiting ?? 0) + (counts.data?.unreadMine ?? 0);
  useEffect(() => {
    document.title = urgent > 0 ? `(${urgent}) Baton` : 'Baton';
  }, [urgent]);

  const tell = useRef<(alerts: Alert[]) => void>(() => undefined);
  useEffect(() => {
    tell.current = (all) => {
      // What I am looking at needs no bell.
      const alerts = all.filter(
        ({ conversation }) => !(document.hasFocus() && location.pathname.endsWith(conversation.id)),
      );
      if (muted || alerts.length === 0) return;
      chime(alerts.some((alert) => alert.kind === 'waiting') ? 'waiting' : 'message');
      if (document.hasFocus() || !('Notification' in window) || Notification.permission !== 'granted') return;
      alerts.slice(0, 3).forEach((alert) => notify(alert, (path) => void navigate(path)));
    };
  }, [muted, navigate]);

  useEffect(() => {
    let before: Known | null = null;
    const look = new Coalescer<string>(async () => {
      const [waiting, mine] = await Promise.all([readList('waiting', null, WATCHED), readList('mine', null, WATCHED)]);
      const now = { waiting: waiting.items, mine: mine.items };
      if (before) tell.current(newsOf(before, now));
      before = learn(before, now, waiting.next === null);
    }, PAUSE_MS);
    look.push('start');
    const offChange = live.onChange((change) => {
      if (change.assigneeId === null || change.assigneeId === agent.id || before?.waiting.has(change.id))
        look.push('change');
    });
    const offResync = live.onResync(() => look.push('resync'));
    return () => {
      offChange();
      offResync();
      look.stop();
    };
  }, [live, agent.id]);

  return null;
}

function notify(alert: Alert, open: (path: string) => void): void {
  const { conversation, kind } = alert;
  const name = contactName(conversation.contact);
  const said = conversation.lastMessage?.text ?? '';
  const shown = new Notification(kind === 'waiting' ? `${name} waits for ${conversation.team.name}` : name, {
    body: kind === 'waiting' && conversation.reason ? `${reasonName(conversation.reason)}. ${said}` : said,
    // A later alert of the same conversation replaces this one.
    tag: conversation.id,
  });
  shown.onclick = () => {
    window.focus();
    open(`/inbox/${kind === 'waiting' ? 'waiting' : 'mine'}/${conversation.id}`);
    shown.close();
  };
}
