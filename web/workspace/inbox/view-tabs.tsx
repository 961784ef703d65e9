/** On a phone: the views as one line to swipe. */
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import type { View } from '../../../src/api/http/contract';
import { useCounts } from '../api/inbox';
import classes from './inbox.module.css';
import { VIEWS } from './views';

export function ViewTabs({ active }: { active: View }) {
  const counts = useCounts();
  const current = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    // Newer browsers answer a promise, which is no clean-up.
    void current.current?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [active]);
  return (
    <nav className={classes.tabs} aria-label="Views">
      {VIEWS.map(({ view, label, count }) => {
        const n = counts.data ? count(counts.data) : null;
        const here = view === active;
        return (
          <Link
            key={view}
            ref={here ? current : undefined}
            to={`/inbox/${view}`}
            className={classes.tab}
            aria-current={here ? 'page' : undefined}
          >
            {label}
            {n !== null && n > 0 && <span className={classes.tabCount}>{n > 999 ? '999+' : n}</span>}
          </Link>
        );
      })}
    </nav>
  );
}
