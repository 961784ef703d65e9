/** How an account is set up at its provider, as read there this moment, and what to do about what is not right. */
import { Button, Drawer, Group } from '@mantine/core';
import type { AccountFinding, ListedAccount } from '../../../src/api/http/contract';
import { useAccountSetup } from '../api/admin';
import { asProblem } from '../api/problem';
import { Tag } from '../inbox/tag';
import { ProblemAlert } from '../shell/states';
import type { Tone } from '../words/words';
import classes from './admin.module.css';
import { StarterTemplates } from './starter-templates';

const STATES: Record<AccountFinding['state'], { words: string; tone: Tone }> = {
  ok: { words: 'Right', tone: 'ok' },
  waiting: { words: 'Waiting', tone: 'wait' },
  wrong: { words: 'To do', tone: 'danger' },
  unknown: { words: 'Not known', tone: 'plain' },
};

export function AccountSetup({ account, onClose }: { account: ListedAccount; onClose: () => void }) {
  const setup = useAccountSetup(account.id);
  return (
    <Drawer opened onClose={onClose} position="right" size={600} title={`${account.name}: setup at the provider`}>
      {setup.isFetching ? (
        <p role="status" className={classes.quiet}>
          Asking the provider …
        </p>
      ) : setup.error ? (
        <ProblemAlert problem={asProblem(setup.error)} />
      ) : (
        <ul className={classes.findings}>
          {setup.data?.map(({ state, says, todo }) => (
            <li key={says}>
              <Tag tone={STATES[state].tone}>{STATES[state].words}</Tag>
              <p>{says}</p>
              {todo !== null && <p className={classes.quiet}>{todo}</p>}
            </li>
          ))}
        </ul>
      )}
      {account.starters && <StarterTemplates account={account} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" loading={setup.isFetching} onClick={() => void setup.refetch()}>
          Ask again
        </Button>
      </Group>
    </Drawer>
  );
}
