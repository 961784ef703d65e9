/** What a run found: conversations by how they differ, each with the reason under both policies, and the load of teams by the hour. */
import { Button, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import type { DifferenceView, Ruling, TrialKind, TrialView } from '../../../src/api/http/contract';
import { useDifferences } from '../api/policy';
import { ErrorState } from '../shell/states';
import { fullTime } from '../words/time';
import { channelName, reasonName } from '../words/words';
import classes from './admin.module.css';
import { TrialLoad } from './trial-load';

const KINDS: { kind: TrialKind; label: string; none: string }[] = [
  { kind: 'newly', label: 'Newly escalated', none: 'No conversation would newly go to a person.' },
  { kind: 'no_longer', label: 'No longer escalated', none: 'No conversation would stay away from a person.' },
  { kind: 'moved', label: 'Other team or priority', none: 'No conversation would go elsewhere.' },
  { kind: 'offers', label: 'Person offered or not', none: 'Nowhere would a person be offered, or no longer.' },
];

export function TrialResult({ trial }: { trial: TrialView }) {
  const [kind, setKind] = useState<TrialKind>('newly');
  const count = (of: TrialKind) => trial.counts[of] ?? 0;
  const all = KINDS.reduce((sum, one) => sum + count(one.kind), 0);
  if (trial.endedAt === null && all === 0) return null;
  if (trial.state === 'done' && all === 0) {
    return (
      <p role="status">
        <strong>Nothing would have changed</strong> in {trial.compared.toLocaleString()} decisions.{' '}
        <LeftOut trial={trial} />
      </p>
    );
  }
  const chosen = KINDS.find((one) => one.kind === kind);
  return (
    <>
      <div className={classes.kinds} role="group" aria-label="Conversations that differ">
        {KINDS.map((one) => (
          <button
            key={one.kind}
            type="button"
            className={classes.kind}
            aria-pressed={one.kind === kind}
            onClick={() => setKind(one.kind)}
          >
            <strong>{count(one.kind).toLocaleString()}</strong>
            {one.label}
          </button>
        ))}
      </div>
      <p className={classes.quiet}>
        {trial.compared.toLocaleString()} decisions were compared. <LeftOut trial={trial} />
      </p>
      {count(kind) === 0 ? (
        <p className={classes.quiet}>{chosen?.none}</p>
      ) : (
        // A run that goes on finds more: the list begins anew with the count.
        <Differences key={`${trial.id} ${kind} ${trial.state}`} trial={trial} kind={kind} />
      )}
      {trial.load.length > 0 && <TrialLoad trial={trial} />}
    </>
  );
}

function LeftOut({ trial }: { trial: TrialView }) {
  if (trial.leftOut === 0) return null;
  return <>{trial.leftOut.toLocaleString()} were left out: they are from before their circumstances were kept.</>;
}

function Differences({ trial, kind }: { trial: TrialView; kind: TrialKind }) {
  const found = useDifferences(trial.id, kind);
  if (found.isPending) return <Skeleton height={90} radius="md" />;
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />;
  return (
    <>
      <ol className={classes.differences}>
        {found.rows.map((row) => (
          <Row key={row.conversationId} row={row} />
        ))}
      </ol>
      {found.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          className={classes.selfStart}
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </>
  );
}

function Row({ row }: { row: DifferenceView }) {
  return (
    <li>
      <p className={classes.differenceHead}>
        <Link to={`/decisions/${row.conversationId}#message-${row.seq}`}>{row.contact}</Link>
        <span className={classes.quiet}>
          {channelName(row.channel)}, message {row.seq}, <time dateTime={row.at}>{fullTime(row.at)}</time>
        </span>
      </p>
      <blockquote className={classes.said}>{row.text === '' ? '(no words)' : row.text}</blockquote>
      <dl className={classes.rulings}>
        <div>
          <dt>In force</dt>
          <dd>{inWords(row.before)}</dd>
        </div>
        <div>
          <dt>This draft</dt>
          <dd>{inWords(row.after)}</dd>
        </div>
      </dl>
    </li>
  );
}

const OUTCOMES: Record<Ruling['outcome'], string> = {
  continue: 'The assistant answers',
  offer_human: 'The assistant answers and offers a person',
  handoff: 'To a person',
  danger: 'To a person at once, in danger',
};

function inWords({ outcome, reason, ruleName, team, priority, words }: Ruling): string {
  const why = ruleName === null ? (reason === null ? null : reasonName(reason)) : `rule “${ruleName}”`;
  const parts = [
    OUTCOMES[outcome] + (outcome !== 'handoff' || team === null ? '' : ` of ${team}`),
    outcome === 'handoff' || outcome === 'danger' ? `priority ${priority}` : null,
    why,
    words.length === 0 ? null : words.map((one) => `“${one}”`).join(', '),
  ];
  return parts.filter(Boolean).join(' · ');
}
