/** Adding or changing a webhook endpoint: where it is, what it is told, and its secret. */
import { Checkbox, Fieldset, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { WebhookEdit, WebhookKind, WebhookSecret, WebhookView } from '../../../src/api/http/contract';
import { useChange } from '../api/admin';
import { post, put, remove } from '../api/client';
import { sentence } from '../words/words';
import classes from './admin.module.css';
import { ConfirmButton } from './confirm-button';
import { FormDrawer } from './form-drawer';

/** What each event says, by its noun. */
const EVENTS: Record<WebhookKind, string> = {
  'conversation.opened': 'opened',
  'conversation.closed': 'closed',
  'conversation.reopened': 'opened again',
  'conversation.rated': 'rated by the customer',
  'message.received': 'received from a customer',
  'message.sent': 'taken by the provider',
  'message.failed': 'failed to be sent',
  'handoff.requested': 'requested',
  'handoff.overdue': 'waits too long',
  'handoff.accepted': 'accepted by an agent',
  'handoff.requeued': 'waits again',
  'handoff.returned': 'given back to the assistant',
  'handoff.closed': 'closed',
  'handoff.cancelled': 'cancelled',
  'offer.made': 'made to an agent',
  'offer.declined': 'declined',
  'offer.expired': 'ran out',
  'promise.made': 'made to a customer',
  'promise.kept': 'kept',
  'promise.corrected': 'corrected before it passed',
  'promise.broken': 'broken',
  'contact.linked': 'joined with another',
  'contact.unlinked': 'parted again',
};
const KINDS = Object.keys(EVENTS) as WebhookKind[];
const NOUNS = [...new Set(KINDS.map(nounOf))];

function nounOf(kind: WebhookKind): string {
  return kind.slice(0, kind.indexOf('.'));
}

function begin(webhook: WebhookView | null): WebhookEdit {
  if (!webhook) {
    return {
      name: '',
      url: '',
      kinds: ['handoff.requested', 'handoff.accepted', 'conversation.closed'],
      carriesText: false,
      active: true,
    };
  }
  const { name, url, kinds, carriesText, active } = webhook;
  return { name, url, kinds, carriesText, active };
}

interface Props {
  webhook: WebhookView | null;
  /** A secret that is shown once. */
  onSecret: (secret: string) => void;
  onClose: () => void;
}

export function WebhookForm({ webhook, onSecret, onClose }: Props) {
  const [start] = useState(() => begin(webhook));
  const [edit, setEdit] = useState(start);
  const patch = (part: Partial<WebhookEdit>) => setEdit((now) => ({ ...now, ...part }));
  const save = useChange({
    run: (body: WebhookEdit): Promise<WebhookSecret | WebhookView> =>
      webhook ? put(`/api/admin/webhooks/${webhook.id}`, body) : post('/api/admin/webhooks', body),
    said: () => `${edit.name} is saved.`,
    onDone: (saved) => {
      if ('secret' in saved) onSecret(saved.secret);
      onClose();
    },
  });
  const rotate = useChange({
    run: (id: string) => post<WebhookSecret>(`/api/admin/webhooks/${id}/secret`),
    said: () => 'There is a new secret. For a day the one before signs, too.',
    onDone: ({ secret }) => {
      onSecret(secret);
      onClose();
    },
  });
  const drop = useChange({
    run: (id: string) => remove(`/api/admin/webhooks/${id}`),
    said: () => `${start.name} is deleted.`,
    onDone: onClose,
  });
  return (
    <FormDrawer
      opened
      title={webhook ? webhook.name : 'Add a webhook'}
      dirty={JSON.stringify(edit) !== JSON.stringify(start)}
      busy={save.busy}
      problem={save.problem ?? rotate.problem ?? drop.problem}
      submit={webhook ? 'Save' : 'Add webhook'}
      onSubmit={() => save.run(edit)}
      onClose={onClose}
      aside={
        webhook && (
          <ConfirmButton
            question={`Delete ${webhook.name}?`}
            consequence="It is told nothing any more, and its log goes with it."
            confirm="Delete webhook"
            loading={drop.busy}
            onConfirm={() => drop.run(webhook.id)}
          >
            Delete
          </ConfirmButton>
        )
      }
    >
      <TextInput
        label="Name"
        required
        maxLength={100}
        value={edit.name}
        onChange={(event) => patch({ name: event.currentTarget.value })}
      />
      <TextInput
        label="Address"
        description="https, on the public internet"
        type="url"
        required
        maxLength={2_000}
        value={edit.url}
        onChange={(event) => patch({ url: event.currentTarget.value })}
      />
      <Switch
        label="On"
        description="While it is off nothing is written down for it"
        checked={edit.active}
        onChange={(event) => patch({ active: event.currentTarget.checked })}
      />
      <Switch
        label="Carry the words of messages"
        description="Off: ids and times alone. On: what customers and agents write leaves the house, card numbers masked"
        checked={edit.carriesText}
        onChange={(event) => patch({ carriesText: event.currentTarget.checked })}
      />
      <Checkbox.Group
        label="Events"
        description="What it is told"
        value={edit.kinds}
        onChange={(kinds) => patch({ kinds: KINDS.filter((kind) => kinds.includes(kind)) })}
      >
        <div className={classes.halves}>
          {NOUNS.map((noun) => (
            <Fieldset key={noun} legend={sentence(noun)} variant="unstyled" mt="sm">
              {KINDS.filter((kind) => nounOf(kind) === noun).map((kind) => (
                <Checkbox key={kind} value={kind} label={EVENTS[kind]} mt={6} />
              ))}
            </Fieldset>
          ))}
        </div>
      </Checkbox.Group>
      {webhook && (
        <div className={classes.selfStart}>
          <ConfirmButton
            gentle
            question="Make a new secret?"
            consequence="It is shown once. For a day both secrets sign, so that the receiver can change over."
            confirm="Make a new secret"
            loading={rotate.busy}
            onConfirm={() => rotate.run(webhook.id)}
          >
            New secret
          </ConfirmButton>
        </div>
      )}
    </FormDrawer>
  );
}
