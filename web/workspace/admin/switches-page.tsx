/** What is switched for the whole business at once. */
import { Switch } from '@mantine/core';
import type { z } from 'zod';
import type { Switches } from '../../../src/api/http/contract';
import { useChange, useSwitches } from '../api/admin';
import { put } from '../api/client';
import classes from './admin.module.css';
import { AdminFrame } from './admin-frame';

type Values = z.infer<typeof Switches>;

export function SwitchesPage() {
  const switches = useSwitches();
  const set = useChange({
    run: (values: Values) => put<Values>('/api/admin/switches', values),
    said: (values) => (values.assistantPaused ? 'The assistant is paused everywhere.' : 'The assistant answers again.'),
    undo: (values) => ({ assistantPaused: !values.assistantPaused }),
    failure: 'Nothing was switched',
  });
  return (
    <AdminFrame title="Switches" intro="For when something has to stop at once, on every channel." query={switches}>
      <ul className={classes.cards}>
        <li className={classes.card}>
          <Switch
            label="Pause the assistant everywhere"
            description="New messages then wait for people. Conversations that people hold go on as before."
            checked={switches.data?.assistantPaused ?? false}
            disabled={set.busy}
            onChange={(event) => set.run({ assistantPaused: event.currentTarget.checked })}
          />
        </li>
      </ul>
    </AdminFrame>
  );
}
