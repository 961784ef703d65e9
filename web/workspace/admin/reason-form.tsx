/** A small dialog that asks why before something is put aside. */
import { Button, Group, Modal, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../api/admin';
import { post } from '../api/client';
import { ProblemAlert } from '../shell/states';

interface Props {
  title: string;
  words: string;
  submit: string;
  path: string;
  said: string;
  onClose: () => void;
}

export function ReasonForm({ title, words, submit, path, said, onClose }: Props) {
  const [reason, setReason] = useState('');
  const save = useChange({ run: (why: string) => post(path, { reason: why }), said: () => said, onDone: onClose });
  return (
    <Modal opened onClose={onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.run(reason.trim());
        }}
      >
        {save.problem && <ProblemAlert problem={save.problem} />}
        <Text size="sm" mb="sm">
          {words}
        </Text>
        <Textarea
          label="Why"
          required
          minLength={3}
          maxLength={500}
          autosize
          minRows={2}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.busy} disabled={reason.trim().length < 3}>
            {submit}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
