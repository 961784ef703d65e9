/** Where a new matter began, and the first words on it: the conversation closes, and goes on in one of its own. */
import { Button, Group, Modal, Select, Stack, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { z } from 'zod';
import type { Replied } from '../../../src/api/http/contract';
import { post } from '../api/client';
import { useTranscript } from '../api/inbox';
import { asProblem } from '../api/problem';
import { useLive } from '../live/feed';
import { ProblemAlert } from '../shell/states';
import { done } from '../shell/toasts';
import { clock } from '../words/time';

const SHOWN = 30;
const LONGEST_CHOICE = 80;

export function SplitDialog({ conversationId, onClose }: { conversationId: string; onClose: () => void }) {
  const navigate = useNavigate();
  const live = useLive();
  const transcript = useTranscript(conversationId);
  const [fromSeq, setFromSeq] = useState<string | null>(null);
  const [text, setText] = useState('');
  // One try is one conversation, however often it is repeated.
  const clientId = useRef<string>(crypto.randomUUID());
  const choices = (transcript.data?.entries ?? [])
    .flatMap((entry) =>
      entry.type === 'message' && entry.author === 'contact' && entry.seq > 1
        ? [{ value: String(entry.seq), label: `${clock(entry.at)}  ${short(entry.text)}` }]
        : [],
    )
    .slice(-SHOWN)
    .reverse();
  const split = useMutation({
    mutationFn: () =>
      post<z.infer<typeof Replied>>(`/api/conversations/${conversationId}/split`, {
        fromSeq: Number(fromSeq),
        clientId: clientId.current,
        text: text.trim(),
      }),
    onSuccess: (begun) => {
      done('The new matter is yours, in a conversation of its own.');
      onClose();
      live.touched(begun.conversationId);
      void navigate(`/inbox/mine/${begun.conversationId}`);
    },
    onError: () => {
      clientId.current = crypto.randomUUID();
    },
    onSettled: () => live.touched(conversationId),
  });
  return (
    <Modal opened onClose={onClose} title="A new matter">
      <Stack>
        {split.error && <ProblemAlert problem={asProblem(split.error)} />}
        <Select
          label="It began with"
          description="This conversation closes as it is. The new one leads back to these words."
          required
          data={choices}
          value={fromSeq}
          onChange={setFromSeq}
          placeholder="Choose the customer's words"
          nothingFoundMessage="The customer wrote nothing after their first words"
          data-autofocus
        />
        <Textarea
          label="Your first words on it"
          description="The customer gets them where they wrote last"
          required
          autosize
          minRows={3}
          maxRows={8}
          maxLength={10_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            loading={split.isPending}
            disabled={fromSeq === null || text.trim() === ''}
            onClick={() => split.mutate()}
          >
            Send and split
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function short(text: string): string {
  const flat = text.replace(/\s+/gu, ' ').trim() || '(a file)';
  return flat.length <= LONGEST_CHOICE ? flat : `${flat.slice(0, LONGEST_CHOICE - 1).trimEnd()}…`;
}
