/** What an agent can do with a conversation: each command, its question where it cannot be undone, and its words afterwards. */
import { Button, Group, Modal, Select, Stack, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ConversationDetail } from '../../../src/api/http/contract';
import { post } from '../api/client';
import { useTeams } from '../api/people';
import { useLive } from '../live/feed';
import { done, failed } from '../shell/toasts';
import { contactName } from '../words/words';
import { PassDialog } from './pass-dialog';
import { SnoozeDialog } from './snooze-dialog';
import { SplitDialog } from './split-dialog';

type Dialog = 'return' | 'transfer' | 'pass' | 'close' | 'snooze' | 'split' | null;

interface Command {
  path:
    | 'accept'
    | 'decline'
    | 'pass'
    | 'pass/withdraw'
    | 'take-over'
    | 'return'
    | 'close'
    | 'transfer'
    | 'notes'
    | 'snooze'
    | 'wake';
  body?: Record<string, string>;
  said: string;
  failure: string;
}

export interface Actions {
  accept: () => void;
  decline: (reason: string) => void;
  withdrawPass: () => void;
  takeOver: () => void;
  wake: () => void;
  note: (text: string) => Promise<unknown>;
  ask: (dialog: Dialog) => void;
  busy: boolean;
  dialogs: React.ReactNode;
}

export function useActions(conversation: ConversationDetail): Actions {
  const live = useLive();
  const [dialog, setDialog] = useState<Dialog>(null);
  const name = contactName(conversation.contact);

  const command = useMutation({
    mutationFn: ({ path, body }: Command) => post(`/api/conversations/${conversation.id}/${path}`, body),
    onSuccess: (_, { said }) => {
      setDialog(null);
      if (said !== '') done(said);
    },
    onError: (error, { failure }) => failed(failure, error),
    // Also after a refusal: a colleague may have been faster.
    onSettled: () => live.touched(conversation.id),
  });
  const run = command.mutate;

  return {
    accept: () => run({ path: 'accept', said: `${name} is yours now.`, failure: 'Not accepted' }),
    decline: (reason) =>
      run({
        path: 'decline',
        body: reason === '' ? {} : { reason },
        said: 'Declined.',
        failure: 'Not declined',
      }),
    withdrawPass: () => run({ path: 'pass/withdraw', said: `${name} stays yours.`, failure: 'Not withdrawn' }),
    takeOver: () =>
      run({
        path: 'take-over',
        said: `You took over: ${name} is yours now.`,
        failure: 'Not taken over',
      }),
    wake: () => run({ path: 'wake', said: `${name} is back among yours.`, failure: 'Not woken' }),
    note: (text) => command.mutateAsync({ path: 'notes', body: { text }, said: '', failure: 'The note was not saved' }),
    ask: setDialog,
    busy: command.isPending,
    dialogs: (
      <>
        <ReturnDialog
          opened={dialog === 'return'}
          busy={command.isPending}
          onClose={() => setDialog(null)}
          onConfirm={(note) =>
            run({
              path: 'return',
              body: optional({ note }),
              said: `The assistant answers ${name} again.`,
              failure: 'Not returned',
            })
          }
        />
        <TransferDialog
          opened={dialog === 'transfer'}
          from={conversation.team.id}
          waits={conversation.holder === 'queue'}
          busy={command.isPending}
          onClose={() => setDialog(null)}
          onConfirm={(teamId, note) =>
            run({
              path: 'transfer',
              body: { teamId, ...optional({ note }) },
              said: `${name} waits for the other team.`,
              failure: 'Not handed over',
            })
          }
        />
        {dialog === 'pass' && (
          <PassDialog
            conversationId={conversation.id}
            busy={command.isPending}
            onClose={() => setDialog(null)}
            onConfirm={(agentId, note) =>
              run({
                path: 'pass',
                body: { agentId, note },
                said: `Asked. ${name} stays yours until they accept.`,
                failure: 'Not passed on',
              })
            }
          />
        )}
        {dialog === 'split' && <SplitDialog conversationId={conversation.id} onClose={() => setDialog(null)} />}
        {dialog === 'snooze' && (
          <SnoozeDialog
            conversationId={conversation.id}
            busy={command.isPending}
            onClose={() => setDialog(null)}
            onChoose={(body) =>
              run({
                path: 'snooze',
                body,
                said: `${name} is snoozed, and comes back by itself.`,
                failure: 'Not snoozed',
              })
            }
          />
        )}
        <Modal
          opened={dialog === 'close'}
          onClose={() => setDialog(null)}
          title={`Close the conversation with ${name}?`}
        >
          <Text size="sm">{name} is not told. New words within the reopen window open it again, with its history.</Text>
          <Group justify="flex-end" mt="lg">
            <Button variant="default" onClick={() => setDialog(null)}>
              Keep it open
            </Button>
            <Button
              color="red.8"
              data-autofocus
              loading={command.isPending}
              onClick={() =>
                run({ path: 'close', said: `The conversation with ${name} is closed.`, failure: 'Not closed' })
              }
            >
              Close conversation
            </Button>
          </Group>
        </Modal>
      </>
    ),
  };
}

function optional(fields: { note: string }): Record<string, string> {
  const note = fields.note.trim();
  return note === '' ? {} : { note };
}

interface ReturnProps {
  opened: boolean;
  busy: boolean;
  onClose: () => void;
  onConfirm: (note: string) => void;
}

function ReturnDialog({ opened, busy, onClose, onConfirm }: ReturnProps) {
  const [note, setNote] = useState('');
  return (
    <Modal opened={opened} onClose={onClose} title="Return to the assistant?">
      <Stack>
        <Text size="sm">From the next message on the assistant answers again. You can take over at any time.</Text>
        <Textarea
          label="Note for colleagues (optional)"
          autosize
          minRows={2}
          maxRows={6}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Keep it
          </Button>
          <Button loading={busy} onClick={() => onConfirm(note)}>
            Return
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface TransferProps {
  opened: boolean;
  from: string;
  /** Whether it waits for its own team already, which cannot be asked for again. */
  waits: boolean;
  busy: boolean;
  onClose: () => void;
  onConfirm: (teamId: string, note: string) => void;
}

function TransferDialog({ opened, from, waits, busy, onClose, onConfirm }: TransferProps) {
  const teams = useTeams();
  const [teamId, setTeamId] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const choices = (teams.data ?? [])
    .filter((team) => team.id !== from || !waits)
    .map((team) => ({ value: team.id, label: team.id === from ? `${team.name} (back to its queue)` : team.name }));
  return (
    <Modal opened={opened} onClose={onClose} title="Hand to another team">
      <Stack>
        <Select
          label="Team"
          required
          data={choices}
          value={teamId}
          onChange={setTeamId}
          placeholder="Choose a team"
          searchable={choices.length > 8}
          nothingFoundMessage="No team of that name"
          error={teams.isError ? 'The teams could not be read. Close this and try again.' : null}
          data-autofocus
        />
        <Textarea
          label="What they should know (optional)"
          description="Only colleagues see it"
          autosize
          minRows={3}
          maxRows={8}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={busy} disabled={teamId === null} onClick={() => teamId !== null && onConfirm(teamId, note)}>
            Hand over
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
