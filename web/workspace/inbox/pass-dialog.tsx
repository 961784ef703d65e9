/** Whom to ask to take a conversation over, and what they should know. */
import { Button, Group, Modal, Select, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useColleagues } from '../api/people';

const MOST_NOTE = 2_000;

interface DialogProps {
  conversationId: string;
  busy: boolean;
  onClose: () => void;
  onConfirm: (agentId: string, note: string) => void;
}

export function PassDialog({ conversationId, busy, onClose, onConfirm }: DialogProps) {
  const colleagues = useColleagues(conversationId);
  const [agentId, setAgentId] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const choices = (colleagues.data ?? []).map(({ id, name, presence }) => ({
    value: id,
    label: presence === 'online' ? name : `${name} (away)`,
  }));
  return (
    <Modal opened onClose={onClose} title="Pass to a colleague">
      <Stack>
        <Select
          label="Colleague"
          description="It stays yours until they accept"
          required
          data={choices}
          value={agentId}
          onChange={setAgentId}
          placeholder={colleagues.isPending ? 'Looking who is there…' : 'Choose a colleague'}
          searchable={choices.length > 8}
          nothingFoundMessage="Nobody else is in this team"
          error={colleagues.isError ? 'Your colleagues could not be read. Close this and try again.' : null}
          data-autofocus
        />
        <Textarea
          label="What they should know"
          description="Only colleagues see it"
          required
          autosize
          minRows={3}
          maxRows={8}
          maxLength={MOST_NOTE}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            loading={busy}
            disabled={agentId === null || note.trim() === ''}
            onClick={() => agentId !== null && onConfirm(agentId, note.trim())}
          >
            Ask them
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
