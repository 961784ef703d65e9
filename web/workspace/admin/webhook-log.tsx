/** What was sent to webhooks and what they answered, with the way to send it again. */
import { Button, Group, Select } from '@mantine/core';
import { useState } from 'react';
import type { WebhookDeliveryView, WebhookReplayed, WebhookView } from '../../../src/api/http/contract';
import { useChange } from '../api/admin';
import { post } from '../api/client';
import { useWebhookLog } from '../api/webhooks';
import { Tag } from '../inbox/tag';
import { EmptyState } from '../shell/states';
import { fullTime } from '../words/time';
import type { Tone } from '../words/words';
import classes from './admin.module.css';

type State = WebhookDeliveryView['state'];

const STATES: Record<State, { label: string; tone: Tone }> = {
  pending: { label: 'On its way', tone: 'wait' },
  delivered: { label: 'Taken', tone: 'ok' },
  failed: { label: 'Failed', tone: 'danger' },
};
const DAY_MS = 24 * 3_600_000;
const SINCE = [
  { value: String(DAY_MS / 24), label: 'in the last hour' },
  { value: String(DAY_MS), label: 'in the last day' },
  { value: String(7 * DAY_MS), label: 'in the last week' },
  { value: String(30 * DAY_MS), label: 'in thirty days' },
];

export function WebhookLog({ webhooks }: { webhooks: WebhookView[] }) {
  const [endpointId, setEndpointId] = useState<string | null>(null);
  const [state, setState] = useState<string | null>(null);
  const [since, setSince] = useState(String(DAY_MS));
  const log = useWebhookLog(endpointId, state);
  const again = useChange({
    run: (id: string) =>
      post<WebhookReplayed>(`/api/admin/webhooks/${id}/replay`, {
        since: new Date(Date.now() - Number(since)).toISOString(),
      }),
    said: ({ count, more }) =>
      count === 0
        ? 'Nothing failed in that time.'
        : `${count} ${count === 1 ? 'event is' : 'events are'} sent again${more ? '; press once more for the others' : ''}.`,
    failure: 'Nothing was sent again',
  });
  return (
    <section aria-labelledby="webhook-log">
      <div className={classes.blockHead}>
        <h2 id="webhook-log" className={classes.cardTitle}>
          Log
        </h2>
        <div className={classes.cardControls}>
          <Select
            label="Webhook"
            placeholder="All"
            clearable
            data={webhooks.map(({ id, name }) => ({ value: id, label: name }))}
            value={endpointId}
            onChange={setEndpointId}
          />
          <Select
            label="State"
            placeholder="All"
            clearable
            data={Object.entries(STATES).map(([value, { label }]) => ({ value, label }))}
            value={state}
            onChange={setState}
          />
        </div>
      </div>
      {endpointId !== null && (
        <Group align="flex-end" gap="sm" my="sm">
          <Select
            label="Send again what failed"
            data={SINCE}
            value={since}
            allowDeselect={false}
            onChange={(value) => setSince(value ?? since)}
          />
          <Button variant="default" loading={again.busy} onClick={() => again.run(endpointId)}>
            Send all again
          </Button>
        </Group>
      )}
      {log.rows.length === 0 && !log.isPending ? (
        <EmptyState title="Nothing here">What is sent stands here for thirty days. Send a test event.</EmptyState>
      ) : (
        <ol className={classes.audit}>
          {log.rows.map((delivery) => (
            <Sent key={delivery.id} delivery={delivery} />
          ))}
        </ol>
      )}
      {log.hasNextPage && (
        <Button variant="default" mt="sm" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          Show older
        </Button>
      )}
    </section>
  );
}

function Sent({ delivery }: { delivery: WebhookDeliveryView }) {
  const { id, kind, endpoint, at, state, attempts, responseStatus, responseBody, fault, nextAt, data, sequence } =
    delivery;
  const again = useChange({
    run: () => post(`/api/admin/webhook-deliveries/${id}/replay`),
    said: () => `${kind} is sent again.`,
    failure: 'It was not sent again',
  });
  return (
    <li>
      <p className={classes.auditHead}>
        <strong>{kind}</strong>
        <Tag tone={STATES[state].tone}>{STATES[state].label}</Tag>
        <span className={classes.endpointName} title={endpoint.name}>
          {endpoint.name}
        </span>
        <time dateTime={at}>{fullTime(at)}</time>
      </p>
      <p className={classes.quiet}>
        {attempts === 0 ? 'Not tried yet' : `Tried ${attempts} ${attempts === 1 ? 'time' : 'times'}`}
        {responseStatus !== null && ` · answered ${responseStatus}`}
        {fault !== null && responseStatus === null && ` · ${fault}`}
        {nextAt !== null && attempts > 0 && ` · next ${fullTime(nextAt)}`}
      </p>
      <details className={classes.auditBody}>
        <summary>
          Details<span className="sr-only"> of event {sequence}</span>
        </summary>
        <dl>
          <div>
            <dt>webhook-id</dt>
            <dd>{id}</dd>
          </div>
          <div>
            <dt>Sequence</dt>
            <dd>{sequence}</dd>
          </div>
          <div>
            <dt>Data</dt>
            <dd>{JSON.stringify(data, null, 1)}</dd>
          </div>
          {responseBody !== null && responseBody !== '' && (
            <div>
              <dt>Answer</dt>
              <dd>{responseBody}</dd>
            </div>
          )}
        </dl>
        {state !== 'pending' && (
          <Button size="xs" variant="default" mt={6} loading={again.busy} onClick={() => again.run(undefined)}>
            Send again
          </Button>
        )}
      </details>
    </li>
  );
}
