/** Webhooks out: which systems are told of what, whether they take it, and the log. */
import { Button, Modal } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { WebhookView } from '../../../src/api/http/contract';
import { useChange } from '../api/admin';
import { post } from '../api/client';
import { useWebhooks } from '../api/webhooks';
import { Tag } from '../inbox/tag';
import { Callout, EmptyState } from '../shell/states';
import { fullTime } from '../words/time';
import { AdminFrame } from './admin-frame';
import classes from './admin.module.css';
import { CopyField } from './copy-field';
import { WebhookForm } from './webhook-form';
import { WebhookLog } from './webhook-log';

export function WebhooksPage() {
  const webhooks = useWebhooks();
  const [form, setForm] = useState<WebhookView | 'new' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <AdminFrame
      title="Webhooks"
      intro="Other systems are told what happens, signed and again until they take it. Payloads hold ids and times, words only where you say so."
      query={webhooks}
      action={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setForm('new')}>
          Add webhook
        </Button>
      }
    >
      {webhooks.rows.length === 0 ? (
        <EmptyState title="No webhook yet">
          Add the address of a system that shall know of handoffs, messages or closed conversations as they happen.
        </EmptyState>
      ) : (
        <>
          <ul className={classes.cards}>
            {webhooks.rows.map((webhook) => (
              <Endpoint key={webhook.id} webhook={webhook} onEdit={() => setForm(webhook)} />
            ))}
          </ul>
          {webhooks.hasNextPage && (
            <Button
              variant="default"
              loading={webhooks.isFetchingNextPage}
              onClick={() => void webhooks.fetchNextPage()}
            >
              Show more
            </Button>
          )}
          <WebhookLog webhooks={webhooks.rows} />
        </>
      )}
      {form !== null && (
        <WebhookForm
          key={form === 'new' ? 'new' : form.id}
          webhook={form === 'new' ? null : form}
          onSecret={setSecret}
          onClose={() => setForm(null)}
        />
      )}
      <Modal
        opened={secret !== null}
        onClose={() => setSecret(null)}
        title="The signing secret"
        closeOnClickOutside={false}
        zIndex={400}
      >
        <CopyField
          label="Secret"
          description="Shown this once. Put it where the receiver verifies webhook-signature."
          value={secret ?? ''}
        />
        <Button mt="lg" fullWidth onClick={() => setSecret(null)}>
          I have kept it
        </Button>
      </Modal>
    </AdminFrame>
  );
}

function Endpoint({ webhook, onEdit }: { webhook: WebhookView; onEdit: () => void }) {
  const { id, name, url, kinds, carriesText, active, offReason, failingSince, formerUntil } = webhook;
  const test = useChange({
    run: () => post(`/api/admin/webhooks/${id}/test`),
    said: () => 'A test event is on its way. The log shows what was answered.',
    failure: 'No test event was sent',
  });
  return (
    <li className={classes.card}>
      <div className={classes.cardMain}>
        <div className={classes.cardWords}>
          <h2 className={classes.cardTitle} title={name}>
            {name}
          </h2>
          <p className={classes.cardSub} title={url}>
            {url}
          </p>
          <p className={classes.tags}>
            {!active && <Tag tone={offReason === 'admin' ? 'plain' : 'danger'}>Off</Tag>}
            {active && failingSince !== null && <Tag tone="wait">Failing since {fullTime(failingSince)}</Tag>}
            <Tag>{kinds.length === 1 ? kinds[0] : `${kinds.length} events`}</Tag>
            {carriesText && <Tag tone="accent">Carries words</Tag>}
            {formerUntil !== null && <Tag>Two secrets until {fullTime(formerUntil)}</Tag>}
          </p>
          {offReason === 'gone' && (
            <Callout tone="danger">It answered “gone” (410). Edit it to switch it on again.</Callout>
          )}
          {offReason === 'failing' && (
            <Callout tone="danger">
              It took nothing for three days. Edit it to switch it on again; the log sends what failed.
            </Callout>
          )}
        </div>
      </div>
      <div className={classes.cardButtons}>
        {active && (
          <Button size="xs" variant="default" loading={test.busy} onClick={() => test.run(undefined)}>
            Test<span className="sr-only"> {name}</span>
          </Button>
        )}
        <Button size="xs" variant="default" onClick={onEdit}>
          Edit<span className="sr-only"> {name}</span>
        </Button>
      </div>
    </li>
  );
}
