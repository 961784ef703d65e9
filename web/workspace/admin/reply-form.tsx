/** Adding or changing a canned reply: its name, its words, and for whom. */
import { Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { CannedReplyEdit, CannedReplyView } from '../../../src/api/http/contract';
import { useAdminTeams, useChange } from '../api/admin';
import { post, put, remove } from '../api/client';
import classes from './admin.module.css';
import { ConfirmButton } from './confirm-button';
import { FormDrawer } from './form-drawer';

function begin(reply: CannedReplyView | null): CannedReplyEdit {
  if (!reply) return { name: '', text: '', teamId: null, language: null };
  const { name, text, teamId, language } = reply;
  return { name, text, teamId, language };
}

export function ReplyForm({ reply, onClose }: { reply: CannedReplyView | null; onClose: () => void }) {
  const teams = useAdminTeams();
  const [start] = useState(() => begin(reply));
  const [edit, setEdit] = useState(start);
  const patch = (part: Partial<CannedReplyEdit>) => setEdit((now) => ({ ...now, ...part }));
  const save = useChange({
    run: (body: CannedReplyEdit) =>
      reply
        ? put<CannedReplyView>(`/api/admin/canned-replies/${reply.id}`, body)
        : post<CannedReplyView>('/api/admin/canned-replies', body),
    said: (saved) => `/${saved.name} is saved. Agents find it from now on.`,
    onDone: onClose,
  });
  const drop = useChange({
    run: (id: string) => remove(`/api/admin/canned-replies/${id}`),
    said: () => `/${start.name} is deleted.`,
    onDone: onClose,
  });
  return (
    <FormDrawer
      opened
      title={reply ? `/${reply.name}` : 'Add a reply'}
      dirty={JSON.stringify(edit) !== JSON.stringify(start)}
      busy={save.busy}
      problem={save.problem ?? drop.problem}
      submit={reply ? 'Save' : 'Add reply'}
      onSubmit={() => save.run(edit)}
      onClose={onClose}
      aside={
        reply ? (
          <ConfirmButton
            question={`Delete /${reply.name}?`}
            consequence="Agents no longer find it. What was sent with it stays."
            confirm="Delete reply"
            loading={drop.busy}
            onConfirm={() => drop.run(reply.id)}
          >
            Delete
          </ConfirmButton>
        ) : null
      }
    >
      <TextInput
        label="Name"
        description="Letters, digits, - and _; agents type it after a /"
        required
        maxLength={40}
        leftSection="/"
        value={edit.name}
        onChange={(event) => patch({ name: event.currentTarget.value })}
      />
      <Textarea
        label="Text"
        description="{{contact.name}} becomes the customer’s name, {{agent.name}} the agent’s"
        required
        autosize
        minRows={5}
        maxRows={16}
        maxLength={10_000}
        value={edit.text}
        onChange={(event) => patch({ text: event.currentTarget.value })}
      />
      <div className={classes.two}>
        <Select
          label="Team"
          data={(teams.data ?? []).map((team) => ({ value: team.id, label: team.name }))}
          value={edit.teamId}
          clearable
          placeholder="All teams"
          onChange={(teamId) => patch({ teamId })}
        />
        <TextInput
          label="Language"
          placeholder="All, or two letters such as en"
          maxLength={2}
          value={edit.language ?? ''}
          onChange={(event) => patch({ language: event.currentTarget.value.trim() || null })}
        />
      </div>
    </FormDrawer>
  );
}
