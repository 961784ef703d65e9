/** What is switched for the whole business at once. */
import { Switch } from '@mantine/core';
import type { z } from 'zod';
import type { Switches, SwitchesEdit } from '../../../src/api/http/contract';
import { useChange, useSwitches } from '../api/admin';
import { put } from '../api/client';
import classes from './admin.module.css';
import { AdminFrame } from './admin-frame';

type Values = z.infer<typeof Switches>;

export function SwitchesPage() {
  const switches = useSwitches();
  const write = (values: SwitchesEdit) => put<Values>('/api/admin/switches', values);
  const pause = useChange({
    run: write,
    said: (values) => (values.assistantPaused ? 'The assistant is paused everywhere.' : 'The assistant answers again.'),
    undo: (values) => ({ assistantPaused: !values.assistantPaused }),
    failure: 'Nothing was switched',
  });
  const phones = useChange({
    run: write,
    said: (values) =>
      values.agentPhones
        ? 'Agents are offered conversations on their own phones too.'
        : 'Agents are offered conversations on the web alone.',
    undo: (values) => ({ agentPhones: !values.agentPhones }),
    failure: 'Nothing was switched',
  });
  return (
    <AdminFrame title="Switches" intro="What holds at once, on every channel." query={switches}>
      <ul className={classes.cards}>
        <li className={classes.card}>
          <Switch
            label="Pause the assistant everywhere"
            description="New messages then wait for people. Conversations that people hold go on as before."
            checked={switches.data?.assistantPaused ?? false}
            disabled={pause.busy}
            onChange={(event) => pause.run({ assistantPaused: event.currentTarget.checked })}
          />
        </li>
        <li className={classes.card}>
          <Switch
            label="Offer conversations on agents' own phones and mailboxes"
            description="Offers carry none of the customer's words. Those of a conversation that an agent accepts there are sent to it: card numbers masked, over carriers that you do not run."
            checked={switches.data?.agentPhones ?? false}
            disabled={phones.busy}
            onChange={(event) => phones.run({ agentPhones: event.currentTarget.checked })}
          />
        </li>
      </ul>
    </AdminFrame>
  );
}
