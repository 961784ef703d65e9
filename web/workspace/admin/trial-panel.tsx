/** The policy time machine: the draft is run over past conversations, with progress, and shows what it would have changed. */
import { Button, Group, Progress, Select } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import type { PolicyEdit, TrialView } from '../../../src/api/http/contract';
import { useChange } from '../api/admin';
import { post } from '../api/client';
import { Callout, ProblemAlert } from '../shell/states';
import { fullTime } from '../words/time';
import classes from './admin.module.css';
import { samePolicy } from './same-policy';
import { TrialResult } from './trial-result';

const SPANS = [
  { value: '7', label: 'the last 7 days' },
  { value: '30', label: 'the last 30 days' },
  { value: '90', label: 'the last 90 days' },
  { value: '365', label: 'the last year' },
];

interface Props {
  edit: PolicyEdit;
  /** The last run, whatever it was of. */
  trial: TrialView | undefined;
  onTake: (policy: PolicyEdit) => void;
}

export function TrialPanel({ edit, trial, onTake }: Props) {
  const [days, setDays] = useState('30');
  const start = useChange({
    run: () => post<TrialView>('/api/admin/policy/trials', { policy: edit, days: Number(days) }),
    said: null,
  });
  const cancel = useChange({
    run: (id: string) => post<TrialView>(`/api/admin/policy/trials/${id}/cancel`),
    said: () => 'The run was cancelled.',
    failure: 'The run was not cancelled',
  });
  const runs = trial?.endedAt === null;
  const mine = trial !== undefined && samePolicy(trial.policy, edit);
  return (
    <section className={classes.block} aria-label="Try on past conversations">
      <h2>What would it have changed?</h2>
      <p className={classes.quiet}>
        Runs this draft over past conversations beside the policy in force, each up to the first message where the two
        differ. Nothing is sent.
      </p>
      <Group gap="sm" align="flex-end">
        <Select
          label="Conversations of"
          data={SPANS}
          value={days}
          allowDeselect={false}
          disabled={runs}
          onChange={(value) => setDays(value ?? '30')}
          maw={200}
        />
        <Button
          variant="default"
          leftSection={<IconHistory size={16} aria-hidden />}
          loading={start.busy}
          disabled={runs}
          onClick={() => start.run(undefined)}
        >
          Try this draft
        </Button>
      </Group>
      {start.problem && <ProblemAlert problem={start.problem} />}
      {trial && (
        <div className={classes.trial}>
          <p className={classes.quiet}>
            {runs ? 'Running' : STATES[trial.state]} · against version {trial.baseVersion}, {trial.days} days · started{' '}
            {fullTime(trial.startedAt)}
            {trial.startedBy !== null && ` by ${trial.startedBy}`}
          </p>
          {!mine && (
            <Callout tone="wait" title={runs ? 'This run is of another draft' : 'The last run was of another draft'}>
              {trial.changes.length === 0 ? 'It changed nothing.' : trial.changes.join(' ')}
              <Group mt="xs">
                <Button size="compact-sm" variant="default" onClick={() => onTake(trial.policy)}>
                  Take that draft
                </Button>
              </Group>
            </Callout>
          )}
          {runs && (
            <Group gap="sm" wrap="nowrap">
              <Progress
                aria-label="Progress of the run"
                className={classes.grow}
                value={trial.total === 0 ? 100 : (100 * trial.seen) / trial.total}
                animated
              />
              <span className={classes.quiet} role="status">
                {trial.seen.toLocaleString()} of {trial.total.toLocaleString()} messages
              </span>
              <Button size="compact-sm" variant="default" loading={cancel.busy} onClick={() => cancel.run(trial.id)}>
                Cancel
              </Button>
            </Group>
          )}
          {trial.state === 'failed' && (
            <Callout tone="danger" title="The run broke off">
              What it found until then stands below. Try once more; the server&apos;s log says what went wrong.
            </Callout>
          )}
          <TrialResult trial={trial} />
        </div>
      )}
    </section>
  );
}

const STATES: Record<TrialView['state'], string> = {
  queued: 'Waits to begin',
  running: 'Running',
  done: 'Finished',
  cancelled: 'Cancelled before its end',
  failed: 'Broken off',
};
