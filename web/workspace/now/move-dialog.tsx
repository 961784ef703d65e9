/** Where the chosen conversations go; what is refused is named and stays chosen. */
import { Alert, Button, Group, Modal, Select, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Board, ConversationSummary } from '../../../src/api/http/contract';
import { post } from '../api/client';
import { keys } from '../api/keys';
import { useTeams } from '../api/people';
import { done, failed } from '../shell/toasts';
import { contactName } from '../words/words';

interface Props {
  rows: readonly ConversationSummary[];
  onDuty: Board['onDuty'];
  onClose: () => void;
  /** With those that were refused. */
  onMoved: (refused: string[]) => void;
}

interface Results {
  results: { id: string; refused: string | null }[];
}

export function MoveDialog({ rows, onDuty, onClose, onMoved }: Props) {
  const client = useQueryClient();
  const teams = useTeams();
  const [to, setTo] = useState<string | null>(null);
  const [refused, setRefused] = useState<{ id: string; why: string }[]>([]);
  const move = useMutation({
    mutationFn: () => {
      const [kind, id] = (to ?? '').split(' ');
      const where = kind === 'team' ? { teamId: id } : kind === 'agent' ? { agentId: id } : {};
      return post<Results>('/api/board/move', { ids: rows.map((row) => row.id), ...where });
    },
    onSuccess: ({ results }) => {
      const not = results.flatMap(({ id, refused: why }) => (why === null ? [] : [{ id, why }]));
      const moved = results.length - not.length;
      if (moved > 0) done(`${moved} moved.`);
      if (not.length === 0) onMoved([]);
      else setRefused(not);
    },
    onError: (error) => failed('Nothing was moved', error),
    onSettled: () => client.invalidateQueries({ queryKey: keys.board }),
  });
  const name = (id: string) => {
    const row = rows.find((one) => one.id === id);
    return row ? contactName(row.contact) : 'A conversation';
  };
  const close = () => (refused.length > 0 ? onMoved(refused.map(({ id }) => id)) : onClose());
  return (
    <Modal
      opened
      onClose={close}
      title={`Move ${rows.length === 1 ? 'one conversation' : `${rows.length} conversations`}`}
    >
      <Stack>
        <Select
          label="To"
          required
          searchable
          data={[
            { group: 'Queues', items: [{ value: 'queue', label: 'Back to the queue of its own team' }] },
            {
              group: 'Teams',
              items: (teams.data ?? []).map((team) => ({ value: `team ${team.id}`, label: team.name })),
            },
            {
              group: 'Agents',
              items: onDuty.map(({ agent, holds, capacity, reachable }) => ({
                value: `agent ${agent.id}`,
                label: `${agent.name}, ${holds} of ${capacity}${reachable === null ? ', away' : ''}`,
              })),
            },
          ]}
          value={to}
          onChange={setTo}
          nothingFoundMessage="Nobody of that name"
          data-autofocus
        />
        {refused.length > 0 && (
          <Alert color="red" title="Not moved" role="alert">
            {refused.map(({ id, why }) => (
              <div key={id}>
                {name(id)}: {why}
              </div>
            ))}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {refused.length > 0 ? 'Close' : 'Cancel'}
          </Button>
          <Button loading={move.isPending} disabled={to === null} onClick={() => move.mutate()}>
            Move
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
