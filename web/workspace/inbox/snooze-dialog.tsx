/** Until when: four times at one click, or one of one's own, by the clock of the team. */
import { Button, Group, Loader, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { SnoozeTimes } from '../../../src/api/http/contract';
import { get } from '../api/client';
import { ErrorState } from '../shell/states';
import classes from './inbox.module.css';

interface Props {
  conversationId: string;
  busy: boolean;
  onClose: () => void;
  onChoose: (body: { until: string } | { local: string }) => void;
}

const NAMES: Record<SnoozeTimes['times'][number]['name'], string> = {
  hour: 'In an hour',
  evening: 'This evening',
  tomorrow: 'Tomorrow',
  monday: 'Monday',
};

export function SnoozeDialog({ conversationId, busy, onClose, onChoose }: Props) {
  const [own, setOwn] = useState('');
  const times = useQuery({
    queryKey: ['snooze', conversationId],
    queryFn: ({ signal }) => get<SnoozeTimes>(`/api/conversations/${conversationId}/snooze`, signal),
    gcTime: 0,
  });
  const zone = times.data?.timeZone;
  const say = (until: string) =>
    new Intl.DateTimeFormat(undefined, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      timeZone: zone,
    }).format(new Date(until));
  const choose = (event: FormEvent) => {
    event.preventDefault();
    if (own !== '') onChoose({ local: own });
  };
  return (
    <Modal opened onClose={onClose} title="Snooze until">
      {times.isPending ? (
        <Loader size="sm" aria-label="Reading the times" />
      ) : times.isError ? (
        <ErrorState error={times.error} retry={() => void times.refetch()} />
      ) : (
        <Stack gap="xs">
          <Text size="sm">
            It leaves your list, and comes back at this time or as soon as the customer writes. Times are those of the
            team ({zone?.replaceAll('_', ' ')}).
          </Text>
          {times.data.times.map(({ name, until }, index) => (
            <Button
              key={name}
              variant="default"
              justify="space-between"
              rightSection={<span className={classes.rowMeta}>{say(until)}</span>}
              disabled={busy}
              autoFocus={index === 0}
              onClick={() => onChoose({ until })}
            >
              {NAMES[name]}
            </Button>
          ))}
          <form onSubmit={choose}>
            <Group align="end" gap="xs" wrap="nowrap">
              <TextInput
                type="datetime-local"
                label="Another time"
                value={own}
                onChange={(event) => setOwn(event.currentTarget.value)}
                flex="1 1 auto"
                miw={0}
              />
              <Button type="submit" flex="none" disabled={own === ''} loading={busy}>
                Snooze
              </Button>
            </Group>
          </form>
        </Stack>
      )}
    </Modal>
  );
}
