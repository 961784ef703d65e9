/** What arrived and could not be read: it waits here with its reason, and blocks nothing behind it. */
import { Button } from '@mantine/core';
import type { QuarantineView } from '../../../src/api/http/contract';
import { useChange, useQuarantine } from '../api/admin';
import { post } from '../api/client';
import { fullTime } from '../words/time';
import classes from './admin.module.css';

export function Quarantine() {
  const held = useQuarantine();
  if (held.rows.length === 0) return null;
  return (
    <section aria-labelledby="quarantine">
      <h2 id="quarantine" className={classes.cardTitle}>
        Not readable
      </h2>
      <p className={classes.cardSub}>
        These arrived and could not be read. Their sources are kept; nothing waits behind them.
      </p>
      <ul className={classes.cards}>
        {held.rows.map((item) => (
          <Held key={item.id} item={item} />
        ))}
      </ul>
      {held.hasNextPage && (
        <Button variant="default" size="xs" loading={held.isFetchingNextPage} onClick={() => void held.fetchNextPage()}>
          Show more
        </Button>
      )}
    </section>
  );
}

function Held({ item }: { item: QuarantineView }) {
  const retry = useChange({
    run: () => post(`/api/admin/quarantine/${item.id}/retry`),
    said: () => 'It was read, and is in the inbox.',
    failure: 'It still cannot be read',
  });
  const dismiss = useChange({
    run: () => post(`/api/admin/quarantine/${item.id}/dismiss`),
    said: () => 'It is put away.',
    failure: 'It was not put away',
  });
  return (
    <li className={classes.card}>
      <div className={classes.cardWords}>
        <h3 className={classes.cardTitle}>{item.error}</h3>
        <p className={classes.cardSub}>
          {item.account} · {fullTime(item.at)} · {Math.ceil(item.size / 1024).toLocaleString()} kB · tried {item.tries}{' '}
          {item.tries === 1 ? 'time' : 'times'}
        </p>
      </div>
      <div className={classes.cardButtons}>
        <Button size="xs" variant="default" loading={retry.busy} onClick={() => retry.run(undefined)}>
          Read it again
        </Button>
        <Button size="xs" variant="default" loading={dismiss.busy} onClick={() => dismiss.run(undefined)}>
          Put away
        </Button>
      </div>
    </li>
  );
}
