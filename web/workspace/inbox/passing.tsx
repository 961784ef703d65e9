/** A conversation that is passed on: what the one who is asked sees, and what the one who asked hears. */
import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ConversationDetail } from '../../../src/api/http/contract';
import { comesBack, useNow } from '../words/time';
import type { Actions } from './use-actions';
import classes from './inbox.module.css';

/** Above the composer: of the one who is asked and of the one who asked. */
export function Passed({
  conversation,
  meId,
  actions,
}: {
  conversation: ConversationDetail;
  meId: string;
  actions: Actions;
}) {
  const [declining, setDeclining] = useState(false);
  const now = useNow();
  const last = conversation.handoff?.offers.findLast(({ from }) => from !== null);
  if (!last?.from || conversation.holder !== 'agent') return null;
  if (last.state === 'open' && last.agent.id === meId) {
    return (
      <Alert
        className={classes.passed}
        color="blue"
        title={`${last.from.name} asks you to take this over`}
        role="status"
      >
        <p className={classes.passedNote}>{last.detail}</p>
        <Group gap="xs">
          <Button size="sm" onClick={actions.accept} loading={actions.busy}>
            Accept
          </Button>
          <Button size="sm" variant="default" onClick={() => setDeclining(true)}>
            Decline…
          </Button>
        </Group>
        {declining && (
          <DeclineDialog
            busy={actions.busy}
            onClose={() => setDeclining(false)}
            onConfirm={(reason) => {
              actions.decline(reason);
              setDeclining(false);
            }}
          />
        )}
      </Alert>
    );
  }
  if (last.from.id !== meId || conversation.assignee?.id !== meId) return null;
  switch (last.state) {
    case 'open':
      return (
        <p className={classes.owed} data-tone="wait" role="status">
          {last.agent.name} is asked to take this over, until {comesBack(last.expiresAt, now)}.{' '}
          <Button size="compact-sm" variant="subtle" onClick={actions.withdrawPass} loading={actions.busy}>
            Ask no more
          </Button>
        </p>
      );
    case 'declined':
      return (
        <p className={classes.owed} data-tone="wait" role="status">
          {last.agent.name} declined{last.detail ? `: ${last.detail}` : ''}. It stays yours.
        </p>
      );
    case 'expired':
      return (
        <p className={classes.owed} data-tone="wait" role="status">
          {last.agent.name} did not answer in time. It stays yours.
        </p>
      );
    default:
      return null;
  }
}

function DeclineDialog({
  busy,
  onClose,
  onConfirm,
}: {
  busy: boolean;
  onClose: () => void;
  onConfirm: (reason: string) => void;
}) {
  const [reason, setReason] = useState('');
  return (
    <Modal opened onClose={onClose} title="Decline?">
      <Stack>
        <TextInput
          label="Why (optional)"
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={busy} onClick={() => onConfirm(reason.trim())}>
            Decline
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
