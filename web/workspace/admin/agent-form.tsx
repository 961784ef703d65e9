/** Adding or changing an agent, with their way in and their phones. */
import { Button, MultiSelect, NumberInput, Select, Switch, TagsInput, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { z } from 'zod';
import type { AgentCreated, AgentEdit, AgentView, ResetLink } from '../../../src/api/http/contract';
import { useAdminTeams, useChange } from '../api/admin';
import { post, put } from '../api/client';
import { useMe } from '../session/session';
import { fullTime } from '../words/time';
import { reasonName, topicCodes } from '../words/words';
import { ConfirmButton } from './confirm-button';
import { CopyField } from './copy-field';
import { Endpoints } from './endpoints';
import { FormDrawer } from './form-drawer';

type Edit = z.infer<typeof AgentEdit>;
type Link = z.infer<typeof ResetLink>;

interface Props {
  agent: AgentView | null;
  /** The form goes on with the agent that was made. */
  onCreated: (id: string) => void;
  onClose: () => void;
}

function begin(agent: AgentView | null): Edit {
  if (!agent) {
    return {
      email: '',
      name: '',
      publicName: '',
      role: 'agent',
      onCall: false,
      capacity: 20,
      liveCapacity: null,
      languages: [],
      skills: [],
      disabled: false,
      teamIds: [],
    };
  }
  const { email, name, publicName, role, onCall, capacity, disabled, teamIds, liveCapacity, languages, skills } = agent;
  return { email, name, publicName, role, onCall, capacity, disabled, teamIds, liveCapacity, languages, skills };
}

export function AgentForm({ agent, onCreated, onClose }: Props) {
  const me = useMe();
  const teams = useAdminTeams();
  const [start, setStart] = useState(() => begin(agent));
  const [edit, setEdit] = useState(start);
  const [link, setLink] = useState<Link | null>(null);
  const patch = (part: Partial<Edit>) => setEdit((now) => ({ ...now, ...part }));
  const id = agent?.id ?? null;

  const create = useChange({
    run: (body: Edit) => post<z.infer<typeof AgentCreated>>('/api/admin/agents', body),
    said: (made) => `${made.name} is added.`,
    onDone: (made) => {
      setStart(edit);
      setLink(made.resetLink);
      if (made.resetLink === null) onCreated(made.id);
    },
  });
  const save = useChange({
    run: (body: Edit) => put<AgentView>(`/api/admin/agents/${id}`, body),
    said: (saved) => `${saved.name} is saved.`,
    onDone: onClose,
  });
  const reset = useChange({
    run: () => post<Link>(`/api/admin/agents/${id}/reset-link`),
    said: null,
    onDone: setLink,
  });

  const self = id === me.agent.id;
  const made = id === null && link !== null;
  return (
    <FormDrawer
      opened
      title={agent ? agent.name : 'Add an agent'}
      dirty={JSON.stringify(edit) !== JSON.stringify(start)}
      busy={save.busy || create.busy}
      problem={save.problem ?? create.problem ?? reset.problem}
      submit={made ? 'Done' : agent ? 'Save' : 'Add agent'}
      onSubmit={() => (made ? onClose() : id === null ? create.run(edit) : save.run(edit))}
      onClose={onClose}
      aside={
        agent && !self ? (
          agent.disabled ? (
            <Button variant="default" loading={save.busy} onClick={() => save.run({ ...start, disabled: false })}>
              Enable
            </Button>
          ) : (
            <ConfirmButton
              question={`Disable ${agent.name}?`}
              consequence="They are signed out at once, their phones stop, and what they hold goes on without them. You can enable them again."
              confirm="Disable agent"
              loading={save.busy}
              onConfirm={() => save.run({ ...start, disabled: true })}
            >
              Disable
            </ConfirmButton>
          )
        ) : null
      }
    >
      {link && (
        <CopyField
          label={`Link for ${edit.name} to choose a password`}
          description={`Works once, until ${fullTime(link.expiresAt)}. It is shown only here: send it to them yourself.`}
          value={link.url}
        />
      )}
      <TextInput
        label="Name"
        description="What colleagues see"
        required
        maxLength={100}
        value={edit.name}
        disabled={made}
        onChange={(event) => patch({ name: event.currentTarget.value })}
      />
      <TextInput
        label="Public name"
        description="What customers see"
        required
        maxLength={60}
        value={edit.publicName}
        disabled={made}
        onChange={(event) => patch({ publicName: event.currentTarget.value })}
      />
      <TextInput
        label="Email"
        description="They sign in with it"
        type="email"
        required
        value={edit.email}
        disabled={made}
        onChange={(event) => patch({ email: event.currentTarget.value })}
      />
      <Select
        label="Role"
        data={[
          { value: 'agent', label: 'Agent: sees the conversations of their teams' },
          { value: 'admin', label: 'Admin: sees everything and may change it' },
        ]}
        value={edit.role}
        allowDeselect={false}
        disabled={self || made}
        description={self ? 'You cannot take your own admin role away.' : undefined}
        onChange={(role) => patch({ role: role === 'admin' ? 'admin' : 'agent' })}
      />
      <MultiSelect
        label="Teams"
        data={(teams.data ?? []).map((team) => ({ value: team.id, label: team.name }))}
        value={edit.teamIds}
        disabled={made}
        placeholder={edit.teamIds.length === 0 ? 'No team yet' : undefined}
        onChange={(teamIds) => patch({ teamIds })}
      />
      <NumberInput
        label="Capacity"
        description="How many conversations they may hold before others are asked first"
        min={0}
        max={500}
        allowDecimal={false}
        value={edit.capacity}
        disabled={made}
        onChange={(value) => patch({ capacity: typeof value === 'number' ? value : 0 })}
      />
      <NumberInput
        label="Of these, on live channels"
        description="Chat and text messages at once; leave it empty for no limit of its own"
        min={0}
        max={500}
        allowDecimal={false}
        value={edit.liveCapacity ?? ''}
        disabled={made}
        onChange={(value) => patch({ liveCapacity: typeof value === 'number' ? value : null })}
      />
      <TagsInput
        label="Languages"
        description="Two letters each, such as en; empty: whatever the business speaks"
        value={edit.languages ?? []}
        disabled={made}
        onChange={(languages) => patch({ languages: languages.map((one) => one.toLowerCase()) })}
      />
      <MultiSelect
        label="Knows"
        description="Such matters are offered to them before others"
        data={topicCodes.map((code) => ({ value: code, label: reasonName(code) }))}
        value={edit.skills ?? []}
        disabled={made}
        onChange={(skills) => patch({ skills })}
      />
      <Switch
        label="On call"
        description="Told of danger to life whatever the hour, their capacity or their team"
        checked={edit.onCall}
        disabled={made}
        onChange={(event) => patch({ onCall: event.currentTarget.checked })}
      />
      {agent && (
        <>
          <div>
            <Text size="sm" fw={500}>
              Password
            </Text>
            <Text size="xs" c="dimmed" mb={6}>
              A new link ends the one before. Baton never sends it by itself.
            </Text>
            <Button variant="default" size="xs" loading={reset.busy} onClick={() => reset.run(undefined)}>
              Make a reset link
            </Button>
          </div>
          <Endpoints agent={agent} />
        </>
      )}
    </FormDrawer>
  );
}
